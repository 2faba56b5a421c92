"""What a load tells whoever waits for it: what comes, how long about, and how far it is."""

from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final, Protocol

from django.utils.translation import gettext as _

TOLD_EVERY_S: Final = 5.0


class Stream(Protocol):
    """What lines are written to: a file, or a command's own output."""

    def write(self, text: str, /) -> Any: ...
    def flush(self) -> None: ...


@dataclass
class Progress:
    """Writes lines to a stream, to none of them if there is no stream."""

    stream: Stream | None = None
    _total: int = field(default=0, init=False)
    _began: float = field(default=0.0, init=False)
    _told: float = field(default=0.0, init=False)

    def begin(self, what: str, total: int, seconds: float) -> None:
        """A part of the work with so many steps; about how many seconds they take."""
        self._total, self._began, self._told = total, monotonic(), monotonic()
        self._tell(
            _("%(what)s: %(total)d, about %(seconds)d s")
            % {"what": what, "total": total, "seconds": max(1, round(seconds))}
        )

    def step(self, done: int) -> None:
        """So many steps are done; said now and then, and at the end."""
        now = monotonic()
        if done < self._total and now - self._told < TOLD_EVERY_S:
            return
        self._told = now
        taken = {"done": done, "total": self._total, "seconds": round(now - self._began)}
        self._tell("  " + _("%(done)d of %(total)d after %(seconds)d s") % taken)

    def _tell(self, line: str) -> None:
        if self.stream is not None:
            self.stream.write(f"{line}\n")
            self.stream.flush()
