"""When mail may go out. The working calendar stands a floor above, which says how it is read."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured

WorkingTime = Callable[[datetime], datetime]
"""An instant → itself within working hours, else the next opening of offices."""

UNSET: Final = "nobody has said when offices work: call notifications.hours.register_working_time"
_registered: list[WorkingTime] = []


def register_working_time(working_time: WorkingTime) -> None:
    """Let the floor above say when offices work; the last one registered is asked."""
    _registered.append(working_time)


def working_time(at: datetime) -> datetime:
    """`at` within working hours, else the next opening. Raises `ImproperlyConfigured` if unset."""
    if not _registered:
        raise ImproperlyConfigured(UNSET)
    return _registered[-1](at)


@register()
def check_registered(**_options: Any) -> Sequence[Error]:
    """No command starts while mail has no working hours to keep to."""
    return [] if _registered else [Error(UNSET, id="notifications.E001")]
