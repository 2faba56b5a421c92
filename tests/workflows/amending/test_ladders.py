"""Another ladder: the dry run tells what approval then does."""

from collections import Counter
from datetime import timedelta

import pytest

from tests.office import Office, advance, petition
from tests.workflows.amending.changes import TODAY, TOMORROW, amend, ladder_content
from workflows.amendments import proposals
from workflows.amendments.amendment_subject import AmendmentError
from workflows.escalation.rung_effects import sweep
from workflows.models import Alarm, CaseEvent, Clock

A_WHILE_AGO = TODAY - timedelta(days=40)


def accepted(office: Office) -> Clock:
    case = advance(office, petition(office, at=A_WHILE_AGO).case, "accept", at=A_WHILE_AGO)
    sweep(TODAY)
    return Clock.objects.get(case=case, rule__key="handle")


def pending(clock: Clock) -> dict[str, Alarm]:
    alarms = Alarm.objects.filter(clock=clock, state=Alarm.State.PENDING)
    return {alarm.rung: alarm for alarm in alarms.select_related("ladder")}


def test_what_the_dry_run_foresees_is_what_the_next_sweep_sends(office: Office) -> None:
    clock = accepted(office)
    earlier = ladder_content(remind_1=-40, remind_2=-25)
    foreseen = proposals.foresee("ladder", earlier, at=TOMORROW)
    assert foreseen.letters == Counter(remind=1)
    before = CaseEvent.objects.filter(case=clock.case, actor_kind="timer").count()
    amend(office, "ladder", earlier)
    sweep(TOMORROW)
    events = CaseEvent.objects.filter(case=clock.case, actor_kind="timer")
    assert events.count() - before == 2  # one speaks, the one before it is caught up in silence
    assert [e.details["caught_up"] for e in events.order_by("pk")][before:] == [True, False]


def test_the_dry_run_writes_nothing(office: Office) -> None:
    clock = accepted(office)
    before = pending(clock)
    proposals.foresee("ladder", ladder_content(urge=3), at=TODAY)
    assert {key: a.fires_at for key, a in pending(clock).items()} == {
        key: a.fires_at for key, a in before.items()
    }


def test_running_clocks_climb_the_new_ladder_from_then_on(office: Office) -> None:
    clock = accepted(office)
    old = pending(clock)
    amendment = amend(office, "ladder", ladder_content(urge=3))
    new = pending(clock)
    assert new["urge"].fires_at > old["urge"].fires_at
    assert {alarm.ladder.amendment_id for alarm in new.values()} == {amendment.pk}


def test_a_rung_that_spoke_never_speaks_again(office: Office) -> None:
    clock = accepted(office)
    sweep(TODAY + timedelta(days=10))  # the first reminder
    fired = Alarm.objects.get(clock=clock, state=Alarm.State.FIRED)
    amend(office, "ladder", ladder_content(remind_1=-20))
    assert Alarm.objects.get(pk=fired.pk).fired_at == fired.fired_at
    assert "remind_1" not in pending(clock)


def test_a_rung_taken_out_is_void_and_back_again_it_fires(office: Office) -> None:
    clock = accepted(office)
    content = ladder_content()
    content["rungs"] = [row for row in content["rungs"] if row["key"] != "supervise"]
    amend(office, "ladder", content)
    assert "supervise" not in pending(clock)
    amend(office, "ladder", ladder_content())
    assert "supervise" in pending(clock)


def test_a_unit_of_its_own_ladder_leaves_the_others(office: Office) -> None:
    mine = accepted(office)
    code = office.units["department"].code
    amend(office, "ladder", ladder_content(unit=office.units["other"].code, urge=3))
    assert all(alarm.ladder.unit_id is None for alarm in pending(mine).values())
    amend(office, "ladder", ladder_content(unit=code, urge=3))
    assert all(alarm.ladder.unit_id is not None for alarm in pending(mine).values())
    amend(office, "ladder", ladder_content(urge=4))
    assert all(alarm.ladder.unit_id is not None for alarm in pending(mine).values())


def test_clocks_started_later_climb_the_nearest_ladder(office: Office) -> None:
    code = office.units["department"].code
    amend(office, "ladder", ladder_content(unit=code, urge=3))
    case = advance(office, petition(office, at=TOMORROW).case, "accept", at=TOMORROW)
    clock = Clock.objects.get(case=case, rule__key="handle")
    assert pending(clock)["urge"].ladder.unit == office.units["department"]


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("handle", {"act": "lapse"}),  # a duty never lapses
        ("review_apply", {"act": "urge"}),  # nobody is urged to use a right
        ("handle", {"to": []}),
        ("handle", {"offset": 0}),
        ("handle", {}),  # nothing changed
        ("no_such_limit", {}),
    ],
)
def test_a_ladder_that_makes_no_sense_is_refused(
    office: Office, key: str, change: dict[str, object]
) -> None:
    content = ladder_content(key)
    content["rungs"][-1] |= change
    with pytest.raises(AmendmentError):
        proposals.foresee("ladder", content, at=TODAY)
