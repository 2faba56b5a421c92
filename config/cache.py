"""The shared cache, and the memory of this process while there is none.

What is cached is counters that slow down guesses and floods, and marks that say once. Without the
broker each process counts for itself, as with no `CACHE_URL`: slower in noticing, never in the way.
"""

import time
from collections.abc import Callable
from typing import Any, Final

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

PAUSE_S: Final = 15
"""How long a broker that did not answer is left alone: asking costs a request its time limit."""


class SteadyCache(BaseCache):
    """`CACHES` backend: that of Redis, whose place the memory takes while it doesn't answer."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._shared = RedisCache(server, params)
        self._own = LocMemCache("without-broker", {**params, "OPTIONS": {}})

    _left_alone_until = 0.0
    """By the steady clock; of the class, since each thread has a cache object of its own."""

    def _ask(self, what: Callable[[BaseCache], Any]) -> Any:
        if time.monotonic() >= SteadyCache._left_alone_until:
            try:
                return what(self._shared)
            except (RedisError, OSError) as error:
                SteadyCache._left_alone_until = time.monotonic() + PAUSE_S
                log.warning("cache_unreachable", error=str(error), then="counted by each process")
        return what(self._own)

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        return bool(self._ask(lambda cache: cache.add(key, value, timeout, version)))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._ask(lambda cache: cache.get(key, default, version))

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        self._ask(lambda cache: cache.set(key, value, timeout, version))

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._ask(lambda cache: cache.touch(key, timeout, version)))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._ask(lambda cache: cache.delete(key, version)))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(self._ask(lambda cache: cache.incr(key, delta, version)))

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return bool(self._ask(lambda cache: cache.has_key(key, version)))

    def clear(self) -> None:
        self._ask(lambda cache: cache.clear())
