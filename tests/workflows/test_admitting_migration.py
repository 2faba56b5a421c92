"""Organs that could not see what they may be asked to review are let in with the new version."""

from importlib import import_module

from django.db import connection

from tests.office import Office
from tests.ways import bring_to
from workflows.models import CaseUnit
from workflows.states import Status

MIGRATION = import_module("workflows.migrations.0041_admit_competent_organs")


def test_the_organs_of_windows_that_run_are_admitted_as_the_door_admits_them(
    office: Office,
) -> None:
    for status in (Status.SERVED, Status.REVIEW_SERVED, Status.SIGNED):
        bring_to(office, status)
    competent = CaseUnit.objects.filter(part=CaseUnit.Part.COMPETENT)
    admitted = set(competent.values_list("case", "unit"))
    with connection.cursor() as cursor:
        cursor.execute(MIGRATION.DISMISS)
        assert not competent.exists()
        cursor.execute(MIGRATION.ADMIT)
    # The first tier of a case that is past it has seen it as its reviewer.
    assert set(competent.values_list("case", "unit")) == admitted - {
        (part.case_id, part.unit_id) for part in CaseUnit.objects.filter(part=CaseUnit.Part.REVIEW)
    }
