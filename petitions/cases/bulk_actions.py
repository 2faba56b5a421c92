"""One act on many cases: each by itself and whole, through the door."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from organizations.models import Person
from workflows.acts.act_refusals import Incomplete, Refused
from workflows.acts.actors import Actor
from workflows.cases import door
from workflows.models import Case


@dataclass
class BulkOutcome:
    """On how many cases the act was done, and why not on each of the others."""

    done: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def perform_each(
    cases: Iterable[Case], act: str, details: Mapping[str, Any], *, by: Person, at: datetime
) -> BulkOutcome:
    """A case that the door refuses stays as it is and is named with the reason."""
    outcome = BulkOutcome()
    for case in cases:
        try:
            door.perform(case.pk, act, actor=Actor.of(by), at=at, **details)
        except Incomplete as refusal:
            errors = [str(error) for each in refusal.form.errors.values() for error in each]
            outcome.refused.append((case.number, " ".join(errors)))
        except Refused as refusal:
            outcome.refused.append((case.number, refusal.message))
        else:
            outcome.done += 1
    return outcome
