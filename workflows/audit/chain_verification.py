"""Walking the chain: every row against its link, every link against the one before, every seal.

What is found is located: the row, its case, the seal and its minute. Only PostgreSQL's own
functions are trusted to tell a row's text; hashes are computed here.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, Final

from django.db import connection, transaction

from workflows.audit.chain_sealing import digest_of, hash_of, tails_of
from workflows.models import NO_CASE, AuditLink, AuditSeal, Case
from workflows.models.hash_chain import EVENT, GONE, READ, RIGHT, text_of

SOURCES: Final[Mapping[str, tuple[str, Mapping[str, str], str]]] = {
    "event": ("workflows_caseevent", EVENT, "told.case_id"),
    "read": ("workflows_caseread", READ, "told.case_id"),
    "gone": ("workflows_destruction", GONE, "told.case_id"),
    "right": ("workflows_rightsevent", RIGHT, f"{NO_CASE}::bigint"),
}
"""Of each kind of row: its table, the columns of its text, and SQL for the case of its chain."""
FETCHED: Final = 2000
SEALS: Final = 50
Member = tuple[int, int, str]
LINKS: Final = """
    SELECT link.id, link.row, link.case_ref, link.seal, link.hash, link.previous, before.hash,
           before.case_ref, {text}, gone.rows -> link.source ->> link.row::text
    FROM workflows_auditlink AS link
    LEFT JOIN {table} AS told ON told.id = link.row
    LEFT JOIN workflows_destruction AS gone ON gone.case_id = link.case_ref
    LEFT JOIN workflows_auditlink AS before ON before.id = link.previous
    WHERE link.source = %s AND link.id > %s ORDER BY link.id LIMIT %s
"""
UNLINKED: Final = """
    SELECT told.id, {case} FROM {table} AS told
    WHERE NOT EXISTS (
        SELECT 1 FROM workflows_auditlink AS link WHERE link.source = %s AND link.row = told.id
    ) ORDER BY told.id
