"""The record of rights: on the chain, on a page, and of what lower floors say of accounts."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError
from django.test.utils import CaptureQueriesContext

from organizations.account_record import account_changed
from organizations.models import Person, Tenure
from tests.office import Office
from tests.workflows.audit.test_chain import tamper
from tests.workflows.rights.asking import browser, heard, now, page, tenure
from workflows.audit.chain_sealing import seal
from workflows.audit.chain_verification import ChainFault, verify
from workflows.models import RightsEvent


def entry(office: Office) -> RightsEvent:
    browser(office, "admin").post(page("tenure"), tenure(office["leader"], "registrar"))
    return RightsEvent.objects.get(step="changed")


def test_a_record_of_rights_that_is_changed_or_taken_away_is_found(office: Office) -> None:
    event = entry(office)
    seal(now())
    assert verify().ok
    tamper("UPDATE workflows_rightsevent SET actor_id = NULL WHERE id = %s", event.pk)
    assert list(verify().faults) == [ChainFault("row_changed", "right", event.pk, "", 1)]
    tamper("DELETE FROM workflows_rightsevent WHERE id = %s", event.pk)
    assert list(verify().faults) == [ChainFault("row_missing", "right", event.pk, "", 1)]


def test_the_database_refuses_to_change_the_record_and_to_make_a_superuser(office: Office) -> None:
    event = entry(office)
    with pytest.raises(ProgrammingError), transaction.atomic():
        RightsEvent.objects.filter(pk=event.pk).update(why="别的")
    with pytest.raises(IntegrityError, match="person_no_superuser"), transaction.atomic():
        Person.objects.filter(pk=office["admin"].pk).update(is_superuser=True)


def test_everybody_reads_his_own_and_watchers_what_is_of_their_region(office: Office) -> None:
    entry(office)
    for name, there in (("leader", True), ("admin", True), ("monitor", True), ("officer", False)):
        assert ("任职" in browser(office, name).get("/rights/").text) is there
    browser(office, "admin").get("/oversight/readings/")
    text = browser(office, "monitor").get("/rights/?step=refused").text
    assert "检举控告的阅看记录" in text
    assert "任职" not in text
    row = Tenure.objects.get(person=office["leader"], post__title="registrar").pk
    history = browser(office, "admin").get(f"/admin/organizations/tenure/{row}/history/")
    assert history["Location"] == f"/rights/?subject=tenure&row={row}"


def test_more_entries_cost_no_more_statements(office: Office) -> None:
    monitor, counts = browser(office, "monitor"), []
    for name in ("leader", "reviewer", "rechecker"):
        browser(office, "admin").post(page("tenure"), tenure(office[name], "registrar"))
        browser(office, "admin").post(page("tenure"), tenure(office[name], "clue_handler"))
        with CaptureQueriesContext(connection) as seen:
            monitor.get("/rights/")
        counts.append(len(seen))
    assert counts[0] == counts[1] == counts[2] <= 30


def test_what_is_changed_of_how_somebody_signs_in_is_on_record_and_told(office: Office) -> None:
    person = office["clue_officer"]
    account_changed.filled(person=person, what="密码由本人修改", by=person, at=now())
    event = RightsEvent.objects.get(subject="password")
    assert (event.person, event.actor, event.why) == (person, person, "密码由本人修改")
    assert heard(office, "monitor")


def test_the_first_three_are_named_once(db: None) -> None:
    three = [f"--{key}={key}:{key}:{key}@example.org" for key in ("admin", "security", "auditor")]
    place = ("--region", "150121", "--name", "县信访局")
    with pytest.raises(CommandError):
        call_command("first_keys", "nowhere", *three)
    call_command("first_keys", "bureau", *place, *three, stdout=StringIO())
    assert sorted(Tenure.objects.values_list("post__roles", flat=True)) == [
        ["admin"], ["auditor"], ["security"],
    ]  # fmt: skip
    with pytest.raises(CommandError, match="已有人"):
        call_command("first_keys", "bureau", *three)
