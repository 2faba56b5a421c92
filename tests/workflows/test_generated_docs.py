"""The pages on states and access say what the code declares, and say when they no longer do."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation

from organizations.models import Role
from tests.config.conftest import ROOT
from workflows.cases.declaration_docs import access_page, states_page
from workflows.cases.flows import BESIDE, FLOWS
from workflows.cases.limit_docs import limits_page
from workflows.cases.machines import ACTS
from workflows.cases.state_docs import machines
from workflows.counting.rule_catalogue import rules
from workflows.papers.paper_kinds import PAPERS
from workflows.states import Category, Outcome, PetitionClass, ReviewResult, Status


def exit_code(*arguments: str) -> int:
    try:
        call_command("describe_acts", *arguments)
    except SystemExit as end:
        return int(str(end.code))
    return 0


def test_the_pages_in_docs_are_what_the_code_declares() -> None:
    assert exit_code("--check") == 0


def test_a_page_that_has_drifted_is_named_and_the_check_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code(f"--into={tmp_path}") == 0
    states = tmp_path / "states.md"
    states.write_text(states.read_text().replace("`registered`", "`entered`"))
    capsys.readouterr()
    assert exit_code("--check", f"--into={tmp_path}") == 1
    assert str(states) in capsys.readouterr().err
    assert "`entered`" in states.read_text()


def test_checking_a_folder_without_pages_writes_nothing(tmp_path: Path) -> None:
    assert exit_code("--check", f"--into={tmp_path}") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_pages_are_the_same_whoever_generates_them() -> None:
    with translation.override("en"):
        english = states_page(), access_page(), limits_page()
    with translation.override("zh-hans"):
        assert (states_page(), access_page(), limits_page()) == english


def test_every_limit_is_on_the_page_with_whose_it_is_and_for_whose_eyes() -> None:
    page = limits_page()
    rows = {
        f"| `{rule.key}` | {rule.effective_from} | {rule.name} | {rule.nature} "
        f"| `{rule.owner}` | `{rule.audience}` |"
        for rule in rules()
    }
    assert [row for row in rows if row not in page] == []


def test_every_act_and_every_state_is_on_the_page() -> None:
    page = states_page()
    assert [act for acts in ACTS.values() for act in acts if f"| `{act}` |" not in page] == []
    assert [s for s in Status if s != Status.NEW and f"| `{s}` | {s.label} |" not in page] == []


def test_the_petitioner_alone_rates_and_the_holding_unit_withdraws_nothing_for_him() -> None:
    own = ("| `rate`", "| `withdraw`", "| `withdraw_review`")
    rows = [line for line in access_page().splitlines() if line.startswith(own)]
    assert len(rows) == 3
    assert all(row.rstrip(" |").endswith("| the petitioner") for row in rows)
    assert [row for row in rows if "holding unit" in row] == []
    assert [row.split("`")[1] for row in rows if "unit" not in row] == ["rate"]


def test_the_glossary_has_every_official_word_as_the_pages_show_it() -> None:
    glossary = (ROOT / "docs/glossary.md").read_text()
    chosen = (Role, PetitionClass, Outcome, Category, ReviewResult)
    with translation.override("zh-hans"):
        declared = [act for acts in ACTS.values() for act in acts.values() if act.step is None]
        words = [str(act.label) for act in declared]
        words += [str(each.label) for choices in chosen for each in choices]
    words += [paper.title for paper in PAPERS.values()]
    assert [word for word in words if word not in glossary] == []


def test_every_machine_and_every_desk_is_drawn() -> None:
    page = states_page()
    names = [f"{model.__name__}.{field.name}" for model, field in machines()]
    assert {"Measure.state", "Delivery.state", "SharingBatch.state"} <= set(names)
    assert [name for name in names if f"(`{name}`)" not in page] == []
    flows = (*FLOWS.values(), *BESIDE)
    desks = [desk.name for flow in flows for desk in flow.instance.node("route").desks]
    assert [name for name in desks if f" {name}[" not in page] == []


def test_the_machines_can_be_drawn_by_graph_transitions(
    capsys: pytest.CaptureFixture[str],
) -> None:
    pytest.importorskip("graphviz", reason="a tool of developers")
    call_command("graph_transitions", "workflows", "notifications")
    drawn = capsys.readouterr().out
    assert "struck_off" in drawn
    assert "postpone" in drawn
