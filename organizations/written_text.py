"""Text as people write it, folded so that two ways of writing one name are one.

Width, case, blanks, signs and format characters, and the traditional, rare and variant forms of a
character make no difference. Needs no database.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

VARIANTS: Final = Path(__file__).parent / "data" / "character_variants.txt"
KEPT_CATEGORIES: Final = frozenset({"L", "N", "C"})
FORMAT_CHARACTERS: Final = frozenset({"Cc", "Cf", "Cs", "Cn"})
"""Of the category C only characters for private use stand in names."""
BETWEEN_NAMES: Final = re.compile(r"[、,;/|\n\r。]+(?![^()\n]*\))")
NUMBERED: Final = re.compile(r"^[\d一二三四五六七八九十]*$")


@cache
def variants() -> dict[int, str]:
    """Character → the usual one of its kind."""
    lines = VARIANTS.read_text(encoding="utf-8").splitlines()
    groups = [group for line in lines if not line.startswith("#") for group in line.split()]
    return {ord(rare): group[0] for group in groups for rare in group[1:]}


def fold(written: str) -> str:
    """What is left of a text when all that two ways of writing differ in is gone."""
    plain = unicodedata.normalize("NFKC", written).casefold().translate(variants())
    return "".join(c for c in plain if _counts(c))


def _counts(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in KEPT_CATEGORIES and category not in FORMAT_CHARACTERS


def name_pieces(written: str) -> list[str]:
    """The names of a list, each once, as they were written; a bracket stays with its name."""
    plain = unicodedata.normalize("NFKC", written)
    parts = (part.strip() for part in BETWEEN_NAMES.split(plain))
    return list(dict.fromkeys(part for part in parts if not NUMBERED.match(fold(part))))
