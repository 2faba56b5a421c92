"""Somebody who is signed in on every connection."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from benchmarks.over_http.steps import CONNECTIONS, cookies


def signed_in(person: Any) -> list[Mapping[str, str]]:
    """A session for each connection: two requests of one would wait for each other."""
    return [cookies(_session(person)) for _n in range(CONNECTIONS)]


def _session(person: Any) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)
