"""Series of numbers: taken without a gap, and shown in their order or in none.

Within a series serials are taken one after the other. Where the order or the absence of one would
tell somebody of a case that is kept from him, a number is shown that a keyed permutation makes of
the serial: FF3-1 of NIST SP 800-38G, over six digits and, after a million, over one more each time.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from secrets import token_bytes
from typing import Final

from ff3 import FF3Cipher

from organizations.prepared_statements import answer

KEY_BYTES: Final = 16
DIGITS: Final = 6
TWEAK: Final = "00" * 7
"""Each series has a key of its own, and needs nothing that tells it from another."""
TAKE: Final = """
    INSERT INTO workflows_counter (series, value, key)
    SELECT * FROM unnest(%s::text[], %s::int[], %s::bytea[])
    ON CONFLICT (series) DO UPDATE SET value = workflows_counter.value + EXCLUDED.value
    RETURNING series, value, key, plain
"""
CASE: Final = "case:"
APART: Final = ":apart"


@dataclass(frozen=True)
class Order:
    """How a series shows its serials: up to `plain` and without a key as they are."""

    key: bytes = b""
    plain: int = 0

    def shown(self, serial: int) -> int:
        """What is written for a serial."""
        return self._permuted(serial, self._cipher.encrypt) if self._hides(serial) else serial

    def serial(self, shown: int) -> int:
        """Which serial was written so."""
        return self._permuted(shown, self._cipher.decrypt) if self._hides(shown) else shown

    def _hides(self, number: int) -> bool:
        return bool(self.key) and number > self.plain

    @cached_property
    def _cipher(self) -> FF3Cipher:
        return FF3Cipher(self.key.hex(), TWEAK)

    def _permuted(self, number: int, step: Callable[[str], str]) -> int:
        """Walks on until it meets none that stands for itself: so both ways are one permutation."""
        digits = max(DIGITS, len(str(number)))
        floor = max(self.plain, 10 ** (digits - 1) - 1 if digits > DIGITS else 0)
        text = step(f"{number:0{digits}d}")
        while int(text) <= floor:
            text = step(text)
        return int(text)


@dataclass(frozen=True)
class Taken:
    """Serials taken from one series; to go through them gives them as they are shown."""

    serials: range
    order: Order

    def __iter__(self) -> Iterator[int]:
        return map(self.order.shown, self.serials)


def has_no_order(series: str) -> bool:
    """Whether the numbers of a series are shown without their order; its name says it."""
    return series.startswith(CASE) or series.endswith(APART)


def take_ranges(counts: Mapping[str, int]) -> dict[str, Taken]:
    """The next numbers of many series, as many of each as asked for, without a gap; one statement.

    Whoever else takes from a series waits until this transaction ends, so it is done last, and
    always in one order, so that two transactions that take from the same series cannot deadlock.
    A key is kept from the row that begins the series; one that is there already stays.
    """
    asked = sorted(counts)
    keys = [token_bytes(KEY_BYTES) if has_no_order(series) else b"" for series in asked]
    return {
        series: Taken(range(last - counts[series] + 1, last + 1), Order(bytes(key), plain))
        for series, last, key, plain in answer(TAKE, asked, [counts[s] for s in asked], keys)
    }
