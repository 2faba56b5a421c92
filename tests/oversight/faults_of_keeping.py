"""Faults of the keeping of content and of the names on tip-offs, planted past the door."""

from datetime import timedelta

from organizations.models import Person
from petitions.intake.tipoff_registration import receive
from petitions.letters.registration import LetterInput
from petitions.models import Channel, Petition, Purpose
from tests.office import Office, advance
from tests.oversight.sound import fresh, now, withdrawn
from tests.ways import bring_to
from workflows.counting.work_calendar import legal_date
from workflows.escalation import rung_effects
from workflows.models import Case
from workflows.states import Status


def named_not_shut_out(office: Office) -> set[str]:
    region = office.units["discipline"].region
    case = receive(
        LetterInput(channel=Channel.LETTER, region=region, text="反映采购问题。"),
        "后来人甲",
        unit=office.units["discipline"],
        received_on=legal_date(now()),
        actor=office.actor("clue_officer"),
        at=now(),
    )
    Person.objects.bulk_create([Person(username="later", name="后来人甲")])
    return {case.number}


def accused_can_see(office: Office) -> set[str]:
    """From before the rule: with its registrar's bureau, with whom it accuses, and ended there."""
    fresh_one = fresh(office)
    held = advance(office, fresh(office), "accept", at=now())
    ended = bring_to(office, Status.CLOSED)
    rung_effects.sweep(now())
    letters = Petition.objects.filter(case__in=[fresh_one, held, ended])
    letters.update(purpose=Purpose.ACCUSATION, complained_text="县人社局")
    return {fresh_one.number, held.number, ended.number}


def destroyed_improperly(office: Office) -> set[str]:
    case = withdrawn(office)
    Case.objects.filter(pk=case.pk).update(destroyed_on=legal_date(now()))
    return {case.number}


def review_overdue(office: Office) -> set[str]:
    case = withdrawn(office)
    long_ago = now() - timedelta(days=366 * 11)
    Case.objects.filter(pk=case.pk).update(finished_at=long_ago)
    return {case.number}
