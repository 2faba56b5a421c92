"""The web process: `gunicorn config.wsgi --config config/gunicorn.py`."""

import os

from django.core.wsgi import get_wsgi_application

from config.plain_refusals import plain_exit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("PROCESS_ROLE", "web")
with plain_exit():
    application = get_wsgi_application()

from django.db import connections
from django.urls import get_resolver

from config.safety import refuse_unfit

with plain_exit():
    refuse_unfit()
# Every page is loaded here once, not by the first visitor of each process.
get_resolver().url_patterns  # noqa: B018 - a property that imports
# gunicorn divides into processes after this, and two must not share a connection.
connections.close_all()
for connection in connections.all(initialized_only=True):
    connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's alone
