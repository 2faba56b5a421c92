"""Everything that Django and Celery are told, from the environment variables of `.env.example`."""

from config.settings.background import *  # noqa: F403 - Django reads one flat module
from config.settings.base import *  # noqa: F403
from config.settings.database import *  # noqa: F403
from config.settings.interface import *  # noqa: F403
from config.settings.logs import *  # noqa: F403
from config.settings.pages import *  # noqa: F403
from config.settings.proof import *  # noqa: F403
from config.settings.security import *  # noqa: F403
from config.settings.vault import *  # noqa: F403
