"""The values in a ledger's cells: from what offices write to what the system keeps.

Every parser takes a cell (or its text) and raises `BadValue` with a sentence that says what to do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _

from petitions.ledger_format.bad_values import BadValue, reason_text, refuse_cut
from petitions.ledger_format.cells import Cell, fold
from petitions.ledger_format.chinese_numerals import NUMERAL, number_of
from petitions.ledger_format.columns import COLUMNS
from petitions.ledger_format.id_numbers import parse_id_number, parse_phone
from petitions.ledger_format.ledger_dates import check_order, parse_date
from petitions.ledger_format.region_names import RegionName, region_candidates, region_parts

__all__ = [
    "CHANNELS",
    "FINISHED",
    "SATISFACTION",
    "BadValue",
    "RegionName",
    "check_order",
    "is_blank",
    "parse_channel",
    "parse_count",
    "parse_date",
    "parse_finished",
    "parse_id_number",
    "parse_phone",
    "parse_reference",
    "parse_satisfaction",
    "parse_text",
    "parse_yes_no",
    "region_candidates",
    "region_parts",
]

MAX_PEOPLE = 9_999
"""The national statistics take cases of 1 to 9999 persons."""

_STROKES = "无 暂无 不详 未知 未留 未提供 / \\ - -- — —— n/a"
_PLACEHOLDERS = frozenset(map(fold, _STROKES.split()))
_ERRORS = "#REF! #N/A #VALUE! #NAME? #DIV/0! #NUM! #NULL! #SPILL!"
_SPREADSHEET_ERRORS = frozenset(_ERRORS.split())
_NUMBERS = re.compile(rf"\d+|{NUMERAL}+")
_PART = re.compile(r"\d[.%/-]|-\d")
_DIGITS = re.compile(r"[\d.,\s%+-]+")


def _word_list(table: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({code: tuple(names.split()) for code, names in table.items()})


CHANNELS = _word_list(
    {
        "letter": "来信 信件 书信 群众来信 信函 邮寄 寄信",
        "visit": "来访 走访 群众来访 接访 下访 上访 当面 约访"
        " 集体访 个体访 个访 联名访 越级访 初访 重访 进京访",
        "phone": "来电 电话 群众来电 热线 热线电话 电话投诉 12345 12345热线 12369 12388"
        " 12315 12317 12380 12336 12328 12333 12348 12350 12309",
        "fax": "传真",
        "app": "手机app app 手机客户端 客户端 移动端",
        "wechat": "微信 微信公众号 公众号 微信小程序 小程序",
        "mailbox": "领导信箱 书记信箱 市长信箱 县长信箱 区长信箱 省长信箱 局长信箱 主席信箱"
        " 书记市长信箱",
        "web": "网信 网上投诉 网上信访 网络 网站 网上 信息网络 互联网 网络投诉 网络平台 网民留言"
        " 网上留言 人民网留言 政务服务平台 国家政务服务平台 阳光信访 国家信访局网上"
        " 电子邮件 电子邮箱 邮箱 邮件 email",
        "handover": "批量交办 交办 上级交办 转办 上级转办 转送 转交办 督察组交办 移交",
        "other": "其他 其它",
    }
)
"""Channel codes and what offices call them; the first name is the one that is printed."""

FINISHED = _word_list(
    {
        "finished": "已办结 办结 是 已完成 完成 已结 结案 已结案 办毕 已办理 已答复 已回复 按期办结"
        " 按时办结 超期办结 逾期办结 已化解 化解 已解决 已销号 已处理 已反馈 true √",
        "interim": "阶段性办结 阶段办结 阶段性完成 基本办结 基本完成 部分办结",
        "open": "未办结 办理中 正在办理 否 未完成 在办 待办 未办 处理中 正在处理 未结 推进中"
        " 正在推进 false ×",
    }
)
SATISFACTION = _word_list(
    {
        "satisfied": "满意 非常满意 很满意 是",
        "basically_satisfied": "基本满意 较满意 比较满意",
        "dissatisfied": "不满意 否",
        "not_rated": "未评价 待评价 未参评 超期未评价",
    }
)
_YES_NO = _word_list(
    {
        "yes": "是 有 对 √ ✓ ✔ y yes true 1 重点 已",
        "no": "否 无 不 × ✗ ✘ n no false 0 非重点 未 不是 非",
    }
)


def _by_synonym(table: Mapping[str, tuple[str, ...]]) -> Mapping[str, str]:
    return {fold(word): code for code, names in table.items() for word in names}


_CHANNEL_OF, _FINISHED_OF = _by_synonym(CHANNELS), _by_synonym(FINISHED)
_SATISFACTION_OF, _YES_NO_OF = _by_synonym(SATISFACTION), _by_synonym(_YES_NO)
_TELLING = {word: code for word, code in _CHANNEL_OF.items() if len(word) > 1 and code != "other"}
_WEAK = ("handover", "web")
"""领导信箱转办 came by the mailbox, 网上信访(微信) by WeChat: these give way to a nearer word."""


def is_blank(source: Cell | str) -> bool:
    """Whether a cell says nothing: empty, or a stroke or word that stands for it."""
    return not reason_text(source) or fold(reason_text(source)) in _PLACEHOLDERS


def parse_channel(source: Cell | str, *, column: str = "channel") -> str:
    """A code of CHANNELS. Raises BadValue, to be taken as `other`."""
    folded = fold(reason_text(source))
    if folded in _CHANNEL_OF:
        return _CHANNEL_OF[folded]
    codes = {code for word, code in _TELLING.items() if word in folded}
    for weak in _WEAK:
        if len(codes) > 1:
            codes.discard(weak)
    if len(codes) == 1:
        return codes.pop()
    raise _unknown(column, reason_text(source), CHANNELS, instead="other")


def parse_yes_no(source: Cell | str, *, column: str = "key_case") -> bool:
    folded = fold(reason_text(source))
    if folded not in _YES_NO_OF:
        raise BadValue(column, reason_text(source), _("Enter 是 (yes) or 否 (no)."))
    return _YES_NO_OF[folded] == "yes"


def parse_finished(source: Cell | str, *, column: str = "finished") -> str:
    """A code of FINISHED: `finished`, `interim` (阶段性办结) or `open`."""
    return _coded(source, column, FINISHED, _FINISHED_OF)


def parse_satisfaction(source: Cell | str, *, column: str = "satisfaction") -> str:
    """A code of SATISFACTION."""
    return _coded(source, column, SATISFACTION, _SATISFACTION_OF)


def parse_count(source: Cell | str, *, column: str = "people_count") -> int:
    """How many persons, 1 to MAX_PEOPLE. Raises BadValue: with 50 for 50余人, 约50人, 五十多名."""
    text = reason_text(source)
    folded = fold(text)
    match = re.fullmatch(r"(\d{1,9})(?:\.0+)?[人名位]?", folded)
    if match and 1 <= int(match[1]) <= MAX_PEOPLE:
        return int(match[1])
    raise BadValue(
        column,
        text,
        _("Enter a whole number of persons from 1 to %(limit)d.") % {"limit": MAX_PEOPLE},
        instead=_about(folded),
    )


def _about(folded: str) -> int | None:
    """The one number of persons in some words."""
    written = _NUMBERS.findall(folded)
    if len(written) != 1 or _PART.search(folded):
        return None
    count = int(written[0]) if written[0].isdecimal() else number_of(written[0])
    return count if 1 <= count <= MAX_PEOPLE else None


def parse_text(source: Cell | str, *, column: str) -> str:
    """Words: not a bare number, not a spreadsheet's error, not longer than the column takes."""
    text = _sound(source, column)
    if _DIGITS.fullmatch(text) and any(character.isdigit() for character in text):
        raise BadValue(column, text, _("Words are expected here, not a number. Check the columns."))
    return text


