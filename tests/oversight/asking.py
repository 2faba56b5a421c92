"""Asking the `report` command and reading its answer."""

import json
from datetime import datetime
from io import StringIO
from typing import Any

from django.core.management import call_command


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
