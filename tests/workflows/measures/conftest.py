import pytest

from tests.office import Office, act
from tests.ways import SERVED, bring_to
from workflows.models import Case
from workflows.states import Status


@pytest.fixture
def case(office: Office) -> Case:
    """Under investigation, with one measure to be done by 21 September 2026."""
    found = bring_to(office, Status.INVESTIGATING)
    act(office, found, "add_measure", "unit_officer", at=SERVED)
    return Case.objects.get(pk=found.pk)
