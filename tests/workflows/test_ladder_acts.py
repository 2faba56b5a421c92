"""What the sweep writes in SQL is all that the acts of the ladder declare."""

from dataclasses import MISSING, fields

import pytest

from tests.office import MONDAY, Office
from tests.ways import bring_to
from workflows.acts.act import Act, Relation
from workflows.acts.actors import TIMER
from workflows.cases.machines import ACTS
from workflows.counting.ladder import ACTS as ON_THE_LADDER
from workflows.counting.ladder import DOCUMENTS, ladders
from workflows.states import Kind, Status

# The event takes name and status from the act, the sweep asks sources, starts the clocks of
# `starts` and writes the paper of the rung; the rest is about people who do the act by hand.
DONE_IN_SQL = {"sources", "targets", "starts", "issues"}
# A rung fires on a limit that runs, so that something is owed.
FOR_PEOPLE = {"label", "article", "by", "form", "style", "order", "for_petitioner", "climbs"}
FOR_PEOPLE |= {"guards", "available_if", "decision"}
LADDER = [(kind, name) for kind in Kind for name in sorted(ON_THE_LADDER) if name in ACTS[kind]]


def declared(act: Act) -> set[str]:
    """The fields in which an act says more than nothing."""
    given = {f.name for f in fields(Act) if f.default is not MISSING}
    empty = {f.name: f.default for f in fields(Act)}
    return {name for name in given if getattr(act, name) != empty[name]}


@pytest.mark.parametrize(("kind", "name"), LADDER)
def test_an_act_of_the_ladder_declares_nothing_that_the_sweep_leaves_undone(
    kind: str, name: str
) -> None:
    assert declared(ACTS[kind][name]) <= DONE_IN_SQL | FOR_PEOPLE


@pytest.mark.parametrize(("kind", "name"), LADDER)
def test_an_act_of_the_ladder_moves_no_status(kind: str, name: str) -> None:
    assert ACTS[kind][name].targets == ()


@pytest.mark.parametrize(("kind", "name"), LADDER)
def test_the_timer_may_do_it_and_has_nothing_to_fill_in(
    office: Office, kind: str, name: str
) -> None:
    act = ACTS[kind][name]
    assert Relation.TIMER in {grant.relation for grant in act.by}
    form = act.form(case=bring_to(office, Status.REGISTERED), actor=TIMER, at=MONDAY)
    asked = form.fields.items()
    assert [n for n, field in asked if field.required and field.initial is None] == []


@pytest.mark.parametrize(("kind", "name"), LADDER)
def test_a_clock_that_it_starts_needs_no_detail(kind: str, name: str) -> None:
    starts = ACTS[kind][name].starts
    assert [s.rule for s in starts if s.since or s.once or s.unit not in ("", "unit")] == []


@pytest.mark.parametrize(("kind", "name"), LADDER)
def test_a_rung_writes_the_paper_that_its_act_issues(kind: str, name: str) -> None:
    issues = set(ACTS[kind][name].issues)
    rungs = [rung for steps in ladders().by_rule.values() for rung in steps if rung.act == name]
    written = {rung.document for rung in rungs if rung.document}
    assert issues <= DOCUMENTS
    if kind == Kind.PETITION and rungs:
        assert written == issues


def test_every_act_of_the_ladder_is_an_act_of_petitions() -> None:
    assert ACTS[Kind.PETITION].keys() >= ON_THE_LADDER
