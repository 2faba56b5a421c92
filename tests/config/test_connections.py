import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
import structlog
from django.conf import LazySettings
from django.db import connection

from config.slow_queries import watch

ASK = """
import django; django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SHOW statement_timeout")
    print(cursor.fetchone()[0], connection.pool is not None)
"""


@pytest.mark.parametrize(
    ("role", "answer"), [("web", "55s True"), ("worker", "25min False"), ("command", "0 False")]
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
