"""The load that is driven over HTTP: what it asks, and what it takes for a bad answer."""

from collections.abc import Iterator
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from benchmarks.over_http import steps, table
from benchmarks.over_http.load import Load, Report
from benchmarks.over_http.steps import NUMBER, Request, Step


class Echo(BaseHTTPRequestHandler):
    """Answers with the status that the path names, and keeps what it was asked."""

    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, str, str]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.asked.append((self.path, body, self.headers.get("Cookie", "")))
        self.send_response(int(self.path.rpartition("/")[2]))
        self.send_header("Set-Cookie", "opened=yes; Path=/")
        self.send_header("Location", "/login/" if self.path.startswith("/secret") else "/done/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_told: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def port() -> Iterator[int]:
    Echo.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def driven(port: int, step: Step, seconds: float = 5) -> Report:
    plan = {"port": port, "connections": 2, "first": 100, "seconds": seconds, "step": asdict(step)}
    return Load(plan).run()


def test_each_visit_is_made_once_where_it_can_be_made_only_once(port: int) -> None:
    visits = [[steps.form(f"/{n}/302", {"note": NUMBER})] for n in range(6)]
    report = driven(port, Step(visits, once=True))
    assert (len(report.took), report.bad) == (6, "")
    assert sorted(path for path, *_rest in Echo.asked) == [f"/{n}/302" for n in range(6)]


def test_every_request_has_a_number_of_its_own(port: int) -> None:
    driven(port, Step([[steps.document("/200", {"note": NUMBER})]] * 6, once=True))
    assert sorted(body for _path, body, _cookie in Echo.asked) == [
        f'{{"note": "{n}"}}' for n in range(100, 106)
    ]


@pytest.mark.parametrize("path", ["/500", "/404", "/200", "/secret/302"])
def test_an_answer_that_is_not_the_good_one_stops_the_step(port: int, path: str) -> None:
    report = driven(port, Step([[steps.form(path, {})]]))
    assert report.bad.startswith(f"POST {path}: ")
    assert report.took == []


def test_cookies_are_kept_within_a_visit_and_not_beyond_it(port: int) -> None:
    visit = [Request("/200", "POST"), Request("/200", "POST")]
    driven(port, Step([visit, visit], callers=[{"Cookie": "sessionid=a"}], once=True))
    told = sorted(cookie for _path, _body, cookie in Echo.asked)
    assert told == ["sessionid=a", "sessionid=a", *["sessionid=a; opened=yes"] * 2]


def test_what_another_interpreter_wrote_is_read_back_the_same() -> None:
    step = Step([[Request("/200")]], [{"Cookie": "a=b"}], alone=True)
    assert steps.read(steps.written({"some": step}))["some"]() == step


def test_a_row_compares_requests_a_second() -> None:
    ours, floor = table.Tally(42), table.Tally(5)
    ours.add(Report(seconds=2.0, took=[0.1] * 20))
    floor.add(Report(seconds=1.0, took=[0.01] * 101, unanswered=1))
    row = table.row("act", {"ours": ours, "floor": floor})
    assert (row["ours_rps"], row["floor_rps"], row["ratio"]) == (10.0, 100.0, 0.1)
    assert (row["p95_ms"], row["statements"], row["floor"]["statements"]) == (100.0, 42, 5)
    assert "act" in table.written([row])
