"""Writers on one case do not wait for each other, and the chain is whole whatever their order."""

import psycopg
import pytest

from tests.config.test_production import this_database
from tests.office import MONDAY, open_office, petition
from workflows.audit.chain_sealing import seal
from workflows.audit.chain_verification import verify
from workflows.audit.read_log import Reading, record
from workflows.models import AuditLink, AuditSeal, Part

READ = """
    INSERT INTO workflows_caseread
        (case_id, reader_id, at, recorded_at, part, why, refused, reference)
    VALUES (%s, %s, now(), now(), 'letter', '', false, '')
"""


@pytest.mark.django_db(transaction=True)
def test_rows_written_at_once_and_sealed_apart_are_whole() -> None:
    office = open_office()
    case, person = petition(office).case, office["clue_handler"]
    with psycopg.connect(this_database()) as slow:
        slow.execute("SET lock_timeout = '2s'")
        slow.execute(READ, [case.pk, person.pk])
        record(case, person, Reading(Part.LETTER), at=MONDAY)
        sealed = seal(MONDAY)
        assert verify().ok
    forked = AuditLink.objects.filter(source="read").values_list("previous", flat=True)
    assert len(set(forked)) == 1, "both follow the newest link that they could see"
    assert seal(MONDAY) == 1
    assert AuditSeal.objects.get(number=1).count == sealed
    walked = verify()
    assert (walked.ok, walked.unsealed, walked.seals) == (True, 0, 2)


@pytest.mark.django_db(transaction=True)
def test_a_second_sealer_leaves_the_work_to_the_first() -> None:
    petition(open_office())
    with psycopg.connect(this_database()) as first:
        first.execute("SELECT pg_advisory_xact_lock(%s)", [0x6A6A_5EA1])
        assert seal(MONDAY) == 0
    assert seal(MONDAY) > 0
    assert seal(MONDAY) == 0
