"""The demonstration's lives as acts at the one door."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Final

from demo import casting
from demo.approving import play
from demo.details import DETAILS
from demo.founding import Cast
from demo.story import Life, Scene
from demo.timeline import Step
from organizations.models import Region, Unit
from petitions.ledgers import vocabulary
from petitions.letters.registration import LetterInput, register
from petitions.models import Channel, ContentClass, Purpose
from workflows.acts.actors import IMPORTER, Actor
from workflows.cases import door
from workflows.counting.work_calendar import legal_date
from workflows.models import Clock
from workflows.petition.execution import is_being_carried_out

SERVED_AT_ONCE: Final = {
    **dict.fromkeys(("accept", "route_statutory", "extend", "begin_hearing"), "confirm_receipt"),
    "decide_review": "serve_review",
    "decide_recheck": "serve_recheck",
}
"""What issues a paper, and the act by which the petitioner has it the same day."""


@dataclass
class Player:
    """Performs scenes; `imported`: what happened before was brought along by a batch import."""

    cast: Cast
    imported: bool = False

    def steps(self, lives: Iterable[Life]) -> Iterator[Step]:
        """Every scene of these lives as a step."""
        for life in lives:
            for scene in life.scenes:
                yield Step(scene.at, partial(self._perform, life, scene))

    def _perform(self, life: Life, scene: Scene) -> None:
        if scene.act == "register":
            self._register(life, scene)
            return
        write = DETAILS.get(scene.act)
        details = write(self.cast, life, scene) if write else {}
        case = life.known_case
        if scene.act == "close":
            self._do_what_is_owed(life, scene)
        actor = casting.actor(self.cast, life, scene, case.pk)
        head = casting.head(self.cast, life, scene.act)
        play(case, scene.act, (actor, head), at=scene.at, **details)
        self._follow(life, scene, details)
        if served := SERVED_AT_ONCE.get(scene.act):
            self._perform(life, replace(scene, act=served, variant=""))

    def _do_what_is_owed(self, life: Life, scene: Scene) -> None:
        """Before a case is closed its opinion is carried out, and letters are answered."""
        case = life.known_case
        if is_being_carried_out(case):
            self._perform(life, replace(scene, act="report_execution", variant=""))
        owed = case.clocks.filter(rule__key="supervise_reply", state=Clock.State.RUNNING)
        for unit in Unit.objects.filter(clocks__in=owed).distinct():
            reply = replace(scene, act="reply_supervision", variant="")
            actor = casting.answering(self.cast, unit)
            details = DETAILS[reply.act](self.cast, life, reply)
            door.perform(case.pk, reply.act, actor=actor, at=scene.at, **details)

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
        day = legal_date(scene.at)
        registered = register(
            letter, unit=life.intake, received_on=day, actor=self._writer(life), at=scene.at
        )
        life.case = registered.case

    def _writer(self, life: Life) -> Actor:
        if self.imported:
            return IMPORTER
        on_line = life.channel == "web"
        return Actor.petitioner(0) if on_line else casting.at_counter(self.cast, life.intake)

    def _region(self, life: Life) -> Region:
        place = "" if life.filled.matter.urban else life.filled.place
        return self._towns[life.county, place]

    @cached_property
    def _towns(self) -> dict[tuple[str, str], Region]:
        """(county, township's name) → its region; the empty name is the county itself."""
        office = self.cast.office
        return {
            (county, "" if region.code == county else region.name): region
            for region in self.cast.regions.values()
            for county in office.counties
            if region.code.startswith(county)
        }
