"""Holding off guesses of passwords: each wrong one makes the next one wait, and asks for a picture.

Nobody is ever locked out (ADR 0046). Three things are counted for an hour: wrong tries at one
account from one source, which wait; wrong tries from one source at any account, which wait and ask
for a picture; and wrong tries at one account from anywhere, which ask for a picture alone, so that
no stranger makes its owner wait. A browser that its owner has used before answers for itself only.
"""

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.cache import cache

from organizations.signing_in.whence import Whence, digest

WITHIN_S: Final = 60 * 60
LONGEST_WAIT_S: Final = 30


@dataclass(frozen=True, slots=True)
class Rule:
    """After `free` wrong tries each further one costs a wait; from `picture_from` on, a picture."""

    kind: str
    picture_from: int
    free: int | None
    alarm_at: int | None = None

    def wait_after(self, tries: int) -> int:
        """Seconds: one, two, four … up to the longest."""
        if self.free is None or tries <= self.free:
            return 0
        return int(min(2 ** (tries - self.free - 1), LONGEST_WAIT_S))


PAIR: Final = Rule("pair", picture_from=3, free=2)
SOURCE: Final = Rule("source", picture_from=10, free=10, alarm_at=30)
ACCOUNT: Final = Rule("account", picture_from=5, free=None, alarm_at=10)


def account_key(username: str) -> str:
    """Letters of either case and width are one account, whether it exists or not."""
    return unicodedata.normalize("NFKC", username).strip().casefold()


def needs_picture(username: str, whence: Whence) -> bool:
    """Whether the next try has to come with the figures of a picture."""
    if not settings.SLOW_SIGN_IN:
        return False
    return any(cache.get(key, 0) >= rule.picture_from for rule, key in _counters(username, whence))


def wait_left(username: str, whence: Whence, *, at: datetime) -> int:
    """How many seconds the next try has to wait."""
    if not settings.SLOW_SIGN_IN:
        return 0
    until = max(
        (cache.get(_gate(key), 0.0) for _rule, key in _counters(username, whence)), default=0.0
    )
    return max(0, math.ceil(until - at.timestamp()))


def begin_try(username: str, whence: Whence, *, at: datetime) -> int:
    """Count a try before its password is looked at; above 0: not now, but in so many seconds.

    Of several tries at one moment, only one gets through the gate behind a wait.
    """
    if not settings.SLOW_SIGN_IN:
        return 0
    if left := wait_left(username, whence, at=at):
        return left
    rule, key = next(_counters(username, whence))
    wait = rule.wait_after(_count(key))
    is_first = not wait or cache.add(_gate(key), at.timestamp() + wait, wait)
    return 0 if is_first else wait


def note_wrong(username: str, whence: Whence, *, at: datetime) -> tuple[str, ...]:
    """Count a wrong try for its source and its account; the counts that somebody has to know of."""
    if not settings.SLOW_SIGN_IN:
        return ()
    alarms: list[str] = []
    _pair, *others = _counters(username, whence)
    for rule, key in others:
        count = _count(key)
        if wait := rule.wait_after(count):
            cache.set(_gate(key), at.timestamp() + wait, wait)
        if count == rule.alarm_at:
            alarms.append(rule.kind)
    return tuple(alarms)


def count_wrong_factor(person_id: int) -> int:
    """How many wrong second factors came behind this person's right password within the hour."""
    return _count(f"sign-in:factor:{person_id}")


def forgive(username: str, whence: Whence) -> None:
    """The try was right: its account starts anew from here."""
    if settings.SLOW_SIGN_IN:
        _rule, key = next(_counters(username, whence))
        cache.delete_many([key, _gate(key)])


def _counters(username: str, whence: Whence) -> Iterator[tuple[Rule, str]]:
    """What a try is counted by: the pair first, then the others that concern it."""
    account = account_key(username)
    yield PAIR, f"sign-in:pair:{digest('pair', f'{whence.source} {account}')}"
    if not whence.is_known:
        yield SOURCE, f"sign-in:source:{whence.source}"
        yield ACCOUNT, f"sign-in:account:{digest('account', account)}"


def _gate(key: str) -> str:
    return f"{key}:gate"


def _count(key: str) -> int:
    """One more; the hour begins with the first."""
    if cache.add(key, 1, WITHIN_S):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # it lapsed between the two calls
        cache.add(key, 1, WITHIN_S)
        return 1
