"""The web process: `gunicorn config.wsgi --config config/gunicorn.py`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("PROCESS_ROLE", "web")
application = get_wsgi_application()

from django.db import connections  # noqa: E402 - needs Django set up
from django.urls import get_resolver  # noqa: E402 - the same

from config.safety import refuse_demonstration_in_production  # noqa: E402 - the same
from organizations.ports import refuse_empty_ports  # noqa: E402 - the same

refuse_empty_ports()
refuse_demonstration_in_production()
# Every page is loaded here once, not by the first visitor of each process.
get_resolver().url_patterns  # noqa: B018 - a property that imports
# gunicorn divides into processes after this, and two must not share a connection.
connections.close_all()
for connection in connections.all(initialized_only=True):
    connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's alone
