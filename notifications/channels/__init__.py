"""The ways out of the house, one module each; a module with a `CHANNEL` is found by being here."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from notifications.channels.transport import Channel

_MODULES: Final = [import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__)]

CHANNELS: Final[Mapping[str, Channel]] = {
    module.CHANNEL.key: module.CHANNEL for module in _MODULES if hasattr(module, "CHANNEL")
}
