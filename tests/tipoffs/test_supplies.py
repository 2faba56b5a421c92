"""C24: inspectors are supplied on a request, by two people, with every clue logged."""

from datetime import date
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from petitions.inspector_supplies.supply_services import WrittenRequest, decide, enter, supply
from petitions.models.supply import SupplyPackage, SupplyRequest
from tests.office import Office
from tests.petitions.pages.visits import as_, text_of
from tests.tipoffs.organ import ACCUSED, LATER, PHONE, REPORTER, SECRET, clue
from workflows.acts.act_refusals import Forbidden, Refused
from workflows.models import CaseRead

ASKED = WrittenRequest("第三巡察组", "巡察〔2026〕7号", date(2026, 8, 3), [ACCUSED])
PAGE = reverse("petitions:supplies")
ENTERED = {"organ": "第三巡察组", "number": "7号", "requested_on": "2026-08-03", "about": ACCUSED}


def entered(
    office: Office, asked: WrittenRequest = ASKED, by: str = "clue_officer"
) -> SupplyRequest:
    return enter(asked, unit=office.units["discipline"], by=office[by], at=LATER)


def approved(office: Office, asked: WrittenRequest = ASKED) -> SupplyRequest:
    return decide(entered(office, asked).pk, approve=True, by=office["clue_head"], at=LATER)


def made(office: Office, asked: WrittenRequest = ASKED) -> bytes:
    return supply(approved(office, asked), by=office["clue_officer"], at=LATER)[1]


def test_c24_a_package_is_bound_to_its_request_and_every_clue_in_it_is_logged(
    office: Office,
) -> None:
    case, _other = clue(office), clue(office, names="stranger")
    content = made(office)
    package = SupplyPackage.objects.get()
    assert (package.clues, package.sha256) == (1, sha256(content).hexdigest())
    read = CaseRead.objects.get(part="export")
    assert (read.case, read.why, read.reference) == (
        case, "第三巡察组 巡察〔2026〕7号", f"supply/{package.pk}",
    )  # fmt: skip
    rows = openpyxl.load_workbook(BytesIO(content)).worksheets[0].values
    told = "".join(str(cell) for row in rows for cell in row)
    assert SECRET in told
    assert not [word for word in (REPORTER, PHONE) if word in told]
    with pytest.raises(DatabaseError), transaction.atomic():
        package.delete()


def test_c24_without_a_request_or_a_second_person_there_is_none(office: Office) -> None:
    clue(office)
    with pytest.raises(Refused, match="第三十二条"):
        entered(office, WrittenRequest("第三巡察组", " ", date(2026, 8, 3), [ACCUSED]))
    for name in ("clue_head", "monitor", "officer"):
        with pytest.raises(Forbidden):
            entered(office, by=name)
    request = entered(office)
    with pytest.raises(Refused, match="批准"):
        supply(request, by=office["clue_officer"], at=LATER)
    for name in ("clue_officer", "monitor", "officer"):
        with pytest.raises(Forbidden):
            decide(request.pk, approve=True, by=office[name], at=LATER)
    request = decide(request.pk, approve=True, by=office["clue_head"], at=LATER)
    supply(request, by=office["clue_officer"], at=LATER)
    with pytest.raises(Refused, match="已经答复"):
        supply(request, by=office["clue_officer"], at=LATER)
    assert SupplyPackage.objects.count() == 1


def test_c24_a_decision_is_made_once_and_what_was_asked_stays(office: Office) -> None:
    clue(office)
    refused = decide(entered(office).pk, approve=False, by=office["clue_head"], at=LATER)
    with pytest.raises(Refused):
        supply(refused, by=office["clue_officer"], at=LATER)
    with pytest.raises(Refused):
        decide(refused.pk, approve=True, by=office["clue_head"], at=LATER)
    request = approved(office)
    with pytest.raises(Refused, match="已经登记"):
        entered(office)
    for changed in ({"about": "他人"}, {"decided_by": office["monitor"]}):
        with pytest.raises(DatabaseError), transaction.atomic():
            SupplyRequest.objects.filter(pk=request.pk).update(**changed)


def test_c24_what_excludes_who_makes_it_is_not_in_it(office: Office) -> None:
    clue(office, names=f"{ACCUSED}\nclue_officer", by="recused")
    with pytest.raises(Refused, match="没有"):
        made(office)


def test_c24_the_command_writes_the_file_of_an_approved_request(
    office: Office, tmp_path: Path
) -> None:
    clue(office)
    out, path = StringIO(), tmp_path / "package.xlsx"
    named = {
        "unit": office.units["discipline"].code, "request": ASKED.number, "by": "clue_officer",
    }  # fmt: skip
    with pytest.raises(CommandError):
        call_command("supply_inspectors", str(path), **named)
    request = entered(office)
    with pytest.raises(CommandError):
        call_command("supply_inspectors", str(path), **named)
    decide(request.pk, approve=True, by=office["clue_head"], at=LATER)
    call_command("supply_inspectors", str(path), stdout=out, **named)
    assert out.getvalue().split()[2] == sha256(path.read_bytes()).hexdigest()


def test_c24_two_people_go_through_it_on_the_page(office: Office) -> None:
    clue(office)
    officer, head = as_(office, "clue_officer"), as_(office, "clue_head")
    entry = ENTERED | {"unit": office.units["discipline"].pk}
    assert officer.post(PAGE, entry).status_code == 302
    assert officer.post(PAGE, entry).status_code == 422
    request = SupplyRequest.objects.get()
    decision = reverse("petitions:supply_decide", args=[request.pk])
    package = reverse("petitions:supply_package", args=[request.pk])
    assert officer.post(decision, {"approve": ""}).status_code == 404
    assert "第三巡察组" in text_of(head.get(PAGE))
    assert head.post(decision, {"approve": ""}).status_code == 302
    assert head.post(package).status_code == 404
    answer = officer.post(package)
    assert answer["Content-Type"].endswith("sheet")
    assert SECRET in str(list(openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0].values))
    assert "制作，检举控告1件" in text_of(officer.get(PAGE))


def test_c24_to_others_the_page_does_not_exist_nor_a_request_about_the_reader(
    office: Office,
) -> None:
    for name in ("officer", "monitor", "stranger", "clue_handler"):
        assert as_(office, name).get(PAGE).status_code == 404, name
    asked = WrittenRequest("第三巡察组", "8号", date(2026, 8, 3), [ACCUSED, "clue_head"])
    request = entered(office, asked)
    head = as_(office, "clue_head")
    assert "第三巡察组" not in text_of(head.get(PAGE))
    decide_it = reverse("petitions:supply_decide", args=[request.pk])
    assert head.post(decide_it, {"approve": ""}).status_code == 404
