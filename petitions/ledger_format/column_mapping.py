"""The mapping file: for each of our columns the heading that this office gives it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from petitions.ledger_format.columns import COLUMNS, find_spec
from petitions.ledger_format.grids import UnreadableLedger

MAX_MAPPING_BYTES = 64 * 1024


def read_mapping(path: Path) -> dict[str, str]:
    """`{"received_on": "来件时间"}` from JSON or TOML. Raises UnreadableLedger, OSError."""
    with path.open("rb") as stream:
        data = stream.read(MAX_MAPPING_BYTES + 1)
    try:
        text = data.decode("utf-8-sig")
        content = tomllib.loads(text) if path.suffix.lower() == ".toml" else json.loads(text)
    except ValueError as error:
        raise _not_a_mapping() from error
    if len(data) > MAX_MAPPING_BYTES or not isinstance(content, dict):
        raise _not_a_mapping()
    return checked_mapping(content)


def checked_mapping(content: Mapping[str, object]) -> dict[str, str]:
    """The same with our own keys: a column may also be named by its Chinese heading."""
    mapping: dict[str, str] = {}
    for name, heading in content.items():
        spec = find_spec(str(name))
        if spec is None:
            raise UnreadableLedger(
                _("The mapping names the column “%(name)s”. Known columns: %(known)s.")
                % {"name": name, "known": ", ".join(COLUMNS)}
            )
        if not isinstance(heading, str) or not heading.strip():
            raise _not_a_mapping()
        mapping[spec.key] = heading
    return mapping


def _not_a_mapping() -> UnreadableLedger:
    return UnreadableLedger(
        _("The mapping file must be JSON or TOML with lines such as received_on = “heading”.")
    )
