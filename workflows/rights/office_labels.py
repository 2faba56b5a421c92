"""The values of who is who in words: for pages, proposals and the record."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from organizations.models import Person, Post, Region, Role, Unit, UnitKind
from workflows.models import RightsEvent
from workflows.rights.office_changes import FIELDS, MODELS, OfficeChange, Subject, Values

REFERENCES: Final[Mapping[str, type[Model]]] = {
    "person": Person,
    "relative": Person,
    "post": Post,
    "unit": Unit,
    "parent": Unit,
    "successor": Unit,
    "region": Region,
}
TITLES: Final[Mapping[str, tuple[str, ...]]] = {
    Subject.TENURE: ("person", "post"),
    Subject.POST: ("unit", "title"),
    Subject.ACCOUNT: ("name", "username"),
    Subject.UNIT: ("name",),
    Subject.RELATIVE: ("person", "relative"),
}
TITLE_LENGTH: Final = 120
INSTANTS: Final = ("since", "until")
WORDS: Final = {
    "person": pgettext_lazy("rights", "Person"),
    "relative": pgettext_lazy("rights", "Close relative"),
    "post": pgettext_lazy("rights", "Post"),
    "since": pgettext_lazy("rights", "From"),
    "until": pgettext_lazy("rights", "Until"),
}


@dataclass(frozen=True, slots=True)
class RowNames:
    """The names of the rows that values refer to, read once for all of them."""

    names: Mapping[tuple[type[Model], int], str]

    @classmethod
    def of(cls, values: Iterable[Values | None]) -> Self:
        """One query for each table that is referred to."""
        ids: dict[type[Model], set[int]] = defaultdict(set)
        for each in values:
            for name in REFERENCES.keys() & (each or {}).keys():
                ids[REFERENCES[name]].add((each or {})[name] or 0)
        found: dict[tuple[type[Model], int], str] = {}
        for model, asked in ids.items():
            rows = model._default_manager.filter(pk__in=asked)
            rows = rows.select_related("unit") if model is Post else rows
            found |= {(model, row.pk): str(row) for row in rows}
        return cls(found)

    def text(self, name: str, value: Any) -> str:
        """One value in words; '' where there is nothing."""
        if value in (None, "", []):
            return ""
        if name in REFERENCES:
            return self.names.get((REFERENCES[name], value), str(value))
        if name in INSTANTS:
            return f"{timezone.localtime(datetime.fromisoformat(value)):%Y-%m-%d %H:%M}"
        return _plain_text(name, value)

    def differing(
        self, subject: str, was: Values | None, becomes: Values | None
    ) -> list[tuple[str, str, str]]:
        """What is called how, how it was and how it becomes: of the values that differ."""
        old, new = was or {}, becomes or {}
        names = [n for n in FIELDS.get(subject, ()) if old.get(n) != new.get(n)]
        lines = [
            (label(subject, n), self.text(n, old.get(n)), self.text(n, new.get(n))) for n in names
        ]
        return [line for line in lines if line[1] != line[2]]


def _plain_text(name: str, value: Any) -> str:
    if name == "roles":
        return "、".join(str(Role(role).label) for role in value)
    if name == "kind":
        return str(UnitKind(value).label)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def title_of(change: OfficeChange) -> str:
    """What is changed, in a few words, as 'Who holds a post: 甲 · 县纪委监委 信访室主任'."""
    subject = RightsEvent.Subject(change.subject)
    names = RowNames.of([change.becomes])
    text = " · ".join(names.text(n, change.becomes.get(n)) for n in TITLES[subject])
    return f"{subject.label}：{text}"[:TITLE_LENGTH]


def label(subject: str, name: str) -> str:
    """What a value is called."""
    field: Any = MODELS[subject]._meta.get_field(name)
    return str(WORDS.get(name) or field.verbose_name)
