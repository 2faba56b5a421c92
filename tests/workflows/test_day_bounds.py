"""Every date that an act or a form asks for lies between what it can't precede and follow."""

from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from itertools import chain

import pytest
from django import forms
from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator

from tests.office import MONDAY, Office, act, advance, petition
from workflows.acts import event_log
from workflows.acts.act import Act
from workflows.acts.act_refusals import Incomplete, Refused
from workflows.acts.actors import TIMER
from workflows.acts.day_bounds import FIXED, FOUNDED, FOUNDING, Bound, DayField
from workflows.acts.new_case import NewCase
from workflows.cases import door
from workflows.cases.machines import ACTS, MACHINES
from workflows.models import ActorKind, Case, CaseEvent
from workflows.states import Kind

DAY = timedelta(days=1)
DATES = [
    (kind, declared, name)
    for kind, acts in ACTS.items()
    for declared in acts.values()
    for name, field in declared.form.base_fields.items()
    if isinstance(field, forms.DateField)
]
OWN_FLOORS = ("petitions", "workflows", "oversight")


def _named(each: tuple[str, Act, str]) -> str:
    kind, declared, name = each
    return f"{kind}-{declared.name}-{name}"


def _case_with_everything_done(office: Office) -> Case:
    """A case on which every act that a date is measured by was done, each on a day of its own."""
    case = petition(office, at=MONDAY).case
    points = sorted(set().union(*map(_points, DATES)))
    event_log.append(
        CaseEvent(
            case=case, act=point, actor_kind=ActorKind.TIMER, at=MONDAY + n * DAY,
            recorded_at=MONDAY, source=case.status, target=case.status,
        )
        for n, point in enumerate(points, start=1)
    )  # fmt: skip
    return case


def _points(each: tuple[str, Act, str]) -> set[str]:
    field = each[1].form.base_fields[each[2]]
    assert isinstance(field, DayField), _named(each)
    return {bound.point for bound in (*field.not_before, field.not_after)} - FIXED


def test_all_dates_of_all_acts_are_bounded_by_acts_that_there_are(office: Office) -> None:
    case = _case_with_everything_done(office)
    for each in DATES:
        kind, declared, name = each
        assert _points(each) <= ACTS[kind].keys(), _named(each)
        case.__class__ = MACHINES[kind]
        form = declared.form(case=case, actor=TIMER, at=MONDAY + 60 * DAY)
        field = form.fields[name]
        assert isinstance(field, DayField)
        assert field.last, _named(each)
        _holds(field, field.first, field.last, case.received_on)


def test_every_form_with_dates_is_shown_again_on_the_case_of_a_page(office: Office) -> None:
    """A page has the envelope alone; the acts that the dates are measured by are its machine's."""
    envelope = _case_with_everything_done(office)
    long_ago = date(1900, 1, 1).isoformat()
    for kind, declared, name in DATES:
        case = Case.objects.get(pk=envelope.pk)
        case.kind = kind
        at = MONDAY + 60 * DAY
        assert name in str(door.blank_form(case, declared, TIMER, at=at))
        case.__class__ = Case
        typed = door.filled_form(case, declared, TIMER, at=at, details={name: long_ago})
        assert name in typed.errors
        assert long_ago in str(typed), f"{kind}-{declared.name}-{name}"


def _holds(field: DayField, first: date, last: date, received_on: date) -> None:
    assert (FOUNDED if FOUNDING in field.not_before else received_on) <= first <= last
    assert {field.clean(day.isoformat()) for day in (first, last)} == {first, last}
    for wrong in (first - DAY, last + DAY, date(1900, 1, 1), date(9999, 12, 31)):
        with pytest.raises(forms.ValidationError):
            field.clean(wrong.isoformat())


def _all_forms() -> Iterator[type[forms.BaseForm]]:
    """Every class of a form in our own floors, once all their pages are imported."""
    import_module("config.urls")
    waiting = [forms.BaseForm]
    while waiting:
        found = waiting.pop().__subclasses__()
        waiting += found
        yield from (each for each in found if each.__module__.split(".")[0] in OWN_FLOORS)


def _is_bounded(field: forms.DateField) -> bool:
    """By an event; or, for the periods of reports, by the years that they can be asked for."""
    both = {MinValueValidator, MaxValueValidator}
    return isinstance(field, DayField) or both <= {type(each) for each in field.validators}


def test_no_form_at_all_asks_for_a_date_without_bounds() -> None:
    assert all(apps.is_installed(floor) for floor in OWN_FLOORS)
    fields = chain.from_iterable(
        ((f"{form.__qualname__}.{name}", field) for name, field in form.base_fields.items())  # type: ignore[attr-defined]
        for form in _all_forms()
    )
    dates = {name: field for name, field in fields if isinstance(field, forms.DateField)}
    assert {name for name, field in dates.items() if not _is_bounded(field)} == set()
    assert "RegistrationForm.received_on" in dates


@pytest.mark.parametrize("served_on", ["2026-08-19", "2027-01-01", "1900-01-01", "2026-08-21"])
def test_nothing_is_served_before_it_was_signed_or_after_today(
    office: Office, served_on: str
) -> None:
    case = petition(office).case
    signed = MONDAY + 17 * DAY
    advance(office, case, "sign_off", at=signed)
    with pytest.raises(Incomplete) as refused:
        act(office, case, "serve", "unit_officer", at=signed, served_on=served_on)
    assert refused.value.form.errors.keys() == {"served_on"}


def test_a_field_by_itself_names_the_point_of_its_bound() -> None:
    field = DayField(not_before=Bound("sign_off"))
    field.days_of = {"sign_off": MONDAY.date()}.get
    with pytest.raises(forms.ValidationError, match="sign_off"):
        field.clean("2026-08-01")


def test_a_bound_is_measured_by_the_day_that_an_act_states(office: Office) -> None:
    """Not by the day on which it was entered."""
    case = advance(office, petition(office).case, "sign_off", at=MONDAY)
    event = act(office, case, "serve", "unit_officer", at=MONDAY + 6 * DAY, served_on="2026-08-04")
    assert ACTS[case.kind]["serve"].day_of(event) == date(2026, 8, 4)


@pytest.mark.parametrize("received_on", [FOUNDED - DAY, date(1900, 1, 1), date(2026, 8, 4)])
def test_the_door_opens_no_case_of_a_day_that_cannot_be(office: Office, received_on: date) -> None:
    new = NewCase(
        kind=Kind.PETITION,
        unit=office.units["bureau"],
        received_on=received_on,
        first_act="register",
    )
    with pytest.raises(Refused):
        door.open_case(new, actor=office.actor("registrar"), at=MONDAY)
