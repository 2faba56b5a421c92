"""What is asked of a replay of past limits, and whether it can be answered."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from organizations.models import Unit
from workflows.counting.ladder import LadderError, Ladders, Rung, parse
from workflows.models import Clock, ClockRule

MOST: Final = {"calendar": 3660, "working": 3660, "month": 120}
"""Ten years: a longer limit is none."""


class Unanswerable(ValueError):
    """The question makes no sense as it was put; the text says what to do."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What if: another length of a rule, in its own unit, or other ladders, for some past clocks.

    The dates choose by the day a limit began. Without a rule all limits are replayed.
    """

    at: datetime
    rule: str | None = None
    days: int | None = None
    since: date | None = None
    until: date | None = None
    unit: Unit | None = None
    ladders: Ladders | None = None

    def ladder(self, key: str) -> tuple[Rung, ...] | None:
        """The other rungs of a rule; None if no other ladders are asked about."""
        if self.ladders is None:
            return None
        return self.ladders.by_rule.get(key, self.ladders.default)

    def narrow(self, clocks: QuerySet[Clock]) -> QuerySet[Clock]:
        """The clocks that are asked about."""
        chosen = {
            "rule__key": self.rule,
            "started_on__gte": self.since,
            "started_on__lte": self.until,
            "unit__path__startswith": self.unit and self.unit.path,
        }
        return clocks.filter(**{name: value for name, value in chosen.items() if value})


def check_length(key: str, days: int) -> None:
    """Raise `Unanswerable` if the rule is unknown or could not have this length."""
    rule = ClockRule.objects.filter(key=key).order_by("version").last()
    if rule is None:
        raise Unanswerable(_unknown(key))
    if rule.unit not in MOST:
        raise Unanswerable(
            _("%(name)s has no length that could be another. Choose a limit that is counted.")
            % {"name": rule.name}
        )
    if not 1 <= days <= MOST[rule.unit]:
        raise Unanswerable(_("Enter a length between 1 and %(most)s.") % {"most": MOST[rule.unit]})


def _unknown(key: str) -> str:
    known = ClockRule.objects.values_list("key", flat=True).distinct().order_by("key")
    near = get_close_matches(key, known, n=3, cutoff=0.5)
    if near:
        words = {"key": key, "near": ", ".join(near)}
        return _("There is no time limit called %(key)s. Do you mean: %(near)s?") % words
    return _("There is no time limit called %(key)s. deadline --list shows them.") % {"key": key}


def read_ladders(path: Path) -> Ladders:
    """Ladders from a file like `workflows/data/ladders.toml`. Raises `Unanswerable`."""
    try:
        return parse(path.read_text(encoding="utf-8"))
    except OSError as fault:
        why = fault.strerror
    except (tomllib.TOMLDecodeError, LadderError, UnicodeDecodeError) as fault:
        why = str(fault)
    except (KeyError, TypeError, AttributeError):
        why = _("it needs default = … and for each [ladder.…] its rules and rungs")
    raise Unanswerable(
        _("%(path)s can't be read as ladders: %(why)s.") % {"path": path, "why": why}
    )