def parse_reference(source: Cell | str, *, column: str) -> str:
    """A number given by an office, in narrow characters and without blanks. Raises CutDigits."""
    refuse_cut(source, column)
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", _sound(source, column)))


def _sound(source: Cell | str, column: str) -> str:
    text = reason_text(source)
    if text.upper() in _SPREADSHEET_ERRORS:
        reason = _("The spreadsheet has an error here. Repair its formula.")
        raise BadValue(column, text, reason, note="")
    limit = COLUMNS[column].max_length if column in COLUMNS else None
    if limit is not None and len(text) > limit:
        raise BadValue(
            column,
            f"{text[:40]}…",
            _("Too long: at most %(limit)d characters. Shorten the text.") % {"limit": limit},
            note=text,
        )
    return text


def _coded(
    source: Cell | str,
    column: str,
    table: Mapping[str, tuple[str, ...]],
    by_word: Mapping[str, str],
) -> str:
    folded = fold(reason_text(source))
    if folded not in by_word:
        raise _unknown(column, reason_text(source), table)
    return by_word[folded]


def _unknown(
    column: str, text: str, table: Mapping[str, tuple[str, ...]], instead: object = None
) -> BadValue:
    known = "、".join(names[0] for names in table.values())
    reason = _("Not understood. Enter one of: %(known)s.") % {"known": known}
    return BadValue(column, text, reason, instead=instead)
