"""Serials have no gap; where their order would tell something, what is shown of them has none."""

from secrets import token_bytes

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.numbering import order_of, serial_of
from tests.office import MONDAY, act, open_office, petition
from tests.tipoffs.organ import clue, open_organ
from workflows.models import Case, Counter, Document
from workflows.papers.document_numbers import DocumentNumber
from workflows.papers.number_series import KEY_BYTES, Order, take_ranges

ORDERS = st.builds(Order, st.binary(min_size=16, max_size=16), st.integers(0, 400_000))


@given(ORDERS, st.integers(1, 20_000_000))
def test_a_number_without_order_leads_back_to_its_serial(order: Order, serial: int) -> None:
    assert order.serial(order.shown(serial)) == serial


@given(ORDERS, st.integers(1, 20_000_000))
def test_a_number_is_as_long_as_others_and_none_that_was_given_before(
    order: Order, serial: int
) -> None:
    shown = order.shown(serial)
    assert max(6, len(str(shown))) == max(6, len(str(serial)))
    assert shown == serial if serial <= order.plain else shown > order.plain


def test_a_whole_row_of_serials_is_shown_without_one_twice() -> None:
    order = Order(token_bytes(KEY_BYTES), 30)
    shown = [order.shown(serial) for serial in range(1, 501)]
    assert shown[:30] == list(range(1, 31))
    assert len(set(shown)) == 500
    assert shown[30:] != sorted(shown[30:])


@pytest.mark.django_db
def test_a_series_keeps_its_key_and_one_in_order_has_none() -> None:
    taken = [take_ranges({"case:T1:2026": 3, "b:code_slip:2026": 2}) for _time in range(2)]
    assert [list(each["b:code_slip:2026"]) for each in taken] == [[1, 2], [3, 4]]
    key = Counter.objects.get(series="case:T1:2026").key
    assert {each["case:T1:2026"].order.key for each in taken} == {bytes(key)}
    assert taken[1]["case:T1:2026"].serials == range(4, 7)
    for series, unfit in (("case:1:2026", b""), ("b:code_slip:2027", b"k" * KEY_BYTES)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Counter.objects.create(series=series, key=unfit)


@pytest.mark.django_db
def test_papers_of_what_is_kept_from_somebody_take_no_number_of_the_others() -> None:
    office = open_organ()
    cases = [petition(office).case, clue(office, names=""), petition(office).case]
    act(office, cases[0], "route_discipline", "officer", at=MONDAY,
        unit=office.units["discipline"].pk, names="", reason="")  # fmt: skip
    act(office, cases[2], "urge", "officer", at=MONDAY)
    papers = Document.objects.filter(case__kind="petition").order_by("pk")
    numbers = {paper.kind: DocumentNumber.parse(paper.number) for paper in papers}
    receipts = papers.filter(kind="registration_receipt").values_list("number", flat=True)
    assert [DocumentNumber.parse(number).serial for number in receipts] == [1, 2]
    sealed = numbers["discipline_transfer_letter"]
    series = Counter.objects.get(series__contains="discipline_transfer_letter").series
    assert series.endswith(":apart")
    assert order_of(series).serial(sealed.serial) == 1
    assert not numbers["urge_notice"].sign.endswith("专")


@pytest.mark.django_db
def test_numbers_of_cases_follow_no_order() -> None:
    office = open_office()
    numbers = [petition(office).case.number for _time in range(12)]
    assert [serial_of(number) for number in numbers] == list(range(1, 13))
    assert numbers != sorted(numbers)
    assert Case.objects.count() == 12
