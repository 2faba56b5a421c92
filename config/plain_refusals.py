"""A process that refuses to start says why in a sentence, without a trace behind it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from django.core.exceptions import ImproperlyConfigured


def install() -> None:
    """For refusals that nobody has caught, wherever the process began."""
    sys.excepthook = _say


def _say(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if isinstance(error, ImproperlyConfigured):
        sys.stderr.write(f"{error}\n")
    else:
        sys.__excepthook__(kind, error, trace)


@contextmanager
def plain_exit() -> Iterator[None]:
    """For programmes that catch every error but an exit, and print or swallow it."""
    try:
        yield
    except ImproperlyConfigured as refusal:
        raise SystemExit(str(refusal)) from None
