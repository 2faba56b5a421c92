"""Holding off guesses of a 查询码: so many wrong ones for a number within an hour.

Counted by the number that was typed, whether it exists or not, and by nothing that could tell
who typed it.
"""

from typing import Final

from django.core.cache import cache

from petitions.identity import digest

WRONG_TRIES: Final = 10
WITHIN_SECONDS: Final = 60 * 60


def blocked(number: str) -> bool:
    """Whether this number has had its wrong tries for the hour."""
    return bool(cache.get(_key(number), 0) >= WRONG_TRIES)


def note_wrong(number: str) -> None:
    """Count a wrong try; the hour begins with the first."""
    key = _key(number)
    if not cache.add(key, 1, WITHIN_SECONDS):
        try:
            cache.incr(key)
        except ValueError:  # it lapsed between the two calls
            cache.add(key, 1, WITHIN_SECONDS)


def _key(number: str) -> str:
    return f"track:{digest('track', number.strip().upper())}"