"""


@dataclass(frozen=True, slots=True)
class ChainFault:
    """One thing found: what it is, and where it lies as far as is known."""

    kind: str
    source: str = ""
    row: int | None = None
    case: str = ""
    seal: int | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """The whole walk. `head` is the newest seal as NUMBER:HASH, to be noted elsewhere."""

    links: int
    seals: int
    unsealed: int
    head: str
    faults: tuple[ChainFault, ...]

    @property
    def ok(self) -> bool:
        return not self.faults

    def as_json(self) -> dict[str, Any]:
        told = asdict(self) | {"ok": self.ok}
        told["faults"] = [asdict(fault) for fault in self.faults]
        return told


def verify(*, expected: str = "") -> Verified:
    """Walk it all in one snapshot. `expected` is a head noted earlier, NUMBER:HASH."""
    with transaction.atomic():
        if not connection.savepoint_ids:  # not within a transaction of the caller's
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        found = [*_links(), *_unlinked(), *_seals(), *_noted(expected)]
        head = AuditSeal.objects.order_by("number").last()
        return Verified(
            links=AuditLink.objects.count(),
            seals=AuditSeal.objects.count(),
            unsealed=AuditLink.objects.filter(seal__isnull=True).count(),
            head=str(head) if head else "",
            faults=tuple(_named(found)),
        )


def _links() -> Iterator[ChainFault]:
    for source, (table, columns, _case) in SOURCES.items():
        text = f"CASE WHEN told.id IS NULL THEN NULL ELSE {text_of(columns, 'told')} END"
        rows: list[tuple[Any, ...]] = [(0,)]
        while rows:
            with connection.cursor() as cursor:
                cursor.execute(LINKS.format(text=text, table=table), [source, rows[-1][0], FETCHED])
                rows = cursor.fetchall()
            for row in rows:
                yield from _link(source, *row)


def _link(source: str, *told: Any) -> Iterator[ChainFault]:
    _pk, row, case, seal, own, previous, before, before_case, text, left = told
    where = {"source": source, "row": row, "case": str(case), "seal": seal}
    if previous is not None and (before is None or before_case != case):
        yield ChainFault("link_before_missing", **where)
    elif text is None:
        yield ChainFault("row_missing", **where)
    elif left is not None:
        # Emptied with its case: the link stands for what it was, the destruction for what is left.
        if sha256(text.encode()).hexdigest() != left:
            yield ChainFault("row_changed", **where)
    elif sha256(f"{before or ''}\n{text}".encode()).hexdigest() != own:
        yield ChainFault("row_changed", **where)
    if text is None and previous is not None and before is None:
        yield ChainFault("row_missing", **where)


def _unlinked() -> Iterator[ChainFault]:
    for source, (table, _columns, case_of) in SOURCES.items():
        with connection.cursor() as cursor:
            cursor.execute(UNLINKED.format(table=table, case=case_of), [source])
            for row, case in cursor:
                yield ChainFault("link_missing", source=source, row=row, case=str(case))


def _seals() -> Iterator[ChainFault]:
    before, wanted = "", 1
    for seal, links in _with_members():
        where: dict[str, Any] = {"seal": seal.number, "at": seal.at.isoformat()}
        if seal.number != wanted:
            yield ChainFault("seal_missing", seal=wanted)
        elif seal.hash != hash_of(seal) or seal.previous != before:
            yield ChainFault("seal_changed", **where)
        yield from _members(seal, links, where)
        before, wanted = seal.hash, seal.number + 1
    for number in _sealed_under_nothing():
        yield ChainFault("seal_missing", seal=number)


def _with_members() -> Iterator[tuple[AuditSeal, list[Member]]]:
    """Every seal with its links as (id, case, hash); some seals to a query."""
    seals = AuditSeal.objects.order_by("number")
    part = list(seals[:SEALS])
    while part:
        held: dict[int, list[Member]] = defaultdict(list)
        links = AuditLink.objects.filter(seal__range=(part[0].number, part[-1].number))
        told = links.order_by("pk").values_list("seal", "pk", "case_ref", "hash")
        for number, pk, case, own in told:
            held[number or 0].append((pk, case, own))
        yield from ((seal, held[seal.number]) for seal in part)
        part = list(seals.filter(number__gt=part[-1].number)[:SEALS])


def _members(seal: AuditSeal, held: list[Member], where: Mapping[str, Any]) -> Iterator[ChainFault]:
    """The links of a seal against its digest and the end it noted of each case."""
    tails = tails_of(held)
    for case, tail in seal.tails.items():
        if tails.get(case) != tail:
            yield ChainFault("link_missing", case=case, **where)
    if tails == seal.tails and digest_of(link[2] for link in held) != seal.digest:
        yield ChainFault("link_changed", **where)


def _sealed_under_nothing() -> Iterator[int]:
    numbers = AuditSeal.objects.values("number")
    lost = AuditLink.objects.filter(seal__isnull=False).exclude(seal__in=numbers)
    for number in lost.order_by("seal").values_list("seal", flat=True).distinct():
        yield number or 0


def _noted(expected: str) -> Iterator[ChainFault]:
    number, _colon, known = expected.partition(":")
    if expected and not AuditSeal.objects.filter(number=number, hash=known).exists():
        yield ChainFault("head_differs", seal=int(number))


def _named(found: list[ChainFault]) -> Iterator[ChainFault]:
    """The faults with their cases' public numbers in place of ids."""
    ids = {int(fault.case) for fault in found if fault.case}
    numbers = dict(Case.objects.filter(pk__in=ids).values_list("pk", "number")) | {NO_CASE: ""}
    for fault in found:
        told = asdict(fault)
        if fault.case:
            told["case"] = numbers.get(int(fault.case), fault.case)
        yield ChainFault(**told)
