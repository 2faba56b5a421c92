"""The names that acts on a tip-off ask for, as they were written."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Final

from django.apps import apps

from organizations.models import Tenure
from organizations.name_directory import HEADS
from workflows.acts.declared_acts import acts_of

if TYPE_CHECKING:
    from workflows.models import Case

NAMES: Final = "names"
"""The detail in which an act says whom a tip-off is about, one a line."""


@cache
def naming_acts() -> tuple[str, ...]:
    """The acts whose form asks for names; the machine is known once all rooms are loaded."""
    declared = acts_of(apps.get_model("workflows", "TipOffCase")).values()
    return tuple(act.name for act in declared if NAMES in act.form.base_fields)


def lines_of(written: str) -> list[str]:
    """The names as they were written, one a line, each once."""
    return list(dict.fromkeys(filter(None, (line.strip() for line in written.splitlines()))))


def named_in(case: "Case") -> list[str]:
    """Whom the tip-off is about, as it was written, in the order of naming."""
    written = case.events.filter(act__in=naming_acts()).values_list("details__names", flat=True)
    return lines_of("\n".join(names or "" for names in written))


def headed_by(people: Collection[int], *, at: datetime) -> frozenset[int]:
    """Units in which one of these people holds a head's post."""
    held = Tenure.objects.at(at).filter(person__in=people, post__roles__overlap=list(HEADS))
    return frozenset(held.values_list("post__unit_id", flat=True))
