"""Identity numbers, shortened so that they can be compared with a card but not used."""

from typing import Final

SHOWN_AT_START: Final = 6
SHOWN_AT_END: Final = 4


def mask_id_number(value: str) -> str:
    """`150121********1234`: the birthday is hidden. Short values are hidden whole."""
    hidden = len(value) - SHOWN_AT_START - SHOWN_AT_END
    if hidden < SHOWN_AT_END:
        return "*" * len(value)
    return f"{value[:SHOWN_AT_START]}{'*' * hidden}{value[-SHOWN_AT_END:]}"
