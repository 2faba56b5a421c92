"""What whoever brought a matter is told of its status: words, the step of the way, nothing inside.

The petitioner of a case with his query code, and whoever holds the receipt code of a tip-off
(条例 21; 规则 27, 47).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows.states import (
    AT_INTAKE,
    FINISHED,
    OPEN_TIP_OFF,
    SETTLED,
    Kind,
    Status,
)

if TYPE_CHECKING:
    from workflows.models import Case

WAY: Final[tuple[Promise, ...]] = (
    _("Registered"),
    _("Responsible unit"),
    _("Accepted, in handling"),
    _("Opinion served"),
    _("Closed"),
)
"""The steps of a petition, as the portal draws them."""
REGISTERED, WITH_UNIT, IN_HANDLING, ANSWERED, ENDED = range(len(WAY))


@dataclass(frozen=True, slots=True)
class Stage:
    """A status as told: in words, as the status `told_as`, at a step of `WAY` or beside it."""

    words: Promise
    told_as: Status
    step: int | None = None
    is_over: bool = False


def _stage(words: Promise, told_as: Status, step: int | None = None) -> Stage:
    return Stage(words, told_as, step, is_over=told_as in FINISHED)


PASSED_ON: Final = _stage(_("Passed on to the competent organ"), Status.ROUTED)
"""Of a petition whose letter was sealed nothing else is told, whatever becomes of it."""
_SENT: Final = _stage(
    _("With the responsible unit, which will tell you in writing"), Status.FORWARDED, WITH_UNIT
)
_HANDLED: Final = _stage(_("Accepted, being handled"), Status.ACCEPTED, IN_HANDLING)
_PETITION: Final[dict[str, Stage]] = {
    Status.REGISTERED: _stage(_("Registered, being assigned"), Status.REGISTERED, REGISTERED),
    Status.LINKED: _stage(_("Joined to your earlier matter"), Status.LINKED, REGISTERED),
    **dict.fromkeys((Status.FORWARDED, Status.OBJECTED), _SENT),
    **dict.fromkeys(
        (Status.ACCEPTED, Status.INVESTIGATING, Status.DRAFTED, Status.SIGNED), _HANDLED
    ),
    Status.SERVED: _stage(_("Opinion served"), Status.SERVED, ANSWERED),
    Status.UNDER_REVIEW: _stage(_("Under review"), Status.UNDER_REVIEW, ANSWERED),
    Status.REVIEW_SERVED: _stage(_("Review opinion served"), Status.REVIEW_SERVED, ANSWERED),
    Status.UNDER_RECHECK: _stage(_("Under recheck"), Status.UNDER_RECHECK, ANSWERED),
    Status.CONCLUDED: _stage(_("Concluded by the recheck"), Status.CONCLUDED, ENDED),
    Status.REFUSED: _stage(_("Not accepted"), Status.REFUSED),
    Status.ROUTED: _stage(_("Led into a statutory route"), Status.ROUTED),
    Status.WITHDRAWN: _stage(_("Withdrawn by you"), Status.WITHDRAWN),
    Status.CLOSED: _stage(_("Closed"), Status.CLOSED, ENDED),
}
_RECEIVED: Final = _stage(_("Received, being screened"), Status.RECEIVED)
_IN_HANDLING: Final = _stage(_("In handling by the discipline organ"), Status.HANDED_OVER)
_DEALT_WITH: Final = _stage(_("Handling has ended"), Status.REPORTED_BACK)
_PASSED_UP: Final = _stage(_("Passed on to the organ in charge"), Status.TRANSFERRED_OUT)
_KEPT: Final = _stage(
    _("Received; kept with the earlier report on the same matter"), Status.RETAINED
)
_NOT_ACCEPTED: Final = _stage(_("Not accepted by the discipline organ"), Status.NOT_ACCEPTED)
_TIP_OFF: Final[dict[str, Stage]] = {
    **dict.fromkeys(OPEN_TIP_OFF, _IN_HANDLING),
    **dict.fromkeys(AT_INTAKE, _RECEIVED),
    **dict.fromkeys((*SETTLED, Status.REPORTED_BACK), _DEALT_WITH),
    **dict.fromkeys((Status.SEALED_UP, Status.ESCALATED_UP, Status.TRANSFERRED_OUT), _PASSED_UP),
    Status.RETAINED: _KEPT,
    Status.NOT_ACCEPTED: _NOT_ACCEPTED,
}
STAGES: Final[dict[str, dict[str, Stage]]] = {Kind.PETITION: _PETITION, Kind.TIP_OFF: _TIP_OFF}


def status_text(case: "Case", *, for_petitioner: bool) -> str:
    """How the case stands, for whoever brought it or for those who work on it."""
    if for_petitioner:
        return str(stage_of(case.kind, case.status, sealed=case.sealed).words)
    return str(case.get_status_display())


def stage_of(kind: str, status: str, *, sealed: bool = False) -> Stage:
    """The stage to tell of a status; `sealed` is the case's own mark that its letter is closed.

    A tip-off is sealed for those who work on it, which its reporter knows nothing of.
    """
    return PASSED_ON if sealed and kind == Kind.PETITION else STAGES[kind][status]
