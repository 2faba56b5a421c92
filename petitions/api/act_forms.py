"""An act's form as data: what a programme shows, what it sends, and the same as JSON Schema."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from petitions.api.strict_bodies import refuse_unknown
from ui.numbers import read_number

MOST_CHOICES = 200
SEVERAL = (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)
WRITTEN = {"true": True, "false": False}
KEY = {"Unit": "code", "Person": "username"}
"""How rows are named here; of other tables, which hang on the case, by their ids."""
OF_ROWS = {"Unit": ("unit", "units"), "Person": ("person", "people")}
Choices = list[dict[str, str]]


class Catalogue:
    """The choices of fields that point to rows; equal queries are asked once for a request."""

    def __init__(self) -> None:
        self._known: dict[str, Choices | None] = {}

    def of(self, rows: QuerySet[Any]) -> Choices | None:
        """Key and name of each row; None where there are too many to list."""
        key = KEY.get(rows.model.__name__)
        if key is None:
            return [{"value": str(row.pk), "label": str(row)} for row in rows[:MOST_CHOICES]]
        wanted = rows.order_by(key).values_list(key, "name")[: MOST_CHOICES + 1]
        sql = str(wanted.query)
        if sql not in self._known:
            found = [{"value": value, "label": label} for value, label in wanted]
            self._known[sql] = found if len(found) <= MOST_CHOICES else None
        return self._known[sql]


def described(form: forms.Form, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Every field in order: name, label, type, required, help, bounds, choices."""
    return [_field(name, field, catalogue) for name, field in form.fields.items()]


def _in_json(fields: Mapping[str, forms.Field]) -> dict[str, forms.Field]:
    """Files don't travel in JSON: they take a multipart body."""
    return {n: field for n, field in fields.items() if not isinstance(field, forms.FileField)}


def _field(name: str, field: forms.Field, catalogue: Catalogue) -> dict[str, Any]:
    initial = None if callable(field.initial) else field.initial
    return {
        "name": name,
        "label": str(field.label or name),
        "type": field_type(field),
        "required": field.required,
        "help": str(field.help_text),
        "initial": _begins_with(initial),
        "minimum": getattr(field, "min_value", None),
        "maximum": getattr(field, "max_value", None),
        "max_length": getattr(field, "max_length", None),
        "choices": _choices(field, catalogue),
    }


def _begins_with(initial: Any) -> Any:
    """What a field begins with, in JSON: a row by its key, a choice by its value."""
    if isinstance(initial, Model):
        return str(getattr(initial, KEY.get(type(initial).__name__, "pk")))
    return getattr(initial, "value", initial)


def _choices(field: forms.Field, catalogue: Catalogue) -> Choices | None:
    if isinstance(field, forms.ModelChoiceField):
        return catalogue.of(field.queryset) if field.queryset is not None else None
    if isinstance(field, forms.ChoiceField):
        return [{"value": str(v), "label": str(label)} for v, label in _pairs(field)]
    return None


def _pairs(field: forms.ChoiceField) -> Iterable[tuple[Any, Any]]:
    return field.choices  # type: ignore[return-value]  # no act groups its choices


def field_type(field: forms.Field) -> str:
    """What a field takes, as `acts/` tells it: `boolean`, `integer`, `date`, `unit`, `files` …"""
    if isinstance(field, forms.ModelChoiceField):
        one, several = OF_ROWS.get(_table(field), ("choice", "choices"))
        return several if isinstance(field, forms.ModelMultipleChoiceField) else one
    for kind, name in (
        (forms.FileField, "files"),
        (forms.BooleanField, "boolean"),
        (forms.IntegerField, "integer"),
        (forms.DateField, "date"),
        (forms.MultipleChoiceField, "choices"),
        (forms.ChoiceField, "choice"),
    ):
        if isinstance(field, kind):
            return name
    return "text" if isinstance(field.widget, forms.Textarea) else "string"


def _table(field: "forms.ModelChoiceField[Any]") -> str:
    return "" if field.queryset is None else field.queryset.model.__name__


def json_schema(form: type[forms.Form]) -> dict[str, Any]:
    """What the act's body may hold, for the OpenAPI description."""
    fields = _in_json(form.base_fields)
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {name: _property(field) for name, field in fields.items()},
        "additionalProperties": False,
    }
    if required := [name for name, field in fields.items() if field.required]:
        schema["required"] = required
    return schema


