"""Why something did not start, in a sentence that says what to do."""

import errno
from pathlib import Path

NO_ROOM = "No space left on device"


def explained(error: Exception, data: Path) -> str:
    """The error's own words, and what to do where those don't say it."""
    words = str(error).strip()
    if getattr(error, "errno", None) == errno.ENOSPC or NO_ROOM in words:
        return (
            f"{words}\nThere is no room left on the disk of {data}. Make room there, or name "
            "another data folder with --data or JIANJIAN_DATA; nothing that was kept is lost."
        )
    return words
