"""条例 30③: by whatever door an accusation comes, whom it accuses finds nothing of it anywhere."""

import io
from collections.abc import Callable, Iterator
from typing import Any, Final
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from notifications.models import Notice
from organizations import services
from organizations.models import Role, Unit, UnitKind
from petitions.api.api_tokens import new_token
from petitions.handovers.services import HandedOver
from petitions.ledgers.import_result import ImportResult
from petitions.ledgers.ledger_import import import_ledger
from petitions.models import Attachment
from petitions.models.handover import HandoverBatch
from petitions.models.reception import VisitMatter
from tests.office import LONG_AGO, Office, open_office
from tests.petitions.api.calling import programme
from tests.petitions.ledgers.making import text_table
from tests.petitions.pages.visits import NOW, as_, text_of
from tests.petitions.receptions.meeting import day_of, received
from tests.tipoffs.addresses import asked_of
from workflows.models import Case, CloseRelative

ACCUSER, PHONE, WORDS = "举报人乙", "13900000088", "克扣惠民补贴款"
TEXT: Final = f"反映有人{WORDS}，请求查处。"
NAMED: Final = "县人社局"
HEADER: Final = ("编号", "收到日期", "行政区域", "信访形式", "信访人姓名", "联系电话", "信访目的",
                 "被反映单位", "反映内容")  # fmt: skip
Door = Callable[[Office, str], None]


def by_form(office: Office, named: str) -> None:
    sent = {
        "unit": office.units["bureau"].pk, "channel": "letter", "received_on": NOW.date(),
        "people_count": 1, "purpose": "accusation", "content_class": "labour", "region": "150121",
        "complained_text": named, "text": TEXT, "party-TOTAL_FORMS": 1, "party-INITIAL_FORMS": 0,
        "party-0-name": ACCUSER, "party-0-phone": PHONE,
        "attachments": SimpleUploadedFile("证据.txt", WORDS.encode()),
    }  # fmt: skip
    answer = as_(office, "registrar").post("/cases/new/", sent)
    assert answer.status_code == 302, answer.context["form"].errors


def by_portal(office: Office, named: str) -> None:
    sent = {
        "token": uuid4().hex, "name": ACCUSER, "phone": PHONE, "address": "某镇某村",
        "region": office.units["bureau"].region_id, "title": TEXT, "text": TEXT,
        "purpose": "accusation", "complained": named,
    }  # fmt: skip
    answer = Client().post("/portal/submit/", sent)
    assert answer.status_code == 302, answer.context["form"].errors


def by_interface(office: Office, named: str) -> None:
    body = {"channel": "letter", "text": TEXT, "purpose": "accusation", "unit_complained": named,
            "petitioners": [{"name": ACCUSER, "phone": PHONE}]}  # fmt: skip
    assert programme(office, "registrar").post("cases/", body).status_code == 201


def row(number: str, named: str, purpose: str = "检举控告") -> tuple[str, ...]:
    return (number, "2026-08-20", "土默特左旗", "来信", ACCUSER, PHONE, purpose, named, TEXT)


def imported(
    office: Office, *rows: tuple[str, ...], unit: str = "bureau", **how: Any
) -> ImportResult:
    return import_ledger(
        io.BytesIO(text_table([HEADER, *rows]).encode()),
        filename="台账.csv",
        unit=office.units[unit],
        actor=office.actor("officer" if unit == "bureau" else "section_clerk"),
        at=NOW,
        **how,
    )


def by_ledger(office: Office, named: str) -> None:
    assert imported(office, row("L-1", named)).created == 1


def by_hand_over(office: Office, named: str) -> None:
    organ = office.units["discipline"].pk
    handed = HandedOver("省委巡视组移交", organ)
    assert imported(office, row("H-1", named), handed_over=handed).created == 1


def by_visit(office: Office, named: str) -> None:
    day = day_of(office, on=NOW.date())
    matter = received(office, day, TEXT, names=(ACCUSER,), at=NOW).matters.get()
    sent = {"unit": office.units["bureau"].pk, "content_class": "labour", "region": "150121",
            "purpose": "accusation", "complained": named, "text": TEXT}  # fmt: skip
    answer = as_(office, "registrar").post(f"/receptions/matters/{matter.pk}/case/", sent)
    assert answer.status_code == 302, answer.context["form"].errors


DOORS: Final[dict[str, Door]] = {
    "form": by_form, "portal": by_portal, "interface": by_interface, "ledger": by_ledger,
    "hand-over": by_hand_over, "visit": by_visit,
}  # fmt: skip
PARTIES: Final = {
    "unit": "unit_officer", "unit beneath": "section_clerk", "head": "unit_head",
    "relative": "kin",
}  # fmt: skip
EVERYTHING: Final = (Role.REGISTRAR, Role.OFFICER, Role.BUREAU_HEAD, Role.COORDINATOR, Role.LEADER)
"""Whoever is accused has these at the bureau as well: nothing but the accusation keeps him out."""


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def county(db: None) -> Office:
    """With a section beneath the department, a relative of its head, and posts at the bureau."""
    office = open_office()
    section = services.create_unit(
        code="150121-section", name="县社会保险中心", kind=UnitKind.DEPARTMENT,
        region=office.units["department"].region, parent=office.units["department"],
    )  # fmt: skip
    office.units["section"] = section
    for name in ("section_clerk", "kin", "colleague"):
        office.people[name] = services.create_person(
            username=name, name=name, password="demo", is_demonstration=True
        )
    sits(office, "section_clerk", section, Role.UNIT_OFFICER, Role.REGISTRAR, Role.OFFICER)
    CloseRelative.objects.create(person=office["unit_head"], relative=office["kin"])
    for name in (*PARTIES.values(), "colleague"):
        sits(office, name, office.units["bureau"], *EVERYTHING)
        sits(office, name, office.units["discipline"], Role.MONITOR)
    return office


