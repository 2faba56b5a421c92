"""A line in the log for each statement that took long: its text, never what was asked with it."""

import time
from collections.abc import Callable
from typing import Any, Final

import structlog
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

log = structlog.get_logger(__name__)

SHOWN: Final = 1_000


def watch(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Time the statements of a connection that was just made."""
    if _timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(_timed)


def _timed(
    execute: Callable[..., Any], sql: str, params: Any, many: Any, context: dict[str, Any]
) -> Any:
    began = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        took = (time.perf_counter() - began) * 1000
        if took >= settings.SLOW_QUERY_MS > 0:
            log.warning("slow_query", ms=round(took), sql=" ".join(str(sql).split())[:SHOWN])
