"""Pages and interface over HTTP, beside a floor and, if asked, beside django-helpdesk.

Each application has a database of as many cases on one server, a web server with two workers of
four threads, and eight connections. They take turns, step by step and round by round. `ratio` is
ours to the floor in requests a second, `peer_ratio` ours to the peer.
"""

import os
import subprocess
import sys
import venv
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

import psutil
from django.conf import settings
from django.db import connection

from benchmarks.over_http import database, steps, table
from benchmarks.over_http.ours import Ours
from benchmarks.over_http.serving import OURS, PLAIN, Side, cpu_seconds, database_server, serving
from config.environment import BASE_DIR

PEER_PACKAGES: Final = BASE_DIR / "benchmarks" / "peer" / "requirements.txt"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--cases", type=int, default=10_000, help="cases of each application")
    parser.add_argument("--peer", action="store_true", help="install and measure django-helpdesk")
    parser.add_argument("--seconds", type=float, default=4, help="of each step and application")
    parser.add_argument("--connections", type=int, default=steps.CONNECTIONS)
    parser.add_argument("--rounds", type=int, default=2, help="into which these are divided")
    parser.add_argument(
        "--only", nargs="+", metavar="STEP", help="steps by the first of their name"
    )


def run(args: Namespace) -> dict[str, Any]:
    with ExitStack() as stack:
        _tell(f"Writing {args.cases} cases")
        ours = Ours(args.cases).steps()
        made = [_ours(args, ours), _floor(args), *([_peer(args)] if args.peer else [])]
        sides = [stack.enter_context(side) for side in made]
        names = [name for name in ours if not args.only or name.startswith(tuple(args.only))]
        before = {side.name: side.worker_mb() for side in sides}
        found = _Rounds(sides, database_server()).run(names, args.rounds, args.seconds)
        after = {side.name: side.worker_mb() for side in sides}
    rows = [table.row(name, found[name]) for name in names]
    sys.stderr.write(table.written(rows))
    memory = {name: {"before": before[name], "after": after[name]} for name in before}
    return {"cases": args.cases, "rows": rows, "worker_mb": memory}


class _Rounds:
    """The sides in turns, whichever was first the last in the next round."""

    def __init__(self, sides: list[Side], server: psutil.Process | None) -> None:
        self._sides, self._server = sides, server

    def run(self, names: list[str], rounds: int, seconds: float) -> dict[str, table.Tallies]:
        found = {name: self._counted(name) for name in names}
        for number in range(rounds):
            for name in names:
                _tell(f"Round {number + 1} of {rounds}: {name}")
                for side in self._sides[:: -1 if number % 2 else 1]:
                    if side.name in found[name]:
                        self._turn(side, name, found[name][side.name], seconds / rounds)
        return found

    def _counted(self, name: str) -> table.Tallies:
        return {
            side.name: table.Tally(side.count_statements(side.steps[name]()))
            for side in self._sides
            if name in side.steps
        }

    def _turn(self, side: Side, name: str, tally: table.Tally, seconds: float) -> None:
        step = side.steps[name]()
        app, data = cpu_seconds(side.process), cpu_seconds(self._server)
        tally.add(side.drive(step, seconds))
        tally.app_cpu_s += cpu_seconds(side.process) - app
        tally.database_cpu_s += cpu_seconds(self._server) - data


def _tell(progress: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{progress}")
        sys.stderr.flush()


@contextmanager
def _ours(args: Namespace, asked: steps.Steps) -> Iterator[Side]:
    environment = {
        "DATABASE_URL": database.address(connection.settings_dict["NAME"]),
        "COUNTED_APPLICATION": "config.wsgi.application",
        "JIANJIAN_DATA": str(settings.JIANJIAN_DATA),
        "WEB_CONCURRENCY": "2",
        "WEB_THREADS": "4",
        "MALLOC_ARENA_MAX": "2",
    }
    log = _log("ours")
    with serving(OURS, environment, log=log) as (port, process):
        yield Side("ours", port, process, log, asked, args.connections)


@contextmanager
def _floor(args: Namespace) -> Iterator[Side]:
    with _beside("floor", sys.executable, args) as side:
        yield side


@contextmanager
def _peer(args: Namespace) -> Iterator[Side]:
    _tell("Installing django-helpdesk")
    folder = Path(settings.JIANJIAN_DATA) / "peer"
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run(  # noqa: S603  # pip, on our own list
        [python, "-m", "pip", "install", "-q", "-r", PEER_PACKAGES], check=True, stdout=sys.stderr
    )
    with _beside("peer", python, args) as side:
        yield side


@contextmanager
def _beside(name: str, python: str | Path, args: Namespace) -> Iterator[Side]:
    """An application of `benchmarks`, in a database of its own and by its own interpreter."""
    with database.fresh(name) as url:
        environment = {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": f"benchmarks.{name}.settings",
            "SECRET_KEY": "measured",
            "COUNTED_APPLICATION": "",
        }
        asked, log = _prepared(name, python, args.cases, environment), _log(name)
        with serving(PLAIN, environment, log=log, python=python) as (port, process):
            yield Side(name, port, process, log, asked, args.connections)


def _prepared(
    name: str, python: str | Path, cases: int, environment: Mapping[str, str]
) -> steps.Steps:
    done = subprocess.run(  # noqa: S603  # our own programme
        [python, "-P", "-m", f"benchmarks.{name}.prepare", str(cases)],
        env={**os.environ, "PYTHONPATH": str(BASE_DIR), **environment},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return steps.read(done.stdout)


def _log(name: str) -> Path:
    return Path(settings.JIANJIAN_DATA) / f"{name}.log"
