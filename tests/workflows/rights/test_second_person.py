"""What one proposes another confirms: the organ's head, else security, else the auditor."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from organizations import services
from organizations.models import Person, Post, Role, Tenure, Unit
from tests.office import MONDAY, Office
from tests.workflows.rights.asking import (
    account,
    browser,
    decide,
    heard,
    now,
    page,
    refused,
    tenure,
    waiting,
)
from workflows.amendments import proposals
from workflows.models import Amendment, RightsEvent
from workflows.rights.change_refusals import refusal_of
from workflows.rights.guarded_rights import clue_roles, needs_second
from workflows.rights.office_changes import OfficeChange, Subject
from workflows.rights.second_people import second_people


def given(office: Office, name: str, title: str) -> OfficeChange:
    values = {"person": office[name].pk, "post": Post.objects.get(title=title).pk}
    return OfficeChange.of(Subject.TENURE, None, values)


def confirming(change: OfficeChange) -> set[str]:
    return {person.username for person in second_people(change, without=[], at=now())}


def leave(office: Office, *names: str) -> None:
    for name in names:
        Tenure.objects.filter(person=office[name]).update(until=MONDAY)


@pytest.mark.parametrize(
    ("title", "confirms"),
    [
        *((title, {"clue_head"}) for title in ("clue_officer", "clue_handler", "monitor")),
        ("clue_head", {"clue_head"}),
        ("officer", {"bureau_head"}),  # cleared for tip-offs
        *((title, {"security"}) for title in ("admin", "auditor")),
    ],
)
def test_a_guarded_post_is_confirmed_by_the_head_of_its_organ_or_security(
    office: Office, title: str, confirms: set[str]
) -> None:
    change = given(office, "unit_head", title)
    assert needs_second(change, at=now())
    assert confirming(change) == confirms


def test_where_nobody_else_heads_it_security_confirms_and_else_the_auditor(office: Office) -> None:
    change = given(office, "clue_head", "clue_officer")
    assert confirming(change) == {"security"}
    leave(office, "security")
    assert confirming(change) == {"auditor"}
    leave(office, "auditor")
    assert confirming(change) == set()
    fields = tenure(office["clue_head"], "clue_officer")
    answer = browser(office, "admin").post(page("tenure"), fields)
    assert "安全管理员" in answer.text
    assert not Amendment.objects.exists()


def test_a_clue_right_in_another_unit_is_the_discipline_organs_to_confirm(office: Office) -> None:
    values = {"unit": office.units["bureau"].pk, "title": "联络员", "rank": ""}
    change = OfficeChange.of(Subject.POST, None, values | {"roles": ["clue_officer"]})
    assert confirming(change) == {"clue_head"}


def test_an_ordinary_post_is_given_at_once_and_told(office: Office) -> None:
    answer = browser(office, "admin").post(page("tenure"), tenure(office["leader"], "registrar"))
    assert answer.status_code == 302
    made = Tenure.objects.get(person=office["leader"], post__title="registrar")
    event = RightsEvent.objects.get(subject="tenure", row=made.pk)
    assert (event.step, event.actor, event.person) == ("changed", office["admin"], office["leader"])
    assert event.becomes
    assert event.becomes["post"] == made.post_id
    for name in ("leader", "monitor", "security", "auditor"):
        assert len(heard(office, name)) == 1


def test_a_clue_post_runs_from_its_confirmation_and_not_before(office: Office) -> None:
    browser(office, "admin").post(page("tenure"), tenure(office["unit_head"], "clue_officer"))
    proposed = waiting()
    assert proposed.title == "任职：unit_head · 县纪委监委 clue_officer"
    assert not Tenure.objects.filter(person=office["unit_head"], post__title="clue_officer")
    for name in ("admin", "security", "bureau_head"):
        assert decide(office, name, proposed) in (403, 404)
    assert decide(office, "clue_head", proposed) == 302
    made = Tenure.objects.get(person=office["unit_head"], post__title="clue_officer")
    assert made.since == Amendment.objects.get(pk=proposed.pk).decided_at
    steps = RightsEvent.objects.filter(amendment=proposed).order_by("pk")
    assert list(steps.values_list("step", "actor__username")) == [
        ("proposed", "admin"), ("changed", "clue_head"),
    ]  # fmt: skip
    assert RightsEvent.objects.get(subject="tenure", row=made.pk).amendment == proposed


def test_a_rejected_proposal_changes_nothing_and_stays(office: Office) -> None:
    browser(office, "admin").post(page("tenure"), tenure(office["unit_head"], "clue_officer"))
    assert decide(office, "clue_head", waiting(), reject="1", remark="不宜") == 302
    assert not Tenure.objects.filter(person=office["unit_head"], post__title="clue_officer")
    assert RightsEvent.objects.filter(step="rejected", actor=office["clue_head"]).exists()


def test_no_person_has_two_keys_or_a_key_beside_tip_offs(office: Office) -> None:
    for name, title in (("security", "auditor"), ("auditor", "clue_officer"), ("monitor", "admin")):
        change = given(office, name, title)
        assert "三人" in refusal_of(change, by=office["admin"], at=now())
    with pytest.raises(ValidationError):
        services.appoint(
            person=office["admin"], post=Post.objects.get(title="auditor"), since=now()
        )
    with pytest.raises(ValidationError):
        services.create_post(
            unit=office.units["bureau"], title="全能", roles=[Role.ADMIN, Role.SECURITY]
        )


def test_the_rights_over_tip_offs_are_read_from_the_tables() -> None:
    assert clue_roles() == {"cleared", "clue_officer", "clue_handler", "clue_head", "monitor"}


UNITS: tuple[tuple[str, dict[str, Any], bool], ...] = (
    ("discipline", {"telephone": "0471-0000000"}, False),
    ("discipline", {"name": "某某"}, True),
    ("department", {"kind": "discipline_section"}, True),
    ("department", {"name": "县人社局"}, False),
    ("bureau", {"code": "150100-bureau"}, True),  # the keys sit there
)


@pytest.mark.parametrize(("unit", "values", "guarded"), UNITS)
def test_a_unit_whose_posts_are_guarded_is_changed_by_two(
    office: Office, unit: str, values: dict[str, Any], *, guarded: bool
) -> None:
    change = OfficeChange.of(Subject.UNIT, office.units[unit].pk, values)
    assert needs_second(change, at=now()) is guarded


def test_an_account_is_opened_renamed_and_ended_on_record(office: Office) -> None:
    admin, region = browser(office, "admin"), office.units["bureau"].region_id
    new = account(Person(username="new", name="新人"), region=region)
    del new["is_active"]  # the page of a new account has no such box
    assert admin.post(page("person"), new).status_code == 302
    person = Person.objects.get(username="new")
    assert not person.has_usable_password()
    renamed = account(person, name="改名")
    assert admin.post(page("person", person.pk), renamed).status_code == 302
    admin.post(page("tenure"), tenure(person, "registrar"))
    ended = account(Person.objects.get(pk=person.pk), is_active="")
    assert admin.post(page("person", person.pk), ended).status_code == 302
    events = RightsEvent.objects.filter(person=person).order_by("pk")
    assert list(events.values_list("subject", "step")) == [
        ("account", "changed"), ("account", "changed"), ("tenure", "changed"),
        ("account", "changed"), ("tenure", "changed"),
    ]  # fmt: skip
    assert Tenure.objects.get(person=person).until is not None
    assert not refused(office)


def test_a_unit_that_closes_ends_its_posts_on_record(office: Office) -> None:
    unit, heir = Unit.objects.get(pk=office.units["department"].pk), office.units["other"]
    fields = {name: getattr(unit, name) for name in ("code", "name", "short_name", "kind")}
    fields |= {
        "region": unit.region_id,
        "closed_on": now().date().isoformat(),
        "successor": heir.pk,
    }
    assert browser(office, "admin").post(page("unit", unit.pk), fields).status_code == 302
    ended = RightsEvent.objects.filter(subject="tenure", step="changed")
    assert set(ended.values_list("person__username", flat=True)) == {"unit_officer", "unit_head"}


def test_what_was_changed_in_the_meantime_is_proposed_anew(office: Office) -> None:
    row = Tenure.objects.get(post__title="clue_officer")
    change = OfficeChange.of(Subject.TENURE, row.pk, {"until": "2099-01-01T00:00:00+00:00"})
    made = proposals.propose("rights", change.as_json(), by=office["admin"], at=now(), reason="甲")
    Tenure.objects.filter(pk=row.pk).update(until=MONDAY)
    assert decide(office, "clue_head", made) == 409
    assert waiting() == made
