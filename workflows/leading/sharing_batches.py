"""A batch of cases shared out: proposed, mended by hand, confirmed through the door or dropped."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from organizations.models import Person
from organizations.selectors import HeldPost
from workflows.acts.act_refusals import NotFound, Refused
from workflows.acts.actors import Actor
from workflows.cases import access, door
from workflows.cases.act_notices import LANGUAGE
from workflows.cases.permissions import SHARE_OUT
from workflows.leading import leaders_and_matters, sharing_messages
from workflows.leading.algorithm import Leader, Matter, Sharing, share
from workflows.leading.difficulty import weight
from workflows.leading.explanation import Proof, obstacle, prove
from workflows.leading.leaders_and_matters import ReadLetters
from workflows.models import Case, SharingBatch, SharingLine
from workflows.states import OPEN_PETITION

MOST: Final = 2000
"""Cases in one batch: the optimisation takes seconds for these."""
AT_ONCE: Final = 200
"""Cases that one confirming request appoints leaders for."""
APPOINT: Final = "appoint_leader"


@dataclass(frozen=True)
class Board:
    """An open batch as one coordinator may see it: its lines, and the sharing they make up."""

    batch: SharingBatch
    lines: tuple[SharingLine, ...]
    sharing: Sharing
    people: dict[int, Person]

    def proof(self, line: SharingLine) -> Proof:
        return prove(self.sharing, self._matter(line))

    def refusal(self, line: SharingLine, leader: Leader) -> str:
        """Why the line can't go to this leader; '' if it can."""
        bar = obstacle(self.sharing, self._matter(line), leader)
        return sharing_messages.barred(bar, self.people[leader.id], leader) if bar else ""

    def _matter(self, line: SharingLine) -> Matter:
        return self.sharing.by_case[line.case_id]


def coordinating_post(person: Person, *, at: datetime) -> HeldPost | None:
    """The post in whose unit this person shares cases out; None if there is none."""
    return next(iter(access.posts_with(person, SHARE_OUT, at=at)), None)


def to_share(person: Person, *, at: datetime) -> QuerySet[Case]:
    """The open petitions without a leader that this coordinator may put under one."""
    cases = access.cases_for(person, at=at, permission=APPOINT)
    return cases.filter(leader__isnull=True, status__in=OPEN_PETITION)


def open_batch(person: Person, *, at: datetime) -> SharingBatch | None:
    """The batch that waits for a decision in the person's unit."""
    post = coordinating_post(person, at=at)
    if post is None:
        return None
    return SharingBatch.objects.filter(unit=post.unit_id, state=SharingBatch.State.OPEN).first()


@transaction.atomic
def propose(
    person: Person, cases: QuerySet[Case], *, at: datetime, read: ReadLetters
) -> SharingBatch:
    """Share the cases out, or those of the open batch anew with these; what is by hand stays."""
    post = coordinating_post(person, at=at)
    if post is None:
        raise NotFound
    batch, _new = SharingBatch.objects.get_or_create(
        unit_id=post.unit_id,
        state=SharingBatch.State.OPEN,
        defaults={"made_by": person, "made_at": at},
    )
    _lock(batch)
    waiting = to_share(person, at=at)
    undecided = batch.lines.exclude(state=SharingLine.State.APPOINTED)
    undecided.filter(case__in=access.cases_for(person, at=at)).exclude(case__in=waiting).delete()
    _add(batch, waiting.filter(pk__in=cases.order_by("pk").values("pk")), read)
    _share_anew(load(batch, person, at=at, read=read))
    return batch


def load(batch: SharingBatch, person: Person, *, at: datetime, read: ReadLetters) -> Board:
    """The batch with the undecided lines that this person may see; twenty queries at most."""
    seen = access.cases_for(person, at=at)
    undecided = batch.lines.filter(case__in=seen).exclude(state=SharingLine.State.APPOINTED)
    lines = tuple(undecided.select_related("case__holding_unit").order_by("case_id"))
    ids = [line.case_id for line in lines]
    leaders = leaders_and_matters.leaders(person, at=at, but=ids, read=read)
    cases = [line.case for line in lines]
    barred = leaders_and_matters.recusals(cases, [leader.id for leader in leaders], at=at)
    matters = tuple(_matter(line, barred.get(line.case_id, {})) for line in lines)
    known = {leader.id for leader in leaders}
    assigned = {line.case_id: line.leader_id if line.leader_id in known else None for line in lines}
    named = known | {line.leader_id for line in lines if line.leader_id}
    people = Person.objects.in_bulk(named | {m.same_matter for m in matters if m.same_matter})
    return Board(batch, lines, Sharing(leaders, matters, assigned), people)


def decided_lines(batch: SharingBatch, person: Person, *, at: datetime) -> QuerySet[SharingLine]:
    """The lines of a batch that this person may see, as they were decided."""
    seen = batch.lines.filter(case__in=access.cases_for(person, at=at))
    return seen.select_related("case", "leader").order_by("state", "pk")


def appointed_count(batch: SharingBatch, person: Person, *, at: datetime) -> int:
    """How many cases of the batch are under their leaders already, as far as seen."""
    return decided_lines(batch, person, at=at).filter(state=SharingLine.State.APPOINTED).count()


def people_of(lines: Iterable[SharingLine]) -> dict[int, Person]:
    """Everybody named in the kept proofs."""
    proofs = [line.proof for line in lines if line.proof]
    ids = {other["leader"] for proof in proofs for other in proof["others"]}
    return Person.objects.in_bulk(ids | {p["leader"] for p in proofs if p["leader"]})


