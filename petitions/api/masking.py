"""Values that identify a person, shortened so that they can be compared but not used."""

SHOWN_AT_START = 6
SHOWN_AT_END = 4


def masked(value: str) -> str:
    """`150121********1234`; short values are hidden whole."""
    hidden = len(value) - SHOWN_AT_START - SHOWN_AT_END
    if hidden < SHOWN_AT_END:
        return "*" * len(value)
    return f"{value[:SHOWN_AT_START]}{'*' * hidden}{value[-SHOWN_AT_END:]}"