def sits(office: Office, name: str, unit: Unit, *roles: Role) -> None:
    title = f"{unit.code}-{name}-{roles[0]}"
    post = services.create_post(unit=unit, title=title, roles=list(roles), quota=9)
    services.appoint(person=office[name], post=post, since=LONG_AGO)


def brought(office: Office, named: str = NAMED) -> dict[str, Case]:
    """Door → the case that came in by it."""
    found = {}
    for name, door in DOORS.items():
        door(office, named)
        found[name] = Case.objects.latest("pk")
    assert len({case.pk for case in found.values()}) == len(DOORS)
    return found


def addresses(cases: dict[str, Case]) -> Iterator[str]:
    """Every address to be read that names no case, and the rows that the doors have written."""
    for rule, address in asked_of(cases["form"], of_case=False):
        if not rule.posts:
            yield address
    yield from (f"/cases/?q={ACCUSER}", f"/cases/?q={WORDS}", f"/api/v1/cases/?q={WORDS}")
    yield f"/handovers/{HandoverBatch.objects.get().pk}/"
    visit = VisitMatter.objects.get(case=cases["visit"]).visit
    yield from (f"/receptions/visits/{visit.pk}/", f"/receptions/{visit.day_id}/")


def of_the_case(case: Case) -> Iterator[str]:
    for rule, address in asked_of(case, of_case=True):
        if not rule.posts and "/clues/" not in address:
            yield address
    for each in Attachment.objects.filter(petition__case=case):
        yield reverse("petitions:attachment", args=[case.number, each.pk])


def browser(office: Office, name: str) -> Client:
    token = new_token(office[name], at=NOW)
    client = Client(headers={"accept-language": "zh-hans", "authorization": f"Token {token}"})
    client.force_login(office[name], backend="workflows.administration.posts_backend.PostsBackend")
    return client


@pytest.mark.parametrize("party", PARTIES)
def test_whom_it_accuses_finds_nothing_of_it_by_whatever_door_it_came(
    county: Office, party: str
) -> None:
    cases, name = brought(county), PARTIES[party]
    client = browser(county, name)
    told = [(door, case.number) for door, case in cases.items()]
    for address in addresses(cases):
        body = b"".join(_content(client.get(address))).decode(errors="replace")
        shown = [door for door, number in told if number in body]
        assert (shown, WORDS in body.replace(f"q={WORDS}", ""), PHONE in body) == (
            [], _typed(address, body), False,
        ), address  # fmt: skip
    for door, case in cases.items():
        for address in of_the_case(case):
            assert client.get(address).status_code == 404, (door, address)
        assert not Notice.objects.filter(recipient=county[name], url__contains=case.number), door


def _typed(address: str, body: str) -> bool:
    """What somebody looks for stands in the field in which he looks for it."""
    return WORDS in address and f'value="{WORDS}"' in body


def _content(response: Any) -> Any:
    return response if response.streaming else [response.content]


def test_a_colleague_with_the_same_posts_sees_all_of_them(county: Office) -> None:
    """So that it is the accusation that hides it, and not that nobody would have seen it."""
    cases = brought(county)
    page = text_of(browser(county, "colleague").get("/cases/"))
    assert [door for door, case in cases.items() if case.number not in page] == []


@pytest.mark.parametrize("door", ["form", "portal", "interface", "visit"])
def test_no_door_takes_it_in_at_the_desk_of_the_accused(county: Office, door: str) -> None:
    with pytest.raises(AssertionError):
        DOORS[door](county, "县信访局")
    assert not Case.objects.exists()


def test_the_portal_says_where_to_turn_instead(county: Office) -> None:
    with pytest.raises(AssertionError, match="条例第三十条"):
        by_portal(county, "县信访局")


@pytest.mark.parametrize("handed_over", [None, HandedOver("省委巡视组移交")])
@pytest.mark.parametrize("dry_run", [True, False])
def test_a_ledger_row_that_accuses_its_own_unit_is_rejected_and_the_rest_comes_in(
    county: Office, *, dry_run: bool, handed_over: HandedOver | None
) -> None:
    rows = (row("1", "县人社局"), row("2", "县信访局"), row("3", "县 信访局"),
            row("4", "县信访局", "求决"), row("5", ""))  # fmt: skip
    result = imported(county, *rows, dry_run=dry_run, handed_over=handed_over)
    assert (result.rows, result.created, len(result.rejected)) == (5, 3, 2)
    for each in result.rejected:
        assert each.column == "被反映单位"
        assert "县信访局" in each.reason
        assert "30" in each.reason or "三十" in each.reason
    assert [each.row for each in result.rejected] == [3, 4]
    assert Case.objects.count() == (0 if dry_run else 3)


def test_the_unit_beneath_rejects_what_accuses_the_one_over_it(county: Office) -> None:
    result = imported(county, row("1", "县人社局"), row("2", "县自然资源局"), unit="section")
    assert (result.created, [each.row for each in result.rejected]) == (1, [2])
