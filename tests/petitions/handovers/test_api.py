"""Ledgers handed over through the programme interface: read, and sorted row by row."""

from tests.office import Office
from tests.petitions.api.calling import programme
from tests.petitions.handovers.ledger import rows_of, taken_in
from workflows.models import Case
from workflows.states import Status


def test_a_ledger_is_read_with_its_totals_and_rows(office: Office) -> None:
    batch = taken_in(office, 3)
    caller = programme(office, "officer")
    told = caller.get("handovers/").json()["results"]
    assert [(each["id"], each["totals"]["rows"], each["totals"]["unsorted"]) for each in told] == [
        (batch.pk, 3, 3)
    ]
    rows = caller.get(f"handovers/{batch.pk}/", sorted="false").json()
    assert rows["count"] == 3
    assert (rows["results"][0]["title"], rows["results"][0]["status"]) == (
        "反映第1项问题。", "registered",
    )  # fmt: skip
    assert caller.get(f"handovers/{batch.pk}/", sorted="true").json()["count"] == 0


def test_rows_are_sorted_and_what_is_refused_says_why(office: Office) -> None:
    batch = taken_in(office, 3)
    numbers = [case.number for case in rows_of(batch)]
    caller = programme(office, "officer")
    kept = {"rows": numbers[:2], "way": "keep", "unit": office.units["department"].code}
    assert caller.post(f"handovers/{batch.pk}/sort/", kept).json() == {"done": 2, "refused": []}
    again = caller.post(f"handovers/{batch.pk}/sort/", kept)
    assert (again.status_code, again.json()["errors"].keys()) == (422, {"rows"})
    settled = {"rows": numbers[2:], "way": "settle", "facts": "经查属实。", "result": "已整改。"}
    assert caller.post(f"handovers/{batch.pk}/sort/", settled).json()["done"] == 1
    head = programme(office, "bureau_head")
    approved = {"rows": numbers[2:], "way": "approve"}
    assert head.post(f"handovers/{batch.pk}/sort/", approved).json()["done"] == 1
    assert {case.status for case in Case.objects.filter(number__in=numbers)} == {
        Status.FORWARDED, Status.CLOSED,
    }  # fmt: skip


def test_a_ledger_of_another_unit_is_not_there(office: Office) -> None:
    batch = taken_in(office, 1)
    caller = programme(office, "stranger")
    assert caller.get("handovers/").json()["count"] == 0
    assert caller.get(f"handovers/{batch.pk}/").status_code == 404
    assert caller.post(f"handovers/{batch.pk}/sort/", {}).status_code == 404


def test_whoever_sends_matters_on_has_it_in_his_menu(office: Office) -> None:
    for name, there in (("officer", True), ("registrar", False)):
        caller = programme(office, name)
        caller.client.force_login(office[name])
        page = caller.client.get("/").content.decode()
        assert ('href="/handovers/"' in page) is there, name
