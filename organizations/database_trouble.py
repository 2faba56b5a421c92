"""What an error of the database means: trouble of the server, which passes, or a fault of ours."""

import enum
import random
import time
from collections.abc import Callable
from functools import wraps
from typing import Final, ParamSpec, TypeVar

import psycopg
import structlog
from django.db import Error, InterfaceError, connection
from psycopg import errors
from psycopg_pool import PoolClosed, PoolTimeout, TooManyRequests

from organizations.database_waits import SilentServer

Given = ParamSpec("Given")
Done = TypeVar("Done")

log = structlog.get_logger(__name__)

PAUSES_S: Final = (0.05, 0.2, 0.5)
"""How long to wait before a piece of work that met another is done again, at the most."""


class Trouble(enum.Enum):
    """What is wrong with the server; as the log says it."""

    UNREACHABLE = "no connection to be had"
    LOST = "the connection was lost"
    SLOW = "a statement or a lock took too long"
    COLLISION = "met another piece of work"
    READ_ONLY = "the server takes no changes"
    FULL = "the server lacks disk, memory or connections"


_NO_CONNECTION: Final = (
    *(PoolClosed, PoolTimeout, TooManyRequests),
    *(errors.ConnectionTimeout, SilentServer),
)
_BY_STATE: Final = {
    # https://www.postgresql.org/docs/current/errcodes-appendix.html
    "40001": Trouble.COLLISION,  # serialization_failure
    "40P01": Trouble.COLLISION,  # deadlock_detected
    "57014": Trouble.SLOW,  # query_canceled: statement_timeout
    "55P03": Trouble.SLOW,  # lock_not_available: lock_timeout
    "25006": Trouble.READ_ONLY,  # read_only_sql_transaction
    "25P03": Trouble.LOST,  # idle_in_transaction_session_timeout
    "25P04": Trouble.LOST,  # transaction_timeout
    "57P01": Trouble.LOST,  # admin_shutdown, and pg_terminate_backend
    "57P02": Trouble.LOST,  # crash_shutdown
    "57P03": Trouble.UNREACHABLE,  # cannot_connect_now
    "57P05": Trouble.LOST,  # idle_session_timeout
    "53300": Trouble.UNREACHABLE,  # too_many_connections
}
_BY_CLASS: Final = {"08": Trouble.LOST, "53": Trouble.FULL, "58": Trouble.FULL}


def trouble_of(error: BaseException | None) -> Trouble | None:
    """What is wrong with the server, or None for an error that is no trouble of its."""
    if isinstance(error, Error):
        error, outer = error.__cause__, error
        if error is None:  # Django's own word for a closed connection
            return Trouble.LOST if isinstance(outer, InterfaceError) else None
    if not isinstance(error, psycopg.Error):
        return None
    if isinstance(error, _NO_CONNECTION):
        return Trouble.UNREACHABLE
    if state := error.sqlstate:
        return _BY_STATE.get(state) or _BY_CLASS.get(state[:2])
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        # The client's own word: it has `pgconn` when the attempt to connect failed.
        return Trouble.UNREACHABLE if error.pgconn else Trouble.LOST
    return None


def done_again(work: Callable[Given, Done]) -> Callable[Given, Done]:
    """Do a piece of work anew that another one was in the way of (deadlock, serialization).

    The work is one transaction, whole or not at all, so nothing is done twice. Within somebody
    else's transaction it is for him to begin anew. Raises the last collision.
    """

    @wraps(work)
    def persistent(*given: Given.args, **named: Given.kwargs) -> Done:
        for pause in PAUSES_S:
            try:
                return work(*given, **named)
            except Error as error:
                if connection.in_atomic_block or trouble_of(error) is not Trouble.COLLISION:
                    raise
                log.warning("collision", of=work.__qualname__, then="done again")
            # Two that met must not meet again.
            time.sleep(random.uniform(0, pause))  # noqa: S311 - no secret
        return work(*given, **named)

    return persistent
