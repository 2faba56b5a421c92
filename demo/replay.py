"""Playing the demonstration's lives in the order of time, with the daily sweep between."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from demo import casting
from demo.details import DETAILS
from demo.founding import Cast
from demo.story import Life, Scene
from organizations.models import Region
from petitions.ledgers import vocabulary
from petitions.letters.registration import LetterInput, register
from petitions.models import Channel, ContentClass, Purpose
from workflows.acts.actors import Actor
from workflows.cases import door
from workflows.counting.work_calendar import WorkCalendar, legal_date, office_opening
from workflows.escalation.rung_effects import sweep

Progress = Callable[[int, int], None]

REFRESHED = (20, 100, 500)
"""After so many acts the database counts its rows anew, to choose its ways well."""


@dataclass
class Replay:
    """Performs every scene by the one door; call within a transaction."""

    cast: Cast
    towns: Mapping[tuple[str, str], Region]
    refresh: Callable[[], None]

    def play(self, lives: list[Life], *, until: datetime, progress: Progress | None) -> int:
        """All scenes and sweeps up to `until` in order of time; returns the number of acts."""
        scenes = sorted(
            ((s.at, n, life, s) for n, life in enumerate(lives) for s in life.scenes),
            key=lambda each: each[:2],
        )
        sweeps = deque(_sweeps(scenes[0][0], until))
        for done, (at, _n, life, scene) in enumerate(scenes, start=1):
            while sweeps[0] <= at:
                sweep(sweeps.popleft())
            self._perform(life, scene)
            if done in REFRESHED:
                self.refresh()
            if progress:
                progress(done, len(scenes))
        for rest in sweeps:
            sweep(rest)
        return len(scenes)

    def _perform(self, life: Life, scene: Scene) -> None:
        if scene.act == "register":
            self._register(life, scene)
            return
        if life.case is None:
            raise LookupError("a life begins with its registration")
        write = DETAILS.get(scene.act)
        details = write(self.cast, life, scene) if write else {}
        actor = casting.actor(self.cast, life, scene, life.case.pk)
        door.perform(life.case.pk, scene.act, actor=actor, at=scene.at, **details)
        self._follow(life, scene, details)

    def _follow(self, life: Life, scene: Scene, details: Mapping[str, object]) -> None:
        """Remember who holds the case now."""
        if scene.act in ("forward", "assign", "designate"):
            units = (life.unit, life.other_unit)
            life.holder = next(unit for unit in units if unit.pk == details["unit"])
        elif scene.act == "uphold_objection":
            life.holder = life.intake

    def _register(self, life: Life, scene: Scene) -> None:
        filled = life.filled
        kind, note = vocabulary.content_class(filled.matter.content_class)
        letter = LetterInput(
            channel=Channel(life.channel),
            region=self._region(life),
            text=f"{filled.text}\n诉求：{filled.demand}",
            subject=filled.subject,
            petitioners=life.parties,
            purpose=Purpose(filled.matter.purpose),
            content_class=ContentClass(kind),
            content_note=note,
            complained_text=life.unit.name if filled.matter.petition_class == "appeal" else "",
            people_count=filled.people,
            key_case=len(life.parties) > 1,
        )
        on_line = life.channel == "web"
        actor = Actor.petitioner(0) if on_line else casting.at_counter(self.cast, life.intake)
        day = legal_date(scene.at)
        registered = register(letter, unit=life.intake, received_on=day, actor=actor, at=scene.at)
        life.case = registered.case

    def _region(self, life: Life) -> Region:
        if life.filled.matter.urban:
            return self.towns[life.county, ""]
        return self.towns[life.county, life.filled.place]


def _sweeps(since: datetime, until: datetime) -> Iterator[datetime]:
    """The opening of offices on every workday, and the last moment itself."""
    calendar = WorkCalendar()
    on = legal_date(since)
    while (opening := office_opening(on)) < until:
        if calendar.is_workday(on):
            yield opening
        on += timedelta(days=1)
    yield until
