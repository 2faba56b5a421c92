"""Every address, taken apart, and what a view was seen to read of a request."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, Final
from unittest import mock
from urllib.parse import quote

from django.core.cache import cache
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.datastructures import MultiValueDict

from tests.hostile.pieces import TELLING, TEXTS
from tests.tipoffs.addresses import RULES
from workflows.models import Case

PLACE: Final = re.compile(r"<(?:\w+:)?(\w+)>")
READING: Final = ("__getitem__", "__contains__", "get", "getlist")
ELSE: Final = {"object_id": "1", "app_label": "organizations", "content_type_id": "1", "url": "x"}
"""Parts of addresses of libraries, which have no rule of ours."""


@dataclass(frozen=True, slots=True)
class Address:
    """A pattern with one set of values that leads somewhere."""

    name: str
    route: str
    values: dict[str, str]

    def path(self, **hostile: str) -> str:
        """The address; what is given goes in as it is, percent-encoded already."""
        values = {n: quote(v, safe="") for n, v in self.values.items()} | hostile
        return "/" + PLACE.sub(lambda found: values[found[1]], self.route)


def every_address(*cases: Case) -> list[Address]:
    """Each pattern once for each of the cases that its values come from."""
    found: list[Address] = []
    for name, route in _routes(get_resolver(), "", ()):
        for each in _known_values(name, route, cases):
            address = Address(name, route, each)
            if address not in found:
                found.append(address)
    return found


def _known_values(name: str, route: str, cases: tuple[Case, ...]) -> Iterator[dict[str, str]]:
    places = PLACE.findall(route)
    rule = RULES.get(name)
    for case in cases:
        given = rule.arguments(case)[:1] if rule and places else []
        values = {key: str(value) for key, value in (given or [{}])[0].items()}
        yield {place: values.get(place, ELSE.get(place, "1")) for place in places}


def _routes(node: URLResolver, before: str, spaces: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for each in node.url_patterns:
        route = before + (str(each.pattern) if hasattr(each.pattern, "_route") else "nothing-here/")
        if isinstance(each, URLPattern):
            yield ":".join((*spaces, each.name or "?")), route
        else:
            yield from _routes(each, route, (*spaces, each.namespace) if each.namespace else spaces)


@dataclass
class Seen:
    """The names that views looked for in a request."""

    names: set[str] = field(default_factory=set)


@contextmanager
def watched() -> Iterator[Seen]:
    """Note each name that is looked for in parameters, forms and files."""
    seen = Seen()

    def noting(method: str) -> Any:
        original = getattr(MultiValueDict, method, None) or getattr(dict, method)

        def read(self: Any, key: Any, *rest: Any) -> Any:
            if isinstance(key, str):
                seen.names.add(key)
            return original(self, key, *rest)

        return read

    with mock.patch.multiple(QueryDict, create=True, **{name: noting(name) for name in READING}):
        yield seen


@dataclass
class Visitor:
    """Somebody with a browser or a token, whose every request leaves nothing behind."""

    client: Client
    wrong: list[str] = field(default_factory=list)
    asked: int = 0

    def __post_init__(self) -> None:
        self.client.raise_request_exception = False

    def ask(self, method: str, path: str, query: str = "", body: Any = b"", kind: str = "") -> int:
        """The status of an answer; one that says that we are at fault is kept in `wrong`."""
        cache.clear()  # so that none is refused for being one of many
        kept = SimpleCookie(self.client.cookies)
        with transaction.atomic():
            if method == "POST" and not kind:
                answer = self.client.post(f"{path}?{query}", body)
            else:
                answer = self.client.generic(
                    method, f"{path}?{query}", body, kind or "application/octet-stream"
                )
            for _part in getattr(answer, "streaming_content", ()):
                pass  # a file is read to its end, and closed
            transaction.set_rollback(True)
        self.client.cookies = kept
        self.asked += 1
        if answer.status_code >= 500:
            why = getattr(answer, "exc_info", ("", ""))
            told = f"{method} {path[:120]}?{query[:120]} {str(body)[:80]}"
            self.wrong.append(f"{answer.status_code} {told}: {why[1]!r:.200}")
        return int(answer.status_code)


def hostile_forms(names: Iterable[str]) -> Iterator[dict[str, str]]:
    """Each field by itself with what tells most, and all of them at once with anything."""
    known = sorted(names)
    yield from ({name: text} for name in known for text in TELLING)
    yield from (dict.fromkeys(known, text) for text in TEXTS if known)
