"""Faults of the keeping of content and of the names on tip-offs, planted past the door."""

from datetime import timedelta

from organizations.models import Person
from petitions.intake.tipoff_registration import receive
from petitions.letters.registration import LetterInput
from petitions.models import Channel
from tests.office import Office
from tests.oversight.sound import now, withdrawn
from workflows.counting.work_calendar import legal_date
from workflows.models import Case


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


def destroyed_improperly(office: Office) -> set[str]:
    case = withdrawn(office)
    Case.objects.filter(pk=case.pk).update(destroyed_on=legal_date(now()))
    return {case.number}


def review_overdue(office: Office) -> set[str]:
    case = withdrawn(office)
    long_ago = now() - timedelta(days=366 * 11)
    Case.objects.filter(pk=case.pk).update(finished_at=long_ago)
    return {case.number}