@transaction.atomic
def move(
    line: SharingLine, leader_id: int | None, person: Person, *, at: datetime, read: ReadLetters
) -> SharingLine:
    """Put a line under another leader by hand, or leave it out (None).

    Raises `Refused` with the reason where a hard rule keeps the case from the leader; the board
    is read under the lock, so that two coordinators can't both fill the last place.
    """
    board = load(_lock(line.batch), person, at=at, read=read)
    found = next((each for each in board.lines if each.pk == line.pk), None)
    if found is None:
        raise NotFound
    if leader_id is not None:
        leader = board.sharing.by_leader.get(leader_id)
        if leader is None:
            raise Refused(_("Choose a leader on the board."))
        if refusal := board.refusal(found, leader):
            raise Refused(refusal)
    found.propose(leader_id)
    found.by_hand = True
    found.save(update_fields=["leader", "by_hand", "state", "refusal"])
    return found


def confirm(board: Board, person: Person, *, at: datetime) -> int:
    """Make the proposed appointments acts, at most `AT_ONCE` of them; how many are left.

    Each line keeps its proof and what became of it. A refused one stays on the board with the
    reason; with none of either left the batch is closed.
    """
    proofs = {line.pk: board.proof(line) for line in board.lines}
    waiting = [
        line
        for line in board.lines
        if line.state == SharingLine.State.PROPOSED and board.sharing.assigned[line.case_id]
    ]
    for line in waiting[:AT_ONCE]:
        _appoint(line, proofs[line.pk], board, person, at)
    left = len(waiting[AT_ONCE:])
    if not left and all(line.state != SharingLine.State.FAILED for line in board.lines):
        _close(board, proofs, person, at)
    return left


@transaction.atomic
def drop(batch: SharingBatch, person: Person, *, at: datetime) -> None:
    """Give the proposal up; what is appointed already stays appointed."""
    locked = _lock(batch)
    locked.drop()
    _decided(locked, person, at)


def _appoint(line: SharingLine, proof: Proof, board: Board, person: Person, at: datetime) -> None:
    with translation.override(LANGUAGE):
        reason = sharing_messages.because(proof, board.people)
    with transaction.atomic():
        locked = SharingLine.objects.select_for_update().get(pk=line.pk)
        if locked.state != SharingLine.State.PROPOSED or locked.leader_id != line.leader_id:
            return  # somebody else confirmed or moved it since
        line.proof = asdict(proof)
        try:
            with transaction.atomic():
                actor = Actor.of(person)
                details = {"leader": line.leader_id, "reason": reason}
                door.perform(line.case_id, APPOINT, actor=actor, at=at, **details)
        except Refused as refusal:
            line.fail(refusal.message)
        else:
            line.appoint()
        line.save(update_fields=["proof", "state", "refusal"])


@transaction.atomic
def _close(board: Board, proofs: dict[int, Proof], person: Person, at: datetime) -> None:
    batch = _lock(board.batch)
    over = [line for line in board.lines if line.leader_id is None]
    for line in over:
        line.proof = asdict(proofs[line.pk])
    SharingLine.objects.bulk_update(over, ["proof"], batch_size=500)
    batch.confirm()
    _decided(batch, person, at)


def _decided(batch: SharingBatch, person: Person, at: datetime) -> None:
    batch.decided_by, batch.decided_at = person, at
    batch.save(update_fields=["state", "decided_by", "decided_at"])


def _lock(batch: SharingBatch) -> SharingBatch:
    """The batch under a row lock: two coordinators of a unit work on one board."""
    locked = SharingBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state != SharingBatch.State.OPEN:
        raise Refused(_("This proposal is decided already."))
    return locked


def _share_anew(board: Board) -> None:
    """Let the optimisation decide; what was decided by hand stays while no rule forbids it."""
    matters = [
        replace(matter, previous=board.sharing.assigned[matter.id])
        for matter in board.sharing.matters
    ]
    found = share(board.sharing.leaders, matters).assigned
    for line in board.lines:
        given = found[line.case_id]
        line.facts["previous"] = line.leader_id
        line.by_hand = line.by_hand and line.leader_id == given
        line.propose(given)
    fields = ["leader", "by_hand", "facts", "state", "refusal"]
    SharingLine.objects.bulk_update(board.lines, fields, batch_size=500)


def _add(batch: SharingBatch, cases: QuerySet[Case], read: ReadLetters) -> None:
    known = set(batch.lines.values_list("case_id", flat=True))
    new = cases.exclude(pk__in=known).select_related("holding_unit__region").order_by("pk")
    fresh = list(new[: max(0, MOST - len(known))])
    facts = _facts(fresh, read)
    SharingLine.objects.bulk_create(
        SharingLine(batch=batch, case=case, facts=facts[case.pk]) for case in fresh
    )


def _facts(cases: Collection[Case], read: ReadLetters) -> dict[int, dict[str, Any]]:
    ids = [case.pk for case in cases]
    letters, found = read(ids), leaders_and_matters.difficulties(ids, read=read)
    return {
        case.pk: {
            "region": case.holding_unit.region.path,
            "place": letters[case.pk].place if case.pk in letters else "",
            "subject": letters[case.pk].subject if case.pk in letters else "",
            "difficulty": found[case.pk],
            "same_matter": letters[case.pk].same_matter if case.pk in letters else None,
        }
        for case in cases
    }


def _matter(line: SharingLine, recused: dict[int, str]) -> Matter:
    facts = line.facts
    return Matter(
        line.case_id,
        region=facts["region"],
        place=facts["place"],
        subject=facts["subject"],
        weight=weight(tuple((ground, points) for ground, points in facts["difficulty"])),
        recused=recused,
        previous=facts.get("previous"),
        same_matter=facts["same_matter"],
        chosen=line.leader_id if line.by_hand else None,
        left_out=line.by_hand and line.leader_id is None,
    )
