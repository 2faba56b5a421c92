"""Matching names on tip-offs and accusations with accounts, posts and relatives of today.

Whoever is named today may take a post tomorrow. The services that write accounts, posts and
relatives come here by a port, and so does the nightly task.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.outbox import queue
from organizations.models import Role
from organizations.selectors import holders
from workflows.acts.act_refusals import Refused
from workflows.acts.actors import TIMER
from workflows.audit import exclusion_record
from workflows.cases import access, act_notices, door
from workflows.models import Case
from workflows.naming import name_records
from workflows.states import Kind

HEADS: Final = (Role.CLUE_HEAD,)


def match_again(*, at: datetime, called: Collection[str] = ()) -> int:
    """Shut out whoever should be and is not; how many cases that concerned.

    `called` looks only at those on which one of these names was written.
    """
    missing = name_records.unmatched(at=at, called=called)
    cases = list(Case.objects.filter(pk__in=missing).order_by("pk"))
    return sum(_match(case, at=max(at, case.last_event_at or at)) for case in cases)


def _match(case: Case, *, at: datetime) -> bool:
    """Whether it could be done: where nobody may have a case instead of the unit that holds it, the
    check of the night goes on naming it.
    """
    try:
        event = door.perform(case.pk, "match_names", actor=TIMER, at=at)
    except Refused:
        return False
    if case.kind == Kind.TIP_OFF:
        _notify_heads(case, at=at, key=f"event:{event.pk}")
    return True


def _notify_heads(case: Case, *, at: datetime, key: str) -> None:
    """规则 47: whoever answers for the clue learns that, and where it says who had read it."""
    own = holders(roles=HEADS, unit_ids=[case.holding_unit_id], at=at)
    told = own.filter(pk__in=access.who_may(access.READ_LETTER, case, at=at).values("pk"))
    readers = len({read.reader_id for read in exclusion_record.read_before(case)})
    with translation.override(act_notices.LANGUAGE):
        subject = _("%(number)s: somebody named on it was shut out") % {"number": case.number}
        body = _("A name that was written on it belongs to an account, post or relative since.")
        body += " " + ngettext(
            "%(n)s of those shut out had read it before; its page says who and when.",
            "%(n)s of those shut out had read it before; its page says who and when.",
            readers,
        ) % {"n": readers}
    queue(act_notices.notice_to(told, case, subject, body, key=key), at=at)
