"""Taking in a tip-off: letter, names and exclusions in one transaction (规则 7, 15)."""

from datetime import date, datetime

from organizations.models import Unit
from petitions.letters.registration import LetterInput, put_inside
from workflows.acts.actors import Actor
from workflows.acts.new_case import NewCase
from workflows.cases import door
from workflows.models import Case
from workflows.states import Kind, Reporter


def receive(  # noqa: PLR0913  # six by keyword
    letter: LetterInput,
    names: str,
    *,
    unit: Unit,
    received_on: date,
    actor: Actor,
    at: datetime,
    code: str = "",
) -> Case:
    """A tip-off taken in at a discipline organ; `names` is whom it is about, one a line,
    `code` the receipt code of a report through the portal.

    Who reported is sealed (ADR 0023). Raises `Refused` if the text names him, `PaperOnly` if one
    of those it is about is a superior's or heads the organ; nothing is kept then.
    """
    new = NewCase(
        kind=Kind.TIP_OFF,
        unit=unit,
        received_on=received_on,
        first_act="receive",
        details={"names": names, "reporter": reporter_of(letter)},
        put_letter=lambda case: put_inside(case, letter, actor.person, code=code),
    )
    return door.open_case(new, actor=actor, at=at).case


def reporter_of(letter: LetterInput) -> Reporter:
    """规则 24: a real name and a concrete way to reach whoever gave it; verified later."""
    signed = any(party.name and (party.phone or party.address) for party in letter.petitioners)
    return Reporter.SIGNED if signed else Reporter.ANONYMOUS


def receive_sealed(
    ground: str, *, unit: Unit, received_on: date, actor: Actor, at: datetime
) -> Case:
    """The receipt of a sealed paper and its clock: no reporter, no content (规则 15)."""
    new = NewCase(
        kind=Kind.TIP_OFF,
        unit=unit,
        received_on=received_on,
        first_act="receive_sealed",
        details={"ground": ground},
    )
    return door.open_case(new, actor=actor, at=at).case
