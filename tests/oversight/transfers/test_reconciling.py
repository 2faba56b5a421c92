"""Both books are compared each day; what is planted in one alone is found, and nothing else."""

from datetime import timedelta

import pgtrigger
import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from oversight.models import Reconciliation, TransferDifference
from oversight.tasks import reconcile_transfers
from oversight.transfers.reconciliation import reconcile
from tests.office import MONDAY, Office, act, petition
from tests.oversight.transfers.conftest import FRIDAY, SignIn
from tests.workflows.transfers.levels import Levels
from workflows.models import Case, CaseEvent, TransferEntry
from workflows.transfers import transfer_register

IGNORED = "workflows.TransferEntry:append_only"


def found() -> set[tuple[str, str, str, str]]:
    """Kind, sender, receiver and case of every difference of a comparison made now."""
    kept = reconcile(FRIDAY).differences.select_related("sender", "receiver", "case")
    return {(d.kind, d.sender.code, d.receiver.code, d.case.number) for d in kept}


def sent(levels: Levels) -> Case:
    case = levels.case()
    levels.do(case, "forward", "province_officer", MONDAY, unit="city")
    return case


def test_a_case_signed_for_leaves_no_difference(levels: Levels) -> None:
    levels.do(sent(levels), "acknowledge", "city_officer", MONDAY)
    assert found() == set()


def test_a_case_not_signed_for_after_three_days_is_listed(levels: Levels) -> None:
    case = sent(levels)
    assert found() == {("unsigned", "province", "city", case.number)}
    fresh = levels.case(at=FRIDAY - timedelta(hours=1))
    levels.do(fresh, "forward", "province_officer", FRIDAY, unit="city")
    assert found() == {("unsigned", "province", "city", case.number)}


def test_a_line_in_the_senders_book_alone_is_listed(levels: Levels) -> None:
    case = sent(levels)
    Case.objects.filter(pk=case.pk).update(to_sign_for=None)
    assert found() == {("only_sent", "province", "city", case.number)}


def test_a_line_in_the_receivers_book_alone_is_listed(office: Office) -> None:
    case = petition(office).case
    organ = office.units["discipline"]
    transfer_register.handed_over(case, case.events.get(), by_id=organ.pk)
    assert found() == {("only_received", "150121-discipline", "150121-bureau", case.number)}


def test_a_case_sent_without_any_line_is_listed(levels: Levels) -> None:
    case = sent(levels)
    Case.objects.filter(pk=case.pk).update(to_sign_for=None)
    with pgtrigger.ignore(IGNORED):
        TransferEntry.objects.filter(case=case).delete()
    assert found() == {("unentered", "province", "city", case.number)}


def test_a_transfer_to_the_discipline_organ_is_in_both_books_once_it_acts(office: Office) -> None:
    case = petition(office).case
    organ = office.units["discipline"]
    act(office, case, "route_discipline", "officer", at=MONDAY, unit=organ.pk)
    tip_off = Case.objects.get(source_case=case)
    assert found() == {("unsigned", "150121-bureau", "150121-discipline", tip_off.number)}
    act(office, tip_off, "hand_over", "clue_officer", at=FRIDAY)
    assert found() == set()
    lines = TransferEntry.objects.order_by("pk").values_list("book", "way", "unit__code", "case")
    assert list(lines) == [
        ("out", "discipline", "150121-bureau", case.pk),
        ("in", "discipline", "150121-discipline", tip_off.pk),
    ]


def test_the_counts_of_both_sides_are_kept_pair_by_pair(levels: Levels) -> None:
    levels.do(sent(levels), "acknowledge", "city_officer", MONDAY)
    sent(levels)
    reconcile_transfers()
    kept = Reconciliation.objects.get()
    assert (kept.sent, kept.received) == (2, 1)
    pair = kept.pairs.select_related("sender", "receiver").get()
    assert (pair.sender.code, pair.receiver.code) == ("province", "city")
    assert (pair.sent, pair.received, pair.unsigned) == (2, 1, 1)


def test_what_was_compared_is_never_changed(levels: Levels) -> None:
    sent(levels)
    reconcile(FRIDAY)
    for change in (
        lambda: TransferDifference.objects.update(kind="only_sent"),
        lambda: Reconciliation.objects.all().delete(),
        lambda: TransferEntry.objects.update(way="assign"),
    ):
        with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
            change()


def test_comparing_takes_as_many_queries_for_many_cases_as_for_one(levels: Levels) -> None:
    used = []
    for _round in range(2):
        sent(levels)
        with CaptureQueriesContext(connection) as seen:
            reconcile(FRIDAY)
        used.append(len(seen))
    assert used[0] == used[1] <= 20


def test_each_side_and_the_monitor_see_the_difference_and_a_stranger_nothing(
    levels: Levels, sign_in: SignIn
) -> None:
    case = levels.case()
    levels.do(case, "forward", "province_officer", MONDAY, unit="bureau")
    reconcile(FRIDAY)
    for name in ("province_officer", "officer", "monitor"):
        page = sign_in(name).get("/transfers/")
        assert case.number in page.content.decode(), name
        assert len(page.context["differences"]) == 1
    for name in ("stranger", "city_officer"):
        assert case.number not in sign_in(name).get("/transfers/").content.decode()
    assert sign_in("leader").get("/transfers/").status_code == 403
    assert sign_in("stranger").get(f"/cases/{case.number}/").status_code == 404


def test_the_page_counts_both_books_and_offers_what_is_to_be_signed_for(
    levels: Levels, sign_in: SignIn
) -> None:
    levels.do(sent(levels), "acknowledge", "city_officer", MONDAY)
    case = sent(levels)
    (told,) = sign_in("province_officer").get("/transfers/").context["exchanges"]
    assert (told.sent, told.answered, told.unanswered, told.received) == (2, 1, 1, 0)
    page = sign_in("city_officer").get("/transfers/")
    (told,) = page.context["exchanges"]
    assert (told.received, told.waiting) == (1, 1)
    assert f"/cases/{case.number}/acts/acknowledge/" in page.content.decode()


def test_an_exclusion_hides_the_line_and_its_count(levels: Levels, sign_in: SignIn) -> None:
    case = sent(levels)
    case.exclusions.create(unit=levels.office.units["city"], reason="named", since=MONDAY)
    reconcile(FRIDAY)
    page = sign_in("city_officer").get("/transfers/")
    assert not page.context["exchanges"]
    assert not page.context["differences"]
    assert case.number not in page.content.decode()


def test_the_page_takes_as_many_queries_for_many_lines(levels: Levels, sign_in: SignIn) -> None:
    client, used = sign_in("city_officer"), []
    for _round in range(2):
        sent(levels)
        reconcile(FRIDAY)
        with CaptureQueriesContext(connection) as seen:
            client.get("/transfers/")
        used.append(len(seen))
    assert used[0] == used[1] <= 30


def test_no_event_is_without_its_line(levels: Levels) -> None:
    sent(levels)
    assert CaseEvent.objects.filter(act="forward", transfer_entries__book="out").count() == 1
