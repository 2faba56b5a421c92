"""A command that needs no server, beside Python with Django's settings loaded and nothing more.

`deadline` is what people call from their own scripts. CPU seconds of the children, user and system,
the smallest of `runs`; interleaved, so that a machine that slows down slows both.
"""

import resource
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from typing import Any, Final

DEADLINE: Final = ("-P", "-m", "launcher.manage", "deadline", "handle", "--start", "2026-08-03")
BARE: Final = ("-c", "import django; django.setup()")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--runs", type=int, default=5, help="of each (default 5)")


def run(args: Namespace) -> dict[str, Any]:
    taken = [(_seconds(DEADLINE), _seconds(BARE)) for _ in range(args.runs)]
    ours, bare = (min(column) for column in zip(*taken, strict=True))
    return {
        "runs": args.runs,
        "ours_s": round(ours, 3),
        "bare_s": round(bare, 3),
        "ratio": round(ours / bare, 3),
    }


def _seconds(arguments: tuple[str, ...]) -> float:
    """The CPU time of one Python process that is given `arguments`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, *arguments]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own commands
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
