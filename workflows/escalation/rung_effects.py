"""What a fired rung does besides its record: papers, words to people, a clock for the reply."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from time import monotonic

import structlog
from django.db import OperationalError, connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.outbox import OutgoingNotice, queue
from organizations.models import Unit
from workflows.acts.act import Performance
from workflows.acts.actors import TIMER
from workflows.cases import act_notices, desk_moves
from workflows.cases.machines import ACTS
from workflows.clocks import clock_services, clock_starts
from workflows.clocks.deadline_context import DeadlineContext
from workflows.counting.work_calendar import legal_date, speaking_time
from workflows.escalation import alarm_sweep as due_rungs
from workflows.escalation.alarm_sweep import BATCH, BEGINNING, DueAlarm, FiredAlarm, Place
from workflows.escalation.recipients import Listeners, PostDirectory
from workflows.models import Alarm, CaseEvent, Clock, LastSweep
from workflows.papers import bulk_papers
from workflows.papers.bulk_papers import PaperDraft

log = structlog.get_logger(__name__)

# A morning's words differ in little but the case.
KEPT_LINES = 512


@dataclass
class Swept:
    """What one sweep did: rungs fired, cases touched, notices written, seconds taken."""

    fired: int = 0
    cases: int = 0
    notices: int = 0
    seconds: float = 0.0

    def add(self, more: "Swept") -> None:
        self.fired += more.fired
        self.cases += more.cases
        self.notices += more.notices


def sweep(at: datetime, *, batch: int = BATCH) -> Swept:
    """Fire everything due at `at`, oldest first, batch after batch."""
    return _Sweep(at).run(batch)


class _Sweep:
    """One walk through what is due; holds no more than a batch of it at a time."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._almanac = DeadlineContext()
        self._directory = PostDirectory(at)
        self._openings: dict[int, datetime] = {}
        self._done = Swept()

    def run(self, size: int) -> Swept:
        began, place = monotonic(), BEGINNING
        while alarms := self._batch(place, size):
            place = due_rungs.place_of(alarms[-1])
        self._done.seconds = round(monotonic() - began, 3)
        LastSweep.note(self._at, self._done.fired, self._done.seconds)
        return self._done

    def _batch(self, place: Place, size: int) -> list[Alarm]:
        """Fire a batch, all or nothing; one by one if something in it can't be recorded."""
        alarms: list[Alarm] = []
        done = Swept()
        try:
            with transaction.atomic():
                if alarms := due_rungs.claim_batch(self._at, place, size):
                    done = self._fire(due_rungs.load_due(alarms, self._at))
        except OperationalError:
            raise  # the database's trouble, not a rung's
        except Exception as error:  # noqa: BLE001  # whatever it is, it must not stop the others
            log.error("batch_refused", error=repr(error), then="each rung is tried alone")
            for alarm in alarms:
                self._alone(alarm)
        else:
            self._done.add(done)
        return alarms

    def _alone(self, alarm: Alarm) -> None:
        with transaction.atomic():
            due = due_rungs.due_alarms(self._at).filter(pk=alarm.pk)
            for still_due in due.select_for_update(skip_locked=True, no_key=True):
                try:
                    self._done.add(self._by_itself(still_due))
                except OperationalError:
                    raise
                except Exception:
                    log.exception("rung_refused", alarm=alarm.pk)
                    due_rungs.quarantine([alarm])

    def _by_itself(self, alarm: Alarm) -> Swept:
        with transaction.atomic():
            dues = due_rungs.load_due([alarm], self._at)
            done = self._fire([due for due in dues if due.alarm.pk == alarm.pk])
            connection.check_constraints()  # here, where a refusal can still be told from others
        return done

    def _fire(self, batch: Sequence[DueAlarm]) -> Swept:
        fired = due_rungs.record(batch, self._at)
        loud = [each for each in fired if not each.due.caught_up]
        replies = self._start_replies(loud)
        told = queue(self._notice_texts(loud), at=self._at) if loud else 0
        # Last, because a series of numbers is held against others until the batch is committed.
        bulk_papers.write(self._papers(loud, replies), legal_date(self._at), self._almanac)
        return Swept(len(fired), len({each.due.case.pk for each in fired}), told)

    def _start_replies(self, loud: Iterable[FiredAlarm]) -> dict[int, Clock]:
        """Event id → the clock that its act starts, as supervising starts one for the reply."""
        wanted = (
            clock_starts.ClockStart(each.due.case, start, step, CaseEvent(pk=each.event_id))
            for each in loud
            for step in [Performance(TIMER, self._at, {"unit": each.due.clock.unit})]
            for start in clock_services.begins(
                each.due.case, ACTS[each.due.case.kind][each.due.rung.act], step
            )
        )
        openings = clock_starts.known_to_law(wanted, self._almanac)
        clocks = clock_starts.start_all(openings, self._almanac)
        begun = zip(openings, clocks, strict=True)
        desk_moves.open_work((each.case, clock, self._at) for each, clock in begun)
        return {each.event.pk: clock for each, clock in zip(openings, clocks, strict=True)}

    def _papers(self, loud: Iterable[FiredAlarm], replies: dict[int, Clock]) -> list[PaperDraft]:
        papers = []
        for each in loud:
            clock, paper = each.due.clock, each.due.rung.document
            if paper:
                case, reply = each.due.case, replies.get(each.event_id)
                act = ACTS[case.kind][each.due.rung.act]
                reply_on = reply.due_on if reply else None
                papers.append(PaperDraft(case, each.event_id, act, paper, clock, reply_on))
        return papers

    def _notice_texts(self, loud: Sequence[FiredAlarm]) -> Iterator[OutgoingNotice]:
        """One word to each person on each case, however many of its limits call for one."""
        listeners = Listeners([each.due for each in loud], self._directory)
        told: dict[tuple[int, int], list[FiredAlarm]] = defaultdict(list)
        for each in loud:
            people = listeners.of(each.due)
            if not people:
                log.warning("nobody_to_tell", case=each.due.case.pk, rung=each.due.rung.key)
            for person_id in people:
                told[each.due.case.pk, person_id].append(each)
        with translation.override(act_notices.LANGUAGE):
            for (_case, person_id), spoken in told.items():
                yield self._word(person_id, spoken)

    def _word(self, person_id: int, spoken: Sequence[FiredAlarm]) -> OutgoingNotice:
        due, event_id = spoken[-1].due, spoken[-1].event_id
        subject, body = _wording([each.due for each in spoken])
        return OutgoingNotice(
            recipient_id=person_id,
            kind="case",
            subject=subject,
            body=body,
            url=act_notices.case_url(due.case),
            dedupe_key=f"event:{event_id}",
            not_before=self._opening(due.clock.unit),
            discreet=act_notices.is_discreet(due.case),
        )

    def _opening(self, unit: Unit) -> datetime:
        """When mail may go out where the unit is."""
        if unit.region_id not in self._openings:
            calendar = self._almanac.calendar(unit)
            self._openings[unit.region_id] = speaking_time(self._at, calendar)
        return self._openings[unit.region_id]


def _wording(dues: Sequence[DueAlarm]) -> tuple[str, str]:
    """Subject and text of one word on one case."""
    number, said = dues[0].case.number, [_notices_of(*_facts(due)) for due in dues]
    if len(said) == 1:
        act, line = said[0]
        return _("%(number)s: %(act)s") % {"number": number, "act": act}, line
    subject = _("%(number)s: %(count)s limits call for you")
    lines = (f"{act} – {line}" for act, line in said)
    return subject % {"number": number, "count": len(said)}, "\n".join(lines)


def _facts(due: DueAlarm) -> tuple[str, str, str, str, date | None]:
    rule = due.clock.rule
    return due.case.kind, due.rung.act, due.clock.name, rule.article, due.clock.due_on


@lru_cache(maxsize=KEPT_LINES)
def _notices_of(
    kind: str, act: str, rule: str, article: str, due_on: date | None
) -> tuple[str, str]:
    """What is done and why, in the readers' language; the caller sets it."""
    line = _("%(clock)s: the limit is %(day)s (%(article)s).")
    return str(ACTS[kind][act].label), line % {"clock": rule, "day": due_on, "article": article}
