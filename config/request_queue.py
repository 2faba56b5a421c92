"""Requests wait in a queue until a thread is free, and those that waited too long are refused.

Whoever waited is often gone by then: to answer him costs as much as to answer somebody who is
still there. So a queue never holds more than a few seconds of work, and when more is asked than
can be done, those who are refused know it at once and the others are served at full speed.
"""

import threading
import time
from typing import Any

from django.conf import settings
from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]

_request = threading.local()


class SheddingWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's own with threads, which knows how long a request waited for one of them."""

    def enqueue_req(self, conn: TConn) -> None:
        conn.queued_at = time.monotonic()
        super().enqueue_req(conn)

    def handle(self, conn: TConn) -> Any:
        _request.waited_s = time.monotonic() - conn.queued_at
        return super().handle(conn)


def has_waited_too_long() -> bool:
    """Whether the request of this thread was in the queue for longer than `LONGEST_QUEUE_S`."""
    longest: float = settings.LONGEST_QUEUE_S
    return getattr(_request, "waited_s", 0.0) > longest
