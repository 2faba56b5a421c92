"""Another ladder for the clocks of a rule, everywhere or in one unit and those below it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import Max, Prefetch, QuerySet
from django.utils.translation import gettext as _

from organizations.models import Unit
from workflows.amendments.amendment_subject import (
    AHEAD,
    AmendmentError,
    AmendmentSubject,
    Content,
    Foreseen,
)
from workflows.amendments.recomputation import batches
from workflows.clocks.deadline_context import DeadlineContext, LaddersInForce
from workflows.counting.ladder import LadderError, Rung, rung_as_row, rungs_from
from workflows.counting.rule_types import Nature
from workflows.models import Alarm, Amendment, Clock, ClockRule, Ladder

LAPSE: Final = "lapse"


class LadderSubject(AmendmentSubject):
    """content: {"rule_key", "unit": code or None, "rungs": rows as in `data/ladders.toml`}."""

    def clean(self, content: Content, *, at: datetime) -> dict[str, Any]:
        key, unit = content["rule_key"], _unit(content)
        if not ClockRule.objects.filter(key=key).exists():
            raise AmendmentError(_("There is no time limit called %s.") % key)
        try:
            rungs = rungs_from(content["rungs"])
        except LadderError as wrong:
            raise AmendmentError(str(wrong)) from wrong
        _keep_to_the_kind(key, rungs)
        rows = [rung_as_row(rung) for rung in rungs]
        present = Ladder.objects.in_force().filter(rule_key=key, unit=unit).first()
        if present is not None and present.rungs == rows:
            raise AmendmentError(_("Nothing is changed. Change at least one rung."))
        return {"rule_key": key, "unit": unit.code if unit else None, "rungs": rows}

    def title(self, content: Content) -> str:
        rule, unit = _rule(content["rule_key"]), _unit(content)
        place = unit.name if unit else _("everywhere")
        return _("Ladder of %(rule)s, %(place)s") % {"rule": rule.name, "place": place}

    def foresee(self, content: Content, *, at: datetime) -> Foreseen:
        found = Foreseen()
        draft = Ladder(rule_key=content["rule_key"], unit=_unit(content), rungs=content["rungs"])
        almanac = DeadlineContext()
        for clocks in _climbing(draft):
            for clock in clocks:
                _foresee_clock(clock, draft, almanac, at, found)
        return found

    def carry_out(self, amendment: Amendment, *, at: datetime) -> Foreseen:
        content = self.clean(amendment.content, at=at)
        foreseen = self.foresee(content, at=at)
        key, unit = content["rule_key"], _unit(content)
        versions = Ladder.objects.filter(rule_key=key, unit=unit)
        latest = versions.aggregate(latest=Max("version"))["latest"] or 0
        ladder = Ladder.objects.create(
            rule_key=key,
            unit=unit,
            version=latest + 1,
            rungs=content["rungs"],
            amendment=amendment,
        )
        almanac = DeadlineContext()
        for clocks in _climbing(ladder):
            _change_over(clocks, ladder, almanac)
        return foreseen


def _unit(content: Content) -> Unit | None:
    code = content.get("unit")
    unit = Unit.objects.filter(code=code).first() if code else None
    if code and unit is None:
        raise AmendmentError(_("There is no unit with the code %s.") % code)
    return unit


def _rule(key: str) -> ClockRule:
    return ClockRule.objects.filter(key=key).latest("version")


def _keep_to_the_kind(key: str, rungs: Sequence[Rung]) -> None:
    """A right lapses and nobody is urged to use it; a duty never lapses in silence."""
    right = _rule(key).nature == Nature.RIGHT
    if any((rung.act == LAPSE) is not right for rung in rungs):
        raise AmendmentError(
            _("This is a right: its ladder only notes that it lapsed.")
            if right
            else _("This is a duty: it does not lapse. Use another act.")
        )


def _climbing(ladder: Ladder) -> Iterator[list[Clock]]:
    """Batches of the running clocks that this ladder is, or would be, the nearest one for."""
    clocks = Clock.objects.filter(rule__key=ladder.rule_key, state=Clock.State.RUNNING)
    if ladder.unit is not None:
        clocks = clocks.filter(unit__path__startswith=ladder.unit.path)
    nearer = LaddersInForce(ladder)
    for rows in batches(clocks):
        yield [
            clock
            for clock in _with_alarms(rows)
            if nearer.of(ladder.rule_key, clock.unit) is ladder
        ]


def _with_alarms(clocks: QuerySet[Clock]) -> QuerySet[Clock]:
    alarms = Prefetch("alarms", Alarm.objects.select_related("ladder"))
    return clocks.select_related("unit__region").prefetch_related(alarms)


def _this_term(clock: Clock) -> list[Alarm]:
    return [alarm for alarm in clock.alarms.all() if alarm.term == clock.term]


def _foresee_clock(
    clock: Clock, ladder: Ladder, almanac: DeadlineContext, at: datetime, found: Foreseen
) -> None:
    """Of the rungs that are due at once only the last one speaks, as in the sweep."""
    found.open_clocks += 1
    alarms = _this_term(clock)
    fired = {alarm.rung for alarm in alarms if alarm.state == Alarm.State.FIRED}
    to_come = sorted(
        (almanac.fires_at(rung, clock), rung.act) for rung in ladder.steps if rung.key not in fired
    )
    due = [act for moment, act in to_come if moment <= at]
    if due:
        found.letters[due[-1]] += 1
    found.ahead_then.update(act for moment, act in to_come if at < moment <= at + AHEAD)
    found.ahead_now.update(
        alarm.ladder.rung(alarm.rung).act
        for alarm in alarms
        if alarm.state == Alarm.State.PENDING and at < alarm.fires_at <= at + AHEAD
    )


def _change_over(clocks: Iterable[Clock], ladder: Ladder, almanac: DeadlineContext) -> None:
    """Rungs that have spoken stay; the others are those of the new ladder, each once."""
    changed: list[Alarm] = []
    new: list[Alarm] = []
    for clock in clocks:
        known = {alarm.rung: alarm for alarm in _this_term(clock)}
        changed += _drop(known.values(), ladder)
        for rung in ladder.steps:
            alarm = known.get(rung.key) or Alarm(clock=clock, rung=rung.key, term=clock.term)
            if alarm.state == Alarm.State.FIRED:
                continue
            alarm.ladder, alarm.state = ladder, Alarm.State.PENDING
            alarm.fires_at = almanac.fires_at(rung, clock)
            (changed if alarm.pk else new).append(alarm)
    Alarm.objects.bulk_update(changed, ["ladder", "state", "fires_at"])
    Alarm.objects.bulk_create(new)


def _drop(alarms: Iterable[Alarm], ladder: Ladder) -> Iterator[Alarm]:
    """Alarms to come whose rung the new ladder no longer has."""
    kept = {rung.key for rung in ladder.steps}
    for alarm in alarms:
        if alarm.state == Alarm.State.PENDING and alarm.rung not in kept:
            alarm.state = Alarm.State.VOID
            yield alarm
