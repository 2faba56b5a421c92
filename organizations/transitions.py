"""Transitions of django-fsm for many rows at once: one statement, by the same declaration."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet


def move_all(rows: QuerySet[Any], transition: Callable[..., None], **changes: Any) -> int:
    """Move those of the rows that stand where the transition starts; how many there were.

    `transition` is the method of the model that declares it; its body is not run, what else
    changes is given as `changes`.
    """
    declared = transition._django_fsm  # type: ignore[attr-defined]  # set by the decorator
    field, sources = declared.field, list(declared.transitions)
    name = field if isinstance(field, str) else field.name
    target = declared.transitions[sources[0]].target
    return rows.filter(**{f"{name}__in": sources}).update(**{name: target}, **changes)
