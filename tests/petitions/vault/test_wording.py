"""A letter to the accused has no word that tells who reported (C9)."""

import pytest

from petitions.vault.disclosure_check import check, identifying
from tests.office import Office
from tests.petitions.vault.clues import REPORTER, sealed_clue
from workflows.acts.act_refusals import Refused
from workflows.acts.disclosure_port import Text

WORKPLACE = REPORTER | {"workplace": "察素齐镇中心小学"}
COMPOUND = {"name": "欧阳建国"}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("信访人甲反映你违规收受礼品。", ["name"]),
        ("信 访 人 甲反映你违规收受礼品。", ["name"]),
        ("据访人甲所说", ["name"]),
        ("请联系139-1234-5678", ["phone"]),
        ("请联系１３９１２３４５６７８", ["phone"]),
        ("尾号345678的来电", ["phone"]),
        ("身份证号150121 1970 0101 0011", ["id_number"]),
        ("此人生于1970年01月01日", ["id_number"]),
        ("家住云中街12号的群众", ["address"]),
        ("察素齐镇群众反映", ["address", "workplace"]),
        ("来信邮箱Whistle@Example.org", ["email"]),
        ("网名whistle的人", ["email"]),
        ("中心小学教师反映", ["workplace"]),
        ("察素齐镇中心小学教师反映", ["address", "workplace"]),
        ("现就反映你的问题向你函询，请于2026年8月20日前书面说明。", []),
        ("土默特左旗纪委监委函询通知书〔2026〕12号", []),
        ("1970年1月出生，2015年任现职", []),
    ],
)
def test_identifying_words_are_found_and_others_left(text: str, kinds: list[str]) -> None:
    assert sorted(identifying(WORKPLACE, text)) == kinds


def test_given_names_and_compound_surnames_are_known() -> None:
    assert identifying(COMPOUND, "建国同志") == ["name"]
    assert identifying(COMPOUND, "欧阳同志") == []
    assert identifying({"name": "李四"}, "四月") == []
    assert identifying({"name": "李四"}, "李四说") == ["name"]


def test_words_that_may_stand_are_passed_over() -> None:
    text = "察素齐镇人民政府："
    assert identifying(REPORTER, text) == ["address"]
    assert identifying(REPORTER, text, public=["察素齐镇人民政府"]) == []


def test_a_letter_is_refused_without_telling_the_words(office: Office) -> None:
    case = sealed_clue(office).case
    check(case, Text("现就反映你的问题向你函询。", is_issued=True))
    with pytest.raises(Refused) as refusal:
        check(case, Text("信访人甲（13912345678）反映你的问题。", is_issued=True))
    assert "姓名" in refusal.value.message
    assert not [v for v in REPORTER.values() if v in refusal.value.message]
