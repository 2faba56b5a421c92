import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
import structlog
from django.conf import LazySettings
from django.db import connection

from config.slow_queries import watch
from organizations.database_waits import HeardConnection, SilentServer, long_statements

ASK = """
import django; django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SHOW statement_timeout")
    print(cursor.fetchone()[0], connection.pool is not None)
"""


@pytest.mark.parametrize(
    ("role", "answer"), [("web", "15s True"), ("worker", "25min False"), ("command", "0 False")]
)
def test_the_role_of_a_process_decides_how_long_a_statement_may_run(
    db: None, role: str, answer: str
) -> None:
    address = urlsplit(os.environ["DATABASE_URL"])
    names = {"PROCESS_ROLE": role, "DJANGO_SETTINGS_MODULE": "config.settings"}
    names["DATABASE_URL"] = address._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environment = os.environ | names | {"JIANJIAN_ENV": "development"}
    asked = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True
    )
    assert asked.stdout.strip() == answer


def test_a_slow_statement_is_logged_without_its_values(db: None, settings: LazySettings) -> None:
    settings.SLOW_QUERY_MS = 20
    watch(connection)
    with structlog.testing.capture_logs() as lines, connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s), %s", [0.03, "信访人甲"])
        cursor.execute("SELECT 1")
    (line,) = [each for each in lines if each["event"] == "slow_query"]
    assert line["sql"] == "SELECT pg_sleep(%s), %s"
    assert "信访人甲" not in str(line)


def test_a_report_may_take_longer_and_the_next_page_may_not(
    db: None, settings: LazySettings
) -> None:
    def limit() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            return str(cursor.fetchone()[0])

    settings.STATEMENT_TIMEOUT_S, settings.REPORT_TIMEOUT_S = 7, 9
    with long_statements():
        assert limit() == "9s"
    assert limit() == "7s"


def test_a_server_that_says_nothing_is_given_up(db: None) -> None:
    """The server is busy here; stopped, it says as little (test_parts_down.py)."""
    known = connection.get_connection_params()
    wanted = ("dbname", "user", "password", "host", "port")
    place = {name: known[name] for name in wanted if name in known}
    with HeardConnection.connect(**place, autocommit=True) as heard:
        heard.cursor().execute("SELECT pg_sleep(0.3)")
        with pytest.raises(SilentServer), heard.heard_within(0.2):
            heard.cursor().execute("SELECT pg_sleep(3)")
        assert heard.closed
