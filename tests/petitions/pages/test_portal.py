"""The public portal: submitting, following, rating; and what a petitioner never learns."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from petitions.letters.registration import Registered
from petitions.models import Petition
from petitions.portal.throttle import WRONG_TRIES
from tests.office import Office, act, advance, petition
from tests.petitions.pages.visits import NOW, WRITTEN_INSIDE, AtMost, passed_on, target, text_of
from tests.ways import LATER, SERVED
from workflows.models import Case
from workflows.states import Rating, Status

HOME, SUBMIT, TRACK, OWN = "/portal/", "/portal/submit/", "/portal/track/", "/portal/case/"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def served(office: Office) -> Registered:
    """A petition whose opinion was served, with its code."""
    made = petition(office)
    advance(office, made.case, "serve", at=SERVED)
    return made


def entry(office: Office, **changes: object) -> dict[str, object]:
    form: dict[str, object] = {
        "token": uuid4().hex,
        "name": "信访人丙",
        "phone": "13900000002",
        "address": "某镇某村",
        "region": office.units["bureau"].region_id,
        "title": "反映路灯损坏的问题",
        "text": "村口路灯损坏三个月，请求修复。",
    }
    return form | changes


def track(made: Registered) -> Client:
    client = Client()
    form = {"number": made.case.number, "code": made.query_code}
    assert target(client.post(TRACK, form)) == OWN
    return client


def test_anybody_reads_the_portal_and_it_loads_nothing_from_elsewhere(office: Office) -> None:
    for address in (HOME, SUBMIT, TRACK):
        response = Client().get(address)
        assert response.status_code == 200
        assert "//" not in text_of(response).replace("http://www.w3.org/2000/svg", "")


def test_a_petition_goes_to_the_bureau_of_its_place_and_the_code_is_shown_once(
    office: Office,
) -> None:
    client, file = Client(), SimpleUploadedFile("照片.jpg", b"\xff\xd8\xff\xe0")
    response = client.post(SUBMIT, entry(office, attachments=[file]))
    assert target(response) == SUBMIT
    letter = Petition.objects.get(subject="反映路灯损坏的问题")
    assert letter.case.intake_unit == office.units["bureau"]
    assert [each.name for each in letter.attachments.all()] == ["照片.jpg"]
    receipt = client.get(SUBMIT)
    code = receipt.context["receipt"]["code"]
    assert letter.case.number in text_of(receipt)
    assert code in text_of(receipt)
    assert code not in text_of(client.get(SUBMIT))
    assert code not in str(dict(client.session))


def test_the_same_form_sent_twice_is_one_petition(office: Office) -> None:
    client, form = Client(), entry(office)
    for _ in range(2):
        assert client.post(SUBMIT, form).status_code == 302
    assert Petition.objects.count() == 1
    assert "receipt" in client.get(SUBMIT).context


def test_a_form_with_mistakes_keeps_what_was_typed(office: Office) -> None:
    files = [SimpleUploadedFile("run.exe", b"x")]
    response = Client().post(SUBMIT, entry(office, name="", attachments=files))
    assert response.status_code == 422
    assert "村口路灯损坏三个月" in text_of(response)
    assert not Petition.objects.exists()


def test_a_wrong_code_and_an_unknown_number_get_the_same_answer(served: Registered) -> None:
    answers = [
        Client().post(TRACK, {"number": number, "code": "0000-0000-0000-0000"})
        for number in (served.case.number, "999999-2026-000001")
    ]
    bodies = [text_of(a).replace(str(a.context["form"].initial["number"]), "") for a in answers]
    assert [a.status_code for a in answers] == [403, 403]
    assert without_token(bodies[0]) == without_token(bodies[1])


def without_token(html: str) -> list[str]:
    return [line for line in html.splitlines() if "csrfmiddlewaretoken" not in line]


def test_guessing_is_held_off_for_an_hour(served: Registered) -> None:
    number = served.case.number
    for _ in range(WRONG_TRIES):
        assert Client().post(TRACK, {"number": number, "code": "WRONG"}).status_code == 403
    right = {"number": number, "code": served.query_code}
    assert Client().post(TRACK, right).status_code == 429
    cache.clear()
    assert Client().post(TRACK, right).status_code == 302


def test_the_petitioner_sees_dates_stage_and_his_papers_alone(office: Office) -> None:
    made = petition(office)
    advance(office, made.case, "investigate", at=LATER)
    wanted = {"ground": "perfunctory", "reason": "内部督办要求"}
    act(office, made.case, "supervise", "officer", at=LATER, **wanted)
    act(office, made.case, "draft_opinion", "unit_officer", at=LATER, facts=WRITTEN_INSIDE)
    html = text_of(track(made).get(OWN))
    assert made.case.documents.get(kind="acceptance_notice").number in html
    for secret in (
        WRITTEN_INSIDE,
        "内部督办要求",
        made.case.documents.get(kind="transfer_letter").number,
        made.case.documents.get(kind="supervision_letter").number,
        "信访人甲",
        made.query_code,
    ):
        assert secret not in html


def test_only_papers_addressed_to_him_open(served: Registered) -> None:
    client = track(served)
    own = served.case.documents.get(kind="handling_opinion")
    inside = served.case.documents.get(kind="transfer_letter")
    opened = client.get(OWN, {"document": own.pk})
    assert text_of(opened) == own.body
    assert "sandbox" in opened["Content-Security-Policy"]
    assert client.get(OWN, {"document": inside.pk}).status_code == 404
    assert client.get(OWN, {"document": "x"}).status_code == 404


def test_a_matter_passed_on_says_so_and_nothing_more(office: Office) -> None:
    made = petition(office)
    tip_off = passed_on(office, made.case, at=LATER)
    client = track(made)
    response = client.get(OWN)
    own = response.context["own"]
    assert [len(own.steps), own.papers, own.acts, own.subject] == [2, (), (), ""]
    for secret in ("反映养老保险", "县纪委监委", tip_off.number, WRITTEN_INSIDE):
        assert secret not in text_of(response)
    assert client.get(OWN, {"act": "rate"}).status_code == 404
    wrong = {"number": tip_off.number, "code": made.query_code}
    assert Client().post(TRACK, wrong).status_code == 403


def test_the_petitioner_rates_once(served: Registered) -> None:
    client = track(served)
    form = {"bureau_rating": "0", "unit_rating": "3", "remark": "希望尽快落实。"}
    assert client.get(OWN, {"act": "rate"}).status_code == 200
    assert target(client.post(f"{OWN}?act=rate", form)) == OWN
    case = Case.objects.get(pk=served.case.pk)
    assert (case.bureau_rating, case.unit_rating) == (Rating.SATISFIED, Rating.DISSATISFIED)
    assert "rate" not in [a.name for a in client.get(OWN).context["own"].acts]
    assert client.post(f"{OWN}?act=rate", form).status_code == 409


def test_the_petitioner_applies_for_review_and_can_do_no_act_of_the_office(
    served: Registered,
) -> None:
    client = track(served)
    assert client.post(f"{OWN}?act=request_review", {"reason": ""}).status_code == 422
    assert client.post(f"{OWN}?act=request_review", {"reason": "不服。"}).status_code == 302
    assert Case.objects.get(pk=served.case.pk).status == Status.UNDER_REVIEW
    for foreign in ("close", "serve", "register", "no_such_act"):
        assert client.get(OWN, {"act": foreign}).status_code in (403, 404)


def test_what_the_code_opened_closes_by_itself_and_on_leaving(served: Registered) -> None:
    client = track(served)
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        assert target(client.get(OWN)) == TRACK
    client = track(served)
    assert target(client.post(OWN, {"leave": "1"})) == HOME
    assert target(client.get(OWN)) == TRACK


def test_the_petitioners_page_keeps_to_its_queries(
    served: Registered, django_assert_max_num_queries: AtMost
) -> None:
    client = track(served)
    with django_assert_max_num_queries(30):
        assert client.get(OWN).status_code == 200


def test_the_petitioner_sees_the_paper_of_his_act_before_he_does_it(served: Registered) -> None:
    client, address = track(served), f"{OWN}?act=withdraw"
    page = text_of(client.get(address))
    assert "将出具的文书" in page
    assert "draft-state" not in page
    asked = {"reason": "诉求已经解决。", "preview": "1"}
    shown = text_of(client.post(address, asked, headers={"HX-Request": "true"}))
    assert "<iframe" in shown
    assert served.case.events.filter(act="withdraw").count() == 0
