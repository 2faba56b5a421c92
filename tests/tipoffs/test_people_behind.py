"""Who brought a petition that becomes a tip-off, or came to speak of one, goes into the vault."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from oversight.integrity import vault_checks
from oversight.integrity.check import FaultyCase, Round
from petitions.models import Petitioner, Visit
from petitions.receptions import services
from petitions.receptions.services import Arrival, CaseOpening
from petitions.vault.identity_sealing import identities_of, unsealed
from tests.office import Office, act
from tests.petitions.pages.visits import as_, text_of
from tests.petitions.receptions.meeting import TODAY, day_of, received
from tests.tipoffs.organ import LATER, PHONE, REPORTER, clue
from tests.tipoffs.test_both_ways import complaint, routed
from tests.tipoffs.traces import tables_with
from workflows.acts.act_refusals import Refused
from workflows.models import Case

AGAIN = TODAY + timedelta(hours=1)


def sealed(case: Case) -> list[dict[str, str]]:
    return [unsealed(each) for each in identities_of(case)]


def test_c07_who_wrote_the_petition_is_sealed_with_the_tip_off_and_found_by_nobody(
    office: Office,
) -> None:
    case = complaint(office)
    assert "petitions_petitioner" in tables_with([REPORTER])
    tip_off = routed(office, case)
    assert sealed(tip_off) == [{"name": REPORTER, "phone": PHONE}]
    # The receipt that he was given says to whom it was given; it is closed with the letter.
    assert set(tables_with([REPORTER, PHONE])) <= {"workflows_document"}
    assert case.letter.people_count == 1
    page = text_of(as_(office, "clue_officer").get(f"/clues/{tip_off.number}/"))
    assert REPORTER not in page
    assert f"/vault/clues/{tip_off.number}/" in page


def test_who_came_in_person_is_sealed_once_and_the_visit_keeps_no_name(office: Office) -> None:
    visit = received(office, day_of(office), names=("村民甲", "村民乙"), people=2)
    opening = CaseOpening(
        office.units["bureau"], "反映村干部套取补贴。", office.units["bureau"].region
    )
    made = services.open_case(visit.matters.get(), opening, by=office["registrar"], at=TODAY)
    act(office, made.case, "forward", "officer", at=TODAY)
    organ = office.units["discipline"].pk
    act(office, made.case, "route_discipline", "officer", at=AGAIN, unit=organ)
    tip_off = Case.objects.get(source_case=made.case)
    assert {each["name"] for each in sealed(tip_off)} == {"村民甲", "村民乙"}
    assert len(sealed(tip_off)) == 2
    assert tables_with(["13900000001"]) == []
    visit = Visit.objects.get(pk=visit.pk)
    assert (visit.representatives, visit.people_count) == ([], 2)


@pytest.fixture
def heard(office: Office) -> Visit:
    """A visit on the discipline organ's own day."""
    return received(office, day_of(office, "clue_head", "discipline"), names=("令狐来访",))


def test_who_comes_to_speak_of_a_clue_is_sealed_with_it(office: Office, heard: Visit) -> None:
    case = clue(office, signed=False)
    services.link_case(heard.matters.get(), case, at=AGAIN)
    assert sealed(case) == [{"name": "令狐来访", "phone": "13900000001"}]
    assert tables_with(["令狐来访", "13900000001"]) == []
    html = text_of(as_(office, "clue_handler").get(f"/receptions/visits/{heard.pk}/"))
    assert "姓名不在此记载" in html
    assert f"/receptions/visits/{heard.pk}/edit/" not in html
    with pytest.raises(Refused):
        services.put_right(Visit.objects.get(pk=heard.pk), Arrival(["令狐来访"]))


def test_a_record_that_names_the_visitor_is_written_anew_first(
    office: Office, heard: Visit
) -> None:
    case, matter = clue(office, signed=False), heard.matters.get()
    services.take_down(heard, "令狐来访说明了经过。")
    with pytest.raises(Refused, match="检举控告人"):
        services.link_case(matter, case, at=AGAIN)
    services.take_down(heard, "来访人说明了经过。")
    services.link_case(matter, case, at=AGAIN)


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("/receptions/visits/{visit}/record/", {"record": "令狐来访又说明了一次。"}),
        ("/receptions/visits/{visit}/matters/", {"subject": "令狐来访的另一事项"}),
        ("/receptions/matters/{matter}/outcome/", {"answer": "已告知令狐来访。", "subject": "x"}),
    ],
)
def test_nothing_written_later_names_the_visitor(
    office: Office, heard: Visit, address: str, typed: dict[str, str]
) -> None:
    matter = heard.matters.get()
    services.link_case(matter, clue(office, signed=False), at=AGAIN)
    url = address.format(visit=heard.pk, matter=matter.pk)
    answer = as_(office, "clue_officer").post(url, typed)
    html = text_of(answer)
    assert "姓名" in html
    assert next(iter(typed.values())) in html
    assert tables_with(["令狐来访"]) == []


def test_people_behind_an_older_transfer_are_found_and_put_into_the_vault(office: Office) -> None:
    case = complaint(office)
    tip_off = routed(office, case)
    Petitioner.objects.create(petition=case.letter, name="令狐旧列")
    now = Round(LATER)
    assert list(vault_checks.in_the_clear(now)) == [FaultyCase(case.number)]
    call_command("seal_reporters", stdout=StringIO())
    assert not list(vault_checks.in_the_clear(now))
    assert {each["name"] for each in sealed(tip_off)} == {REPORTER, "令狐旧列"}
