"""Ports: what a floor needs done by a floor above it, which it may not import.

The lower floor declares a `Port` and uses what fills it; the floor above fills it once, while the
applications are loaded. With an empty port nothing starts (system check organizations.E001).
"""

from collections.abc import Sequence
from typing import Any, Final, Generic, TypeVar

from django.apps import AppConfig
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")

CHECK_ID: Final = "organizations.E001"


class Port(Generic[T]):
    """A place for one object of a type that a floor above puts in.

    `name` says where it is declared, `purpose` what for, both for the error messages.
    """

    def __init__(self, name: str, purpose: str) -> None:
        self.name = name
        self.purpose = purpose
        self._filling: T | None = None
        _ports.append(self)

    def fill(self, filling: T) -> None:
        """Put it in. Raises `ImproperlyConfigured` if another is in already."""
        if self._filling is not None and self._filling is not filling:
            raise ImproperlyConfigured(f"The port {self.name} is filled already: {self.purpose}.")
        self._filling = filling

    @property
    def is_empty(self) -> bool:
        return self._filling is None

    @property
    def filled(self) -> T:
        """What was put in. Raises `ImproperlyConfigured` while nothing was."""
        if self._filling is None:
            raise ImproperlyConfigured(self.complaint)
        return self._filling

    @property
    def complaint(self) -> str:
        return f"No floor has filled the port {self.name}: {self.purpose}."


_ports: Final[list[Port[Any]]] = []


def check_ports(
    *, app_configs: Sequence[AppConfig] | None, **_options: object
) -> list[checks.CheckMessage]:
    """System check organizations.E001."""
    del app_configs
    hint = "An application that fills it is missing from INSTALLED_APPS."
    empty = [port for port in _ports if port.is_empty]
    return [checks.Error(port.complaint, hint=hint, id=CHECK_ID) for port in empty]


def refuse_empty_ports() -> None:
    """Raise `ImproperlyConfigured` if a port is empty; for processes that run no system checks."""
    for port in _ports:
        _ = port.filled
