"""How pages show the state of a case and of a measure: in words, with a shape."""

from functools import cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from workflows.acts import file_kinds
from workflows.cases.act_notices import case_url
from workflows.models import Case, MeasureState
from workflows.states import AT_INTAKE, FINISHED, OPEN, Status

register = template.Library()

MEASURE_SHAPES = {
    MeasureState.GOING_ON: "moving",
    MeasureState.REPORTED: "waiting",
    MeasureState.STRUCK_OFF: "done",
}


@register.simple_tag
def measure_mark(state: str) -> SafeString:
    """A measure's state in words with a shape, as `status_mark` shows that of a case."""
    told = MeasureState(state)
    return _mark(MEASURE_SHAPES.get(told, "stopped"), str(told.label))


MOVING = frozenset(OPEN) - {Status.REGISTERED, Status.FORWARDED, Status.SEALED_UP, *AT_INTAKE}


@register.simple_tag
def status_mark(status: str) -> SafeString:
    """A status in words with a shape: hollow before acceptance, full in handling, then square."""
    return _status_mark(status, get_language())


@cache
def _status_mark(status: str, _language: str | None) -> SafeString:
    shape = "stopped"
    if status in FINISHED:
        shape = "done"
    elif status in OPEN:
        shape = "moving" if status in MOVING else "waiting"
    return _mark(shape, str(Status(status).label))


def _mark(shape: str, label: str) -> SafeString:
    return format_html('<span class="status status--{}">{}</span>', shape, label)


@register.filter
def address(case: Case) -> str:
    """The page of a case of either kind."""
    return case_url(case)


@register.filter
def looks_shown(name: str) -> bool:
    """Whether there is something to look at of a file of this name."""
    return file_kinds.looks_shown(name)
