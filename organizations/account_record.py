"""What happens to an account on this floor: the floor above writes it down and tells its person."""

from datetime import datetime
from typing import Protocol

from organizations.models import Person
from organizations.ports import Port


class AccountChanged(Protocol):
    """Write down, within the caller's transaction, what was changed of how somebody signs in.

    `what` is a short sentence that holds no secret; `by` whoever did it, if anybody is known.
    """

    def __call__(self, *, person: Person, what: str, by: Person | None, at: datetime) -> object: ...


account_changed: Port[AccountChanged] = Port(
    "organizations.account_record.account_changed", "the record of what was changed of accounts"
)
