"""What every page shows the same way: navigation, icons, form fields, lights, statuses."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django import forms, template
from django.http import HttpRequest
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext_lazy
from lucide.jinja import lucide

from notifications.selectors import unread_count
from organizations.models import Person, Role, Tenure
from petitions.clocks.nearest_limits import Limit
from petitions.receptions.reception_rights import DISCIPLINE, OFFICE, Right
from petitions.retention.selectors import ROLES as RETAINING_ROLES
from workflows.acts.act import Grant
from workflows.cases import access, desks
from workflows.counting.work_calendar import legal_date
from workflows.models import Clock, MeasureState
from workflows.states import AT_INTAKE, FINISHED, OPEN, Kind, Status

register = template.Library()

BADGE_MAXIMUM = 99


def _roles(*permissions: tuple[str, str]) -> frozenset[str]:
    """The roles to which the access table grants any of the (kind, permission) pairs."""
    lines: Iterable[Grant] = (g for pair in permissions for g in access.grants(*pair))
    return frozenset(grant.role for grant in lines if grant.role)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the main navigation and the roles that see it; no roles means everybody."""

    key: str
    label: Any
    icon: str
    address: str
    roles: frozenset[str] = frozenset()

    @property
    def url(self) -> str:
        return reverse(self.address)

    def shown_to(self, roles: frozenset[str]) -> bool:
        return not self.roles or bool(self.roles & roles)


WATCHERS = frozenset(
    {
        Role.MONITOR,
        Role.BUREAU_HEAD,
        Role.COORDINATOR,
        Role.LEADER,
        Role.UNIT_HEAD,
        Role.CLUE_HEAD,
    }
)
BOOK_KEEPERS = frozenset(
    {
        *(Role.OFFICER, Role.BUREAU_HEAD, Role.UNIT_OFFICER, Role.UNIT_HEAD),
        *(Role.CLUE_OFFICER, Role.CLUE_HEAD, Role.MONITOR),
    }
)
ENTRIES = (
    Entry("desk", pgettext_lazy("menu", "Desk"), "inbox", "petitions:desk"),
    Entry(
        "ledger",
        pgettext_lazy("menu", "Petition matters"),
        "files",
        "petitions:ledger",
        _roles((Kind.PETITION, access.SEE)),
    ),
    Entry(
        "register",
        pgettext_lazy("menu", "Registration"),
        "file-plus",
        "petitions:register",
        _roles((Kind.PETITION, "register")),
    ),
    Entry(
        "leaders",
        pgettext_lazy("menu", "Leaders' cases"),
        "user-star",
        "petitions:leaders",
        frozenset({Role.LEADER, Role.COORDINATOR, Role.BUREAU_HEAD, Role.MONITOR}),
    ),
    Entry(
        "measures",
        pgettext_lazy("menu", "Measures"),
        "list-todo",
        "petitions:measures",
        _roles((Kind.PETITION, access.SEE)),
    ),
    Entry(
        "handovers",
        pgettext_lazy("menu", "Handed over"),
        "book-down",
        "petitions:handovers",
        _roles((Kind.PETITION, "forward")),
    ),
    Entry(
        "receptions",
        pgettext_lazy("menu", "Receptions"),
        "messages-square",
        "petitions:receptions",
        OFFICE[Right.READ] | DISCIPLINE[Right.READ],
    ),
    Entry(
        "transfers",
        pgettext_lazy("menu", "Transfers"),
        "arrow-left-right",
        "oversight:transfers",
        BOOK_KEEPERS,
    ),
    Entry(
        "clues",
        pgettext_lazy("menu", "Tip-offs"),
        "shield-alert",
        "petitions:clues",
        _roles((Kind.TIP_OFF, access.SEE)),
    ),
    Entry(
        "retention",
        pgettext_lazy("menu", "Retention"),
        "archive",
        "petitions:retention",
        RETAINING_ROLES,
    ),
    Entry(
        "oversight",
        pgettext_lazy("menu", "Oversight"),
        "chart-no-axes-column",
        "oversight:dashboard",
        WATCHERS,
    ),
    Entry(
        "limits",
        pgettext_lazy("menu", "Time limits"),
        "scale",
        "limits:catalogue",
        WATCHERS | {Role.ADMIN},
    ),
    Entry(
        "checks",
        pgettext_lazy("menu", "Nightly checks"),
        "list-checks",
        "oversight:checks",
        frozenset({Role.ADMIN}),
    ),
)
ADMIN_ENTRY = Entry("admin", pgettext_lazy("menu", "Settings"), "settings", "admin:index")


@register.simple_tag
@cache
def icon(name: str, size: int = 20) -> SafeString:
    """A Lucide icon as inline SVG, silent for screen readers: words stand beside it."""
    drawn = lucide(str(name), size=size, aria_hidden="true", focusable="false", stroke_width="1.75")
    return mark_safe(drawn)  # noqa: S308  # from the installed package, no text of people


