"""The letter of a demand that a discipline organ returned (M3)."""

from petitions.models import Channel, Purpose
from petitions.services import Letter, Party, put_inside
from workflows.letters import Demand
from workflows.models import Case


def put_demand(case: Case, demand: Demand) -> None:
    """Write it like any other letter: nothing in it says that it was part of a tip-off."""
    party = Party(demand.petitioner, phone=demand.phone, address=demand.address)
    letter = Letter(
        channel=Channel.OTHER,
        region=case.intake_unit.region,
        text=demand.text,
        subject=demand.subject,
        petitioners=(party,) if demand.petitioner else (),
        purpose=Purpose.RESOLUTION,
    )
    put_inside(case, letter, None)
