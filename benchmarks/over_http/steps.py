"""What an application is asked; plain data, since the peer reads it with its own interpreter."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

CONNECTIONS: Final = 8
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
NUMBER: Final = "@number@"
"""Stands in a body or a header for a number that no other request of the run has."""
CSRF: Final = "c" * 32
"""Sent both as cookie and in the form, as Django asks."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request and the status of a good answer."""

    path: str
    method: str = "GET"
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


Visit = list[Request]
"""Requests that are made one after another and timed together; cookies are kept within."""


@dataclass(frozen=True, slots=True)
class Step:
    """Visits that are made in turn, by all connections at once or by one `alone`.

    `callers` are headers that say who asks; they are shared out among the connections. With `once`
    each visit is made once, and the step ends with the last.
    """

    visits: Sequence[Visit]
    callers: Sequence[Mapping[str, str]] = ({},)
    alone: bool = False
    once: bool = False


Steps = Mapping[str, Callable[[], Step]]
"""Names and what makes the step, each time it is due."""


def form(path: str, fields: Mapping[str, Any], status: int = 302) -> Request:
    """A form that is sent from a page."""
    body = urlencode({"csrfmiddlewaretoken": CSRF, **fields}).replace("%40number%40", NUMBER)
    return Request(path, "POST", body, {"Content-Type": FORM}, status)


def document(path: str, fields: Mapping[str, Any], status: int = 200, key: str = "") -> Request:
    """A JSON object that a programme sends, with its idempotency key."""
    headers = {"Content-Type": JSON} | ({"Idempotency-Key": key} if key else {})
    return Request(path, "POST", json.dumps(dict(fields)), headers, status)


def cookies(session: str) -> dict[str, str]:
    """The header of somebody who is signed in."""
    return {"Cookie": f"sessionid={session}; csrftoken={CSRF}"}


def written(steps: Mapping[str, Step]) -> str:
    return json.dumps({name: asdict(step) for name, step in steps.items()})


def read(text: str) -> Steps:
    """What `written` wrote."""
    return {name: _always(_step(told)) for name, told in json.loads(text).items()}


def _step(told: dict[str, Any]) -> Step:
    visits = [[Request(**request) for request in visit] for visit in told.pop("visits")]
    return Step(visits, **told)


def _always(step: Step) -> Callable[[], Step]:
    return lambda: step
