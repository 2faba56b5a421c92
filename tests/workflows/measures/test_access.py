"""Who may do what with measures: the holder's side, the unit that answers, everybody else."""

from datetime import date, timedelta

import pytest

from organizations import services
from tests.office import Office, act
from tests.ways import SERVED
from workflows.acts.act_refusals import Forbidden, NotFound, Refused
from workflows.cases.access import READ_LETTER, READ_MEASURES, SEE, cases_for, may, who_may
from workflows.cases.unit_succession import hand_on
from workflows.counting.work_calendar import office_opening
from workflows.escalation.rung_effects import sweep
from workflows.models import Case, CaseExclusion

DAY = timedelta(days=1)


@pytest.fixture
def elsewhere(office: Office, case: Case) -> Case:
    """A second measure, which a unit without any other part answers for."""
    outside = {"unit": office.units["other"].pk, "doer": office["other_officer"].pk}
    act(office, case, "add_measure", "unit_officer", at=SERVED, **outside)
    return Case.objects.get(pk=case.pk)


@pytest.fixture(autouse=True)
def other_officer(office: Office) -> None:
    person = type(office["officer"]).objects.create(username="other_officer", name="承办员")
    post = services.create_post(unit=office.units["other"], title="承办", roles=["unit_officer"])
    services.appoint(person=person, post=post, since=SERVED - 100 * DAY)
    office.people["other_officer"] = person


def test_the_unit_that_answers_reads_measures_and_no_letter(
    office: Office, elsewhere: Case
) -> None:
    actor, person = office.actor("other_officer"), office["other_officer"]
    for permission, granted in ((SEE, True), (READ_MEASURES, True), (READ_LETTER, False)):
        assert may(actor, permission, elsewhere, at=SERVED) is granted
        seen = cases_for(person, at=SERVED, permission=permission)
        assert seen.filter(pk=elsewhere.pk).exists() is granted
        assert who_may(permission, elsewhere, at=SERVED).filter(pk=person.pk).exists() is granted


def test_only_the_unit_that_answers_reports(office: Office, elsewhere: Case) -> None:
    with pytest.raises(Refused, match="县自然资源局"):
        act(office, elsewhere, "report_measure", "unit_officer", at=SERVED + DAY, measure=2)
    act(office, elsewhere, "report_measure", "other_officer", at=SERVED + DAY, measure=2)
    with pytest.raises(Forbidden):
        act(office, elsewhere, "strike_off", "other_officer", at=SERVED + DAY, measure=2)


@pytest.mark.parametrize(
    ("by", "refusal"),
    [("stranger", NotFound), ("other_officer", NotFound), ("registrar", Forbidden),
     ("monitor", Forbidden)],
)  # fmt: skip
def test_strangers_learn_nothing_and_readers_may_not(
    office: Office, case: Case, by: str, refusal: type[Exception]
) -> None:
    for name in ("add_measure", "strike_off"):
        with pytest.raises(refusal):
            act(office, case, name, by, at=SERVED)


@pytest.mark.parametrize(
    ("reason", "refusal"), [("recused", "不能参与本案"), ("named", "不得让“.*”知悉本揭发控告事项")]
)
def test_nobody_answers_who_is_shut_out(
    office: Office, case: Case, reason: str, refusal: str
) -> None:
    CaseExclusion.objects.create(case=case, person=office["unit_head"], reason=reason, since=SERVED)
    with pytest.raises(Refused, match=refusal):
        act(office, case, "add_measure", "unit_officer", at=SERVED)


def test_the_ladder_of_a_measure_speaks_to_the_unit_that_answers(
    office: Office, elsewhere: Case
) -> None:
    clock = elsewhere.clocks.get(measure__place=2)
    assert clock.unit == office.units["other"]
    rungs = list(clock.alarms.order_by("fires_at").values_list("rung", flat=True))
    assert rungs == ["remind_1", "remind_2", "urge", "supervise", "warn"]
    assert str(clock.due_on) == "2026-09-21"
    sweep(office_opening(date(2026, 9, 23)))
    urged = elsewhere.events.filter(act="urge", details__clock="整改措施期限（2）")
    assert urged.count() == 1
    words = office["other_officer"].notices.filter(dedupe_key=f"event:{urged.get().pk}")
    assert "整改措施期限（2）" in words.get().body


def test_a_successor_answers_for_what_was_left(office: Office, elsewhere: Case) -> None:
    office.units["other"].closed_on = SERVED.date()
    office.units["other"].save()
    hand_on(unit=office.units["other"], successor=office.units["committee"], at=SERVED + DAY)
    measure = elsewhere.measures.get(place=2)
    assert measure.unit == office.units["committee"]
    parts = elsewhere.parts.filter(part="answers").values_list("unit__short_name", flat=True)
    assert "committee" in parts
