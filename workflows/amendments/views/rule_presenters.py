"""Time limits as people read them: the catalogue, and one limit with all its versions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from workflows.amendments.views.ladder_drawing import Picture, draw_ladder
from workflows.counting.due_date import Further, LengthUnit, Rule, amount_text
from workflows.counting.rule_catalogue import rules
from workflows.models import ClockRule, Ladder

PETITION_LAW: Final = "信访"  # how the name of every instrument on petitions begins
GROUPS: Final = (
    ("petition", gettext_lazy("Petition matters")),
    ("tip_off", gettext_lazy("Tip-offs and supervision")),
)
BASIS: Final = {
    "V1": gettext_lazy("read in the full text of the instrument"),
    "V2": gettext_lazy("the sentence of the article was read"),
    "V3": gettext_lazy("read as quoted elsewhere"),
    "IMPL": gettext_lazy("practice seen in an office, not law"),
    "MEM": gettext_lazy("from memory, not checked"),
    "LOCAL": gettext_lazy("a setting of this office"),
}


@dataclass(frozen=True, slots=True)
class RuleSummary:
    """One version of a limit. `to_come` are versions that take effect later."""

    row: ClockRule
    rule: Rule
    ladder: Picture | None = None
    to_come: tuple[ClockRule, ...] = ()

    @property
    def length(self) -> str:
        if self.rule.unit is LengthUnit.NONE:
            return _("without delay, or by period")
        if self.rule.length is None:
            return _("set by the issuer")
        return amount_text(self.rule.length, self.rule.unit)

    @property
    def extension(self) -> str:
        return extension_text(self.rule)

    @property
    def pause(self) -> str:
        return _("may be paused") if self.rule.pausable else _("never paused")

    @property
    def is_counted(self) -> bool:
        return self.rule.unit is not LengthUnit.NONE

    @property
    def confidence(self) -> tuple[str, str]:
        """The style of the mark and its words."""
        if self.rule.local:
            return "yellow", _("local setting")
        if self.rule.confirmed:
            return "green", _("basis checked")
        return "red", _("not verified")

    @property
    def basis(self) -> str:
        return str(BASIS.get(self.rule.basis, self.rule.basis))


def extension_text(rule: Rule) -> str:
    """Who may extend, how often and by how much."""
    words = []
    if rule.extensions:
        words.append(
            ngettext(
                "%(times)s extension of at most %(amount)s",
                "%(times)s extensions of at most %(amount)s each",
                rule.extensions,
            )
            % {"times": rule.extensions, "amount": amount_text(rule.max_extension, rule.unit)}
        )
    if rule.further is Further.SUPERIOR:
        words.append(_("beyond that with the superior's approval"))
    elif rule.issuer_extends:
        words.append(_("by the issuer"))
    return _("; ").join(words) if words else _("none")


def catalogue(on: date) -> list[tuple[str, str, list[RuleSummary]]]:
    """The groups with the limits in force on a day, in the order of the law. Two queries."""
    versions: dict[str, list[ClockRule]] = defaultdict(list)
    for row in ClockRule.objects.order_by("key", "version"):
        versions[row.key].append(row)
    ladders = {row.rule_key: row for row in Ladder.objects.in_force().filter(unit=None)}
    order = list(dict.fromkeys(rule.key for rule in rules()))
    keys = sorted(versions, key=lambda key: order.index(key) if key in order else len(order))
    told = [rule_summary(versions[key], on, ladders.get(key)) for key in keys]
    return [
        (group, str(label), [each for each in told if group_of(versions[each.rule.key]) == group])
        for group, label in GROUPS
    ]


def group_of(versions: Sequence[ClockRule]) -> str:
    """Known by the instrument that the newest version stands on."""
    return "petition" if versions[-1].article.startswith(PETITION_LAW) else "tip_off"


def rule_summary(
    versions: Sequence[ClockRule], on: date, ladder: Ladder | None = None
) -> RuleSummary:
    """The version in force on a day, of all versions of one limit in their order."""
    row = version_in_force(versions, on)
    rule = row.as_rule()
    picture = draw_ladder(ladder.steps, rule) if ladder and ladder.steps else None
    later = tuple(each for each in versions if each.effective_from > max(on, row.effective_from))
    return RuleSummary(row, rule, picture, later)


def version_in_force(versions: Iterable[ClockRule], on: date) -> ClockRule:
    """As `ClockRule.objects.in_force`, among rows already read."""
    known = sorted(versions, key=lambda row: (row.effective_from, row.version))
    return next((row for row in reversed(known) if row.effective_from <= on), known[0])
