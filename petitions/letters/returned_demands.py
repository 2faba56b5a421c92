"""The letter of a demand that a discipline organ returned (M3)."""

from petitions.letters.registration import LetterInput, PetitionerDetails, put_inside
from petitions.models import Channel, Purpose
from workflows.acts.letter_port import ReturnedDemand
from workflows.models import Case


def put_demand(case: Case, demand: ReturnedDemand) -> None:
    """Write it like any other letter: nothing in it says that it was part of a tip-off."""
    party = PetitionerDetails(demand.petitioner, phone=demand.phone, address=demand.address)
    letter = LetterInput(
        channel=Channel.OTHER,
        region=case.intake_unit.region,
        text=demand.text,
        subject=demand.subject,
        petitioners=(party,) if demand.petitioner else (),
        purpose=Purpose.RESOLUTION,
    )
    put_inside(case, letter, None)
