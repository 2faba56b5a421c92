"""The answer of a replay as a report: sums, units, letters, load, each as it was and would be."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from oversight.dashboard.dashboard_selectors import act_label
from oversight.reports.definition import Report, ReportColumn, Table
from oversight.simulation.comparison import Simulation
from oversight.simulation.what_if import WhatIf
from workflows.cases.machines import CLIMBING
from workflows.counting.due_date import LengthUnit, amount_text
from workflows.models import ClockRule
from workflows.papers.paper_kinds import PAPERS

SUMS = ("clocks", "late_was", "late_would", "letters_was", "letters_would")


def simulation_report(found: Simulation, *, reach: str = "") -> Report:
    """The report; five queries. `reach` says in words what all units are to the reader."""
    answer, asked = found.as_json(), found.asked
    return Report(
        kind="simulate",
        title=_title(asked),
        scope=str(asked.unit) if asked.unit else reach or _("All units"),
        at=asked.at,
        since=asked.since,
        until=asked.until,
        counts={name: answer[name] for name in SUMS},
        figures=[],
        tables=[
            _units(answer["by_unit"]),
            _letters(answer["by_act"], answer["papers"]),
            _load(answer["load"]),
        ],
        labels=_sums(),
        notes=[
            pgettext("simulation", "Past cases keep their real start, end, pauses and extensions."),
            pgettext("simulation", "A period chooses the limits that began in it."),
        ],
    )


def _title(asked: WhatIf) -> str:
    if asked.rule is None:
        return pgettext("simulation", "Past limits, replayed")
    rule = ClockRule.objects.filter(key=asked.rule).latest("version")
    return pgettext("simulation", "%(rule)s: another length, %(days)s") % {
        "rule": rule.name,
        "days": amount_text(asked.days, LengthUnit(rule.unit)),
    }


def _sums() -> dict[str, str]:
    return {
        "clocks": pgettext("simulation", "Limits replayed"),
        "late_was": pgettext("simulation", "Were late"),
        "late_would": pgettext("simulation", "Would be late"),
        "letters_was": pgettext("simulation", "Letters sent"),
        "letters_would": pgettext("simulation", "Letters would be"),
    }


def _units(rows: Iterable[Mapping[str, Any]]) -> Table:
    columns = [
        ReportColumn("unit", pgettext("report", "Unit"), amount=False),
        *(ReportColumn(name, label) for name, label in _sums().items()),
    ]
    return Table("by_unit", pgettext("report", "By unit"), columns, list(rows))


def _letters(acts: Mapping[str, Any], papers: Mapping[str, Any]) -> Table:
    rows = [{"name": act_label(act), **acts[act]} for act in CLIMBING if act in acts]
    rows += [{"name": PAPERS[kind].title, **papers[kind]} for kind in PAPERS if kind in papers]
    head = pgettext("simulation", "Letter or paper")
    return _compared("letters", pgettext("simulation", "Letters and papers"), head, rows)


def _load(load: Mapping[str, Any]) -> Table:
    def both(label: str, key: str) -> dict[str, Any]:
        return {"name": label, "was": load[f"{key}_was"], "would": load[f"{key}_would"]}

    posts = load["open_clocks_per_post"]
    rows = [
        both(pgettext("simulation", "Letters a working day"), "letters_per_workday"),
        *_busiest(load),
        {
            "name": pgettext("simulation", "Open limits an officer’s post, on average"),
            "was": posts,
            "would": posts,
        },
    ]
    head = pgettext("simulation", "Measure")
    return _compared("load", pgettext("simulation", "Load"), head, rows)


def _busiest(load: Mapping[str, Any]) -> list[dict[str, Any]]:
    was, would = (
        load[key] or {"letters": None, "on": None} for key in ("busiest_was", "busiest_would")
    )
    label = pgettext("simulation", "Letters on the busiest day")
    day = pgettext("simulation", "The busiest day")
    return [
        {"name": label, "was": was["letters"], "would": would["letters"]},
        {"name": day, "was": was["on"], "would": would["on"]},
    ]


def _compared(name: str, title: str, head: str, rows: list[dict[str, Any]]) -> Table:
    columns = [
        ReportColumn("name", head, amount=False),
        ReportColumn("was", pgettext("simulation", "Was")),
        ReportColumn("would", pgettext("simulation", "Would be")),
    ]
    return Table(name, title, columns, rows)
