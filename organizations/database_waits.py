"""Connections to the database that don't wait for ever for a server that says nothing.

The server's own limits (`statement_timeout`) hold only while it runs. One that is stopped, or whose
disk hangs, keeps its sockets open and answers nothing at all.
"""

from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, ClassVar, Final, TypeVar

from django.conf import settings
from django.db import connection
from psycopg import Connection, OperationalError, errors

Found = TypeVar("Found")

CHECK_S: Final = 1.0
"""For the question whether a pooled connection is still good, which asks nothing of the disk."""
MARGIN_S: Final = 2
"""A server that doesn't even say that its own limit is over is not there any more."""


class SilentServer(OperationalError):
    """The server has not answered in time; the connection is closed."""


class HeardConnection(Connection[Any]):
    """Gives up a server that is silent for longer than its own limits allow.

    `statement_timeout_s` is the limit that the session is given; 0 waits for ever.
    """

    statement_timeout_s: ClassVar[int] = 0
    _longest: float | None = None

    def execute(self, *args: Any, **how: Any) -> Any:
        """What the pool asks a connection before it gives it out; Django asks by cursors."""
        with self.heard_within(CHECK_S):
            return super().execute(*args, **how)

    @contextmanager
    def heard_within(self, seconds: float) -> Iterator[None]:
        """Another limit for a while."""
        before, self._longest = self._longest, seconds
        try:
            yield
        finally:
            self._longest = before

    def wait(
        self,
        gen: Generator[Any, Any, Found],
        interval: float = 0.1,
        timeout: float | None = None,
    ) -> Found:
        """Raises SilentServer, unless whoever waits has a limit of his own."""
        longest = self._longest
        if longest is None and self.statement_timeout_s:
            longest = self.statement_timeout_s + MARGIN_S
        if timeout is not None or longest is None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, longest)
        except errors._WaitTimeout as error:
            self.close()
            told = f"The database server has said nothing for {longest:g} s."
            raise SilentServer(told) from error


@contextmanager
def long_statements() -> Iterator[None]:
    """Reports and exports: statements may take `REPORT_TIMEOUT_S` where they have a limit."""
    longest = settings.REPORT_TIMEOUT_S
    if not settings.STATEMENT_TIMEOUT_S:
        yield
        return
    with ExitStack() as stack:
        _limit(longest)
        stack.callback(_limit, settings.STATEMENT_TIMEOUT_S)
        if isinstance(connection.connection, HeardConnection):
            stack.enter_context(connection.connection.heard_within(longest + MARGIN_S))
        yield


def _limit(seconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, false)", [f"{seconds}s"])
