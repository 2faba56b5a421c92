"""No list costs more for there being more cases: seen in what the database read, not in time."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from oversight.dashboard import dashboard_selectors
from oversight.dashboard.dashboard_selectors import Chosen
from petitions.api.api_tokens import new_token
from petitions.intake import duplicates
from petitions.letters import bigram_search
from petitions.letters.registration import PetitionerDetails
from tests.office import Office
from tests.speed.lists import ELSEWHERE, FLAT, LOOKED_FOR, NO_LIST, NOT_YET
from tests.ways import AFTERWARDS
from workflows.cases import desk_inbox
from workflows.cases.index_ranges import COUNTED, GLANCE

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

PER_ROW = 20
FRAME = 2 * GLANCE
"""What a page may read beside its rows: menu, posts, units, a first glance behind a condition."""
WINDOW = 6 * COUNTED
"""What looking through a window reads: rows, each with its case, letter and right to open it."""
GROWING = 2 * bigram_search.MOST
"""A scan of so many rows is one of a table that grows; one that stops before may be of any."""
OF_ONE_SIZE = {"organizations_region"}
"""The codes of GB/T 2260 are as many in a village as in a province."""


@dataclass(frozen=True)
class Read:
    """What a statement read, and what it gave."""

    sql: str
    rows: float
    given: float
    whole: tuple[str, ...]

    def allowed(self, address: str = "") -> float:
        looks = any(condition in address for condition in LOOKED_FOR)
        counts = "COUNT(*)" in self.sql or "OFFSET" in self.sql
        return PER_ROW * self.given + (WINDOW if looks or counts else FRAME)


def reads(sql: str) -> Read:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql.replace("%", "%%"), [])
        plan = cursor.fetchone()[0]
    top = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
    nodes = [n for n in _nodes(top) if n.get("Relation Name") not in OF_ONE_SIZE]
    whole = tuple(
        f"{n['Relation Name']} ({_touched(n):.0f})"
        for n in nodes
        if n["Node Type"] == "Seq Scan" and _touched(n) > GROWING
    )
    # What is passed on from a subquery or a list of values was read, or given, before.
    read = (n for n in nodes if "Relation Name" in n or "Index Name" in n)
    rows = sum(_touched(n) for n in read)
    return Read(sql, rows, top["Actual Rows"], whole)


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for each in node.get("Plans", ()):
        yield from _nodes(each)


def _touched(node: dict[str, Any]) -> float:
    removed = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
    each = node["Actual Rows"] + sum(node.get(name, 0) for name in removed)
    return float(each * node["Actual Loops"])


def statements(office: Office, name: str, address: str) -> list[str]:
    """What a page or a call of the interface asks the database."""
    client = Client()
    if address.startswith("/api/"):
        token = new_token(office[name], at=AFTERWARDS)
        client = Client(headers={"Authorization": f"Token {token}"})
    else:
        client.force_login(office[name])
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200, address
    asked = (query["sql"] for query in seen.captured_queries)
    return [sql for sql in asked if sql.lstrip("( ").upper().startswith("SELECT")]


@pytest.mark.parametrize(
    ("name", "address"), [(n, a) for _key, asked in FLAT.items() for n, a in asked]
)
def test_a_list_reads_as_much_as_it_shows(city: Office, name: str, address: str) -> None:
    for sql in statements(city, name, address):
        if "FOR UPDATE" in sql or "SAVEPOINT" in sql:
            continue
        found = reads(sql)
        assert not found.whole, (found.whole, sql)
        assert found.rows <= found.allowed(address), (found.rows, sql)


def test_what_may_be_a_repeat_is_found_without_reading_all_letters(city: Office) -> None:
    text = "反映养老保险待遇发放不到位的问题，请求有关部门核查补发，已经拖了三个月。"
    with CaptureQueriesContext(connection) as seen:
        found = duplicates.find(
            city["officer"], [PetitionerDetails("某人", phone="13911112222")], text, at=AFTERWARDS
        )
    assert found
    for query in seen.captured_queries:
        read = reads(query["sql"])
        assert not read.whole
        assert read.rows <= 10 * duplicates.LOOKED_AT + FRAME, query["sql"]


def test_the_menu_counts_what_waits_as_far_as_it_shows(city: Office) -> None:
    with CaptureQueriesContext(connection) as seen:
        assert not desk_inbox.waiting_count(city["officer"], at=AFTERWARDS, limit=99).exact
    assert sum(reads(query["sql"]).rows for query in seen.captured_queries) <= PER_ROW * 99


def test_the_nearest_limits_of_a_dashboard_are_a_range(city: Office) -> None:
    chosen = Chosen(city["unit_head"], AFTERWARDS)
    for part in (
        dashboard_selectors.nearest,
        dashboard_selectors.counts,
        dashboard_selectors.climbed,
        dashboard_selectors.warnings,
    ):
        with CaptureQueriesContext(connection) as seen:
            part(chosen)
        for query in seen.captured_queries:
            read = reads(query["sql"])
            assert not read.whole, query["sql"]
            assert read.rows <= WINDOW, query["sql"]


def test_every_address_is_known_to_be_a_list_or_none() -> None:
    named = {*FLAT, *NO_LIST, *NOT_YET}
    assert named == set(_names(get_resolver().url_patterns)) - set(ELSEWHERE)
    assert not set(FLAT) & set(NOT_YET)


def _names(patterns: Iterable[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            if each.namespace != "admin":
                yield from _names(
                    each.url_patterns, f"{each.namespace}:" if each.namespace else space
                )
        elif each.name:
            yield space + each.name
