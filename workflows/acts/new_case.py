"""A case that is about to be opened, as data: the door alone opens it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from organizations.models import Unit
from workflows.acts.actors import Actor

if TYPE_CHECKING:
    from workflows.models.case import Case


def _nothing(_case: "Case") -> None:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """The envelope, the letter and the first act of a case, all of it opened or nothing.

    `put_letter` writes what is inside, after the first act was found to be allowed and before it
    is carried out: its papers may name the letter. `source` names who handed the matter over.
    """

    kind: str
    unit: Unit
    received_on: date
    first_act: str
    details: Mapping[str, Any] = field(default_factory=dict)
    put_letter: "Callable[[Case], None]" = _nothing
    source: str = ""
    parent: "Case | None" = None
    """The case it was opened from; whoever is shut out of that is shut out of this."""
    actor: Actor | None = None
    """Who is on record as having entered it, if not whoever opens it."""
    is_sent: bool = False
    """Whether the unit has to sign for what the act on the other case sends."""
