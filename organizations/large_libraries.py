"""Libraries that few requests need: loaded with the first that does, not with every process.

A web worker that draws no report, plays no recording and reads no workbook has none of them. A
module of our own that builds on one can stand for it.
"""

from importlib import import_module
from typing import Any


class LargeLibrary:
    """Stands for a module until something of it is needed."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)
