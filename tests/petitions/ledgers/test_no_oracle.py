"""Taking in a number tells nothing of a case that the importer has no part in.

Each question is put in two worlds: in one the hidden case exists, in the other it never was. What
comes back is compared as bytes, less what is drawn by lot or counted on.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Final

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings

from notifications.models import Notice
from petitions.ledgers.ledger_import import import_ledger
from tests.office import MONDAY, Office, open_office, petition
from tests.petitions.api.calling import LETTER, programme
from tests.petitions.ledgers.making import taken_in, text_table
from workflows.acts.actors import IMPORTER
from workflows.cases.act_notices import case_url
from workflows.models import Case, CaseExclusion

pytestmark = pytest.mark.django_db

NOW: Final = MONDAY + timedelta(days=2)
LAST_YEAR: Final = MONDAY - timedelta(days=365)
"""Its numbers are none that a matter of today may get."""
NAME: Final = "台账.csv"
HEADINGS: Final = "件件案号,信访编号,登记日期,行政区域,信访形式,信访人姓名,反映内容"
REST: Final = ("2026-07-01", "土默特左旗", "来信", "村民甲", "反映村内道路破损，请求修复。")
CHANGING: Final = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]+"|150121-2026-\d+|/(handovers|desks)/\d+/'
    rb'|"id": ?\d+|"query_code": ?"[^"]+"|X-CSRFToken[^}]+|"batch": ?\d+'
    rb'|/cases/import/[0-9a-f-]{36}/|value="\d+" id="row-\d+"|for="row-\d+"'
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with override_settings(MEDIA_ROOT=tmp_path), time_machine.travel(NOW, tick=False):
        yield open_office()


def table(number: str) -> bytes:
    return text_table([HEADINGS.split(","), (number, number, *REST)]).encode("utf-8-sig")


# What is hidden, and the number that a ledger names it by.


def of_another_county(office: Office) -> str:
    return petition(office, unit="elsewhere", by="stranger").case.number


def kept_from_the_importer(office: Office) -> str:
    return _keep_from_importer(petition(office, at=LAST_YEAR).case).number


def taken_in_by_a_colleague(office: Office) -> str:
    source = BytesIO(table("B-7"))
    bureau = office.units["bureau"]
    import_ledger(source, filename=NAME, unit=bureau, actor=IMPORTER, at=MONDAY)
    taken = Case.objects.filter(letter__external_number="B-7")
    _keep_from_importer(taken.latest("pk"))
    return "B-7"


def taken_in_anew_and_kept_again(office: Office) -> str:
    taken_in_by_a_colleague(office)
    return taken_in_by_a_colleague(office)


def _keep_from_importer(case: Case) -> Case:
    """From the whole unit, in whose name a command takes in."""
    CaseExclusion.objects.create(case=case, unit=case.intake_unit, reason="named", since=MONDAY)
    Notice.objects.filter(url=case_url(case)).delete()
    return case


HIDDEN: Final = (
    of_another_county,
    kept_from_the_importer,
    taken_in_by_a_colleague,
    taken_in_anew_and_kept_again,
)


# What the importer asks, and all that he gets to see.


def by_page(office: Office, number: str) -> bytes:
    client = _browser(office)
    sent = {"unit": office.units["bureau"].pk, "file": SimpleUploadedFile(NAME, table(number))}
    page = client.post("/cases/import/", sent)["Location"]
    trial = client.get(page).content
    done: bytes = taken_in(client, page).content
    rejected = client.get(f"{page}rejected.csv").content
    return trial + done + rejected + client.get("/cases/").content


def by_handover(office: Office, number: str) -> bytes:
    client, caller = _browser(office), programme(office, "officer")
    sent = {
        "unit": office.units["bureau"].pk,
        "source": "督导组",
        "file": SimpleUploadedFile(NAME, table(number)),
    }
    page = client.post("/cases/import/", sent)["Location"]
    pages: bytes = client.get(page).content + taken_in(client, page).content
    ledgers = caller.get("handovers/")
    for ledger in ledgers.json()["results"]:
        pages += client.get(f"/handovers/{ledger['id']}/").content
        pages += caller.get(f"handovers/{ledger['id']}/").content
    return pages + client.get("/handovers/").content + ledgers.content


def by_command(office: Office, number: str) -> bytes:
    told, file = StringIO(), Path(settings.MEDIA_ROOT) / NAME
    file.write_bytes(table(number))
    unit = office.units["bureau"].code
    for options in (["--dry-run"], ["--json"], ["--source", "督导组", "--json"], []):
        call_command("import_ledger", str(file), "--unit", unit, *options, stdout=told)
    return told.getvalue().encode()


def by_interface(office: Office, number: str) -> bytes:
    caller = programme(office, "officer")
    made = caller.post("cases/", LETTER | {"external_number": number})
    found = caller.get("cases/", q=number)
    return str(made.status_code).encode() + made.content + found.content


ASKED: Final = (by_page, by_handover, by_command, by_interface)


def _browser(office: Office) -> Client:
    client = Client()
    client.force_login(office["officer"])
    return client


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_hidden_number_is_like_one_that_never_was(
    office: Office, hidden: Callable[[Office], str], asked: Callable[[Office, str], bytes]
) -> None:
    with transaction.atomic():
        number = hidden(office)
        there = asked(office, number)
        transaction.set_rollback(True)
    never = asked(office, number)
    assert CHANGING.sub(b"", there) == CHANGING.sub(b"", never)


def test_what_a_colleague_took_in_is_known_and_what_oneself_did_stays_known(
    office: Office,
) -> None:
    bureau, officer = office.units["bureau"], office.actor("officer")

    def repeats() -> int:
        source = BytesIO(table("B-7"))
        return import_ledger(source, filename=NAME, unit=bureau, actor=officer, at=NOW).repeats

    source = BytesIO(table("B-7"))
    import_ledger(source, filename=NAME, unit=bureau, actor=IMPORTER, at=MONDAY)
    assert repeats() == 1
    _keep_from_importer(Case.objects.get())
    assert [repeats(), repeats()] == [0, 1]
    _keep_from_importer(Case.objects.latest("pk"))
    assert repeats() == 1, "whoever took a row in knows that he did"
    assert Case.objects.count() == 2
