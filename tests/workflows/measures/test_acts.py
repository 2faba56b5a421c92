"""Measures from setting to striking off, through the door."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.office import Office, act
from tests.ways import AFTERWARDS, SERVED, bring_to
from workflows.acts.act_refusals import Incomplete, Refused
from workflows.models import Case, Evidence, Measure, MeasureStep
from workflows.states import Status

DAY = timedelta(days=1)
BUDGET = 25


def running(case: Case) -> dict[str, str]:
    rows = case.clocks.filter(state="running", measure__isnull=False).select_related("rule")
    return {clock.rule.key: str(clock.due_on) for clock in rows}


def test_a_measure_runs_from_its_limit_to_being_struck_off(office: Office, case: Case) -> None:
    assert running(case) == {"measure": "2026-09-21"}
    act(office, case, "report_measure", "unit_officer", at=SERVED + 5 * DAY)
    assert running(case) == {"measure_check": "2026-09-08"}
    act(office, case, "strike_off", "unit_head", at=SERVED + 6 * DAY)
    measure = case.measures.get()
    assert (measure.state, str(measure.struck_off_on)) == ("struck_off", "2026-08-26")
    assert running(case) == {}
    steps = list(measure.steps.values_list("state", "event__act"))
    assert steps == [
        ("going_on", "add_measure"),
        ("reported", "report_measure"),
        ("struck_off", "strike_off"),
    ]


def test_each_return_counts_and_sets_a_limit_anew(office: Office, case: Case) -> None:
    for n in (1, 2):
        act(office, case, "report_measure", "unit_officer", at=SERVED + 2 * n * DAY)
        act(office, case, "return_measure", "unit_head", at=SERVED + (2 * n + 1) * DAY)
        measure = case.measures.get()
        assert (measure.state, measure.redone) == ("going_on", n)
        assert running(case) == {"measure": "2026-09-30"}
    with pytest.raises(Incomplete):
        act(office, case, "strike_off", "unit_head", at=SERVED + 9 * DAY)


def test_neither_the_doer_nor_whoever_reported_may_verify(office: Office, case: Case) -> None:
    act(office, case, "add_measure", "unit_officer", at=SERVED, doer=office["unit_head"].pk)
    act(office, case, "report_measure", "unit_officer", at=SERVED + DAY, measure=2)
    with pytest.raises(Refused, match="不能验收"):
        act(office, case, "strike_off", "unit_head", at=SERVED + 2 * DAY, measure=2)
    act(office, case, "report_measure", "unit_head", at=SERVED + 2 * DAY)
    with pytest.raises(Refused, match="不能验收"):
        act(office, case, "return_measure", "unit_head", at=SERVED + 2 * DAY)
    act(office, case, "strike_off", "officer", at=SERVED + 2 * DAY)
    act(office, case, "strike_off", "officer", at=SERVED + 2 * DAY, measure=2)


def test_a_long_term_measure_has_no_limit_and_is_never_struck_off(
    office: Office, case: Case
) -> None:
    act(office, case, "make_long_term", "unit_head", at=SERVED + DAY)
    assert running(case) == {}
    act(office, case, "report_measure", "unit_officer", at=SERVED + 2 * DAY)
    assert (case.measures.get().state, running(case)) == ("long_term", {})
    with pytest.raises(Incomplete):
        act(office, case, "strike_off", "unit_head", at=SERVED + 3 * DAY)
    act(office, case, "resume_measure", "unit_head", at=SERVED + 3 * DAY)
    assert running(case) == {"measure": "2026-10-30"}


def test_one_measure_leaves_the_clock_of_another_alone(office: Office, case: Case) -> None:
    act(office, case, "add_measure", "unit_head", at=SERVED, limit_on="2026-10-15")
    act(office, case, "report_measure", "unit_officer", at=SERVED + DAY, measure=1)
    clock = case.clocks.get(state="running", rule__key="measure")
    assert str(clock.due_on) == "2026-10-15"
    assert clock.name == "整改措施期限（2）"
    with translation.override("en"):
        assert (clock.name, clock.label) == ("整改措施期限（2）", "Limit of a measure (2)")


@pytest.mark.parametrize("name", ["close", "settle"])
def test_a_case_with_an_open_measure_is_not_closed(office: Office, name: str) -> None:
    case = bring_to(office, Status.SERVED if name == "close" else Status.INVESTIGATING)
    details: dict[str, object] = {}
    if name == "close":
        act(office, case, "waive_review", "petitioner", at=AFTERWARDS)
    act(office, case, "add_measure", "unit_officer", at=AFTERWARDS)
    with pytest.raises(Refused, match="第1项"):
        act(office, case, name, "unit_officer", at=AFTERWARDS, **details)
    act(office, case, "make_long_term", "unit_head", at=AFTERWARDS)
    act(office, case, name, "unit_officer", at=AFTERWARDS, **details)
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.measures.get().state) == (Status.CLOSED, "long_term")
    act(office, case, "report_measure", "unit_officer", at=AFTERWARDS)


def test_a_withdrawn_case_takes_its_measures_along(office: Office, case: Case) -> None:
    act(office, case, "withdraw", "petitioner", at=SERVED + DAY)
    measure = case.measures.get()
    assert (measure.state, [s.state for s in measure.steps.all()][-1]) == ("ended", "ended")
    assert set(case.clocks.filter(measure=measure).values_list("state", flat=True)) == {"void"}


def test_evidence_is_kept_with_the_report(office: Office, case: Case) -> None:
    file = SimpleUploadedFile("流水.pdf", b"%PDF paid")
    event = act(office, case, "report_measure", "unit_officer", at=SERVED + DAY, evidence=[file])
    kept = Evidence.objects.get(step__event=event)
    assert (kept.name, kept.size, event.details["evidence"]) == ("流水.pdf", 9, ["流水.pdf"])
    wrong = SimpleUploadedFile("x.exe", b"x")
    with pytest.raises(Incomplete):
        act(office, case, "report_measure", "unit_officer", at=SERVED + DAY, evidence=[wrong])


@pytest.mark.parametrize(
    ("field", "value"), [("limit_on", "2026-08-20"), ("doer", "registrar"), ("leader", "registrar")]
)
def test_a_measure_names_people_who_answer_and_a_day_to_come(
    office: Office, case: Case, field: str, value: str
) -> None:
    with pytest.raises(Incomplete) as refused:
        act(office, case, "add_measure", "unit_officer", at=SERVED, **{field: value})
    assert field in refused.value.form.errors


@pytest.mark.parametrize(
    "change", ["UPDATE workflows_measure SET text = 'x'", "DELETE FROM workflows_measurestep"]
)
def test_what_was_written_stays(case: Case, change: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_the_acts_keep_to_their_statements(office: Office, case: Case) -> None:
    for name, by in (
        ("add_measure", "unit_officer"),
        ("report_measure", "unit_officer"),
        ("return_measure", "unit_head"),
    ):
        with CaptureQueriesContext(connection) as queries:
            act(office, case, name, by, at=SERVED + DAY)
        assert len(queries) - 2 <= BUDGET, [query["sql"][:90] for query in queries]
    assert (Measure.objects.count(), MeasureStep.objects.count()) == (2, 4)
