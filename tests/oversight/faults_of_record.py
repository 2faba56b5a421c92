"""Changes by SQL of what the record tells otherwise; none of them leaves an event."""

from django.db import connection

from organizations.models import Person
from petitions.models import SealedIdentity
from tests.office import Office, act, advance
from tests.oversight.sound import fresh, now
from tests.tipoffs.organ import clue
from workflows.models import CaseExclusion


def by_sql(statement: str, *values: object, past_triggers: bool = False) -> None:
    """As whoever holds an account of the database; the owner gets past the triggers too."""
    with connection.cursor() as cursor:
        if past_triggers:
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)  # type: ignore[arg-type]  # a few kinds of value
        assert cursor.rowcount
        cursor.execute("SET LOCAL session_replication_role = origin")


def rating_differs(office: Office) -> set[str]:
    """One made better, one taken away, one that nobody gave."""
    cases = [advance(office, fresh(office), "serve", at=now()) for _case in range(4)]
    for case in cases[:3]:
        act(office, case, "rate", "petitioner", at=now())
    _sound, better, gone, made_up = cases
    by_sql("UPDATE workflows_case SET unit_rating = 3 - unit_rating WHERE id = %s", better.pk)
    none = "rated_at = NULL, bureau_rating = NULL, unit_rating = NULL"
    by_sql(f"UPDATE workflows_case SET {none} WHERE id = %s", gone.pk)
    given = "rated_at = clock_timestamp(), bureau_rating = 1, unit_rating = 1"
    by_sql(f"UPDATE workflows_case SET {given} WHERE id = %s", made_up.pk)
    return {better.number, gone.number, made_up.number}


def acceptance_differs(office: Office) -> set[str]:
    """One moved by ten days, one taken away."""
    cases = [advance(office, fresh(office), "accept", at=now()) for _case in range(3)]
    _sound, moved, gone = cases
    by_sql("UPDATE workflows_case SET accepted_on = accepted_on + 10 WHERE id = %s", moved.pk)
    by_sql("UPDATE workflows_case SET accepted_on = NULL WHERE id = %s", gone.pk)
    return {moved.number, gone.number}


def recused_can_see(office: Office) -> set[str]:
    cases = [clue(office, names="", signed=False, at=now()) for _case in range(2)]
    for case in cases:
        asked = {"person": office["monitor"].pk, "asked_by": "organ", "ground": "interest"}
        told = asked | {"decision": "granted", "reason": "与被反映人有利害关系。"}
        act(office, case, "decide_recusal", "clue_head", at=now(), **told)
    by_sql("DELETE FROM workflows_caseexclusion WHERE case_id = %s", cases[1].pk)
    return {cases[1].number}


def identity_altered(office: Office) -> set[str]:
    """Another's ciphertext, another's digest, and a row that is gone."""
    cases = [clue(office, names="", at=now()) for _case in range(4)]
    _sound, sealed, digest, gone = cases
    by_sql(
        "UPDATE petitions_sealedidentity SET sealed = sealed || '\\x00'::bytea WHERE case_id = %s",
        sealed.pk,
        past_triggers=True,
    )
    by_sql(
        "UPDATE petitions_sealedidentity SET phone_digest = repeat('0', 64) WHERE case_id = %s",
        digest.pk,
    )
    by_sql("DELETE FROM petitions_sealedidentity WHERE case_id = %s", gone.pk, past_triggers=True)
    assert SealedIdentity.objects.count() == len(cases) - 1
    return {sealed.number, digest.number, gone.number}


def exclusion_taken_away(office: Office) -> set[str]:
    """Whom a letter names could see it: found by the names that are written on it."""
    Person.objects.bulk_create([Person(username="named", name="后来人甲")])
    case = clue(office, names="后来人甲", signed=False, at=now())
    assert CaseExclusion.objects.filter(case=case, reason="named").exists()
    by_sql("DELETE FROM workflows_caseexclusion WHERE case_id = %s", case.pk)
    return {case.number}
