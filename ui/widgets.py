"""Widgets that forms of every app share."""

from typing import Any

from django import forms


class DayInput(forms.DateInput):
    """The browser's own field for a day, which takes and gives `2026-08-20`."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")
