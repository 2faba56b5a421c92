"""Who acts. The timer and the batch import are actors too: no record has a blank actor."""

from dataclasses import dataclass
from typing import Self

from organizations.models import Person
from workflows.models.event import ActorKind


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, the petitioner of one case, the timer or the batch import."""

    kind: ActorKind
    person: Person | None = None
    case_id: int | None = None
    session_of: Person | None = None
    """The member of staff who is signed in where the petitioner's code was entered."""

    @classmethod
    def of(cls, person: Person) -> Self:
        return cls(ActorKind.PERSON, person=person)

    @classmethod
    def petitioner(cls, case_id: int, *, session_of: Person | None = None) -> Self:
        """Whoever has proved to hold the query code of this case."""
        return cls(ActorKind.PETITIONER, case_id=case_id, session_of=session_of)


TIMER = Actor(ActorKind.TIMER)
IMPORTER = Actor(ActorKind.IMPORTER)
