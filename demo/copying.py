"""Which rows hang on a case, and the statement that copies those of one table.

A template's rows are staged with the template's number, their rank within it and their case. What
a copy refers to is found by arithmetic: the first key that its rows of a table take, and the rank.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.apps import apps
from django.db import models

from organizations.models import Person, Region, Unit
from workflows.models import Case
from workflows.papers.document_numbers import MARK_APART
from workflows.papers.number_series import APART

COPIED: Final[Mapping[str, str]] = {
    "workflows.Case": "",
    "petitions.Petition": "case",
    "petitions.Petitioner": "petition",
    "workflows.CaseUnit": "case",
    "workflows.CaseExclusion": "case",
    "workflows.CaseEvent": "case",
    "workflows.CaseNote": "case",
    "workflows.NoteMention": "note",
    "workflows.WrittenName": "case",
    "workflows.Measure": "case",
    "workflows.MeasureStep": "measure",
    "workflows.Clock": "case",
    "workflows.ClockEvent": "clock",
    "workflows.Alarm": "clock",
    "workflows.CaseProcess": "case",
    "workflows.DeskTask": "process",
    "workflows.DeskTask_previous": "from_desktask",
    "workflows.Document": "case",
    "workflows.PaperService": "document",
    "workflows.TransferEntry": "case",
}
"""Each table with the key by which its rows hang on one before it."""
NOTICE: Final = "notifications.Notice"
"""Hangs on the event that its key names; no table below the cases has a key to them."""
REFUSED: Final[Mapping[str, str]] = {
    "petitions.SealedIdentity": "is encrypted for its own row",
    "petitions.Opening": "belongs to a sealed identity",
    "petitions.ActDraft": "is somebody's own, and no record",
    "petitions.Attachment": "is a file",
    "petitions.IdempotencyKey": "is a programme's own",
    "petitions.VisitMatter": "belongs to a visit",
    "petitions.Promise": "belongs to a visit",
    "workflows.CaseRead": "tells of somebody who read",
    "workflows.EventFile": "is a file",
    "workflows.PaperFile": "is a file",
    "workflows.Evidence": "is a file",
    "workflows.Recusal": "is decided case by case",
    "workflows.SharingLine": "belongs to a batch",
    "workflows.Hold": "is decided case by case",
    "workflows.Destruction": "is decided case by case",
    "workflows.DoomedFile": "belongs to a destruction",
    "oversight.Finding": "is found anew",
    "oversight.TransferDifference": "is found anew",
}
"""Each table whose rows no template may have, and why."""
DERIVED: Final = frozenset({"workflows.CaseScope"})
"""Each table whose rows the database writes itself, from those that are copied."""
MOVED: Final[Mapping[type[models.Model], str]] = {Unit: "unit", Person: "person", Region: "region"}
"""What a copy may have others of than its template."""
BLANK: Final = "\ue000"
"""Where a paper's own number stands in its text: a private-use character, in no name."""


def moved(kind: str, column: str) -> str:
    """SQL for whoever or whatever stands in a copy for the template's own."""
    new = f"SELECT new FROM demo_swap WHERE (variant, kind, old) = (c.variant, '{kind}', {column})"
    return f"COALESCE(({new}), {column})"


ISSUER: Final = f"JOIN organizations_unit AS issuer ON issuer.id = {moved('unit', 't.issuer_id')}"
SERIES: Final = f"""issuer.code || ':' || t.kind || ':' || extract(year FROM t.issued_on + c.days)
    || CASE WHEN position('{MARK_APART}〔' IN t.number) > 0 THEN '{APART}' ELSE '' END"""
INNER: Final[Mapping[tuple[str, str], str]] = {
    ("workflows.Case", "number"): "k.number",
    ("petitions.Petition", "query_digest"): "NULL",
    ("petitions.Petition", "source_key"): "NULL",
    ("petitions.Petitioner", "identity_digest"): "''",
    ("petitions.Petitioner", "phone_digest"): "''",
    ("workflows.Document", "number"): """
        (w.words->>'number') || '〔' || extract(year FROM t.issued_on + c.days) || '〕' ||
        s.shown[(row_number() OVER (PARTITION BY s.series ORDER BY c.n, t.demo_rank))::int] ||
        '号'""",
    (NOTICE, "id"): "gen_random_uuid()",
    (NOTICE, "dedupe_key"): "'event:' || (c.first_workflows_caseevent + event.demo_rank)",
}
OUTER: Final[Mapping[tuple[str, str], str]] = {
    ("workflows.CaseEvent", "details"): """
        CASE WHEN details ? 'measure' THEN jsonb_set(details, '{measure,id}', to_jsonb(
            first_measure + (SELECT m.demo_rank FROM demo_workflows_measure AS m
            WHERE m.id = (details#>>'{measure,id}')::bigint))) ELSE details END""",
    ("workflows.Document", "body"): f"replace(body, '{BLANK}', number)",
    ("workflows.Document", "sha256"): (
        f"encode(sha256(convert_to(replace(body, '{BLANK}', number), 'UTF8')), 'hex')"
    ),
}
"""Expressions of what is not simply its template's: over the staged row, then over the new one."""
JOINED: Final[Mapping[str, str]] = {
    "workflows.Document": f"{ISSUER} JOIN demo_series AS s ON s.series = {SERIES}",
    NOTICE: """
        JOIN demo_workflows_caseevent AS event ON event.id = substring(t.dedupe_key FROM 7)::bigint
        """,
}


