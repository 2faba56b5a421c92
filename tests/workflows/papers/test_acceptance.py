"""What an acceptance tells the petitioner holds for the class of his matter (条例 29 to 31)."""

import pytest

from tests.office import MONDAY, Office, act, advance, petition


@pytest.mark.parametrize(
    ("given", "said", "unsaid"),
    [
        ({}, ("第三十一条）", "另行书面告知延期理由", "信访工作条例 第三十四条）"), ("本地设置",)),
        (
            {"petition_class": "suggestion", "route": ""},
            ("研究论证", "（天数由本地设置）", "期限天数由本地设置。"),
            ("处理途径", "延期", "听取陈述"),
        ),
        (
            {"petition_class": "accusation", "route": "", "outside_discipline": True},
            ("依规依纪依法办理", "（天数由本地设置）"),
            ("处理途径", "延期"),
        ),
    ],
)
def test_an_acceptance_says_what_holds_for_its_class(
    office: Office, given: dict[str, object], said: tuple[str, ...], unsaid: tuple[str, ...]
) -> None:
    """An article states no days of its own for a suggestion, and nobody may extend them."""
    case = advance(office, petition(office).case, "forward", at=MONDAY)
    act(office, case, "accept", "unit_officer", at=MONDAY, **given)
    body = case.documents.get(kind="acceptance_notice").body
    assert [words for words in said if words not in body] == []
    assert [words for words in unsaid if words in body] == []
