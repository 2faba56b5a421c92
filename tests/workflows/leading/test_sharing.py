"""Sharing cases out: what must hold of every sharing, and what is best of small ones."""

import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.leading.algorithm import Bar, Leader, Link, Matter, Sharing, share
from workflows.leading.explanation import Cause, Lack, Merit, obstacle, prove

REGIONS = ("15/", "15/01/", "15/01/021/", "15/01/022/", "15/02/")
SUBJECTS = ("land", "labour")
Score = tuple[int, int, int, int, int]

links = st.builds(Link, st.sampled_from(("", *REGIONS)), st.sampled_from(SUBJECTS))


@st.composite
def offices(draw: st.DrawFn) -> tuple[list[Leader], list[Matter]]:
    """At most four leaders and five cases, small enough to try every sharing."""
    ids = range(1, draw(st.integers(1, 4)) + 1)
    leaders = [
        Leader(
            n,
            regions=(draw(st.sampled_from(REGIONS)),),
            quota=draw(st.integers(0, 3)),
            led=draw(st.integers(0, 1)),
            load=draw(st.integers(0, 3)),
            links=tuple(draw(st.lists(links, max_size=1))),
            away=draw(st.sampled_from((False, False, False, True))),
        )
        for n in ids
    ]
    some = st.none() | st.sampled_from(ids)
    matters = [
        Matter(
            n,
            region=draw(st.sampled_from(REGIONS[1:])),
            subject=draw(st.sampled_from(SUBJECTS)),
            weight=draw(st.integers(1, 4)),
            recused=dict.fromkeys(draw(st.sets(st.sampled_from(ids), max_size=2)), "himself"),
            previous=draw(some),
            same_matter=draw(some),
        )
        for n in range(1, draw(st.integers(0, 5)) + 1)
    ]
    return leaders, matters


def keeps_the_rules(leaders: Iterable[Leader], matters: Iterable[Matter], given: Sharing) -> bool:
    known = {leader.id: leader for leader in leaders}
    pairs = [(m, known[g]) for m in matters if (g := given.assigned[m.id]) is not None]
    within = all(given.counts[leader.id] <= leader.places for leader in known.values())
    return within and all(leader.bar(matter) is None for matter, leader in pairs)


def every_sharing(leaders: Sequence[Leader], matters: Sequence[Matter]) -> Iterable[Sharing]:
    for picked in product((None, *(leader.id for leader in leaders)), repeat=len(matters)):
        assigned = dict(zip((m.id for m in matters), picked, strict=True))
        sharing = Sharing(tuple(leaders), tuple(matters), assigned)
        if keeps_the_rules(leaders, matters, sharing):
            yield sharing


def score(sharing: Sharing) -> Score:
    """What is counted: assigned, back to the same leader, linked, staying, and the weight."""
    known = sharing.by_leader
    pairs = [(m, known[g]) for m in sharing.matters if (g := sharing.assigned[m.id]) is not None]
    return (
        len(pairs),
        sum(leader.id == m.same_matter for m, leader in pairs),
        sum(leader.linked(m) for m, leader in pairs),
        sum(leader.id == m.previous for m, leader in pairs),
        sum(m.weight for m, _leader in pairs),
    )


def unevenness(sharing: Sharing) -> float:
    loads = sharing.loads
    return sum(loads[each.id] ** 2 / each.quota for each in sharing.leaders if each.quota)


@given(offices())
def test_no_sharing_breaks_a_recusal_a_quota_an_absence_or_a_reach(
    office: tuple[list[Leader], list[Matter]],
) -> None:
    assert keeps_the_rules(*office, share(*office))


@given(offices(), st.randoms())
def test_the_order_of_the_input_changes_nothing(
    office: tuple[list[Leader], list[Matter]], random: Random
) -> None:
    leaders, matters = office
    before = share(leaders, matters)
    random.shuffle(leaders)
    random.shuffle(matters)
    assert share(leaders, matters).assigned == before.assigned


@given(offices())
def test_sharing_out_twice_changes_nothing(office: tuple[list[Leader], list[Matter]]) -> None:
    leaders, matters = office
    first = share(leaders, matters).assigned
    proposed = [replace(m, previous=first[m.id]) for m in matters]
    assert share(leaders, proposed).assigned == first


@settings(max_examples=40)
@given(offices())
def test_it_is_the_best_of_all_sharings(office: tuple[list[Leader], list[Matter]]) -> None:
    """Counted goals exactly; the evenness within a thousandth. With no leader it is the empty one.

    The first goal is the size of a greatest matching, so no more cases could have a leader.
    """
    found = share(*office)
    best = max(score(each) for each in every_sharing(*office))
    assert score(found) == best
    least = min(unevenness(s) for s in every_sharing(*office) if score(s) == best)
    assert unevenness(found) <= least * 1.001 + 1e-9


@settings(max_examples=40)
@given(offices(), st.data())
def test_an_added_recusal_moves_only_what_must(
    office: tuple[list[Leader], list[Matter]], data: st.DataObject
) -> None:
    leaders, matters = [replace(each, links=()) for each in office[0]], office[1]
    plain = [replace(m, same_matter=None) for m in matters]
    first = share(leaders, plain).assigned
    held = [m for m in plain if first[m.id] is not None]
    if not held:
        return
    shut = data.draw(st.sampled_from(held))
    after = [replace(m, previous=first[m.id]) for m in plain if m is not shut]
    barred = {**shut.recused, first[shut.id] or 0: "a relative"}
    after.append(replace(shut, previous=first[shut.id], recused=barred))
    again = share(leaders, after)
    enough = [s for s in every_sharing(leaders, after) if score(s)[0] == score(again)[0]]

    def staying(sharing: Sharing) -> int:
        return sum(sharing.assigned[m.id] == first[m.id] for m in held)

    assert staying(again) == max(map(staying, enough))


def test_the_solver_leaves_standard_output_to_commands() -> None:
    code = (
        "from tests.workflows.leading.test_sharing import *\n"
        "share([Leader(1, ('15/',), quota=2)], [Matter(1, '15/01/')])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert said.stdout == b""


@given(offices())
def test_every_case_left_over_names_the_rule_that_binds(
    office: tuple[list[Leader], list[Matter]],
) -> None:
    sharing = share(*office)
    for matter in (m for m in sharing.matters if sharing.assigned[m.id] is None):
        proof = prove(sharing, matter)
        bars = {obstacle(sharing, matter, leader) for leader in sharing.leaders}
        assert None not in bars
        assert (proof.cause is Cause.ALL_FULL) == (Bar.FULL in bars)
        assert (proof.cause is Cause.NO_LEADER) == (not bars - {Bar.OUTSIDE, Bar.NO_QUOTA})


@given(offices())
def test_every_other_leader_within_reach_has_a_reason(
    office: tuple[list[Leader], list[Matter]],
) -> None:
    sharing = share(*office)
    for matter in (m for m in sharing.matters if sharing.assigned[m.id] is not None):
        proof = prove(sharing, matter)
        named = {other.leader for other in proof.others} | {proof.leader}
        assert {each.id for each in sharing.leaders if each.reaches(matter)} <= named
        assert Lack.BY_HAND not in {other.reason for other in proof.others}
        assert proof.merits[-1] in (Merit.ONLY_ONE, Merit.OTHERS_FULL, Merit.EVEN)
