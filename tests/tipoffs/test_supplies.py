"""C24: inspectors are supplied on a request, by two people, with every clue logged."""

from datetime import date
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from petitions.inspector_supplies.supply_services import Request, supply
from petitions.models.supply import SupplyPackage
from tests.office import Office
from tests.tipoffs.organ import ACCUSED, LATER, PHONE, REPORTER, SECRET, clue
from workflows.acts.act_refusals import Forbidden, Refused
from workflows.models import CaseRead

ASKED = Request("第三巡察组", "巡察〔2026〕7号", date(2026, 8, 3), [ACCUSED])


def made(office: Office, asked: Request = ASKED, by: str = "clue_officer") -> bytes:
    unit, head = office.units["discipline"], office["clue_head"]
    return supply(asked, unit=unit, by=office[by], approver=head, at=LATER)[1]


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
        made(office, Request("第三巡察组", " ", date(2026, 8, 3), [ACCUSED]))
    for name in ("clue_head", "monitor", "officer"):
        with pytest.raises(Forbidden):
            made(office, by=name)
    made(office)
    with pytest.raises(Refused, match="已经答复"):
        made(office)
    assert SupplyPackage.objects.count() == 1


def test_c24_what_excludes_who_makes_it_is_not_in_it(office: Office) -> None:
    clue(office, names=f"{ACCUSED}\nclue_officer", by="recused")
    with pytest.raises(Refused, match="没有"):
        made(office)


def test_c24_the_command_writes_the_file(office: Office, tmp_path: Path) -> None:
    clue(office)
    out, path = StringIO(), tmp_path / "package.xlsx"
    call_command(
        "supply_inspectors", str(path), unit=office.units["discipline"].code,
        organ="第三巡察组", request="7号", requested_on=date(2026, 8, 3), about=[ACCUSED],
        by="clue_officer", approved_by="clue_head", stdout=out,
    )  # fmt: skip
    assert out.getvalue().split()[2] == sha256(path.read_bytes()).hexdigest()
