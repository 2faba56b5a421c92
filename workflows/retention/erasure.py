"""Destroying what a case keeps: texts, papers, files, names. The envelope and its chain stay.

The floor above fills the port by which what it keeps of a case goes; all of it goes in the
transaction of the act, or none. Files go when that has been committed.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from django import forms
from django.core.files.storage import default_storage
from django.db import connection, transaction

from organizations.models import Person
from organizations.ports import Port
from workflows.acts.declared_acts import acts_of
from workflows.acts.file_kinds import SHOWN_ENDINGS
from workflows.models.audit import CaseRead
from workflows.models.case_note import CaseNote, NoteMention
from workflows.models.document import Document
from workflows.models.event import ActorKind, CaseEvent
from workflows.models.event_file import EventFile
from workflows.models.hash_chain import EVENT, READ, text_of
from workflows.models.measure import Evidence, Measure
from workflows.models.paper_file import PaperFile
from workflows.models.retention import Destruction, DoomedFile
from workflows.models.written_name import WrittenName
from workflows.retention import retention_periods

if TYPE_CHECKING:
    from workflows.acts.act import Performance
    from workflows.models import Case

CERTIFICATE: Final = "destruction_certificate"


@dataclass(frozen=True, slots=True)
class ContentEraser:
    """What the floor above keeps of a case: how much there is of it, and how it goes.

    `tally` answers what → how many; `erase` empties or deletes and answers the paths of files.
    """

    tally: Callable[["Case"], Mapping[str, int]]
    erase: Callable[["Case"], Iterable[str]]


eraser: Port[ContentEraser] = Port(
    "workflows.retention.erasure.eraser", "how the letter is destroyed"
)


def destroy(case: "Case", step: "Performance", event: CaseEvent) -> None:
    """Empty it all; the door's guards have asked whether that may be."""
    events, reads = _emptied_events(case), _emptied_reads(case)
    rule, due_on = retention_periods.over(case, step.on)
    review = case.events.filter(act="review_retention").latest("pk")
    tally = {"texts": len(events)} | _papers_and_measures(case)
    tally |= eraser.filled.tally(case)
    made = Destruction.objects.create(
        case_id=case.pk,
        rule=rule,
        due_on=due_on,
        reviewed=review,
        reviewed_by=cast(Person, review.actor),
        done=event,
        destroyed_by=cast(Person, step.actor.person),
        at=step.at,
        erased={name: n for name, n in tally.items() if n},
        rows={"event": _digests(CaseEvent, EVENT, "details", events),
              "read": _digests(CaseRead, READ, "why", reads)},
    )  # fmt: skip
    _empty(CaseEvent, "details", events)
    _empty(CaseRead, "why", reads)
    paths = [*_erase_papers_and_measures(case), *eraser.filled.erase(case)]
    DoomedFile.objects.bulk_create(DoomedFile(destruction=made, path=p) for p in set(paths))
    transaction.on_commit(delete_files, robust=True)


def delete_files() -> int:
    """Delete the files whose records are gone; how many. Run again, it finishes what was left."""
    deleted = 0
    for doomed in DoomedFile.objects.order_by("pk"):
        for ending in ("", *SHOWN_ENDINGS):
            default_storage.delete(f"{doomed.path}{ending}")
        doomed.delete()
        deleted += 1
    return deleted


def _emptied_events(case: "Case") -> dict[int, str]:
    """Event id → its details without what people wrote, as JSON, where something goes."""
    outlives = [act.name for act in acts_of(type(case)).values() if act.outlives_content]
    written = case.events.exclude(actor_kind=ActorKind.TIMER).exclude(act__in=outlives)
    kept = ((each, _plain(case, each.act, each.details)) for each in written)
    return {each.pk: json.dumps(left) for each, left in kept if left != each.details}


def _plain(case: "Case", name: str, details: Mapping[str, Any]) -> dict[str, Any]:
    """Choices, dates, numbers and rows; nothing that somebody typed or uploaded."""
    declared = acts_of(type(case)).get(name)
    known = declared.form.base_fields if declared else {}
    return {key: value for key, value in details.items() if _is_plain(known.get(key), value)}


def _is_plain(field: forms.Field | None, value: Any) -> bool:
    if field is None:
        return not isinstance(value, str | list)
    if getattr(field, "is_content", False):
        return False
    return type(field) is not forms.CharField and not isinstance(field, forms.FileField)


def _emptied_reads(case: "Case") -> dict[int, str]:
    return dict.fromkeys(case.reads.exclude(why="").values_list("pk", flat=True), "")


def _digests(
    model: type[CaseEvent | CaseRead], columns: Mapping[str, str], column: str, left: dict[int, str]
) -> dict[str, str]:
    """Row id → the hash of the row's canonical text as it will be; one query."""
    if not left:
        return {}
    others = ", ".join(f"row.{name}" for name in columns if name != column)
    cast = "jsonb" if column == "details" else "text"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT told.id, encode(sha256(convert_to({text_of(columns, 'told')}, 'UTF8')), 'hex')"  # noqa: S608  # names of our own columns
            f" FROM (SELECT {others}, given.value::{cast} AS {column}"
            " FROM unnest(%s::bigint[], %s::text[]) AS given (id, value)"
            f" JOIN {model._meta.db_table} AS row ON row.id = given.id) AS told",
            [list(left), list(left.values())],
        )
        return {str(pk): digest for pk, digest in cursor}


def _empty(model: type[CaseEvent | CaseRead], column: str, left: dict[int, str]) -> None:
    cast = "jsonb" if column == "details" else "text"
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} AS row SET {column} = given.value::{cast}"  # noqa: S608  # names of our own columns
            " FROM unnest(%s::bigint[], %s::text[]) AS given (id, value) WHERE row.id = given.id",
            [list(left), list(left.values())],
        )


def _papers_and_measures(case: "Case") -> dict[str, int]:
    return {
        "papers": case.documents.exclude(kind=CERTIFICATE).count(),
        "measures": case.measures.count(),
        "evidence": Evidence.objects.filter(step__measure__case=case.pk).count(),
        "notes": CaseNote.objects.filter(case=case.pk).count(),
        "scans": EventFile.objects.filter(event__case=case.pk).count(),
    }


def _erase_papers_and_measures(case: "Case") -> list[str]:
    Document.objects.filter(case_id=case.pk).exclude(kind=CERTIFICATE).update(body="", addressee="")
    PaperFile.objects.filter(case_id=case.pk).exclude(document__kind=CERTIFICATE).delete()
    WrittenName.objects.filter(case_id=case.pk).delete()
    NoteMention.objects.filter(note__case=case.pk).delete()
    CaseNote.objects.filter(case=case.pk).delete()
    Measure.objects.filter(case_id=case.pk).update(source_name="", problem="", text="")
    evidence = Evidence.objects.filter(step__measure__case=case.pk)
    scans = EventFile.objects.filter(event__case=case.pk)
    paths = [path for files in (evidence, scans) for path in files.values_list("file", flat=True)]
    evidence.delete()
    scans.delete()
    return paths
