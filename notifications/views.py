"""The inbox: a list, a way to open a word, and ways to mark words read."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from notifications.channels import CHANNELS
from notifications.models import Notice
from notifications.selectors import channels_of, inbox
from notifications.services import mark_read, prefer
from organizations.models import Person

PER_PAGE = 30
INBOX = "notifications:inbox"


def _reader(request: HttpRequest) -> Person:
    """The person who is signed in; every view here asks for a login first."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


@require_GET
@login_required
def inbox_page(request: HttpRequest) -> HttpResponse:
    """The reader's words, newest first; `?unread=1` leaves out those read."""
    reader = _reader(request)
    only_unread = request.GET.get("unread") == "1"
    notices = inbox(reader).filter(read_at__isnull=True) if only_unread else inbox(reader)
    page = Paginator(notices, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "only_unread": only_unread, "channels": channels_of(reader)}
    return render(request, "notifications/inbox.html", context)


@require_GET
@login_required
def open_notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mark a word read and go where it points, if that is a page of ours."""
    notice = _mark_own(request, pk)
    is_local = notice.url.startswith("/") and url_has_allowed_host_and_scheme(
        notice.url, allowed_hosts=None
    )
    return redirect(notice.url if is_local else INBOX)


@require_POST
@login_required
def read_notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mark one word read."""
    _mark_own(request, pk)
    return redirect(INBOX)


def _mark_own(request: HttpRequest, pk: UUID) -> Notice:
    """The reader's own word, now read; another's is not found."""
    own = inbox(_reader(request)).filter(pk=pk)
    notice = get_object_or_404(own)
    mark_read(own, at=timezone.now())
    return notice


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark every word read."""
    mark_read(inbox(_reader(request)), at=timezone.now())
    return redirect(INBOX)


@require_POST
@login_required
def choose_channel(request: HttpRequest, key: str) -> HttpResponse:
    """Switch a channel on (`wanted=1`) or off for the reader."""
    if key not in CHANNELS:
        raise Http404
    prefer(_reader(request), CHANNELS[key], wanted=request.POST.get("wanted") == "1")
    return redirect(INBOX)
