"""A person's sessions: how they begin, how long they last, and how he ends them."""

import re
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from organizations.models import Person
from organizations.signing_in import second_factor
from organizations.signing_in.session_rows import SignInSession
from organizations.signing_in.session_store import BEGUN_AT, BROWSER

NOTED_EVERY: Final = timedelta(minutes=1)
"""How often a session in use is written anew: the idle limit is exact to this."""

SEEN_AT: Final = "seen_at"

# In the order in which they are looked for: each of them names itself like those behind it too.
_BROWSERS: Final = (
    ("WeCom", "wxwork"),
    ("WeChat", "MicroMessenger"),
    ("DingTalk", "DingTalk"),
    ("Edge", "Edg"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrom"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("HarmonyOS", "HarmonyOS|OpenHarmony"),
    ("Android", "Android"),
    ("iOS", "iPhone|iPad"),
    ("Windows", "Windows"),
    ("macOS", "Macintosh"),
    ("Linux", "Linux"),
)


def kind_of_browser(user_agent: str) -> str:
    """“Firefox, Windows”: enough to know one's own computer by, and no more."""
    found = (
        next((name for name, sign in signs if re.search(sign, user_agent)), "")
        for signs in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(filter(None, found))


def begin(*, request: HttpRequest, user: Person, **_signal: Any) -> None:
    """Receives `user_logged_in`: note the session, and end those that it takes the place of."""
    at = timezone.now()
    request.session[BEGUN_AT] = request.session[SEEN_AT] = at.isoformat()
    second_factor.look_again(request.session, user, at=at)
    request.session[BROWSER] = kind_of_browser(request.META.get("HTTP_USER_AGENT", ""))
    SignInSession.objects.filter(expire_date__lt=at).delete()
    allowed: int = settings.SESSIONS_PER_PERSON
    # Whoever tries the system shares the accounts whose password is printed.
    if allowed and not user.is_demonstration:
        others = running(user, at=at).exclude(session_key=request.session.session_key)
        outdone = others.order_by("-seen_at").values_list("pk", flat=True)[allowed - 1 :]
        SignInSession.objects.filter(pk__in=list(outdone)).delete()


def running(person: Person, *, at: datetime) -> QuerySet[SignInSession]:
    """The sessions in which `person` is signed in, the last used first."""
    return SignInSession.objects.filter(person=person, expire_date__gt=at)


def end(person: Person, handle: str, *, at: datetime) -> bool:
    """End the one of his sessions that is called so; whether there was one."""
    for session in running(person, at=at):
        if session.handle == handle:
            session.delete()
            return True
    return False


def end_others(person: Person, *, kept: str | None, at: datetime) -> int:
    """End all of his sessions but the one with this key; return how many."""
    count, _by_model = running(person, at=at).exclude(session_key=kept).delete()
    return count


def has_run_out(session: SessionBase, *, at: datetime) -> bool:
    """Whether a session is older than a working day, however much it is used."""
    begun = session.get(BEGUN_AT)
    longest = timedelta(hours=settings.SESSION_LONGEST_HOURS)
    return begun is not None and datetime.fromisoformat(begun) + longest <= at


def keep_alive(session: SessionBase, *, at: datetime) -> bool:
    """Put the idle limit off; whether it was: once in a minute, not with every request."""
    seen = session.get(SEEN_AT)
    if seen is not None and abs(at - datetime.fromisoformat(seen)) < NOTED_EVERY:
        return False
    session[SEEN_AT] = at.isoformat()
    return True
