"""The account that runs can't change what is for good, and production runs with no other."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Final

import pgtrigger
import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from pgtrigger.registry import registered
from pytest_django.fixtures import Settings

from config.database_accounts import (
    check_database_account,
    faults,
    give_rights,
    refuse_owner_in_production,
)
from config.table_rights import RIGHTS, rights_on
from config.vault_keys import keep_ring
from tests.config.conftest import Python
from tests.config.test_production import PRODUCTION, WEB, this_database
from tests.every_status import office
from tests.office import MONDAY, Office, act, advance, open_office, petition
from workflows.audit.chain_sealing import seal
from workflows.audit.chain_verification import verify
from workflows.audit.read_log import Reading, record
from workflows.models import CaseNote, Part

__all__ = ["office"]


def run_sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def account(db: None) -> str:
    """An account that runs, gone with the test's transaction; accounts are the whole server's."""
    name = f"runs_{connection.settings_dict['NAME']}"
    give_rights(name, "a password")
    return name


@contextmanager
def acting_as(account: str) -> Iterator[None]:
    run_sql(f'SET LOCAL ROLE "{account}"')
    yield
    run_sql("RESET ROLE")


def test_rights_are_no_wider_than_the_triggers() -> None:
    """Whatever a model refuses to everybody, the account that runs has no right to either."""
    for model in apps.get_models():
        for trigger in getattr(model._meta, "triggers", []):
            if isinstance(trigger, pgtrigger.Protect) and trigger.condition is None:
                refused = set(str(trigger.operation).split(" OR "))
                if type(trigger) is pgtrigger.Protect:
                    table = model._meta.db_table
                    assert not refused & rights_on(table), table


def test_each_table_of_the_declaration_is_there(db: None) -> None:
    assert set(RIGHTS) <= set(connection.introspection.table_names())


def test_an_office_works_with_the_account_that_runs(office: Office, account: str) -> None:
    with acting_as(account):
        case = advance(office, petition(office).case, "accept", at=MONDAY)
        record(case, office["unit_officer"], Reading(Part.LETTER, "办理"), at=MONDAY)
        act(office, case, "investigate", "unit_officer", at=MONDAY + timedelta(days=1))
        assert seal(MONDAY + timedelta(days=1))
        assert verify().ok


@pytest.mark.parametrize(
    ("command", "account"), [("migrate", "owns"), ("db_roles", "owns"), ("verify_audit", "runs")]
)
def test_only_what_makes_tables_is_run_as_the_owner(
    command: str, account: str, python: Python
) -> None:
    code = (
        "import sys; from config.environment import choose_account; choose_account(sys.argv[1:]);"
        "from django.conf import settings; print(settings.DATABASES['default']['USER'])"
    )
    addresses = {
        "DATABASE_URL": "postgresql://runs@/x",
        "DATABASE_OWNER_URL": "postgresql://owns@/x",
        "PROCESS_ROLE": "command",
    }
    assert python("-c", code, command, **addresses).stdout.strip() == account


@pytest.mark.parametrize("table", sorted(RIGHTS))
def test_what_is_for_good_is_refused_whatever_is_set(table: str, account: str) -> None:
    """The triggers can be told to look away by whoever asks; the rights can't."""
    statements = {"DELETE": f"DELETE FROM {table}", "TRUNCATE": f"TRUNCATE {table} CASCADE"}
    with connection.cursor() as cursor:
        first = next(c.name for c in connection.introspection.get_table_description(cursor, table))
    statements["UPDATE"] = f"UPDATE {table} SET {first} = {first}"
    for right in statements.keys() - rights_on(table):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            run_sql("SET LOCAL pgtrigger.ignore = '{*}'")
            run_sql(f'SET LOCAL ROLE "{account}"')
            run_sql(statements[right])


EMPTIED: Final = {
    "workflows_document": "UPDATE workflows_document SET body = 'x'",
    "workflows_caseevent": "UPDATE workflows_caseevent SET details = '{}'",
    "workflows_case": "UPDATE workflows_case SET status = 'served'",
    "workflows_casenote": "DELETE FROM workflows_casenote",
}


@pytest.mark.parametrize("table", EMPTIED)
def test_no_variable_of_a_session_silences_a_trigger_for_the_account(
    table: str, account: str
) -> None:
    """What a destruction may empty, the triggers alone keep: they ask the owner's variable only."""
    office = open_office()
    case = petition(office).case
    CaseNote.objects.create(
        case=case, author=office["officer"], author_unit=office.units["bureau"], at=MONDAY, text="x"
    )
    everything = "{" + ",".join(trigger.get_pgid(model) for model, trigger in registered()) + "}"
    with pytest.raises(Exception, match=r"(?i)cannot|illegal move"), transaction.atomic():
        run_sql(f"SET LOCAL pgtrigger.ignore = '{everything}'")
        run_sql(f'SET LOCAL ROLE "{account}"')
        run_sql(EMPTIED[table])


