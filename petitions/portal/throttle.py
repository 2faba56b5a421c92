"""Holding off guesses of a 查询码 and floods of reports, without knowing who sends them.

Wrong codes are counted by the number that was typed, whether it exists or not; reports and their
receipt codes all together. Nothing is counted by address or device.
"""

from typing import Final

from django.core.cache import cache

from petitions.vault.keyed_digests import digest

WRONG_TRIES: Final = 10
WITHIN_SECONDS: Final = 60 * 60
REPORTS, CODES = "reports", "codes"
MOST_AN_HOUR: Final = {REPORTS: 200, CODES: 300}


def blocked(number: str) -> bool:
    """Whether this number has had its wrong tries for the hour."""
    return bool(cache.get(_key(number), 0) >= WRONG_TRIES)


def note_wrong(number: str) -> None:
    """Count a wrong try; the hour begins with the first."""
    _count(_key(number))


def crowded(what: str) -> bool:
    """Whether there were so many of these within the hour, from everybody together."""
    return bool(cache.get(f"all:{what}", 0) >= MOST_AN_HOUR[what])


def note(what: str) -> None:
    """Count a report that was sent, or a receipt code that was wrong."""
    _count(f"all:{what}")


def _count(key: str) -> None:
    if not cache.add(key, 1, WITHIN_SECONDS):
        try:
            cache.incr(key)
        except ValueError:  # it lapsed between the two calls
            cache.add(key, 1, WITHIN_SECONDS)


def _key(number: str) -> str:
    return f"track:{digest('track', number.strip().upper())}"
