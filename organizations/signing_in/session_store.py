"""The session engine: Django's own in the database, whose rows know whose they are."""

from datetime import datetime
from typing import Any, Final

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.utils import timezone

from organizations.prepared_statements import PreparedQuery
from organizations.signing_in.session_rows import SignInSession

BEGUN_AT: Final = "signed_in_at"
BROWSER: Final = "browser"


GOOD: Final = PreparedQuery(
    lambda key, at: SignInSession.objects.filter(session_key=key, expire_date__gt=at),
    str,
    datetime,
)


class SessionStore(DatabaseSessions):
    """`SESSION_ENGINE`."""

    @classmethod
    def get_model_class(cls) -> type[SignInSession]:
        return SignInSession

    def _get_session_from_db(self) -> SignInSession | None:
        found = GOOD.first(self.session_key or "", timezone.now())
        if found is None:
            self._session_key = None
        return found

    def create_model_instance(self, data: dict[str, Any]) -> SignInSession:
        row: SignInSession = super().create_model_instance(data)  # type: ignore[assignment]
        if SESSION_KEY in data:
            begun = data.get(BEGUN_AT)
            row.person_id = int(data[SESSION_KEY])
            row.begun_at = datetime.fromisoformat(begun) if begun else None
            row.seen_at = timezone.now()
            row.browser = data.get(BROWSER, "")
        return row
