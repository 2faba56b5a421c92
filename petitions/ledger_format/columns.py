"""The columns of a petition ledger: our names, their Chinese headings and what offices call them.

The first heading of each column is the one that `writing` prints, so what we write we can read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from petitions.ledger_format.cells import fold

Kind = Literal[
    "line", "text", "reference", "date", "channel", "yes_no", "finished", "satisfaction",
    "count", "phone", "identity",
]  # fmt: skip

LINE_LENGTH = 200
TEXT_LENGTH = 50_000


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """`headings` in order of preference; an `anchor` alone tells a petition ledger from others."""

    key: str
    kind: Kind
    headings: tuple[str, ...]
    anchor: bool = False

    @property
    def heading(self) -> str:
        return self.headings[0]

    @property
    def max_length(self) -> int:
        return TEXT_LENGTH if self.kind == "text" else LINE_LENGTH


def _spec(key: str, kind: Kind, headings: str, *, anchor: bool = False) -> ColumnSpec:
    return ColumnSpec(key, kind, tuple(headings.split()), anchor)


_WHO = ("信访人", "来信人", "来访人", "投诉人", "举报人", "反映人", "来电人", "信访群众")


def _of_petitioner(key: str, kind: Kind, details: str) -> ColumnSpec:
    parts = details.split()
    headings = (f"{who}{part}" for part in parts for who in _WHO)
    return ColumnSpec(key, kind, (*headings, *parts))


SPECS: tuple[ColumnSpec, ...] = (
    _spec("sequence", "reference", "序号 序次 顺序号 no"),
    _spec("number", "reference", "件件案号 案号", anchor=True),
    _spec(
        "external_number",
        "reference",
        "受理编号 信访编号 信访件编号 登记编号 转办编号 交办编号 举报编号 受理号 信访号 案件编号"
        " 编号",
        anchor=True,
    ),
    _spec(
        "received_on",
        "date",
        "收到日期 收件日期 收到时间 收件时间 交办日期 交办时间 转办日期 转办时间 登记日期 登记时间"
        " 来信日期 来信时间 来访日期 来访时间 来电日期 来电时间 信访日期 信访时间 接访日期 接访时间"
        " 投诉日期 投诉时间 举报日期 举报时间 受理日期 受理时间",
        anchor=True,
    ),
    _spec(
        "region",
        "line",
        "行政区域 问题属地 属地 所属地区 所属区域 行政区划 所在地区 问题发生地 地区 区域 市州 地市"
        " 县市区 县区",
        anchor=True,
    ),
    _spec(
        "channel",
        "channel",
        "信访形式 信访渠道 信访方式 举报方式 投诉方式 信访来源 问题来源 举报来源 来源"
        " 受理渠道 渠道",
    ),
    _spec(
        "content_class",
        "line",
        "内容分类 问题类型 问题类别 问题分类 信访类型 信访类别 污染类型 举报类型 类型 类别",
    ),
    _spec("purpose", "line", "信访目的 诉求目的"),
    _spec("key_case", "yes_no", "是否重点 是否重点件 重点件 是否重点案件 重点"),
    _spec("petitioner_name", "line", "信访人姓名 信访人", anchor=True),
    _of_petitioner("petitioner_name", "line", "姓名"),
    _spec("petitioner_name", "line", "来信人 来访人 来电人 投诉人 举报人 反映人"),
    _of_petitioner("petitioner_phone", "phone", "联系电话 电话 手机 手机号 手机号码 联系方式"),
    _of_petitioner("petitioner_address", "line", "联系地址 住址 地址 家庭住址 住所 现住址"),
    _of_petitioner("petitioner_id", "identity", "身份证号 身份证号码 证件号码 身份证 公民身份号码"),
    _spec("people_count", "count", "信访人数 来访人数 信访人人数 来访人人数 涉及人数 人数"),
    _spec(
        "subject",
        "line",
        "标题 主要诉求 信访事项 问题概述 概况 事项名称 信访事由 事由 主题 诉求",
        anchor=True,
    ),
    _spec(
        "text",
        "text",
        "反映内容 反映问题 反映的主要问题 主要内容 交办问题基本情况 问题基本情况 基本情况 具体内容"
        " 信访内容 举报内容 投诉内容 来信内容 问题内容 内容",
        anchor=True,
    ),
    _spec("unit_complained", "line", "被反映单位 被投诉单位 被举报单位 责任主体"),
    _spec(
        "responsible_unit",
        "line",
        "责任单位 承办单位 办理单位 主办单位 牵头单位 责任部门 承办部门",
    ),
    _spec("leader", "line", "包案领导 责任领导 包案人 包保领导"),
    _spec("finished", "finished", "是否办结 办理状态 办结情况 办结状态 是否已办结 状态"),
    _spec("finished_on", "date", "办结日期 办结时间 完成日期 完成时间"),
    _spec(
        "outcome",
        "text",
        "办理结果 处理结果 处理情况 处理和整改情况 调查核实情况 办理情况 处理意见 答复意见",
    ),
    _spec("satisfaction", "satisfaction", "满意度 是否满意 满意度评价 群众评价 评价结果"),
    _spec("remarks", "text", "备注 说明"),
)

_STEMS = (
    "信件 来信 来访 来电 信访 信访件 举报 举报件 投诉 反映 诉求 工单 热线 留言 事项 案件 问题"
    " 交办 交办件 转办 转办件 登记 受理 收件"
)
_MATTERS: tuple[str, ...] = tuple(_STEMS.split())
_PEOPLE: tuple[str, ...] = (
    *_WHO, "诉求人", "求助人", "咨询人", "留言人", "当事人", "举报者", "投诉者", "群众", "来访者",
)  # fmt: skip
COMPOSED = 100
"""The rank of headings that are put together: the known ones come before them."""

_BARE_HEADINGS = (
    "姓名 联系电话 电话 手机 手机号 手机号码 联系方式 联系地址 住址 地址 家庭住址 住所 现住址"
    " 身份证号 身份证号码 证件号码 身份证 公民身份号码 编号 类型 类别 来源 人数 状态 说明 标题 内容"
)
_BARE = frozenset(map(fold, _BARE_HEADINGS.split()))
"""Headings that say nothing without their group: 姓名 under 被反映人 is no petitioner's name."""

