"""What a step took, as a row of the result and as a line of the table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any, Final

from benchmarks.over_http.load import Report

MILLI: Final = 1000
SIDES: Final = ("ours", "floor", "peer")
HEADINGS: Final = ("step", "ours/s", "p50", "p95", "SQL", "app ms", "db ms", "floor/s", "ratio",
                   "peer/s", "p95", "SQL", "ratio")  # fmt: skip


@dataclass(slots=True)
class Tally:
    """What one application did of one step in all rounds."""

    statements: int
    seconds: float = 0.0
    took: list[float] = field(default_factory=list)
    unanswered: int = 0
    app_cpu_s: float = 0.0
    database_cpu_s: float = 0.0

    def add(self, report: Report) -> None:
        self.seconds += report.seconds
        self.took += report.took
        self.unanswered += report.unanswered

    @property
    def rate(self) -> float:
        """Answers a second."""
        answered = len(self.took) - self.unanswered
        return round(answered / self.seconds, 1) if self.seconds else 0.0

    def figures(self) -> dict[str, Any]:
        done = len(self.took) or 1
        return {
            "p50_ms": self._centile(50),
            "p95_ms": self._centile(95),
            "statements": self.statements,
            "app_cpu_ms": round(self.app_cpu_s * MILLI / done, 1),
            "db_cpu_ms": round(self.database_cpu_s * MILLI / done, 1),
            "requests": len(self.took),
            "unanswered": self.unanswered,
        }

    def _centile(self, which: int) -> float | None:
        took = self.took * 2 if len(self.took) == 1 else self.took
        return round(quantiles(took, n=100)[which - 1] * MILLI, 1) if took else None


Tallies = Mapping[str, Tally]
"""By the names of those that know the step."""


def row(step: str, found: Tallies) -> dict[str, Any]:
    """Ours at the top level, the others below their names."""
    rates = {f"{name}_rps": found[name].rate if name in found else None for name in SIDES}
    return {
        "step": step,
        **rates,
        "ratio": _ratio(found, "floor"),
        "peer_ratio": _ratio(found, "peer"),
        **found["ours"].figures(),
        **{name: tally.figures() for name, tally in found.items() if name != "ours"},
    }


def _ratio(found: Tallies, other: str) -> float | None:
    beside = found[other].rate if other in found else 0.0
    return round(found["ours"].rate / beside, 3) if beside else None


def written(rows: Sequence[Mapping[str, Any]]) -> str:
    """A table for people."""
    lines = [HEADINGS, *(_line(told) for told in rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(HEADINGS))]
    return "\n" + "".join(
        f"{line[0]:<{widths[0]}}"
        + "".join(f"  {cell:>{width}}" for cell, width in zip(line[1:], widths[1:], strict=True))
        + "\n"
        for line in lines
    )


def _line(told: Mapping[str, Any]) -> tuple[str, ...]:
    ours = ("ours_rps", "p50_ms", "p95_ms", "statements", "app_cpu_ms", "db_cpu_ms")
    peer = told.get("peer", {})
    cells = [told[name] for name in ours] + [told["floor_rps"], told["ratio"], told["peer_rps"]]
    cells += [peer.get("p95_ms"), peer.get("statements"), told["peer_ratio"]]
    return (told["step"], *("–" if cell is None else str(cell) for cell in cells))
