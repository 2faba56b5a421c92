"""Changes to propose in tests: an arrangement for 2027, a ladder, a version of a rule."""

from datetime import datetime, timedelta
from typing import Any

from tests.office import SHANGHAI, Office
from workflows.amendments import proposals
from workflows.counting.ladder import ladder_for, rung_as_row
from workflows.models import Amendment, ClockRule

TODAY = datetime(2026, 12, 10, 10, tzinfo=SHANGHAI)
TOMORROW = TODAY + timedelta(days=1)

# Invented for 2027, in the manner of the years before: seven days of rest, two made up.
SPRING_FESTIVAL: dict[str, Any] = {
    "year": 2027,
    "region": None,
    "days": [
        *({"on": f"2027-02-{day:02}", "is_work": False, "name": "春节"} for day in range(5, 12)),
        {"on": "2027-01-31", "is_work": True, "name": "春节"},
        {"on": "2027-02-20", "is_work": True, "name": "春节"},
    ],
}


def rule_content(key: str = "supervise_reply", **changes: Any) -> dict[str, Any]:
    """The present version of a rule with some values changed."""
    rule = ClockRule.objects.filter(key=key).latest("version")
    fields = [
        f.name for f in ClockRule._meta.fields if f.name not in ("id", "version", "amendment")
    ]
    values = {name: getattr(rule, name) for name in fields}
    return values | {"effective_from": "2027-01-01"} | changes


def ladder_content(key: str = "handle", unit: str | None = None, **offsets: int) -> dict[str, Any]:
    """The shipped ladder of a rule with other offsets for some rungs."""
    rows = [rung_as_row(rung) for rung in ladder_for(key)]
    for row in rows:
        row["offset"] = offsets.get(row["key"], row["offset"])
    return {"rule_key": key, "unit": unit, "rungs": rows}


def amend(office: Office, subject: str, content: dict[str, Any]) -> Amendment:
    """Proposed by the administrator, approved by the head of the bureau a day later."""
    proposed = proposals.propose(
        subject, content, by=office["admin"], at=TODAY, reason="按通知调整"
    )
    return proposals.approve(proposed.pk, by=office["bureau_head"], at=TOMORROW)
