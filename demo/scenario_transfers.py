"""Transfers in Inner Mongolia, 2019: rows that add up to the source document's figures (§20).

Petition bureau to discipline commission: 201, all passed on. Discipline commission to petition
bureau: 26, of them 25 finished. Relief office to the one below and on to the discipline
commission of its level: 5, of them 3 finished. Who sent what is invented.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle, islice
from typing import Any, Final

from demo.bulk import Draft, Told, Writer
from organizations.models import Unit
from petitions.letters.registration import LetterInput
from petitions.letters.reporter_sealing import seal_behind
from workflows.acts.actors import IMPORTER, Actor
from workflows.cases.flows import TipOffFlow
from workflows.models import (
    Case,
    CaseEvent,
    CaseProcess,
    CaseUnit,
    DeskTask,
    TransferEntry,
    Way,
)
from workflows.papers.paper_issuing import take_numbers
from workflows.states import Kind, Status

TO_DISCIPLINE, FROM_DISCIPLINE, FROM_FINISHED = 201, 26, 25
RELAYED, RELAYED_FINISHED = 5, 3
DAY: Final = timedelta(days=1)
OUT, IN = TransferEntry.Book.OUT, TransferEntry.Book.IN
MakeLetter = Callable[[Any, int], LetterInput]
SETTLED: Final = {"manner": "mediation", "agreement": "诉求已经依法解决。", "both_agree": True}
ACCEPTED: Final = {"petition_class": "appeal", "route": "6", "simple": False, "method": "paper"}
WAY_ON: Final = (
    ("approve_disposal", 10, Status.PRELIMINARY),
    ("conclude", 29, Status.DISMISSED),
    ("report_back", 30, Status.REPORTED_BACK),
)
"""What a discipline organ does after taking a clue over; those in hand are being verified."""


@dataclass
class Series:
    """Writes the three series; `first` is the morning on which the first matter came in."""

    places: Sequence[Any]
    writer: Writer
    letter: MakeLetter
    first: datetime
    counter: Iterator[int] = field(default_factory=lambda: iter(range(5000, 6000)))

    def write(self) -> int:
        """All of it; returns the number of petitions."""
        cities = [place for place in self.places if place.city is None]
        counties = [place for place in self.places if place.city is not None]
        to = [self._routed(place, n) for n, place in enumerate(_first(self.places, TO_DISCIPLINE))]
        back = [self._handled(p, n) for n, p in enumerate(_first(cities, FROM_DISCIPLINE))]
        relayed = [self._relayed(place, n) for n, place in enumerate(_first(counties, RELAYED))]
        self.writer.write([draft for draft, _place in [*to, *back, *relayed]])
        self._tip_offs(to, in_hand=0)
        self._tip_offs(relayed, in_hand=RELAYED - RELAYED_FINISHED)
        self._receive(back)
        return len(to) + len(back) + len(relayed)

    def _at(self, n: int, days: int = 0) -> datetime:
        return self.first + (n % 60 + days) * DAY

    def _draft(self, intake: Unit, place: Any, acts: list[Told]) -> tuple[Draft, Any]:
        letter = self.letter(place, next(self.counter))
        return Draft(intake, letter, acts[0].at.date(), acts), place

    def _routed(self, place: Any, n: int) -> tuple[Draft, Any]:
        bureau, officer = place.units["bureau"], Actor.of(place.people["bureau"])
        organ = {"unit": place.units["discipline"], "reason": ""}
        acts = [
            Told("register", IMPORTER, None, self._at(n)),
            Told("route_discipline", officer, bureau, self._at(n, 3), organ),
        ]
        return self._draft(bureau, place, acts)

    def _handled(self, place: Any, n: int) -> tuple[Draft, Any]:
        bureau, relief = place.units["bureau"], place.units["relief"]
        officer, handler = Actor.of(place.people["bureau"]), Actor.of(place.people["relief"])
        acts = [
            Told("register", IMPORTER, None, self._at(n)),
            Told("forward", officer, bureau, self._at(n, 2), {"unit": relief, "simple": False}),
            Told("accept", handler, relief, self._at(n, 5), ACCEPTED),
            Told("investigate", handler, relief, self._at(n, 6)),
        ]
        if n < FROM_FINISHED:
            acts.append(Told("settle", handler, relief, self._at(n, 30), SETTLED))
        return self._draft(bureau, place, acts)

    def _relayed(self, place: Any, n: int) -> tuple[Draft, Any]:
        above, relief = place.city.units["relief"], place.units["relief"]
        upper, lower = Actor.of(place.city.people["relief"]), Actor.of(place.people["relief"])
        organ = {"unit": place.units["discipline"], "reason": ""}
        acts = [
            Told("register", IMPORTER, None, self._at(n)),
            Told("forward", upper, above, self._at(n, 2), {"unit": relief, "simple": False}),
            Told("route_discipline", lower, relief, self._at(n, 5), organ),
        ]
        return self._draft(above, place, acts)

    def _receive(self, written: Sequence[tuple[Draft, Any]]) -> None:
        """Both books of what the discipline commissions handed to the bureaus."""
        for draft, place in written:
            event = _events(draft).get(act="register")
            organ, bureau = place.units["discipline"], place.units["bureau"]
            told = {"way": Way.ORGAN, "case_id": event.case_id, "event": event, "at": event.at}
            sent = TransferEntry.objects.create(book=OUT, unit=organ, other=bureau, **told)
            TransferEntry.objects.create(book=IN, unit=bureau, other=organ, answers=sent, **told)

    def _tip_offs(self, written: Sequence[tuple[Draft, Any]], *, in_hand: int) -> None:
        """The tip-off that each transfer opened; the last ones are in hand."""
        for n, (draft, place) in enumerate(written):
            routed = _events(draft).get(act="route_discipline")
            TipOff(routed, place).write(finished=n < len(written) - in_hand)


@dataclass(frozen=True, slots=True)
class TipOff:
    """A tip-off opened by a transfer, received and handed over by the organ's intake."""

    routed: CaseEvent
    place: Any

    def write(self, *, finished: bool) -> None:
        organ: Unit = self.place.units["discipline"]
        at, region = self.routed.at, organ.region.code
        (serial,) = take_numbers(f"case:T{region}:{at.year}")
        status = Status.REPORTED_BACK if finished else Status.PRELIMINARY
        ended_at = at + 30 * DAY if finished else None
        case = Case.objects.create(
            kind=Kind.TIP_OFF, number=f"T{region}-{at.year}-{serial:06d}", status=status,
            intake_unit=organ, holding_unit=organ, received_on=at.date(), registered_at=at,
            source_case_id=self.routed.case_id, finished_at=ended_at,
            last_event_at=ended_at or at + 10 * DAY,
        )  # fmt: skip
        seal_behind(self.routed.case, case, on=at.date())
        Case.objects.filter(pk=self.routed.case_id).update(sealed=True)
        for part in (CaseUnit.Part.INTAKE, CaseUnit.Part.HOLDER):
            CaseUnit.objects.create(case=case, unit=organ, part=part, since=at)
        self._live(case, organ, finished=finished)

    def _live(self, case: Case, organ: Unit, *, finished: bool) -> None:
        at, clerk = self.routed.at, self.place.people["intake"]
        told = {"case": case, "actor_kind": "person"}
        CaseEvent.objects.create(
            act="receive", actor=self.routed.actor, actor_unit=self.routed.actor_unit, at=at,
            source=Status.NEW, target=Status.RECEIVED, **told,
        )  # fmt: skip
        handed = CaseEvent.objects.create(
            act="hand_over", actor=clerk, actor_unit=organ, at=at + DAY,
            source=Status.RECEIVED, target=Status.HANDED_OVER, **told,
        )  # fmt: skip
        was = Status.HANDED_OVER
        for act, days, target in WAY_ON[: 3 if finished else 1]:
            CaseEvent.objects.create(
                act=act, actor=clerk, actor_unit=organ, at=at + days * DAY,
                source=was, target=target, **told,
            )  # fmt: skip
            was = target
        sent = TransferEntry.objects.get(event=self.routed, book=OUT)
        TransferEntry.objects.create(
            book=IN, way=Way.DISCIPLINE, unit=organ, other_id=sent.unit_id, case=case,
            event=handed, answers=sent, at=handed.at,
        )  # fmt: skip
        self._desk(case, organ, finished=finished)

    def _desk(self, case: Case, organ: Unit, *, finished: bool) -> None:
        done = "DONE" if finished else "NEW"
        process = CaseProcess.objects.create(flow_class=TipOffFlow, case=case, status=done)
        if not finished:
            task = DeskTask(flow_task_type="HUMAN", status="NEW", process=process, case=case,
                            unit=organ, role="clue_handler", since=case.last_event_at)  # fmt: skip
            task.flow_task = TipOffFlow.check_desk
            task.save()


def _events(draft: Draft) -> Any:
    return CaseEvent.objects.filter(case__letter__external_number=draft.letter.external_number)


def _first(places: Sequence[Any], count: int) -> list[Any]:
    """One place after the other, round and round."""
    return list(islice(cycle(places), count))
