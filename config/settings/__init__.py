"""Everything that Django and Celery are told, from the environment variables of `.env.example`."""

from config.environment import BASE_DIR as BASE_DIR
from config.environment import JIANJIAN_DATA as JIANJIAN_DATA
from config.environment import JIANJIAN_ENV as JIANJIAN_ENV
from config.settings.background import *  # noqa: F403 - Django reads one flat module
from config.settings.base import *  # noqa: F403
from config.settings.interface import *  # noqa: F403
from config.settings.logs import *  # noqa: F403
from config.settings.pages import *  # noqa: F403
from config.settings.security import *  # noqa: F403
