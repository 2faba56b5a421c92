"""Who may look for a database that was not to be found."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final


class Gate:
    """While the database was last found unreachable, one request at a time looks for it.

    All the others would wait for the same, and hold the threads that answer them.
    """

    def __init__(self) -> None:
        self._is_shut = False
        self._looking = threading.Lock()

    def shut(self) -> None:
        self._is_shut = True

    def open(self, **_signal: Any) -> None:
        """The database has given somebody a connection."""
        self._is_shut = False

    @contextmanager
    def passage(self) -> Iterator[bool]:
        """Whether a request may go on."""
        if not self._is_shut:
            yield True
            return
        may_look = self._looking.acquire(blocking=False)
        try:
            yield may_look
        finally:
            if may_look:
                self._looking.release()


gate: Final = Gate()
