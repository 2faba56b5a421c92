"""The web application of the settings, which counts a request's statements when it is asked to."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.utils.module_loading import import_string

_named = os.environ.get("COUNTED_APPLICATION", "")
_application = import_string(_named) if _named else get_wsgi_application()


class _Counter:
    """Counts what passes through a connection; BEGIN and COMMIT don't."""

    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute: Callable[..., Any], *given: Any) -> Any:
        self.statements += 1
        return execute(*given)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer; with the header X-Statements if the request has X-Count-Statements."""
    if "HTTP_X_COUNT_STATEMENTS" not in environ:
        answer: Iterable[bytes] = _application(environ, start_response)
        return answer
    counter = _Counter()

    def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        return start_response(status, [*headers, ("X-Statements", str(counter.statements))], *more)

    with connection.execute_wrapper(counter):
        return list(_application(environ, start))
