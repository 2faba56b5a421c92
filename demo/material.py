"""Material and internal notes on the demonstration's cases under investigation.

They come after the copies are made: files are no copy's to have.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile

from demo.founding import Cast
from organizations.models import Person
from workflows.acts.actors import Actor
from workflows.cases import case_notes, door
from workflows.models import Case
from workflows.states import Kind, Status

SOURCE: Final = Path(__file__).with_name("material.toml")
CASES: Final = 2
SOON: Final = timedelta(minutes=20)
UNIT: Final = "hr_social"
Entry = Mapping[str, Any]


@dataclass(frozen=True)
class CaseMaterial:
    """Adds to cases of one county up to `at`; call within a transaction."""

    cast: Cast
    county: str
    at: datetime

    def write(self) -> None:
        said = tomllib.loads(SOURCE.read_text("utf-8"))
        unit = self.cast.units[f"{self.county}-{UNIT}"]
        cases = Case.objects.filter(
            kind=Kind.PETITION, holding_unit=unit, status=Status.INVESTIGATING
        )
        for case in cases.order_by("-last_event_at", "-pk")[:CASES]:
            then = case.last_event_at or self.at
            for n, entry in enumerate((*said["added"], *said["note"]), start=1):
                at = min(self.at, then + n * SOON)
                self._note(case, entry, at) if "to" in entry else self._add(case, entry, at)

    def _add(self, case: Case, entry: Entry, at: datetime) -> None:
        own = entry["by"] == "petitioner"
        actor = Actor.petitioner(case.pk) if own else Actor.of(self._person(entry["by"]))
        door.perform(
            case.pk,
            "add_material",
            actor=actor,
            at=at,
            kind=entry["kind"],
            description=entry["description"],
            files=[SimpleUploadedFile(entry["name"], entry["text"].strip().encode())],
            is_for_petitioner=entry.get("for_petitioner", False),
        )

    def _note(self, case: Case, entry: Entry, at: datetime) -> None:
        to = self._person(entry["to"])
        text = entry["text"].format(to=to.name)
        case_notes.write(case.pk, text, author=self._person(entry["by"]), at=at, mentioned=[to.pk])

    def _person(self, username: str) -> Person:
        return self.cast.people[f"{username}{self.cast.office.suffix(self.county)}"]
