"""The administrator's way to send links: he sees that one went out, never the link."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.account_record import account_changed
from organizations.models import Person
from organizations.signing_in import links
from organizations.signing_in.signed_in import signed_in


@admin.action(description=_("Send a one-time link to set the password"), permissions=["change"])
def send_links(_admin: Any, request: HttpRequest, people: QuerySet[Person]) -> None:
    """To the chosen people's own addresses; who has none is named with the reason."""
    for person in people:
        try:
            with transaction.atomic():
                what = _g("A one-time link was sent to the person's own address.")
                by = signed_in(request)
                account_changed.filled(person=person, what=what, by=by, at=timezone.now())
                links.send_link(person)
        except ValidationError as refusal:
            messages.error(request, f"{person}: {refusal.messages[0]}")
        else:
            sent = _g("%(person)s: the link went to the person's own address.")
            messages.success(request, sent % {"person": person})
