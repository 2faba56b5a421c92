"""The two accounts of the database: one owns the tables and migrates, the other one runs.

`DATABASE_URL` names the one that runs, `DATABASE_OWNER_URL` the owner. Which of them a process
uses is decided in the settings, by `PROCESS_ROLE`.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.db import OperationalError, connection, transaction
from psycopg import sql

from config.table_rights import rights_on

CHECK_ID: Final = "jianjian.E002"
NAMED_AT_MOST: Final = 5
REMEDY: Final = (
    "Let DATABASE_URL name an account that owns nothing, and DATABASE_OWNER_URL the owner of the "
    "tables; then `bin/manage db_roles` gives the first its rights (docs/operations.md)."
)
POWERS: Final = """
    SELECT unnest(array_remove(ARRAY[
        CASE WHEN rolsuper THEN 'is a superuser' END,
        CASE WHEN rolcreaterole THEN 'may make accounts (CREATEROLE)' END,
        CASE WHEN rolcreatedb THEN 'may make databases (CREATEDB)' END,
        CASE WHEN rolreplication THEN 'may copy the whole server (REPLICATION)' END,
        CASE WHEN pg_has_role(oid, (SELECT datdba FROM pg_database
            WHERE datname = current_database()), 'MEMBER') THEN 'owns the database' END,
        CASE WHEN has_database_privilege(oid, current_database(), 'CREATE')
            THEN 'may make schemas (CREATE on the database)' END,
        CASE WHEN has_schema_privilege(oid, current_schema(), 'CREATE')
            THEN 'may make tables (CREATE on the schema)' END,
        CASE WHEN has_parameter_privilege(oid, 'session_replication_role', 'SET')
            THEN 'may silence triggers (session_replication_role)' END
    ], NULL)) FROM pg_roles WHERE rolname = %s
"""
OWNED: Final = """
    SELECT relname FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
        AND pg_has_role(%s, relowner, 'MEMBER') ORDER BY relname
"""
TABLES: Final = """
    SELECT relname FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') ORDER BY relname
"""
HELD: Final = """
    SELECT relname, word FROM pg_class, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE',
        'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS word
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
        AND has_table_privilege(%(account)s, pg_class.oid, word)
    UNION ALL
    SELECT relname, 'UPDATE (' || attname || ')' FROM pg_class
    JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
        AND NOT has_table_privilege(%(account)s, pg_class.oid, 'UPDATE')
        AND has_column_privilege(%(account)s, pg_class.oid, attnum, 'UPDATE')
"""
SEQUENCES_CLOSED: Final = """
    SELECT sequencename FROM pg_sequences
    WHERE schemaname = current_schema()
        AND NOT has_sequence_privilege(
            %s, quote_ident(schemaname) || '.' || quote_ident(sequencename), 'USAGE')
    ORDER BY sequencename
"""


MEMBER_OF: Final = """
    SELECT 'is a member of ' || above.rolname FROM pg_auth_members
    JOIN pg_roles AS above ON above.oid = roleid JOIN pg_roles AS own ON own.oid = member
    WHERE own.rolname = %s ORDER BY 1
"""
DISABLED: Final = """
    SELECT 'meets no trigger ' || tgname || ' on ' || relname FROM pg_trigger
    JOIN pg_class ON pg_class.oid = tgrelid
    WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal AND tgenabled <> 'O'
    ORDER BY 1
"""
LOOKS_AWAY: Final = "_pgtrigger_should_ignore"
"""The function that each trigger asks first, and that a variable of any session answers."""
FOR_OWNER_ALONE: Final = """
    CREATE OR REPLACE FUNCTION {schema}._pgtrigger_should_ignore(trigger_name NAME)
    RETURNS BOOLEAN LANGUAGE sql STABLE AS $only_the_owner$
        SELECT current_user = {owner} AND trigger_name = ANY (
            COALESCE(NULLIF(current_setting('pgtrigger.ignore', true), ''), '{{}}')::text[])
    $only_the_owner$
"""
CAN_BE_SILENCED: Final = """
    SELECT 'may silence triggers (pgtrigger.ignore)' FROM pg_proc
    WHERE proname = %s AND pronamespace = current_schema()::regnamespace
        AND prosrc NOT LIKE '%%current_user = %%'
"""


class CannotGive(CommandError):
    """The account or its rights can't be made from here; the message says what to do."""


