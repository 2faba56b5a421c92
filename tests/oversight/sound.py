"""Cases with nothing wrong about them, as of the present moment."""

from datetime import datetime

from django.utils import timezone

from tests.office import Office, act, petition
from workflows.escalation import rung_effects
from workflows.models import Case


def now() -> datetime:
    return timezone.now()


def fresh(office: Office) -> Case:
    return petition(office, at=now()).case


def climbed(office: Office) -> Case:
    """A petition nobody touched, with every rung fired."""
    case = petition(office).case
    rung_effects.sweep(now())
    return case


def withdrawn(office: Office) -> Case:
    case = fresh(office)
    act(office, case, "withdraw", "petitioner", at=now())
    return case
