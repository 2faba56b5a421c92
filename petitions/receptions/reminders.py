"""Telling whoever follows a promise up that its limit has passed; each is told once."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.models import Notice
from notifications.outbox import OutgoingNotice, queue
from organizations.models import Person
from organizations.selectors import holders, with_substitutes
from petitions.models.reception import Promise
from petitions.receptions import reception_rights, selectors
from workflows.counting.work_calendar import legal_date

KEY = "promise:%s:overdue"


def notify_overdue(at: datetime) -> int:
    """Queue a word on every overdue promise nobody was told of; the number of words."""
    with transaction.atomic():
        return queue((word for given in _untold(at) for word in _message(given, at)), at=at)


def _untold(at: datetime) -> QuerySet[Promise]:
    before, after = KEY.split("%s")
    key = Concat(Value(before), Cast(OuterRef("pk"), CharField()), Value(after))
    late = Promise.objects.filter(done_on__isnull=True, due_on__lt=legal_date(at))
    return selectors.with_matters(late.exclude(Exists(Notice.objects.filter(dedupe_key=key))))


def _message(given: Promise, at: datetime) -> Iterable[OutgoingNotice]:
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("A promise made to visitors is overdue")
        body = _("%(post)s promised on %(made)s; the limit was %(due)s.") % {
            "post": given.matter.visit.day.post,
            "made": given.made_on,
            "due": given.due_on,
        }
    for person in _addressees(given, at):
        if reception_rights.promises_for(person, at=at).filter(pk=given.pk).exists():
            yield OutgoingNotice(
                recipient_id=person.pk,
                kind="promise",
                subject=subject,
                body=body,
                url=reverse("petitions:promise", args=[given.pk]),
                dedupe_key=KEY % given.pk,
            )


def _addressees(given: Promise, at: datetime) -> Iterable[Person]:
    """The follower and who stands in for him; of one who left, those who plan such days."""
    if given.follower.is_active:
        return with_substitutes([given.follower], at=at)
    unit = given.matter.visit.day.unit
    return holders(roles=reception_rights.planning_roles(unit.kind), unit_ids=[unit.pk], at=at)
