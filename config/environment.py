"""The process environment and the optional `.env` file beside `manage.py`, which is read once.

Functions, not constants: the launchers decide on a data folder before the settings are read.
"""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ("development", "test", "production")

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
