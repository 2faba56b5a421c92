"""The vault's pages: ask, decide, look; to others they do not exist."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from petitions.models.sealed_identity import Opening
from petitions.vault.access_requests import ask
from petitions.vault.identity_sealing import seal
from tests.office import MONDAY, Office
from tests.petitions.vault.clues import REPORTER, clue, sealed_clue
from workflows.models import CaseExclusion, CaseRead, Part

STATEMENTS = 30


def signed_in(office: Office, name: str) -> Client:
    client = Client()
    client.force_login(office[name])
    return client


def asked(office: Office) -> Opening:
    row = sealed_clue(office)
    return ask(row, office["clue_officer"], reason="核实实名。", minutes=9, at=timezone.now())


def test_the_way_through_the_pages(office: Office) -> None:
    row = sealed_clue(office)
    officer, head = signed_in(office, "clue_officer"), signed_in(office, "clue_head")
    address = f"/vault/clues/{row.case.number}/"
    page = officer.get(address)
    assert "139****5678" in page.text
    assert not [value for value in REPORTER.values() if value in page.text]
    wrong = officer.post(address, {"identity": str(row.pk), "reason": "核实实名", "minutes": 99})
    assert wrong.status_code == 422
    assert "核实实名" in wrong.text
    sent = officer.post(address, {"identity": str(row.pk), "reason": "核实实名", "minutes": 9})
    own = sent.headers["Location"]
    assert head.post(f"{own}decide/", {"refuse": 1, "note": ""}).status_code == 422
    assert head.post(f"{own}decide/", {"grant": 1, "note": ""}).headers["Location"] == own
    seen = officer.post(f"{own}identity/")
    assert all(value in seen.text for value in REPORTER.values())
    assert "no-store" in seen.headers["Cache-Control"]
    assert officer.get(f"{own}identity/").status_code == 405
    assert REPORTER["phone"] not in officer.get(own).text
    assert set(CaseRead.objects.values_list("part", flat=True)) == {Part.MASKED, Part.IDENTITY}


@pytest.mark.parametrize("name", ["registrar", "officer", "leader", "monitor", "admin", "stranger"])
def test_to_others_the_vault_does_not_exist(name: str, office: Office) -> None:
    opening, client = asked(office), signed_in(office, name)
    number = opening.identity.case.number
    for address in ("/vault/", f"/vault/clues/{number}/", f"/vault/openings/{opening.pk}/"):
        assert client.get(address).status_code == 404
    for act in ("decide", "identity"):
        assert client.post(f"/vault/openings/{opening.pk}/{act}/", {"grant": 1}).status_code == 404
    assert Client().get("/vault/").status_code == 302


@pytest.mark.parametrize("name", ["clue_officer", "clue_head"])
def test_to_the_excluded_it_does_not_exist_either(name: str, office: Office) -> None:
    opening, client = asked(office), signed_in(office, name)
    case = opening.identity.case
    CaseExclusion.objects.create(case=case, person=office[name], reason="被反映人", since=MONDAY)
    assert client.get(f"/vault/openings/{opening.pk}/").status_code == 404
    assert client.get(f"/vault/clues/{case.number}/").status_code == 404
    assert case.number not in client.get("/vault/").text


def test_who_may_not_is_told_so(office: Office) -> None:
    opening = asked(office)
    own = f"/vault/openings/{opening.pk}/"
    assert signed_in(office, "clue_officer").post(f"{own}decide/", {"grant": 1}).status_code == 403
    assert signed_in(office, "clue_head").post(f"{own}identity/").status_code == 403
    assert signed_in(office, "clue_handler").get(own).status_code == 404


def test_more_requests_cost_no_more_statements(office: Office) -> None:
    head = signed_in(office, "clue_head")
    counts = []
    for _ in range(2):
        for _more in range(4):
            asked(office)
        with CaptureQueriesContext(connection) as queries:
            page = head.get("/vault/?show=waiting")
        assert "核实实名" in page.text
        counts.append(len(queries))
    assert counts[0] == counts[1] <= STATEMENTS


def test_the_pages_of_a_clue_and_an_opening_keep_to_their_statements(office: Office) -> None:
    case = clue(office)
    row = [seal(case, REPORTER | {"name": n}, on=MONDAY.date()) for n in "甲乙丙"].pop()
    opening = ask(row, office["clue_officer"], reason="核实。", minutes=9, at=timezone.now())
    for address in (f"/vault/clues/{case.number}/", f"/vault/openings/{opening.pk}/"):
        with CaptureQueriesContext(connection) as queries:
            assert signed_in(office, "clue_head").get(address).status_code == 200
        assert len(queries) <= STATEMENTS
