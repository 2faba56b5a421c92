"""Names of places in long, short and joined forms."""

from __future__ import annotations

import pytest

from petitions.ledger_format.region_names import region_candidates, region_parts, short_name


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("湖北省武汉市江岸区", "湖北省 武汉市 江岸区"),
        ("湖北武汉", "湖北 武汉"),
        ("武汉市/江岸区", "武汉市 江岸区"),
        ("荆州市沙市区", "荆州市 沙市区"),
        ("常德市津市市", "常德市 津市市"),
        ("济宁市市中区", "济宁市 市中区"),
        ("恩施土家族苗族自治州巴东县", "恩施土家族苗族自治州 巴东县"),
        ("内蒙古自治区锡林郭勒盟", "内蒙古自治区 锡林郭勒盟"),
        ("江西省景德镇市", "江西省 景德镇市"),
        ("武汉市江岸区后湖街道某社区", "武汉市 江岸区 后湖街道 某社区"),
        ("海南藏族自治州", "海南藏族自治州"),
        ("吉林市", "吉林市"),
        ("新乡市", "新乡市"),
        ("神农架林区", "神农架林区"),
        ("", ""),
    ],
)
def test_a_joined_name_is_taken_apart_outermost_first(written: str, parts: str) -> None:
    assert [part.name for part in region_parts(written)] == parts.split()


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("恩施州", "恩施"), ("恩施土家族苗族自治州", "恩施"), ("武汉市", "武汉"),
        ("神农架林区", "神农架"),
        ("内蒙古自治区", "内蒙古"), ("西双版纳傣族自治州", "西双版纳"), ("广州", "广州"),
        ("新疆维吾尔自治区", "新疆"), ("东湖高新区", "东湖高新区"), ("城区", "城区"),
    ],
)  # fmt: skip
def test_a_short_name_has_no_word_for_the_kind_of_region(name: str, short: str) -> None:
    assert short_name(name) == short


def test_candidates_go_from_the_innermost_place_outwards() -> None:
    assert region_candidates("武汉市江岸区") == ("江岸区", "江岸", "武汉市", "武汉")
    assert region_candidates("恩施州") == ("恩施州", "恩施土家族苗族自治州", "恩施")
    assert region_candidates("内蒙古") == ("内蒙古", "内蒙古自治区")
    assert region_candidates(" ") == ()
