"""Walking the audit chain each night, and telling a fault to those who watch over it."""

from datetime import datetime

import structlog
from django.conf import settings
from django.utils import translation
from django.utils.translation import ngettext, pgettext

from notifications.outbox import OutgoingNotice, queue
from workflows.audit.chain_verification import Verified, verify
from workflows.cases import access
from workflows.cases.permissions import READ_CHECKS
from workflows.counting.work_calendar import legal_date

log = structlog.get_logger(__name__)


def walk(at: datetime) -> Verified:
    """Verify the chain; a fault is logged and told, once a day, to monitors and administrators.

    The words name no case: who is excluded from it may be among them.
    """
    walked = verify()
    if not walked.ok:
        log.error("audit_broken", faults=len(walked.faults), head=walked.head)
        _notify_watchers(len(walked.faults), at)
    return walked


def _notify_watchers(count: int, at: datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        subject = ngettext(
            "The audit chain has %(n)s fault", "The audit chain has %(n)s faults", count
        ) % {"n": count}
        body = pgettext("audit", "Records were changed or taken away. verify_audit says which.")
    people = access.who_holds(READ_CHECKS, at=at)
    key = f"audit:{legal_date(at)}"
    words = (OutgoingNotice(p.pk, "audit", subject, body, "", key, is_alarm=True) for p in people)
    queue(words, at=at)
