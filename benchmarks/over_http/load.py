"""A programme that makes the visits of one step: a plan on standard input, a report on output."""

import itertools
import json
import sys
import threading
import time
from dataclasses import asdict, dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from typing import Any, Final

from benchmarks.over_http.steps import NUMBER

PATIENCE_S: Final = 60
SHOWN: Final = 600
COUNT: Final = {"X-Count-Statements": "1"}


class BadAnswer(Exception):
    """An answer with another status than the good one."""


@dataclass(slots=True)
class Report:
    """What was done; `took` are the seconds of each visit."""

    seconds: float = 0.0
    took: list[float] = field(default_factory=list)
    unanswered: int = 0
    statements: int = 0
    bad: str = ""


class Load:
    """One step, driven for so many seconds, or for so many visits."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self._plan, self._step = plan, plan["step"]
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self._until = time.perf_counter() + plan["seconds"]
        self.report = Report()

    def run(self) -> Report:
        """Drive it; what had begun in time is finished."""
        began = time.perf_counter()
        places = range(self._plan["connections"])
        threads = [threading.Thread(target=self._drive, args=(place,)) for place in places]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.report.seconds = time.perf_counter() - began
        return self.report

    def count(self) -> Report:
        """Make two visits on one connection and count the statements of the second."""
        connection, caller = self._connection(), self._step["callers"][0]
        for _n in range(2):
            number = self._next()
            if number is None:
                break
            try:
                self.report.statements = self._visit(connection, number, {**caller, **COUNT})
            except BadAnswer as bad:
                self.report.bad = str(bad)
        connection.close()
        return self.report

    def _connection(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self._plan["port"], timeout=PATIENCE_S)

    def _drive(self, place: int) -> None:
        step, connection = self._step, self._connection()
        own = step["callers"][place :: self._plan["connections"]] or step["callers"][:1]
        callers = itertools.cycle(own)
        while time.perf_counter() < self._until and not self.report.bad:
            number = self._next()
            if number is None:
                break
            began = time.perf_counter()
            try:
                self._visit(connection, number, next(callers))
            except TimeoutError:
                connection.close()
                self._note(time.perf_counter() - began, unanswered=1)
            except BadAnswer as bad:
                self.report.bad = str(bad)
            else:
                self._note(time.perf_counter() - began)
        connection.close()

    def _next(self) -> int | None:
        with self._lock:
            number = next(self._numbers)
        return None if self._step["once"] and number >= len(self._step["visits"]) else number

    def _note(self, seconds: float, unanswered: int = 0) -> None:
        with self._lock:
            self.report.took.append(seconds)
            self.report.unanswered += unanswered

    def _visit(self, connection: HTTPConnection, number: int, caller: dict[str, str]) -> int:
        """The number of statements, if they were asked for."""
        statements = 0
        visit, unique = self._step["visits"], str(self._plan["first"] + number)
        for request in visit[number % len(visit)]:
            headers = {
                name: value.replace(NUMBER, unique)
                for name, value in {**request["headers"], **caller}.items()
            }
            body = request["body"].replace(NUMBER, unique).encode()
            connection.request(request["method"], request["path"], body or None, headers)
            answer = connection.getresponse()
            content = answer.read()
            _check(request, answer, content)
            caller = {**caller, **_kept(caller, answer)}
            statements += int(answer.headers.get("X-Statements", 0))
        return statements


def _check(request: dict[str, Any], answer: HTTPResponse, content: bytes) -> None:
    led_to_login = "login" in answer.headers.get("Location", "")
    if answer.status != request["status"] or led_to_login:
        shown = content.decode(errors="replace")[-SHOWN:]
        raise BadAnswer(f"{request['method']} {request['path']}: {answer.status}\n{shown}")


def _kept(caller: dict[str, str], answer: HTTPResponse) -> dict[str, str]:
    """The cookies of the caller with those that the answer sets."""
    given = answer.headers.get_all("Set-Cookie") or []
    if not given:
        return {}
    jar = SimpleCookie(caller.get("Cookie", ""))
    for each in given:
        jar.load(each)
    return {"Cookie": "; ".join(f"{name}={kept.value}" for name, kept in jar.items())}


def main() -> int:
    plan = json.load(sys.stdin)
    load = Load(plan)
    report = load.count() if plan["count"] else load.run()
    json.dump(asdict(report), sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
