"""Running the checks each night and keeping what they found."""

from datetime import datetime
from typing import Final

from organizations.models import Person, Role
from oversight import integrity
from oversight.models import CheckRun
from workflows import access

READERS: Final = frozenset({Role.MONITOR, Role.ADMIN})


def run_and_keep(at: datetime) -> CheckRun:
    """Every check once; the outcome as a row."""
    outcomes = integrity.run(at)
    found = [outcome.as_json() for outcome in outcomes]
    return CheckRun.objects.create(at=at, ok=all(o.ok for o in outcomes), found=found)


def last_check(person: Person, *, at: datetime) -> CheckRun | None:
    """The latest run, for those who watch over the whole; counts only, no case is named."""
    if not any(post.role in READERS for post in access.posts_of(person, at=at)):
        return None
    return CheckRun.objects.first()
