"""What a declaration has to say, and what follows from it."""

from typing import Any

import pytest
from django.utils.translation import override

from workflows.acts.act import INTERNAL, PETITIONER_ALONE, Grant, Relation, act
from workflows.acts.petitioner_stages import STAGES
from workflows.acts.purpose import Purpose
from workflows.cases.machines import ACTS, APPEALS, CLIMBING, FINISHING, RUNG_PAPERS, SENT_DOWN
from workflows.counting import ladder
from workflows.papers.paper_kinds import Paper, PaperParty
from workflows.states import ENDED_PETITION, OPEN_PETITION, TIP_OFF_ONLY, Kind, Status

ALL_ACTS = [declared for acts in ACTS.values() for declared in acts.values()]
SAID: dict[str, Any] = {
    "label": "act",
    "purpose": Purpose.RIGHTS,
    "article": "article",
    "by": PETITIONER_ALONE,
}


def declare(**more: Any) -> None:
    @act(source=Status.REGISTERED, **SAID, **more)
    def wave(_case: object, _step: object) -> None:
        """An act of no use."""


def test_an_act_has_to_say_what_the_petitioner_is_told_or_that_he_is_not() -> None:
    with pytest.raises(TypeError, match="for_petitioner"):
        declare()
    declare(for_petitioner=INTERNAL)
    declare(for_petitioner="He waved.")


def test_an_act_has_to_say_what_it_is_for() -> None:
    said = {name: value for name, value in SAID.items() if name != "purpose"}
    with pytest.raises(TypeError, match="purpose"):
        act(source=Status.REGISTERED, for_petitioner=INTERNAL, **said)(lambda _case, _step: None)


def test_a_paper_has_to_say_whether_the_petitioner_reads_it() -> None:
    with pytest.raises(TypeError, match="petitioner_reads"):
        Paper("函", "函", PaperParty.HOLDER, PaperParty.SENDER)  # type: ignore[call-arg]  # what is missing


def test_every_status_has_a_stage_for_whoever_brought_the_matter() -> None:
    assert set(STAGES[Kind.PETITION]) == {*OPEN_PETITION, *ENDED_PETITION}
    assert set(STAGES[Kind.TIP_OFF]) == set(TIP_OFF_ONLY)
    for stages in STAGES.values():
        assert all(stages[stage.told_as] is stage for stage in stages.values())


def test_what_is_told_names_the_unit_it_speaks_of_and_no_other_detail() -> None:
    details = {"unit": {"id": 1, "name": "县民政局"}, "reason": "内部意见"}
    with override("zh-hans"):
        said = [declared.sentence_for_petitioner(details) for declared in ALL_ACTS]
    assert "已转送县民政局。" in said
    assert not [words for words in said if "%" in words or "内部意见" in words]


def test_only_an_act_that_leads_to_an_ended_status_ends_the_case() -> None:
    ending = {name for name, declared in ACTS[Kind.PETITION].items() if declared.ends_case}
    assert ending == {
        *("link_repeat", "refuse", "refuse_final", "route_statutory", "route_discipline"),
        *("record_finished", "settle", "settle_checked", "serve_recheck", "withdraw", "close"),
        "withdraw_review",
        "reply_suggestion",
    }


def test_the_ladder_knows_the_acts_and_papers_that_are_declared_for_it() -> None:
    """`workflows.counting.ladder` is pure and knows no machine: its words must be the same."""
    assert set(CLIMBING) == ladder.ACTS
    assert set(RUNG_PAPERS) == ladder.DOCUMENTS


def test_what_climbs_is_the_timers_and_does_nothing_that_the_sweep_does_not() -> None:
    # Guards are for people: a rung fires on a limit that runs, so that something is owed.
    for declared in (each for each in ALL_ACTS if each.climbs):
        assert Grant(Relation.TIMER) in declared.by
        asks_more = ("targets", "satisfies", "voids", "extends", "pauses", "resumes",
                     "sends", "on_performed", "moves_desk", "notifies_unit", "notifies_desk",
                     "creates_case", "redacts")  # fmt: skip
        assert [field for field in asks_more if getattr(declared, field)] == []


def test_what_finishes_a_petition_and_what_takes_it_to_the_organ_above() -> None:
    assert set(FINISHING) == {
        *("close", "serve_recheck", "record_finished", "settle", "settle_checked"),
        "reply_suggestion",
    }
    assert APPEALS == ("request_review", "request_recheck")
    assert SENT_DOWN == ("forward", "assign", "designate", "pass_on")
