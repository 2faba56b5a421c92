"""The process environment and the optional `.env` file beside `manage.py`, which is read once.

Functions, not constants: the launchers decide on a data folder before the settings are read.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ("development", "test", "production")

AS_OWNER = frozenset({"migrate", "flush", "db_roles", "load_demo", "load_volume"})
"""The commands that the owner of the tables runs; all others the account that runs."""

env = environ.Env()
env.read_env(BASE_DIR / ".env")


def environment() -> str:
    """One of ENVIRONMENTS. Raises ImproperlyConfigured for anything else."""
    name: str = env.str("JIANJIAN_ENV", default="development")
    if name not in ENVIRONMENTS:
        raise environ.ImproperlyConfigured(
            f"JIANJIAN_ENV is {name!r}; it must be one of {', '.join(ENVIRONMENTS)}."
        )
    return name


def in_production() -> bool:
    return environment() == "production"


def data_folder() -> Path:
    """Where the embedded servers, attachments and collected files are."""
    return Path(env.str("JIANJIAN_DATA", default=str(BASE_DIR / ".data"))).absolute()


def choose_account(command: Sequence[str]) -> None:
    """Before the settings are read: the owner of the tables, for a command that needs it."""
    if AS_OWNER & {*command[:1]}:
        os.environ["PROCESS_ROLE"] = "owner"
