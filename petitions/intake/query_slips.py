"""Slips of paper with a 查询码 for petitioners: printed once, and on no screen of the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from workflows.models import CaseEvent


@dataclass(frozen=True, slots=True)
class QuerySlip:
    """The number of a case and the code that opens it for whoever is given the slip."""

    number: str
    code: str
    unit: str

    @classmethod
    def of(cls, event: CaseEvent) -> Self:
        """The slip of an act that has just issued a code."""
        return cls(event.case.number, event.handout, str(event.case.intake_unit))


def printed(
    request: HttpRequest,
    slips: Sequence[QuerySlip],
    *,
    at: datetime,
    refused: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """The page that prints them; what it holds can't be asked for again."""
    context = {"slips": slips, "refused": refused, "at": at}
    response = render(request, "petitions/slips_printed.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