_GROUP_TAIL = re.compile(r"(基本)?(信息|情况|资料)$")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_MARKS = " *:;,.·、。"


def _joined(specs: Sequence[ColumnSpec]) -> dict[str, ColumnSpec]:
    merged: dict[str, ColumnSpec] = {}
    for spec in specs:
        held = merged.get(spec.key)
        if held is None:
            merged[spec.key] = spec
            continue
        headings = tuple(dict.fromkeys((*held.headings, *spec.headings)))
        merged[spec.key] = ColumnSpec(spec.key, held.kind, headings, held.anchor or spec.anchor)
    return merged


def _composed() -> Iterator[tuple[str, str, int]]:
    """Headings put together of what came in and what is told of it: 信件 + 编号, 来电 + 号码."""
    for key, stems, details in (
        ("external_number", _MATTERS, "编号 编码 单号 件号 件编号 件号码 流水号 号"),
        ("received_on", _MATTERS, "日期 时间 日 受理时间 受理日期 登记时间 登记日期"),
        ("text", _MATTERS, "内容 描述 详情 主要内容 具体内容 问题 摘要"),
        ("subject", _MATTERS, "标题 主题 名称 概要 事由"),
        ("channel", _MATTERS, "形式 方式 渠道 途径 来源"),
        ("content_class", _MATTERS, "类型 类别 分类 种类 内容分类"),
        ("petitioner_name", _PEOPLE, "姓名 名称 名字"),
        ("petitioner_phone", (*_PEOPLE, *_MATTERS), "号码 电话号码 手机号 联系号码 联系电话 电话"),
        ("petitioner_address", _PEOPLE, "地址 住址 联系地址"),
    ):
        words = details.split()
        for stem in stems:
            for rank, word in enumerate(words):
                yield stem + word, key, COMPOSED + rank


COLUMNS: Mapping[str, ColumnSpec] = MappingProxyType(_joined(SPECS))
ANCHORS = frozenset(spec.key for spec in COLUMNS.values() if spec.anchor)


def fold_heading(text: str) -> str:
    """A heading for comparing: `办结 日期（年月日）*` and `办结日期` are the same."""
    folded = fold(text)
    return (_BRACKETS.sub("", folded) or folded).strip(_MARKS)


_KNOWN: Mapping[str, tuple[str, int]] = MappingProxyType(
    {fold_heading(heading): (key, rank) for heading, key, rank in _composed()}
    | {
        fold_heading(heading): (spec.key, rank)
        for spec in COLUMNS.values()
        for rank, heading in enumerate(spec.headings)
    }
)


def recognise(path: Sequence[str]) -> tuple[str, int] | None:
    """Our column for a heading that may have groups above it, outermost first.

    The number orders rival headings of one column: the lowest is the best. `None` if unknown.
    """
    words = [word for word in (fold_heading(part) for part in path) if word]
    if not words:
        return None
    leaf, group = words[-1], _GROUP_TAIL.sub("", words[-2]) if len(words) > 1 else ""
    if group and group != leaf:
        found = _KNOWN.get(group + leaf)
        if found is not None or leaf in _BARE:
            return found
    return _KNOWN.get(leaf)


def find_spec(name: str) -> ColumnSpec | None:
    """A column by our name or by its printed heading."""
    folded = fold(name)
    return next((s for s in COLUMNS.values() if folded in (s.key, fold(s.heading))), None)
