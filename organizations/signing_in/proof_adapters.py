"""How allauth, which checks second factors and other offices' word, fits into this house."""

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any, ClassVar, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models import Person
from organizations.signing_in import second_factor
from organizations.signing_in.session_store import BEGUN_AT

JUST_NOW: Final = timedelta(minutes=10)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are opened by whoever keeps them; allauth signs in and says nothing."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing: pages of ours say what happened."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has typed his password a moment ago isn't asked for it again."""
        asked = super().is_reauthentication_required(app=app, **kwargs)
        return bool(asked) and not self._has_just_signed_in()

    def _has_just_signed_in(self) -> bool:
        begun = self.request.session.get(BEGUN_AT)
        at = timezone.now()
        return begun is not None and at - datetime.fromisoformat(begun) < JUST_NOW


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets lie in the database encrypted; whoever needs a factor keeps his last one."""

    error_messages: ClassVar = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("Your post needs a second factor: set up another first."),
        "incorrect_code": _("These are not the right figures."),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        person = Person.objects.get(pk=authenticator.user_id)
        others = [f for f in second_factor.factors_of(person) if f.pk != authenticator.pk]
        return bool(others) or not second_factor.is_required_of(person, at=timezone.now())

    def get_totp_label(self, user: Person) -> str:
        return user.username


@lru_cache(maxsize=1)
def _cipher() -> MultiFernet:
    """The key of today in front; those of before still open."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([_fernet(key) for key in keys])


def _fernet(key: str) -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(f"second factor {key}".encode()).digest()))
