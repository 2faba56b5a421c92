"""What somebody sends who wants to see a page break."""

from typing import Final
from urllib.parse import quote

NUL: Final = "\x00"
TEXTS: Final = (
    NUL,
    "²",
    "٣",
    "-1",
    "9" * 18,
    "9" * 30,
    "9" * 5000,
    "\ufffe\U0001f600\u202e",
    "%s%(x)s{0}{{ x }}",
    "'\"><script>",
    "../../etc/passwd",
    "2026-02-30",
)
"""A value of a field or a parameter, or a part of an address."""
TELLING: Final = ("²", "9" * 30)
"""What each field gets by itself; the others come in all fields at once."""
BROKEN_BYTES: Final = ("%FF%FE", "%ED%A0%80", "%C3")
"""Percent-encoded bytes that are no UTF-8."""
IN_ADDRESS: Final = (*(quote(text, safe="") for text in (NUL, *TELLING, "../x")), *BROKEN_BYTES)
BODIES: Final = (
    b"",
    b"[]",
    b'"text"',
    b"null",
    b"1e999",
    b"9" * 5000,
    b'{"a": "\\u0000"}',
    b'{"\\u0000": 1}',
    b'{"text": "\\ud800"}',
    b'{"text": "\xff\xfe"}',
    b"[" * 5000,
    b'{"a":' * 5000,
    b'{"a": NaN}',
)
"""Bodies that say they are JSON."""
