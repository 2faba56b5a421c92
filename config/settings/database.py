"""The database, how long anything is waited for there, and the cache.

Each limit has its reason beside it. An office changes one by its name in the environment.
"""

from copy import deepcopy
from typing import Any

from redis.backoff import NoBackoff
from redis.retry import Retry

from config.environment import env
from config.settings.base import TESTING
from organizations.database_waits import HeardConnection

PROCESS_ROLE: str = env.str("PROCESS_ROLE", default="command")


def _by_role(name: str, *, web: int, worker: int) -> int:
    """Seconds for this process; a command waits for ever, and whoever typed it can stop it."""
    seconds: int = env.int(name, default={"web": web, "worker": worker}.get(PROCESS_ROLE, 0))
    return seconds


# A server that is there answers within milliseconds, and a page must be answered within five.
CONNECT_TIMEOUT_S: int = env.int("CONNECT_TIMEOUT_S", default=3)
# Nobody looks at an empty page for longer; a task is given up after half an hour
# (config/settings/background.py).
STATEMENT_TIMEOUT_S = _by_role("STATEMENT_TIMEOUT_S", web=15, worker=25 * 60)
# Reports and exports read a year: a proxy gives up after a minute by default.
REPORT_TIMEOUT_S: int = env.int("REPORT_TIMEOUT_S", default=55)
# An act waits for others on the same case, each of which takes less than a second.
LOCK_TIMEOUT_S = _by_role("LOCK_TIMEOUT_S", web=10, worker=5 * 60)
# A process that was stopped half-way must not hold a case; storing a large file takes its time.
IDLE_TRANSACTION_TIMEOUT_S = _by_role("IDLE_TRANSACTION_TIMEOUT_S", web=60, worker=10 * 60)
# A request that waited longer for a thread of the web server is refused: its sender may be gone.
LONGEST_QUEUE_S: float = env.float("LONGEST_QUEUE_S", default=3.0)

DATABASE_ACCOUNT = env.db("DATABASE_URL", default="postgresql:///jianjian")
"""The account that runs, also where this process is the owner's."""
_owner = PROCESS_ROLE == "owner" and env.str("DATABASE_OWNER_URL", default="")
_database = env.db("DATABASE_OWNER_URL") if _owner else deepcopy(DATABASE_ACCOUNT)
# psql, which `dbshell` starts, reads the folder of the socket here alone.
_database["HOST"] = _database["HOST"] or _database.get("OPTIONS", {}).pop("host", "")
_database["ENGINE"] = "django.db.backends.postgresql"
_database["CONN_HEALTH_CHECKS"] = True
_options = _database.setdefault("OPTIONS", {})
# What is prepared has the same plan for whatever values, so that nobody waits for the first few.
# What lists and desks ask is short and answered from memory or a solid-state disk: reading a row
# here and there costs little more than reading on, and compiling a plan costs more than it saves.
_session = {
    "statement_timeout": f"{STATEMENT_TIMEOUT_S}s",
    "lock_timeout": f"{LOCK_TIMEOUT_S}s",
    "idle_in_transaction_session_timeout": f"{IDLE_TRANSACTION_TIMEOUT_S}s",
    "random_page_cost": "1.1",
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
}
_options["options"] = " ".join(
    [_options.get("options", ""), *(f"-c {name}={value}" for name, value in _session.items())]
).strip()
_options.setdefault("connect_timeout", CONNECT_TIMEOUT_S)
# A host that is gone or cut off says nothing: noticed by workers too, whose statements are long.
for _name, _value in (
    ("keepalives_idle", 30),
    ("keepalives_interval", 10),
    ("keepalives_count", 3),
    ("tcp_user_timeout", 60_000),
):
    _options.setdefault(_name, _value)
# Only what `organizations.prepared_statements` has planned once is planned once.
_options["prepare_threshold"] = 2**31
# A thread of the web server borrows a connection for as long as a request lasts. Nothing else
# has threads enough to share; a test's must leave the database, or it can't be dropped.
if PROCESS_ROLE == "web" and not TESTING:
    HeardConnection.statement_timeout_s = STATEMENT_TIMEOUT_S
    _options["pool"] = {
        "connection_class": HeardConnection,
        "min_size": 1,
        "max_size": env.int("WEB_THREADS", default=4) + 1,
        # There is one for each thread: whoever waits, waits for the server.
        "timeout": CONNECT_TIMEOUT_S,
        "max_idle": 10 * 60,
        # Its pauses double, and after an outage nobody must wait for the last of them.
        "reconnect_timeout": 2,
    }
_database["CONN_MAX_AGE"] = 0 if TESTING or "pool" in _options else 60
SLOW_QUERY_MS: int = env.int("SLOW_QUERY_MS", default=500)
DATABASES = {"default": _database}


def shared_cache(url: str) -> dict[str, Any]:
    """What Django is told of the cache at an address."""
    cache: dict[str, Any] = env.cache_url_config(url)
    if cache["BACKEND"] == "django.core.cache.backends.redis.RedisCache":
        # A page asks it a few times; without it the memory of each process counts, so waiting
        # for it or asking again gains nothing.
        cache["BACKEND"] = "config.cache.SteadyCache"
        limits = {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": Retry(NoBackoff(), 0)}
        cache["OPTIONS"] = {**limits, **cache.get("OPTIONS", {})}
    return cache


CACHES = {"default": shared_cache(env.str("CACHE_URL", default="locmemcache://"))}
