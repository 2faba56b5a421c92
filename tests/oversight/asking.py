"""Asking the `report` command and reading its answer."""

import json
from dataclasses import replace
from datetime import datetime
from io import StringIO
from typing import Any

from django.core.management import call_command

from oversight.reports.definition import Report
from oversight.reports.registry import build
from oversight.reports.scope import scope_for_user
from petitions.letters.registration import LetterInput, PetitionerDetails, register
from petitions.models import Channel
from tests.office import MONDAY, Office
from workflows.models import Case


def reported(kind: str, *options: str, as_of: str) -> dict[str, Any]:
    """What the command prints as JSON; `by_name` are its figures."""
    out = StringIO()
    call_command("report", kind, "--json", "--as-of", as_of, *options, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    found["by_name"] = {figure["name"]: figure for figure in found["figures"]}
    return found


def day(text: str) -> datetime:
    """Ten in the morning in Shanghai."""
    return datetime.fromisoformat(f"{text}T10:00:00+08:00")


def letter(office: Office, *, on: datetime = MONDAY, unit: str = "bureau", **inside: Any) -> Case:
    """A registered petition whose letter says what `inside` says."""
    usual = LetterInput(
        channel=Channel.LETTER,
        region=office.units["department"].region,
        text="反映村内道路破损无人维修的问题。",
        petitioners=(PetitionerDetails("信访人乙"),),
    )
    registered = register(
        replace(usual, **inside),
        unit=office.units[unit],
        received_on=on.date(),
        actor=office.actor("registrar"),
        at=on,
    )
    return registered.case


def asked_by(office: Office, name: str, kind: str, *, as_of: str, **more: Any) -> Report:
    """The report as a member of the cast gets it."""
    at = day(as_of)
    return build(kind, scope_for_user(office[name], now=at, at=at, **more))


def row(found: dict[str, Any], table: str, code: str) -> dict[str, Any]:
    """The row of a table with this code; empty if there is none."""
    rows: list[dict[str, Any]] = found["tables"][table]
    return next((each for each in rows if each["code"] == code), {})
