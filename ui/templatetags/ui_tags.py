"""What every page draws the same way: menus, icons, form fields, links that sort."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from django import forms, template
from django.forms.utils import flatatt
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from lucide.jinja import lucide

from ui.navigation import BADGE_MAXIMUM, NAVIGATION, Homes, Menu, MenuEntry

register = template.Library()

DRAWN = (Menu.MAIN, Menu.BAR, Menu.OWN, Menu.ACCOUNT)
"""The menus that every page has."""


@register.simple_tag
@cache
def icon(name: str, size: int = 20) -> SafeString:
    """A Lucide icon as inline SVG, silent for screen readers: words stand beside it."""
    drawn = lucide(str(name), size=size, aria_hidden="true", focusable="false", stroke_width="1.75")
    return mark_safe(drawn)  # noqa: S308  # from the installed package, no text of people


@register.filter(expects_localtime=True)
def day(on: date | None) -> str:
    """A day or an instant as '2026-08-20'; '' for none."""
    return f"{on:%Y-%m-%d}" if on else ""


@register.filter(expects_localtime=True)
def minute(at: datetime | None) -> str:
    """An instant as '2026-08-20 09:30'; '' for none."""
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


@register.simple_tag
def homes() -> Homes:
    """Where a page leads that has nothing else to offer."""
    return NAVIGATION.homes


@register.inclusion_tag("partials/navigation.html", takes_context=True)
def navigation(context: Context) -> dict[str, Any]:
    """The menus that the signed-in person sees, with their badges; nothing for a stranger."""
    request = context.get("request")
    person = getattr(request, "user", None)
    if request is None or person is None or not person.is_authenticated:
        return {"person": None}
    at: datetime = context.get("at") or timezone.now()
    shown = {menu: NAVIGATION.shown(person, menu, at=at) for menu in DRAWN}
    here = _here(request.path, shown[Menu.MAIN])
    return {
        "csrf_token": context.get("csrf_token"),
        "person": person,
        "lines": NAVIGATION.account_lines(person, at=at),
        **{
            menu.value: [_drawn(entry, person, at, current=entry is here) for entry in entries]
            for menu, entries in shown.items()
        },
    }


def _here(path: str, entries: list[MenuEntry]) -> MenuEntry | None:
    """The entry whose address leads furthest towards the page; the root leads to itself alone."""
    leading = [e for e in entries if e.url == path or (e.url != "/" and path.startswith(e.url))]
    return max(leading, key=lambda entry: len(entry.url), default=None)


def _drawn(entry: MenuEntry, person: object, at: datetime, *, current: bool) -> dict[str, Any]:
    count = entry.badge.count(person, at=at) if entry.badge else 0
    return {
        "label": entry.label,
        "icon": entry.icon,
        "url": entry.url,
        "current": current,
        "count": f"{BADGE_MAXIMUM}+" if count > BADGE_MAXIMUM else count,
        "meaning": entry.badge.meaning if entry.badge else "",
    }


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
        "optional": _is_optional(field) and _asks_something(field.form),
        "widget": field.as_widget(attrs={**given, "class": classes}),
    }


register.filter("attributes", flatatt)


@register.simple_tag
def options(groups: Iterable[tuple[str | None, list[dict[str, Any]], int]]) -> SafeString:
    """The options of a select, each on a line of its own; those of a group within it."""
    return format_html_join("", "{}", ((_group(label, told),) for label, told, _place in groups))


def _group(label: str | None, told: Iterable[Mapping[str, Any]]) -> SafeString:
    lines = format_html_join("", '\n  <option value="{}"{}>{}</option>', map(_option, told))
    return (
        format_html('\n  <optgroup label="{}">{}\n  </optgroup>', label, lines) if label else lines
    )


def _option(told: Mapping[str, Any]) -> tuple[Any, str, Any]:
    return told["value"], flatatt(told["attrs"]) if told["attrs"] else "", told["label"]


def _is_optional(field: forms.BoundField) -> bool:
    """What a choice asks for is needed where it is shown, unless its field says otherwise.

    A list that always has an answer is never left empty.
    """
    if _always_answers(field.field.widget):
        return False
    attributes = field.field.widget.attrs
    is_asked_for = "data-asked-by" in attributes and "data-optional" not in attributes
    return not field.field.required and not is_asked_for


def _always_answers(widget: forms.Widget) -> bool:
    if not isinstance(widget, forms.Select) or isinstance(widget, forms.SelectMultiple):
        return False
    return next((key != "" for key, _label in widget.choices), False)


def _asks_something(form: forms.BaseForm) -> bool:
    """Whether the form has a required field: only there it helps to mark the others.

    A form that looks for something has none; one that records something marks them all.
    """
    return getattr(form, "marks_optional", False) or any(
        field.required for field in form.fields.values()
    )


@register.inclusion_tag("partials/sort_links.html", takes_context=True)
def sort_links(context: Context, key: str, order: str) -> dict[str, Any]:
    """A link that sorts by `key`, and the other way round when that is the present order."""
    marks = {key: "arrow-up", f"-{key}": "arrow-down"}
    return {
        "request": context["request"],
        "next": f"-{key}" if order == key else key,
        "mark": marks.get(order, "arrow-up-down"),
    }
