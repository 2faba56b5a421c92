"""A visit: what was said, the case opened or linked on the spot, and the outcome."""

from typing import Any

import pytest

from petitions.models import Petition, VisitMatter
from petitions.receptions import services
from petitions.receptions.services import CaseOpening
from tests.office import Office, petition
from tests.petitions.pages.visits import as_, text_of
from tests.petitions.receptions.meeting import TODAY, day_of, received
from workflows.acts.act_refusals import Refused

SAID = "来访人反映补偿款只兑付了一半。"
CASE = {
    "content_class": "land", "purpose": "resolution", "region": "土默特左旗（150121）",
    "text": SAID,
}  # fmt: skip


def matter_of(office: Office, **more: Any) -> VisitMatter:
    day = day_of(office, **more)
    return received(office, day, names=("村民甲", "村民乙"), people=12).matters.get()


def entered(office: Office, **changed: str) -> dict[str, Any]:
    return CASE | {"unit": office.units["bureau"].pk} | changed


def test_what_was_said_is_taken_down_and_can_be_put_right(office: Office) -> None:
    matter = matter_of(office)
    address = f"/receptions/visits/{matter.visit_id}/record/"
    as_(office, "leader").post(address, {"record": SAID})
    page = text_of(as_(office, "leader").get(address))
    assert SAID in page
    assert SAID in text_of(as_(office, "officer").get(f"/receptions/visits/{matter.visit_id}/"))


def test_who_came_can_be_put_right_with_five_representatives_at_most(office: Office) -> None:
    visit = matter_of(office).visit
    client, address = as_(office, "registrar"), f"/receptions/visits/{visit.pk}/edit/"
    assert "村民甲、村民乙" in text_of(client.get(address))
    six = "村民甲、村民乙、村民丙、村民丁、村民戊、村民己"
    refused = client.post(address, {"representatives": six, "people_count": "12"})
    assert refused.status_code == 422
    assert "第二十条第三款" in text_of(refused)
    client.post(address, {"representatives": six[:-4], "people_count": "11"})
    visit.refresh_from_db()
    assert (len(visit.representatives), visit.people_count, visit.phone) == (5, 11, "")


def test_a_case_is_opened_on_the_spot_for_the_group_and_its_representatives(
    office: Office,
) -> None:
    matter = matter_of(office)
    client = as_(office, "registrar")
    answer = client.post(f"/receptions/matters/{matter.pk}/case/", entered(office))
    assert (answer.status_code, answer["Location"]) == (302, "/cases/new/done/")
    letter = Petition.objects.get()
    matter.refresh_from_db()
    assert matter.case == letter.case
    assert (letter.channel, letter.people_count, letter.subject) == ("visit", 12, matter.subject)
    speakers = letter.petitioners.values_list("name", "phone", "is_representative")
    assert list(speakers) == [("村民甲", "13900000001", True), ("村民乙", "", True)]
    assert f"/receptions/visits/{matter.visit_id}/" in text_of(client.get("/cases/new/done/"))


def test_a_matter_gets_one_case_only(office: Office) -> None:
    matter = matter_of(office)
    client = as_(office, "registrar")
    client.post(f"/receptions/matters/{matter.pk}/case/", entered(office))
    again = client.post(f"/receptions/matters/{matter.pk}/case/", entered(office))
    assert again.status_code == 422
    assert Petition.objects.count() == 1


def test_what_is_missing_is_marked_and_what_was_typed_stays(office: Office) -> None:
    matter = matter_of(office)
    sent = entered(office, content_class="")
    answer = as_(office, "registrar").post(f"/receptions/matters/{matter.pk}/case/", sent)
    assert answer.status_code == 422
    assert SAID in text_of(answer)
    assert not Petition.objects.exists()


def test_a_leader_receives_but_does_not_register(office: Office) -> None:
    matter = matter_of(office)
    client = as_(office, "leader")
    assert client.get(f"/receptions/matters/{matter.pk}/case/").status_code == 403
    page = text_of(client.get(f"/receptions/visits/{matter.visit_id}/"))
    assert f"/receptions/matters/{matter.pk}/case/" not in page


def test_a_known_case_is_linked_by_its_number(office: Office) -> None:
    matter, case = matter_of(office), petition(office).case
    address = f"/receptions/matters/{matter.pk}/link/"
    as_(office, "officer").post(address, {"number": f" {case.number} "})
    matter.refresh_from_db()
    assert matter.case == case
    assert case.number in text_of(
        as_(office, "officer").get(f"/receptions/visits/{matter.visit_id}/")
    )


def test_another_matter_comes_up_in_the_talk(office: Office) -> None:
    matter = matter_of(office)
    address = f"/receptions/visits/{matter.visit_id}/matters/"
    as_(office, "registrar").post(address, {"subject": "要求公开村务"})
    assert matter.visit.matters.count() == 2
    assert as_(office, "registrar").post(address, {"subject": ""}).status_code == 422


DONE = {
    "subject": "反映养老金停发问题",
    "answer": "已兑付。",
    "finished_on": "2026-08-05",
    "fed_back_on": "2026-08-05",
    "rating": "0",
}


def test_the_outcome_is_finished_fed_back_and_the_visitors_word(office: Office) -> None:
    matter = matter_of(office)
    as_(office, "officer").post(f"/receptions/matters/{matter.pk}/outcome/", DONE)
    matter.refresh_from_db()
    assert (matter.finished_on, matter.rating) == (TODAY.date(), 0)
    assert matter.in_scope is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"fed_back_on": ""}, "fed_back_on"),
        ({"finished_on": "2026-08-06"}, "finished_on"),
        ({"fed_back_on": "2026-08-04"}, "fed_back_on"),
    ],
)
def test_a_wrong_outcome_is_marked(office: Office, changed: dict[str, str], field: str) -> None:
    matter = matter_of(office)
    client = as_(office, "officer")
    answer = client.post(f"/receptions/matters/{matter.pk}/outcome/", DONE | changed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_only_a_discipline_organ_is_asked_for_scope_and_discipline(office: Office) -> None:
    matter = matter_of(office, receiver="clue_head", unit="discipline")
    address, client = f"/receptions/matters/{matter.pk}/outcome/", as_(office, "clue_officer")
    alone = DONE | {"in_scope": "true", "disciplined_count": "2"}
    assert client.post(address, alone).status_code == 422
    client.post(address, alone | {"disciplined_on": "2026-08-05"})
    matter.refresh_from_db()
    assert (matter.in_scope, matter.disciplined_count) == (True, 2)
    assert '<option value="true" selected>' in text_of(client.get(address))


def test_a_finished_matter_is_not_opened_again_as_a_case(office: Office) -> None:
    matter = matter_of(office)
    services.note_outcome(matter, {"finished_on": TODAY.date()})
    opening = CaseOpening(office.units["bureau"], SAID, office.units["bureau"].region)
    with pytest.raises(Refused):
        services.open_case(matter, opening, by=office["registrar"], at=TODAY)
