"""Running the checks as the command does, and reading what it prints."""

import json
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from workflows.rights.rights_record import enter_found


def checked() -> tuple[dict[str, dict[str, Any]], int]:
    """Check name → its outcome, and the exit code."""
    enter_found(at=timezone.now())  # the office of the tests is written in sets, with no record
    out, code = StringIO(), 0
    try:
        call_command("check_integrity", "--json", stdout=out)
    except SystemExit as ended:
        code = int(str(ended.code))
    return {each["name"]: each for each in json.loads(out.getvalue())["checks"]}, code


def wrong() -> dict[str, list[str]]:
    """The checks that found something, with the names of what they found."""
    found, _code = checked()
    return {name: each["cases"] for name, each in found.items() if not each["ok"]}
