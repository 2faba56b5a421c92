"""Ledgers of inspectors: taken in as a batch, sorted on one page, each row a case (M10)."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from oversight.transfers.reconciliation import differences
from petitions.models.handover import HandoverBatch
from tests.office import Office
from tests.oversight.asking import reported
from tests.petitions.handovers.conftest import WEDNESDAY, SignIn
from tests.petitions.handovers.ledger import SOURCE, content, rows_of, taken_in
from tests.petitions.ledgers import making
from workflows.models import Case, TransferEntry
from workflows.states import Status

CHECKED = {"way": "settle", "facts": "经核查，反映情况属实。", "result": "已整改到位。"}


def sort(
    client: Client, office: Office, batch: HandoverBatch, cases: list[Case], **decision: Any
) -> Any:
    """Post the form of the batch for these rows; `unit` by its short name."""
    if "unit" in decision:
        decision["unit"] = office.units[decision["unit"]].pk
    sent = {"row": [case.pk for case in cases], **decision}
    return client.post(f"/handovers/{batch.pk}/", sent, follow=True)


def approve(sign_in: SignIn, office: Office, batch: HandoverBatch, cases: list[Case]) -> None:
    """The head approves that these rows are settled."""
    sort(sign_in("bureau_head"), office, batch, cases, way="approve")


def test_every_row_lands_as_a_case_with_its_source(office: Office) -> None:
    batch = taken_in(office, 3)
    assert (batch.source, batch.unit, batch.made_by) == (
        SOURCE,
        office.units["bureau"],
        office["officer"],
    )
    assert {case.source for case in rows_of(batch)} == {SOURCE}
    assert {case.status for case in rows_of(batch)} == {Status.REGISTERED}


def test_49_rows_are_10_checked_of_which_9_settled_and_1_filed_and_39_passed_down(
    office: Office, sign_in: SignIn
) -> None:
    client, batch = sign_in("officer"), taken_in(office, 49)
    cases = rows_of(batch)
    sort(client, office, batch, cases[:9], **CHECKED)
    approve(sign_in, office, batch, cases[:9])
    sort(client, office, batch, cases[9:10], way="file", unit="discipline")
    page = sort(client, office, batch, cases[10:], way="pass_down", unit="town")
    told = page.context["totals"]
    assert (told.rows, told.unsorted, told.checked, told.passed_down) == (49, 0, 10, 39)
    assert (told.settled, told.filed, told.finished) == (9, 1, 10)
    (row,) = reported("handovers", as_of="2026-09-01")["tables"]["ledgers"]
    assert {name: row[name] for name in ("checked", "settled", "filed", "passed_down")} == {
        "checked": 10,
        "settled": 9,
        "filed": 1,
        "passed_down": 39,
    }


def test_64_rows_are_sorted_and_finished_10_of_them_filed(office: Office, sign_in: SignIn) -> None:
    client, batch = sign_in("officer"), taken_in(office, 64)
    cases = rows_of(batch)
    sort(client, office, batch, cases[:10], way="file", unit="discipline")
    sort(client, office, batch, cases[10:40], **CHECKED)
    sort(client, office, batch, cases[40:], **CHECKED)
    approve(sign_in, office, batch, cases[10:40])
    approve(sign_in, office, batch, cases[40:])
    found = reported("handovers", as_of="2026-09-01")
    assert {name: found["counts"][name] for name in ("rows", "sorted", "finished", "filed")} == {
        "rows": 64,
        "sorted": 64,
        "finished": 64,
        "filed": 10,
    }
    assert found["by_name"]["handover_finished_rate"]["value"] == 100.0
    assert reported("handovers", as_of="2026-08-04")["counts"]["sorted"] == 0


def test_what_is_kept_goes_to_a_unit_of_the_same_level(office: Office, sign_in: SignIn) -> None:
    client, batch = sign_in("officer"), taken_in(office, 2)
    cases = rows_of(batch)
    page = sort(client, office, batch, cases, way="keep", unit="town")
    assert page.status_code == 422
    assert page.context["chosen"] == {case.pk for case in cases}
    page = sort(client, office, batch, cases, way="keep", unit="department")
    assert page.context["totals"].in_hand == 2
    assert {c.holding_unit for c in rows_of(batch)} == {office.units["department"]}


def test_a_row_that_the_door_refuses_stays_and_the_others_go(
    office: Office, sign_in: SignIn
) -> None:
    client, batch = sign_in("bureau_head"), taken_in(office, 2)
    page = sort(client, office, batch, rows_of(batch), **CHECKED)
    said = [str(message) for message in page.context["messages"]]
    assert all(case.number in " ".join(said) for case in rows_of(batch))
    assert page.context["totals"].unsorted == 2


def test_nothing_is_sorted_without_a_choice_or_what_it_needs(
    office: Office, sign_in: SignIn
) -> None:
    client, batch = sign_in("officer"), taken_in(office, 1)
    for decision in ({"way": "settle"}, {"way": "keep"}, {}):
        page = client.post(f"/handovers/{batch.pk}/", {"row": rows_of(batch)[0].pk, **decision})
        assert page.status_code == 422
    page = sort(client, office, batch, [], way="keep", unit="department")
    assert page.status_code == 422
    assert rows_of(batch)[0].status == Status.REGISTERED


def test_only_the_unit_that_took_it_in_finds_the_ledger(office: Office, sign_in: SignIn) -> None:
    batch = taken_in(office, 1)
    for name in ("stranger", "unit_officer", "city_officer", "registrar"):
        assert sign_in(name).get(f"/handovers/{batch.pk}/").status_code == 404
    assert SOURCE not in sign_in("stranger").get("/handovers/").content.decode()
    assert SOURCE in sign_in("bureau_head").get("/handovers/").content.decode()


def test_an_excluded_row_is_neither_listed_nor_counted(office: Office, sign_in: SignIn) -> None:
    batch = taken_in(office, 2)
    hidden = rows_of(batch)[0]
    hidden.exclusions.create(person=office["officer"], reason="named", since=WEDNESDAY)
    page = sign_in("officer").get(f"/handovers/{batch.pk}/")
    assert page.context["totals"].rows == 1
    assert hidden.number not in page.content.decode()


def test_a_ledger_of_the_discipline_commission_is_in_the_receivers_book(office: Office) -> None:
    organ = office.units["discipline"]
    batch = taken_in(office, 2, source="县纪委监委移交", organ=organ.pk)
    lines = TransferEntry.objects.filter(book="in", way="organ", other=organ)
    assert set(lines.values_list("case", flat=True)) == {case.pk for case in rows_of(batch)}
    assert {each.kind for each in differences(WEDNESDAY)} == {"only_received"}
    found = reported("transfers", as_of="2026-09-01")["by_name"]["discipline_to_bureau"]
    assert found["parts"]["transferred"] == 2


def test_the_import_page_takes_the_source_and_leads_to_the_rows(
    office: Office, sign_in: SignIn, settings: Settings, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    client = sign_in("officer")
    sent = {
        "unit": office.units["bureau"].pk,
        "file": SimpleUploadedFile("台账.csv", content(2)),
        "source": SOURCE,
    }
    page = making.taken_in(client, client.post("/cases/import/", sent)["Location"])
    batch = HandoverBatch.objects.get()
    assert f"/handovers/{batch.pk}/" in page.content.decode()
    assert len(rows_of(batch)) == 2


def test_the_pages_take_as_many_queries_for_many_rows(office: Office, sign_in: SignIn) -> None:
    client, used = sign_in("officer"), []
    for rows in (1, 5):
        batch = taken_in(office, rows, source=f"{SOURCE}{rows}")
        for address in ("/handovers/", f"/handovers/{batch.pk}/"):
            with CaptureQueriesContext(connection) as seen:
                client.get(address)
            used.append(len(seen))
    assert used[:2] == used[2:]
    assert max(used) <= 30