def multipart_schema(form: type[forms.Form]) -> dict[str, Any] | None:
    """The same with the form's files; None for a form that takes none."""
    files = [n for n, field in form.base_fields.items() if isinstance(field, forms.FileField)]
    if not files:
        return None
    binary = {"type": "array", "items": {"type": "string", "format": "binary"}}
    schema = json_schema(form)
    return schema | {"properties": schema["properties"] | dict.fromkeys(files, binary)}


def _property(field: forms.Field) -> dict[str, Any]:
    described: dict[str, Any] = {
        "boolean": {"type": "boolean"},
        "integer": {"type": "integer"},
        "date": {"type": "string", "format": "date"},
        "unit": {"type": "string", "description": _("Code of a unit.")},
        "units": _several(_("Codes of units.")),
        "person": {"type": "string", "description": _("Username of a person.")},
        "people": _several(_("Usernames of people.")),
    }.get(field_type(field), {"type": "string"})
    for name, bound in (("minimum", "min_value"), ("maximum", "max_value")):
        if (limit := getattr(field, bound, None)) is not None:
            described[name] = limit
    if (longest := getattr(field, "max_length", None)) is not None:
        described["maxLength"] = longest
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        described = _enumerated(field)
    return described | {"title": str(field.label)} if field.label else described


def _several(description: str) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string"}, "description": description}


def _enumerated(field: forms.ChoiceField) -> dict[str, Any]:
    values = [value for value, _label in _pairs(field)]
    kind = "integer" if values and all(isinstance(v, int) for v in values) else "string"
    plain: dict[str, Any] = {"type": kind}
    if values:  # those of a form that knows no case yet come with the case
        plain["enum"] = [getattr(value, "value", value) for value in values]
    if isinstance(field, forms.MultipleChoiceField):
        return {"type": "array", "items": plain}
    return plain


def details(form: type[forms.Form], body: object) -> dict[str, Any]:
    """The body as an act's details: known names, plain values, units by code, people by username.

    Raises `ValidationError`. What the values mean is checked by the form, inside the door.
    """
    fields = _in_json(form.base_fields)
    given = refuse_unknown(body, fields.keys())
    wrong = {n: [_("Wrong type.")] for n, value in given.items() if not _fits(fields[n], value)}
    if wrong:
        raise ValidationError(wrong)
    return {name: _by_key(fields[name], value) for name, value in given.items()}


def uploaded(form: type[forms.Form], body: QueryDict) -> dict[str, Any]:
    """A multipart body as an act's details: what JSON would hold, written out, and the files."""
    given: dict[str, Any] = {}
    files: dict[str, Any] = {}
    for name in body:
        field = form.base_fields.get(name)
        if isinstance(field, forms.FileField):
            files[name] = _files(name, body.getlist(name))
        elif isinstance(field, forms.BooleanField):
            given[name] = WRITTEN.get(str(body[name]), body[name])
        elif isinstance(field, SEVERAL):
            given[name] = body.getlist(name)
        else:
            given[name] = body[name]
    return details(form, given) | files


def _files(name: str, values: Sequence[object]) -> Sequence[object]:
    """The parts of a multipart body, if all of them came as files."""
    if not all(isinstance(value, UploadedFile) for value in values):
        raise ValidationError({name: [_("Wrong type.")]})
    return values


def _fits(field: forms.Field, value: object) -> bool:
    if value is None:
        return not isinstance(field, forms.BooleanField)
    if isinstance(field, forms.BooleanField):
        return isinstance(value, bool)
    if isinstance(field, SEVERAL):
        return isinstance(value, list) and all(isinstance(each, str | int) for each in value)
    numbers = isinstance(field, forms.IntegerField | forms.ChoiceField)
    return isinstance(value, str) or (
        numbers and isinstance(value, int) and not isinstance(value, bool)
    )


def _by_key(field: forms.Field, value: Any) -> Any:
    """A code made of digits would be taken for an id by the form, so it is looked up here."""
    rows = field.queryset if isinstance(field, forms.ModelChoiceField) else None
    key = KEY.get(rows.model.__name__) if rows is not None else None
    if rows is None or key is None:
        return value
    if isinstance(field, forms.ModelMultipleChoiceField):
        return [_id(rows, key, each) for each in value or ()]
    return value if read_number(str(value)) is None else _id(rows, key, value)


def _id(rows: QuerySet[Any], key: str, named: object) -> int:
    found = rows.filter(**{key: str(named)})
    return found.values_list("pk", flat=True).first() or 0
