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
FILLERS: Final = frozenset("\u115f\u1160\u3164\uffa0")
"""Letters that nobody sees."""
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
    is_seen = category not in FORMAT_CHARACTERS and character not in FILLERS
    return category[0] in KEPT_CATEGORIES and is_seen


def name_pieces(written: str) -> list[str]:
    """The names of a list, each once, as they were written; a bracket stays with its name."""
    plain = "\n".join(_mended_lines(unicodedata.normalize("NFKC", written)))
    parts = (part.strip() for part in BETWEEN_NAMES.split(plain))
    return list(dict.fromkeys(part for part in parts if not NUMBERED.match(fold(part))))


def pieces_across_lines(written: str) -> list[str]:
    """The same if every line goes on in the next one, as in a text that was wrapped."""
    return name_pieces("".join(written.splitlines()))


def _mended_lines(written: str) -> list[str]:
    """The lines of a list; one that holds a single character goes with those around it.

    Nobody's name is so short: it was broken over lines.
    """
    lines: list[str] = []
    was_torn = False
    for line in filter(fold, written.splitlines()):
        is_torn = len(fold(line)) == 1 and not NUMBERED.match(fold(line))
        if lines and (is_torn or was_torn):
            lines[-1] += line.strip()
        else:
            lines.append(line.strip())
        was_torn = is_torn
    return lines
