"""What a limit is stands in its rule: no list of rule keys is kept anywhere else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config.conftest import ROOT
from tests.workflows.clocks.building import RULES
from workflows.cases.machines import ACTS
from workflows.counting.due_date import Audience, Nature, Owner
from workflows.states import Kind

APPS = ("organizations", "notifications", "workflows", "petitions", "oversight")
# Where acts, papers, flows and reports say which limits they start, speak of, are and count.
DECLARATIONS = (
    "workflows/petition/", "workflows/tipoff/", "workflows/papers/paper_kinds.py",
    "workflows/cases/flows.py", "workflows/acts/decision.py", "workflows/acts/served_papers.py",
    "oversight/reports/",
)  # fmt: skip
OPENS_WITH = ("oversight/simulation/simulation_views.py", "handle")
# Also the name of a field and of a relation.
NO_RULE_ALONE = {"measure"}


def literals() -> Iterator[tuple[str, str]]:
    for path in (path for app in APPS for path in Path(ROOT, app).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(DECLARATIONS) or "/migrations/" in name or "/demo/" in name:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield name, node.value


def test_no_code_beside_the_declarations_names_a_rule() -> None:
    keys = RULES.keys() - NO_RULE_ALONE
    assert {each for each in literals() if each[1] in keys} == {OPENS_WITH}


@pytest.mark.parametrize("key", sorted(RULES))
def test_a_right_is_never_a_units_to_be_pressed_for_nor_a_duty_the_petitioners(key: str) -> None:
    rule = RULES[key]
    if rule.owner is Owner.PETITIONER:
        assert (rule.nature, rule.audience) == (Nature.RIGHT, Audience.PETITIONER)


@pytest.mark.parametrize("kind", Kind)
def test_what_is_for_the_organ_alone_runs_on_tip_offs_alone(kind: Kind) -> None:
    started = {k: {s.rule for act in ACTS[k].values() for s in act.starts} for k in Kind}
    for_organ = {key for key in started[kind] if RULES[key].audience is Audience.ORGAN}
    on_either = started[Kind.PETITION] & started[Kind.TIP_OFF]
    assert on_either == {"decision"}
    assert for_organ == (started[kind] - on_either if kind == Kind.TIP_OFF else set())


def test_the_unit_that_an_act_names_is_the_one_whose_rule_says_so() -> None:
    named = {
        start.rule
        for acts in ACTS.values()
        for act in acts.values()
        for start in act.starts
        if start.unit
    }
    assisting = {key for key, rule in RULES.items() if rule.owner is Owner.ASSISTING_UNIT}
    # Of the holder, or of the unit that an order, a letter or an advice names.
    assert named == assisting | {"execution", "supervise_reply", "advice_feedback"}
