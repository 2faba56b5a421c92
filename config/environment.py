"""The process environment and the optional `.env` file beside `manage.py`, read once."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ("development", "test", "production")

env = environ.Env()
env.read_env(BASE_DIR / ".env")

JIANJIAN_ENV: str = env.str("JIANJIAN_ENV", default="development")
if JIANJIAN_ENV not in ENVIRONMENTS:
    raise environ.ImproperlyConfigured(
        f"JIANJIAN_ENV is {JIANJIAN_ENV!r}; it must be one of {', '.join(ENVIRONMENTS)}."
    )
PRODUCTION = JIANJIAN_ENV == "production"
TESTING = JIANJIAN_ENV == "test"

JIANJIAN_DATA = Path(env.str("JIANJIAN_DATA", default=str(BASE_DIR / ".data"))).absolute()