@register.inclusion_tag("partials/navigation.html", takes_context=True)
def navigation(context: Context) -> dict[str, Any]:
    """The entries for the reader's roles, with the badges; nothing for a stranger."""
    request: HttpRequest | None = context.get("request")
    person = getattr(request, "user", None)
    if request is None or not isinstance(person, Person):
        return {"person": None}
    at: datetime = context.get("at") or timezone.now()
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "person": person,
        "entries": _entries(request.path, person, at),
        "posts": [tenure.post for tenure in _tenures(person, at)],
        "waiting": desks.waiting_count(person, at=at, limit=BADGE_MAXIMUM),
        "unread": unread_count(person),
    }


def _entries(path: str, person: Person, at: datetime) -> list[dict[str, Any]]:
    roles = frozenset(post.role for post in access.posts_of(person, at=at))
    shown = [entry for entry in ENTRIES if entry.shown_to(roles)]
    if person.is_staff:
        shown.append(ADMIN_ENTRY)
    urls = {entry.key: entry.url for entry in shown}
    here = max((u for u in urls.values() if u == path or _within(path, u)), key=len, default="")
    return [
        {
            "key": entry.key,
            "label": entry.label,
            "icon": entry.icon,
            "url": urls[entry.key],
            "current": urls[entry.key] == here,
        }
        for entry in shown
    ]


def _within(path: str, url: str) -> bool:
    return url != "/" and path.startswith(url)


def _tenures(person: Person, at: datetime) -> Iterable[Tenure]:
    return Tenure.objects.at(at).filter(person=person).select_related("post__unit")


@register.inclusion_tag("partials/field.html")
def form_field(field: forms.BoundField, wrapper: str = "", **attributes: Any) -> dict[str, Any]:
    """A form field with label, help and errors; further arguments become attributes."""
    widget = field.field.widget
    is_check = isinstance(widget, forms.CheckboxInput)
    is_group = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    style = "form-check-input" if is_check or is_group else "form-control"
    if isinstance(widget, forms.Select) and not is_group:
        style = "form-select"
    if field.errors:
        style += " is-invalid"
    given = {name.replace("_", "-"): value for name, value in attributes.items()}
    if field.errors and next(iter(field.form.errors)) == field.name:
        given["autofocus"] = True
    classes = " ".join(filter(None, (widget.attrs.get("class", ""), style)))
    return {
        "field": field,
        "wrapper": wrapper,
        "is_check": is_check,
        "is_group": is_group,
        "optional": not field.field.required and _asks_something(field.form),
        "widget": field.as_widget(attrs={**given, "class": classes}),
    }


def _asks_something(form: forms.BaseForm) -> bool:
    """Whether the form has a required field: only there it helps to mark the others."""
    return any(field.required for field in form.fields.values())


@register.inclusion_tag("partials/light.html")
def light(limit: Limit | None, *, note: bool = False) -> dict[str, Any]:
    """A limit's traffic light: icon, colour and words; with `note` also its name and last day."""
    return {"limit": limit, "note": note}


@register.simple_tag
def limit_of(clock: Clock, today: date | None = None) -> Limit | None:
    """The `Limit` of a running clock, for the tag `light`."""
    return Limit.of(clock, today or legal_date(timezone.now()))


@register.inclusion_tag("partials/sort_links.html", takes_context=True)
def sort_links(context: Context, key: str, order: str) -> dict[str, Any]:
    """A link that sorts by `key`, and the other way round when that is the present order."""
    marks = {key: "arrow-up", f"-{key}": "arrow-down"}
    return {
        "request": context["request"],
        "next": f"-{key}" if order == key else key,
        "mark": marks.get(order, "arrow-up-down"),
    }


MEASURE_SHAPES = {
    MeasureState.GOING_ON: "moving",
    MeasureState.REPORTED: "waiting",
    MeasureState.STRUCK_OFF: "done",
}


@register.simple_tag
def measure_mark(state: str) -> SafeString:
    """A measure's state in words with a shape, as `status_mark` shows that of a case."""
    shape = MEASURE_SHAPES.get(MeasureState(state), "stopped")
    return format_html(
        '<span class="status status--{}">{}</span>', shape, MeasureState(state).label
    )


MOVING = frozenset(OPEN) - {Status.REGISTERED, Status.FORWARDED, Status.SEALED_UP, *AT_INTAKE}


@register.simple_tag
def status_mark(status: str) -> SafeString:
    """A status in words with a shape: hollow before acceptance, full in handling, then square."""
    shape = "stopped"
    if status in FINISHED:
        shape = "done"
    elif status in OPEN:
        shape = "moving" if status in MOVING else "waiting"
    return format_html('<span class="status status--{}">{}</span>', shape, Status(status).label)
