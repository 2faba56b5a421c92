"""Who calls: a person by a key of his own, or a petitioner by his 查询码."""

from typing import TYPE_CHECKING, Final

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from organizations.models import Person
from organizations.prepared_statements import PreparedQuery
from petitions.api.api_tokens import PREFIX, token_digest
from petitions.models import ApiToken, Petition
from petitions.vault.keyed_digests import query_digests
from workflows.acts.actors import Actor
from workflows.counting.work_calendar import legal_date
from workflows.states import Kind

if TYPE_CHECKING:
    from rest_framework.views import APIView  # itself reads the settings that name this module

KEYWORD = "Token"
KNOWN: Final = PreparedQuery(
    lambda digest: (
        ApiToken.objects.select_related("person")
        .filter(digest=digest, person__is_active=True)
        .order_by()
    ),
    str,
)


def presented(request: Request) -> str:
    """The key in the Authorization header, or an empty text. A 查询码 may have spaces."""
    words = get_authorization_header(request).decode("latin-1").split()
    return "".join(words[1:]) if words and words[0].lower() == KEYWORD.lower() else ""


class CallerAuthentication(BaseAuthentication):
    """Sets `request.auth` to the caller's `Actor`."""

    def authenticate(self, request: Request) -> tuple[Person | AnonymousUser, Actor] | None:
        token = presented(request)
        if not token:
            return None
        actor = _person(token) if token.startswith(PREFIX) else _petitioner(token, request)
        if actor is None:
            raise AuthenticationFailed(_("This token is not known, or no longer good."))
        return actor.person or AnonymousUser(), actor

    def authenticate_header(self, request: Request) -> str:
        return KEYWORD


def _person(token: str) -> Actor | None:
    found = KNOWN.first(token_digest(token))
    if found is None:
        return None
    today = legal_date(timezone.now())
    if found.last_used_on != today:
        ApiToken.objects.filter(pk=found.pk).update(last_used_on=today)
    return Actor.of(found.person)


def _petitioner(code: str, request: Request) -> Actor | None:
    """A browser of the office's, with its session, does not act as a petitioner."""
    known = query_digests(code)
    letters = Petition.objects.filter(query_digest__in=known, case__kind=Kind.PETITION)
    case_id = letters.values_list("case_id", flat=True).first()
    user = getattr(request._request, "user", None)
    staff = user if isinstance(user, Person) else None
    return Actor.petitioner(case_id, session_of=staff) if case_id else None


class IsCaller(BasePermission):
    """Anybody with a good token."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return isinstance(request.auth, Actor)


class IsPerson(IsCaller):
    """Staff; a petitioner's 查询码 opens his one case and nothing else."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return isinstance(request.auth, Actor) and request.auth.person is not None


class CallerThrottle(SimpleRateThrottle):
    """So many calls a minute for each token; no address is looked at or kept."""

    scope = "caller"

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:
        token = presented(request)
        return f"api:{token_digest(token)}" if token else None
