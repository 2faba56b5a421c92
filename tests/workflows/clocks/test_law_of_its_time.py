"""A case of 2021 is counted under 《信访条例》 of 2005, whoever handles it and whenever it ends."""

from datetime import datetime

from tests.office import SHANGHAI, Office, act, advance, petition
from workflows.models import Case, Clock

IN_2021 = datetime(2021, 8, 2, 10, tzinfo=SHANGHAI)
WEEKS_LATER = datetime(2021, 8, 30, 10, tzinfo=SHANGHAI)
IN_2026 = datetime(2026, 8, 3, 10, tzinfo=SHANGHAI)


def articles(case: Case) -> dict[str, str]:
    return dict(Clock.objects.filter(case=case).values_list("rule__key", "rule__article"))


def test_its_limits_cite_the_law_of_their_time(office: Office) -> None:
    case = advance(office, petition(office, at=IN_2021).case, "accept", at=IN_2021)
    assert articles(case) == {
        "xf_triage": "信访条例（2005年） 第二十一条第一款",
        "transfer_notice": "信访条例（2005年） 第二十一条第三款",
        "handle": "信访条例（2005年） 第三十三条",
    }
    assert str(case.clocks.get(rule__key="handle").due_on) == "2021-10-08"


def test_without_a_limit_a_unit_may_object_whenever_it_does(office: Office) -> None:
    case = advance(office, petition(office, at=IN_2021).case, "forward", at=IN_2021)
    act(office, case, "object", "unit_officer", at=WEEKS_LATER)
    assert Case.objects.get(pk=case.pk).status == "objected"


def test_a_case_of_today_has_the_limit_for_an_objection(office: Office) -> None:
    case = advance(office, petition(office, at=IN_2026).case, "forward", at=IN_2026)
    assert articles(case)["jurisdiction_objection"] == "信访工作条例 第二十三条第三款"
