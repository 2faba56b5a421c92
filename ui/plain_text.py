"""Text that a database can't keep, refused where a request is read and nowhere else.

PostgreSQL has no NUL in a text. Forms check the fields they know; an address, a parameter that a
view reads itself, a cookie and the key of a choice would reach the database unchecked.
"""

from collections.abc import Iterable
from typing import Final

from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict

NUL: Final = "\x00"


def refuse_nul(texts: Iterable[str]) -> None:
    """Raise `BadRequest` if one of the texts holds a NUL."""
    if any(NUL in text for text in texts):
        raise BadRequest("A text holds a NUL.")


def refuse_nul_before_body(request: HttpRequest) -> None:
    """Check the address, its parameters and the cookies."""
    refuse_nul([request.path_info, *_texts(request.GET), *request.COOKIES.values()])


def refuse_nul_in_form(form: QueryDict) -> None:
    """Check the names and values of a form; names of files are cleaned as they are read."""
    refuse_nul(_texts(form))


def _texts(form: QueryDict) -> Iterable[str]:
    for name, values in form.lists():
        yield name
        yield from map(str, values)