def _column(query: str, *values: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [row[0] for row in cursor]


def exists(account: str) -> bool:
    return bool(_column("SELECT rolname FROM pg_roles WHERE rolname = %s", account))


def faults(account: str) -> list[str]:
    """What an account may do that it must not, and what it may not do and has to; none if fit."""
    if not exists(account):
        return ["does not exist"]
    if powers := _column(POWERS, account):
        return powers
    if owned := _column(OWNED, account):
        return [f"owns {table}" for table in owned]
    around = (
        *_column(MEMBER_OF, account),
        *_column(DISABLED),
        *_column(CAN_BE_SILENCED, LOOKS_AWAY),
    )
    return [*around, *_differences(account), *_closed_sequences(account)]


def _differences(account: str) -> Iterator[str]:
    held: dict[str, set[str]] = {table: set() for table in _column(TABLES)}
    with connection.cursor() as cursor:
        cursor.execute(HELD, {"account": account})
        for table, word in cursor:
            held[table].add(word)
    for table, words in held.items():
        wanted = rights_on(table)
        yield from (f"has {word} on {table}" for word in sorted(words - wanted))
        yield from (f"lacks {word} on {table}" for word in sorted(wanted - words))


def _closed_sequences(account: str) -> Iterator[str]:
    for name in _column(SEQUENCES_CLOSED, account):
        yield f"lacks USAGE on {name}"


@transaction.atomic
def give_rights(account: str, password: str = "") -> None:
    """Make the account where there is none, and give it exactly its rights. As the owner.

    Raises CannotGive where the account is the owner's own, or can't be made from here.
    """
    if account == connection.settings_dict["USER"]:
        raise CannotGive(f"{account} owns the tables and can't be the account that runs. {REMEDY}")
    if not exists(account):
        _make(account, password)
    tables = _column(TABLES)
    name = sql.Identifier(account)
    with connection.cursor() as cursor:
        for statement in _statements(tables, name):
            cursor.execute(statement)


def give_rights_after_migrating(**_signal: object) -> None:
    """New tables are the account's too, where the owner who migrates is another one."""
    account = settings.DATABASE_ACCOUNT
    if account["USER"] and account["USER"] != connection.settings_dict["USER"]:
        give_rights(account["USER"], account["PASSWORD"])


def _make(account: str, password: str) -> None:
    made = sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(account))
    if not _column("SELECT 1 FROM pg_roles WHERE rolname = current_user"
                   " AND (rolsuper OR rolcreaterole)"):  # fmt: skip
        raise CannotGive(
            f"The owner may not make accounts. As an administrator of the server: "
            f'CREATE ROLE "{account}" LOGIN PASSWORD …; then again bin/manage db_roles.'
        )
    with connection.cursor() as cursor:
        if password:
            # What the server is told, and may log, is a digest.
            digest = cursor.connection.pgconn.encrypt_password(
                password.encode(), account.encode(), b"scram-sha-256"
            )
            made += sql.SQL(" PASSWORD {}").format(sql.Literal(digest.decode()))
        cursor.execute(made)


def _statements(tables: Sequence[str], name: sql.Identifier) -> Iterator[sql.Composed]:
    database = sql.Identifier(connection.settings_dict["NAME"])
    schema = sql.Identifier(_column("SELECT current_schema()")[0])
    places = {"database": database, "schema": schema, "name": name}
    for words in (
        "GRANT CONNECT ON DATABASE {database} TO {name}",
        "REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {name}",
        "GRANT USAGE ON SCHEMA {schema} TO {name}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {name}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {name}",
    ):
        yield sql.SQL(words).format(**places)
    owner = sql.Literal(_column("SELECT current_user")[0])
    yield sql.SQL(FOR_OWNER_ALONE).format(schema=schema, owner=owner)
    for table in tables:
        rights = sql.SQL(", ".join(sorted(rights_on(table))))
        yield sql.SQL("GRANT {} ON {} TO {}").format(rights, sql.Identifier(table), name)


def current_account() -> str:
    return _column("SELECT current_user")[0]


def refusal() -> str:
    """Why production must not run with the account of this process; empty if it may."""
    if settings.JIANJIAN_ENV != "production":
        return ""
    account = current_account()
    found = faults(account)
    if not found:
        return ""
    more = f" and {len(found) - NAMED_AT_MOST} more" if len(found) > NAMED_AT_MOST else ""
    return f"The database account {account} {', '.join(found[:NAMED_AT_MOST])}{more}."


def check_database_account(**_options: Any) -> list[checks.CheckMessage]:
    """System check jianjian.E002, for `check --deploy`; W002 where the database can't be asked."""
    try:
        found = refusal()
    except OperationalError:
        silent = "The database does not answer: its account was not looked at."
        return [checks.Warning(silent, id="jianjian.W002")]
    return [checks.Error(found, hint=REMEDY, id=CHECK_ID)] if found else []


def refuse_owner_in_production() -> None:
    """Called by every process that serves as it starts; raises ImproperlyConfigured."""
    if found := refusal():
        raise ImproperlyConfigured(f"{CHECK_ID}: {found} {REMEDY}")