def test_the_account_can_neither_make_tables_nor_silence_triggers(account: str) -> None:
    for statement in (
        "CREATE TABLE mine (id int)",
        "SET session_replication_role = replica",
        "ALTER TABLE workflows_caseevent DISABLE TRIGGER ALL",
        "DELETE FROM django_migrations",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            run_sql(f'SET LOCAL ROLE "{account}"')
            run_sql(statement)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ('ALTER ROLE "{}" SUPERUSER', "is a superuser"),
        ('ALTER ROLE "{}" CREATEROLE', "may make accounts (CREATEROLE)"),
        ('ALTER TABLE workflows_caseread OWNER TO "{}"', "owns workflows_caseread"),
        ('GRANT CREATE ON SCHEMA public TO "{}"', "may make tables (CREATE on the schema)"),
        (
            'GRANT SET ON PARAMETER session_replication_role TO "{}"',
            "may silence triggers (session_replication_role)",
        ),
        ("GRANT DELETE ON workflows_caseevent TO PUBLIC", "has DELETE on workflows_caseevent"),
        (
            'GRANT UPDATE (act) ON workflows_caseevent TO "{}"',
            "has UPDATE (act) on workflows_caseevent",
        ),
        ('GRANT pg_write_all_data TO "{}"', "has DELETE on django_migrations"),
        ('GRANT pg_signal_backend TO "{}"', "is a member of pg_signal_backend"),
        (
            "ALTER TABLE workflows_caseread DISABLE TRIGGER ALL",
            "meets no trigger pgtrigger_append_only",
        ),
        ('REVOKE INSERT ON workflows_case FROM "{}"', "lacks INSERT on workflows_case"),
        (
            'REVOKE ALL ON SEQUENCE workflows_caseevent_id_seq FROM "{}"',
            "lacks USAGE on workflows_caseevent_id_seq",
        ),
    ],
)
def test_each_right_too_many_or_too_few_is_found(change: str, found: str, account: str) -> None:
    assert faults(account) == []
    run_sql(change.format(account))
    assert [fault for fault in faults(account) if fault.startswith(found)]


def test_the_command_gives_the_rights_again_and_looks(account: str, settings: Settings) -> None:
    settings.DATABASE_ACCOUNT = {"USER": account, "PASSWORD": ""}
    run_sql(f'GRANT UPDATE ON workflows_caseevent TO "{account}"')
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("db_roles", "--check", stdout=out)
    assert f"✗ {account} has UPDATE on workflows_caseevent" in out.getvalue()
    call_command("db_roles", stdout=out)
    call_command("db_roles", "--check", stdout=out)
    assert f"✓ {account}" in out.getvalue()


def test_the_owner_is_never_the_account_that_runs(db: None, settings: Settings) -> None:
    settings.DATABASE_ACCOUNT = {"USER": connection.settings_dict["USER"], "PASSWORD": ""}
    with pytest.raises(CommandError, match="DATABASE_OWNER_URL"):
        call_command("db_roles")


def test_an_owner_without_the_right_to_make_accounts_says_who_may(
    account: str, settings: Settings
) -> None:
    settings.DATABASE_ACCOUNT = {"USER": "nobody_yet", "PASSWORD": ""}
    with pytest.raises(CommandError, match='CREATE ROLE "nobody_yet" LOGIN'), acting_as(account):
        call_command("db_roles")


def test_production_refuses_the_owner_and_takes_the_account_that_runs(
    account: str, settings: Settings
) -> None:
    assert check_database_account() == []
    settings.JIANJIAN_ENV = "production"
    (found,) = check_database_account()
    assert found.id == "jianjian.E002"
    assert "bin/manage db_roles" in str(found.hint)
    with pytest.raises(ImproperlyConfigured, match="E002"):
        refuse_owner_in_production()
    with acting_as(account):
        assert check_database_account() == []
        refuse_owner_in_production()


@pytest.mark.django_db(transaction=True)
def test_web_does_not_start_as_the_owner_and_says_what_to_do(
    python: Python, tmp_path: Path
) -> None:
    ring = tmp_path / "vault_keys.json"
    keep_ring(ring)
    sound = {"VAULT_KEY_FILE": str(ring), "WEB_CONCURRENCY": "1", "JIANJIAN_DATA": str(tmp_path)}
    done = python(*WEB, **PRODUCTION | sound | {"DATABASE_URL": this_database()})
    assert done.returncode != 0
    assert "jianjian.E002" in done.stderr
    assert "DATABASE_OWNER_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_check_for_deployment_asks_the_database(python: Python, db: None) -> None:
    command = ("manage.py", "check", "--deploy", "--tag", "accounts")
    done = python(*command, **PRODUCTION, DATABASE_URL=this_database())
    assert "jianjian.E002" in done.stderr
    silent = python(*command, **PRODUCTION, DATABASE_URL="postgresql:///x?host=/nowhere")
    assert "jianjian.W002" in silent.stderr
