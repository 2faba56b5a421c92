"""Who somebody is, as people write it: one form of a name or number to show, one to compare.

Every door uses these: registration, portal, ledger, interface, search. Nothing is refused here.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from stdnum.cn import ric

NUMBERS_JOIN: Final = "、"

_FORMAT: Final = "Cf"
_HAN: Final = r"\u3007\u3400-\u9fff\U00020000-\U0003ffff"
_DOT: Final = re.compile(rf"(?<=[{_HAN}])\s*[·•‧∙⋅・․.]\s*(?=[{_HAN}])")
"""Between the parts of a minority's name; every keyboard has another one."""
_BLANK_IN_NAME: Final = re.compile(rf"(?<=[{_HAN}·])\s+(?=[{_HAN}·])")
_BETWEEN: Final = re.compile(r"[、,;/|\n]+")
_TWO_CHARACTERS: Final = (
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 令狐 慕容 宇文 长孙 夏侯 司徒 独孤 南宫 端木 呼延 轩辕"
    " 澹台 公冶 淳于 单于 太史 申屠 公羊 赫连 闻人 万俟 濮阳 钟离 拓跋 完颜"
)
_COMPOUND: Final = frozenset(_TWO_CHARACTERS.split())
"""Surnames of two characters (most frequent of 《中国姓氏大辞典》)."""

_MOBILE: Final = r"1[3-9]\d{9}"
_LANDLINE: Final = r"0\d{2,3}-?\d{7,8}(?:(?:-|转)\d{1,6})?"
_SERVICE: Final = r"[48]00-?\d{3}-?\d{4}|1\d{4}|[2-9]\d{6,7}"
_COUNTRY: Final = r"(?:(?:\+|00)?86[-\s]*)?"
_PHONE: Final = re.compile(rf"(?<!\d){_COUNTRY}({_MOBILE}|{_LANDLINE}|{_SERVICE})(?!\d)")
_GROUPED: Final = re.compile(r"(?<!\d)(1[3-9]\d)[-\s](\d{4})[-\s](\d{4})(?!\d)")
_AREA: Final = re.compile(r"\((0\d{2,3})\)\s*(?=\d)|(?<!\d)(0\d{2,3})[\s-]+(?=\d{7,8}(?!\d))")
_LABEL: Final = re.compile(r"(?:联系)?(?:电话|手机|座机|固话|号码)+|\b(?:tel|mobile|phone)\b", re.I)
_SIGNS: Final = re.compile(r"[\s,;:/|、。()\[\]<>+-]+")
_OLD: Final = re.compile(r"[0-9]{15}")
"""Given out before 1999."""


def plain(written: str) -> str:
    """In narrow characters, without those that nobody sees, without blanks at the ends."""
    narrow = unicodedata.normalize("NFKC", written)
    return "".join(c for c in narrow if unicodedata.category(c) != _FORMAT).strip()


def shown_name(written: str) -> str:
    """A name as it is kept: 李　伟 is 李伟, 阿依古丽.买买提 is 阿依古丽·买买提."""
    return re.sub(r"\s+", " ", _BLANK_IN_NAME.sub("", _DOT.sub("·", plain(written))))


def names_in(written: str) -> list[str]:
    """The people in a cell, as kept. A blank parts two people only if both have a whole name."""
    pieces = (piece.strip() for piece in _BETWEEN.split(_DOT.sub("·", plain(written))))
    return [name for piece in pieces if piece for name in _people(piece)]


def _people(piece: str) -> list[str]:
    parts = piece.split()
    is_list = len(parts) > 1 and all(_is_whole(part) for part in parts)
    return [shown_name(part) for part in parts] if is_list else [shown_name(piece)]


def _is_whole(part: str) -> bool:
    return bool(re.fullmatch(rf"[{_HAN}]{{2,}}", part)) and part not in _COMPOUND


@dataclass(frozen=True, slots=True)
class WrittenPhones:
    """The telephone numbers in a text, and the words beside them: 13812345678（儿子）."""

    numbers: tuple[str, ...]
    words: str


def phones_in(written: str) -> WrittenPhones:
    """Numbers of the mainland without country code: mobile digits, area-number-extension."""
    text = _GROUPED.sub(r"\1\2\3", plain(written))
    text = _AREA.sub(lambda match: f"{match[1] or match[2]}-", text)
    numbers = [match[1].replace("转", "-") for match in _PHONE.finditer(text)]
    words = _SIGNS.sub(" ", _LABEL.sub(" ", _PHONE.sub(" ", text))).strip()
    return WrittenPhones(tuple(dict.fromkeys(numbers)), words)


def shown_phone(written: str) -> str:
    """Telephone numbers as they are kept; what is none, and what has words, as it was written."""
    found = phones_in(written)
    if not found.numbers or found.words:
        return plain(written)
    return NUMBERS_JOIN.join(found.numbers)


def compared_phone(written: str) -> str:
    """The digits by which a number is recognised: the first one's, without country code."""
    found = phones_in(written).numbers
    return re.sub(r"\D", "", found[0] if found else plain(written))


def compared_id_number(written: str) -> str:
    """An identity number without blanks, in capitals; one of 15 digits as the 18 it became."""
    number = re.sub(r"[\s-]", "", plain(written)).upper()
    if _OLD.fullmatch(number):
        longer = f"{number[:6]}19{number[6:]}"
        return longer + str(ric.calc_check_digit(longer + "0"))
    return number
