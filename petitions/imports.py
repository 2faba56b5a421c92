"""Taking in a ledger: each sound row becomes a case by the one door, each bad row says why not.

All of a row or nothing of it. A row is known by its number at the source, or by its content where
it has none, so a second run of the same file creates nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import batched_rows
from pathlib import Path
from typing import BinaryIO