@dataclass(frozen=True)
class Table:
    """One table of rows to copy; `parent` is the key by which they hang on one before it."""

    label: str
    parent: str

    @cached_property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def is_counted(self) -> bool:
        """Whether its keys are numbers of a sequence."""
        return isinstance(self.model._meta.pk, models.BigAutoField)

    @cached_property
    def worded(self) -> list[str]:
        """The columns in which somebody or something may be named."""
        return [
            str(each.column)
            for each in self.model._meta.concrete_fields
            if isinstance(each, models.JSONField)
            or (isinstance(each, models.CharField | models.TextField) and not each.choices)
        ]

    @property
    def plain(self) -> list[str]:
        """Those of them that hold plain JSON."""
        fields = self.model._meta.concrete_fields
        return [str(each.column) for each in fields if isinstance(each, models.JSONField)]

    def references(self) -> Iterator[tuple["models.ForeignKey[Any, Any]", str]]:
        """Its keys to copied tables, and the name of the table each leads to."""
        copied = {table.model: table.name for table in TABLES.values()}
        for each in self.model._meta.concrete_fields:
            if isinstance(each, models.ForeignKey) and each.related_model in copied:
                yield each, copied[each.related_model]

    def staging(self) -> str:
        """The statement that stages the templates' rows."""
        if not self.parent and self.label != NOTICE:
            source = "JOIN demo_member AS p ON p.case_id = t.id"
            kept = "p.template AS demo_template, t.id AS demo_case"
        else:
            source, kept = self._hanging(), "p.demo_template, p.demo_case"
        return f"""
            CREATE TEMP TABLE demo_{self.name} AS SELECT t.*, {kept}, (row_number()
                OVER (PARTITION BY {kept.partition(" ")[0].rstrip(",")} ORDER BY t.id) - 1)::int
                AS demo_rank FROM {self.name} AS t {source}
        """

    def _hanging(self) -> str:
        if self.label == NOTICE:
            return "JOIN demo_workflows_caseevent AS p ON t.dedupe_key = 'event:' || p.id"
        above = apps.get_model(self.label)._meta.get_field(self.parent)
        name = above.related_model._meta.db_table
        return f"JOIN demo_{name} AS p ON p.id = t.{above.column}"

    def insertion(self) -> str:
        """The statement that writes the rows of every copy in `demo_copy`."""
        fields = [each for each in self.model._meta.concrete_fields if not each.generated]
        columns = [f'"{each.column}"' for each in fields]
        inner = ", ".join(f'{self._value(each)} AS "{each.column}"' for each in fields)
        outer = ", ".join(
            OUTER.get((self.label, str(each.column)), f'"{each.column}"') for each in fields
        )
        return f"""
            INSERT INTO {self.name} ({", ".join(columns)}) SELECT {outer} FROM (
                SELECT {inner}, c.n AS demo_n, t.demo_rank,
                    c.first_workflows_measure AS first_measure FROM demo_copy AS c
                JOIN demo_{self.name} AS t ON t.demo_template = c.template
                JOIN demo_number AS k ON (k.n, k.case_id) = (c.n, t.demo_case)
                LEFT JOIN demo_word AS w ON (w.label, w.template, w.variant, w.rank)
                    = ('{self.label}', c.template, c.variant, t.demo_rank)
                {" ".join(self._joins())} {JOINED.get(self.label, "")}
            ) AS made ORDER BY demo_n, demo_rank
        """

    def _value(self, column: "models.Field[Any, Any]") -> str:
        name = f't."{column.column}"'
        if said := INNER.get((self.label, str(column.column))):
            return said
        if column.primary_key:
            return f"c.first_{self.name} + t.demo_rank"
        for key, table in self.references():
            if key is column:
                return f"c.first_{table} + of_{key.column}.demo_rank"
        if kind := MOVED.get(column.related_model or Case):
            return moved(kind, name)
        return self._said(column, name)

    def _said(self, column: "models.Field[Any, Any]", name: str) -> str:
        if isinstance(column, models.DateTimeField):
            return f"{name} + c.days * interval '1 day'"
        if isinstance(column, models.DateField):
            return f"{name} + c.days"
        if column.column not in self.worded:
            return name
        if isinstance(column, models.JSONField):
            said = f"COALESCE(w.words->'{column.column}', {name})"
            other = f"replace(({said})::text, k.other_old, k.other_number)::jsonb"
            return f"CASE k.other_old WHEN '' THEN {said} ELSE {other} END"
        said = f"replace(COALESCE(w.words->>'{column.column}', {name}), k.old, k.number)"
        return f"replace({said}, k.other_old, k.other_number)"

    def _joins(self) -> Iterator[str]:
        for key, table in self.references():
            alias = f"of_{key.column}"
            yield f"LEFT JOIN demo_{table} AS {alias} ON {alias}.id = t.{key.column}"


TABLES: Final = {label: Table(label, parent) for label, parent in COPIED.items()}


def hanging() -> dict[type[models.Model], list["models.ForeignKey[Any, Any]"]]:
    """Every table that hangs on a case, however far, with its keys to those it hangs on."""
    found: dict[type[models.Model], list[models.ForeignKey[Any, Any]]] = {Case: []}
    waiting: list[type[models.Model]] = [Case]
    while waiting:
        for each in waiting.pop()._meta.get_fields(include_hidden=True):
            key: Any = getattr(each, "field", None)
            if each.concrete or not each.auto_created or key.model._meta.proxy:
                continue
            if key.model not in found:
                found[key.model] = []
                waiting.append(key.model)
            found[key.model].append(key)
    return found
