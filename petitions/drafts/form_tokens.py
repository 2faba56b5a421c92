"""By whom a form was opened: signed into it, so that it is known when the session has ended."""

from datetime import timedelta
from typing import Final

from django.core import signing

from organizations.models import Person
from workflows.models import Case

FIELD: Final = "opened_by"
SALT: Final = "petitions.drafts.form"
LONGEST: Final = timedelta(days=3)
"""A form left open over a weekend is still known."""


def form_token(person: Person, case: Case, act: str) -> str:
    return signing.dumps([person.pk, case.number, act], salt=SALT)


def opened_by(token: str, number: str, act: str) -> int | None:
    """The id of the person who was given this form; None for another form or a false token."""
    try:
        person, of_case, of_act = signing.loads(token, salt=SALT, max_age=LONGEST)
    except (signing.BadSignature, ValueError):
        return None
    return int(person) if (of_case, of_act) == (number, act) else None
