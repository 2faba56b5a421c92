"""条例 30③: whom the text of an accusation names is asked, and whoever holds it loses it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from notifications.models import Notice
from organizations import services
from organizations.models import Role, UnitKind
from petitions.models import Channel, Petition, Purpose
from tests.office import MONDAY, Office, act, advance, petition
from tests.oversight.checking import wrong
from tests.ways import bring_to
from tests.workflows.test_accusations import accusation, shut_units
from workflows.acts.act_refusals import Incomplete, NotFound, Refused
from workflows.cases import access
from workflows.cases.name_matching import match_again
from workflows.models import Case, CaseExclusion, Clock, TransferEntry, WrittenName
from workflows.naming.name_records import open_names
from workflows.petition.answer_limits import OF_THE_ANSWER
from workflows.states import Status

LATER = MONDAY + timedelta(days=1)
TEXT = "反映县人社局克扣补贴，县自然资源局的同志可以作证。"


def named(office: Office, text: str = TEXT, **letter: Any) -> Case:
    case = accusation(office, **letter)
    assert not open_names(case)
    Petition.objects.filter(case=case).update(purpose=Purpose.RESOLUTION)
    act(office, case, "correct", "registrar", at=MONDAY, field="text", text=text, reason="漏录。")
    act(office, case, "correct", "registrar", at=MONDAY, field="purpose", purpose="accusation",
        reason="录入有误，与原信核对。")  # fmt: skip
    return Case.objects.get(pk=case.pk)


def says(
    office: Office, case: Case, finding: str, text: str, *units: str, by: str = "registrar"
) -> Any:
    name = next(each for each in case.written_names.all() if text in each.text)
    chosen = [office.units[unit].pk for unit in units]
    return act(office, case, "resolve_name", by, at=LATER, written=name.pk, finding=finding,
               units=chosen)  # fmt: skip


def sees(office: Office, case: Case, who: str) -> bool:
    return access.may(office.actor(who), access.SEE, Case.objects.get(pk=case.pk), at=LATER)


@pytest.mark.parametrize("way", ["registered", "corrected"])
def test_units_named_in_the_text_are_asked_about_and_held_until_then(
    office: Office, way: str
) -> None:
    case = (
        accusation(office, text=TEXT, channel=Channel.LETTER)
        if way == "registered"
        else named(office)
    )
    assert {each.text for each in open_names(case)} == {"县人社局", "县自然资源局"}
    assert shut_units(office, case) == {"department", "other"}
    for unit in ("department", "other"):
        with pytest.raises(Incomplete):
            act(office, case, "forward", "officer", at=LATER, unit=office.units[unit].pk)
    assert not sees(office, case, "unit_head")
    assert sees(office, case, "officer")


def test_only_what_is_confirmed_stays_shut_out(office: Office) -> None:
    case = accusation(office, text=TEXT)
    says(office, case, "nobody", "县自然资源局")
    assert shut_units(office, case) == {"department"}
    says(office, case, "ours", "县人社局", "department")
    assert not open_names(case)
    assert shut_units(office, case) == {"department"}
    assert CaseExclusion.objects.filter(case=case, person=office["unit_head"]).exists()
    act(office, case, "forward", "officer", at=LATER, unit=office.units["other"].pk)
    events = list(case.events.filter(act="resolve_name").values_list("actor__username", flat=True))
    assert events == ["registrar", "registrar"]


def test_confirming_shuts_out_what_is_beneath_the_heads_and_relatives(office: Office) -> None:
    office.units["section"] = services.create_unit(
        code="150121-section", name="县社会保险中心", kind=UnitKind.DEPARTMENT,
        region=office.units["department"].region, parent=office.units["department"],
    )  # fmt: skip
    case = accusation(office, text="反映人社部门克扣补贴。")
    assert not open_names(case)
    act(office, case, "correct", "registrar", at=MONDAY, field="text", text=TEXT, reason="漏录。")
    says(office, case, "ours", "县人社局", "department")
    assert shut_units(office, case) == {"department", "section", "other"}


def test_a_person_named_is_shut_out_until_somebody_says_who_is_meant(office: Office) -> None:
    person = services.create_person(username="zhang", name="张立军", password="a long password")
    post = services.create_post(unit=office.units["bureau"], title="副科长", roles=[Role.OFFICER])
    services.appoint(person=person, post=post, since=MONDAY - timedelta(days=99))
    office.people["zhang"] = person
    case = accusation(office, text="反映张立军收受礼金。")
    assert not sees(office, case, "zhang")
    assert not Notice.objects.filter(recipient=person, url__contains=case.number).exists()
    says(office, case, "nobody", "张立军")
    assert sees(office, case, "zhang")


def test_only_the_desk_that_took_it_in_says_who_is_meant(office: Office) -> None:
    case = accusation(office, text=TEXT)
    says(office, case, "nobody", "县自然资源局")
    act(office, case, "forward", "officer", at=LATER, unit=office.units["other"].pk)
    for who in ("unit_officer", "unit_head", "stranger"):
        with pytest.raises(NotFound):
            says(office, case, "nobody", "县人社局", by=who)
    with pytest.raises(Incomplete):
        says(office, case, "unclear", "县人社局")


def test_the_page_after_registration_asks_and_proposes_nothing(
    office: Office, client: Client
) -> None:
    case = accusation(office, text=TEXT)
    client.force_login(office["registrar"])
    address = f"/cases/{case.number}/acts/resolve_name/"
    assert address in client.get(f"/cases/{case.number}/").content.decode()
    page = client.get(address)
    forms = page.context["names"]
    assert [form.name.text for form in forms] == ["县人社局", "县自然资源局"]
    assert all(form.fields["finding"].initial is None for form in forms)
    first, second = (form.prefix for form in forms)
    assert client.post(address, {}).status_code == 422
    sent = {
        f"{first}-finding": "ours", f"{first}-parties": [f"unit:{office.units['department'].pk}"],
        f"{second}-finding": "nobody",
    }  # fmt: skip
    assert client.post(address, sent)["Location"] == f"/cases/{case.number}/"
    assert shut_units(office, case) == {"department"}
    assert address not in client.get(f"/cases/{case.number}/").content.decode()


def test_what_is_no_accusation_asks_nothing(office: Office) -> None:
    case = accusation(office, text=TEXT, purpose=Purpose.RESOLUTION)
    assert not WrittenName.objects.filter(case=case).exists()
    assert not CaseExclusion.objects.filter(case=case).exists()


HELD = {
    Status.FORWARDED: "forward",
    Status.ACCEPTED: "accept",
    Status.INVESTIGATING: "investigate",
    Status.DRAFTED: "draft_opinion",
    Status.SERVED: "serve",
}


@pytest.mark.parametrize("status", HELD)
@pytest.mark.parametrize("how", ["purpose", "unit", "name"])
def test_the_holder_newly_accused_loses_the_case_at_once(
    office: Office, status: Status, how: str
) -> None:
    case = petition(office).case
    act(office, case, "appoint_leader", "officer", at=MONDAY)
    case = advance(office, case, HELD[status], at=MONDAY)
    limits = {c.rule.key: c.due_on for c in case.clocks.filter(state=Clock.State.RUNNING)}
    department = office.units["department"]
    accuse(office, case, how)
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.holding_unit) == (Status.REGISTERED, office.units["bureau"])
    for who in ("unit_officer", "unit_head"):
        assert not sees(office, case, who)
        assert not Notice.objects.filter(
            recipient=office[who], url__contains=case.number, withdrawn=False
        ).exists()
    assert "department" in shut_units(office, case)
    event = case.events.get(act="take_back")
    assert event.details["unit"]["id"] == department.pk
    assert TransferEntry.objects.filter(event=event, way="return").count() == 2
    now = case.clocks.filter(state=Clock.State.RUNNING)
    ended = {"jurisdiction_objection", "simple_accept", *OF_THE_ANSWER}
    kept = {key: due for key, due in limits.items() if key not in ended}
    if status == Status.SERVED:  # what the accused answered does not stand
        kept["handle"] = now.get(rule__key="handle").due_on
    assert {c.rule.key: c.due_on for c in now} == kept
    assert department.pk not in set(now.values_list("unit", flat=True))
    assert {task.unit for task in case.desk_tasks.filter(status__in=["NEW", "ASSIGNED"])} <= {
        office.units["bureau"], office.units["committee"],
    }  # fmt: skip


def accuse(office: Office, case: Case, how: str, unit: str = "县人社局") -> None:
    """By a corrected purpose, a corrected unit, or a name that somebody resolves later."""
    told: dict[str, Any] = {"at": LATER, "reason": "录入有误，与原信核对。"}
    if how == "purpose":
        Petition.objects.filter(case=case).update(complained_text=unit)
    act(office, case, "correct", "registrar", field="purpose", purpose="accusation", **told)
    if how == "unit":
        act(office, case, "correct", "registrar", field="complained", complained=unit, **told)
    if how == "name":
        act(office, case, "correct", "registrar", field="text", text=TEXT, **told)
        assert Case.objects.get(pk=case.pk).holding_unit == office.units["department"]
        says(office, case, "ours", "县人社局", "department")


def test_the_new_destination_handles_it_within_the_limits_that_ran(office: Office) -> None:
    case = advance(office, petition(office).case, "investigate", at=MONDAY)
    handle = case.clocks.get(rule__key="handle")
    accuse(office, case, "unit")
    services.appoint(
        person=office["stranger"],
        post=services.create_post(unit=office.units["other"], title="科员",
                                  roles=[Role.UNIT_OFFICER]),
        since=MONDAY,
    )  # fmt: skip
    act(office, case, "forward", "officer", at=LATER, unit=office.units["other"].pk)
    notice = case.clocks.get(rule__key="transfer_notice", state=Clock.State.RUNNING)
    assert notice.started_on == MONDAY.date()
    act(office, case, "accept", "stranger", at=LATER)
    assert case.clocks.get(rule__key="handle") == handle
    assert Clock.objects.get(pk=handle.pk).due_on == handle.due_on


def test_what_the_holder_owed_its_sender_is_owed_no_more(office: Office) -> None:
    case = petition(office).case
    act(office, case, "assign", "bureau_head", at=MONDAY, limit_on="2026-09-30")
    act(office, case, "supervise", "bureau_head", at=MONDAY, ground="perfunctory")
    accuse(office, case, "unit")
    running = case.clocks.filter(state=Clock.State.RUNNING)
    assert set(running.values_list("rule__key", flat=True)) == {"transfer_notice"}
    assert not case.desk_tasks.filter(
        status__in=["NEW", "ASSIGNED"], unit=office.units["department"]
    ).exists()


def test_nobody_who_may_take_it_stops_the_correction(office: Office) -> None:
    case = petition(office).case
    for how in ("purpose", "unit"):
        with pytest.raises(Refused, match="上级"):
            accuse(office, case, how, "县信访局")
    assert Case.objects.get(pk=case.pk).holding_unit == office.units["bureau"]


def test_the_bureau_that_took_it_in_gives_it_to_the_one_above(office: Office) -> None:
    city = office.units["recheck"].region
    above = services.create_unit(
        code="150100-bureau", name="市信访局", kind=UnitKind.PETITION_BUREAU, region=city
    )
    case = petition(office).case
    accuse(office, case, "purpose", "县信访局")
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.holding_unit) == (Status.FORWARDED, above)
    for who in ("registrar", "officer", "bureau_head"):
        assert not sees(office, case, who)


def test_accusations_from_before_the_rule_are_found_and_shut_out(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh, held = petition(office).case, advance(office, petition(office).case, "accept", at=MONDAY)
    ended = bring_to(office, Status.CLOSED)
    named_only = petition(office).case
    old = Petition.objects.filter(case__in=[fresh, held, ended])
    old.update(purpose=Purpose.ACCUSATION, complained_text="县人社局")
    Petition.objects.filter(case=named_only).update(purpose=Purpose.ACCUSATION, text=TEXT)
    assert set(wrong()["accused_can_see"]) == {fresh.number, held.number, ended.number}
    call_command("keep_accusations")
    told = capsys.readouterr().out
    assert "3" in told
    assert not any(case.number in told for case in (fresh, held, ended))
    for case in (fresh, held, ended):
        assert not sees(office, case, "unit_head")
        assert "department" in shut_units(office, case)
    assert Case.objects.get(pk=held.pk).holding_unit == office.units["bureau"]
    assert Case.objects.get(pk=ended.pk).status == Status.CLOSED
    assert "accused_can_see" not in wrong()
    events = Case.objects.get(pk=held.pk).events.count()
    assert match_again(at=LATER) == 0
    assert Case.objects.get(pk=held.pk).events.count() == events
