"""While the petitioner's rights run: review, recheck, waiver and rating (条例 35, 36)."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workflows.acts.act_refusals import Refused
from workflows.models.clock import running_clock
from workflows.petition.guards import length_of
from workflows.petition.review_tiers import WINDOWS

if TYPE_CHECKING:
    from workflows.acts.act import Performance
    from workflows.acts.actors import Actor
    from workflows.models import Case, CaseEvent


def waiver_of(case: "Case") -> "CaseEvent | None":
    """The act by which the petitioner gave up the right that the latest opinion gave him."""
    windows = case.clocks.filter(rule__key__in=WINDOWS)
    began = windows.order_by("-pk", "events__pk").values("events__case_event")
    waivers = case.events.filter(act="waive_review", pk__gt=Subquery(began[:1]))
    return waivers.order_by("-pk").first()


def is_waived(case: "Case") -> bool:
    return waiver_of(case) is not None


def may_be_waived(case: "Case") -> bool:
    return running_clock(case, *WINDOWS) is not None and not is_waived(case)


def window_over_or_waived(case: "Case", step: "Performance") -> None:
    """条例 35, 36: the petitioner's time runs out, or he gave it up by an act of his own."""
    clock = running_clock(case, *WINDOWS)
    if clock and clock.due_at and clock.due_at > step.at and not is_waived(case):
        raise Refused(
            _(
                "The petitioner may still apply for review until %(day)s (条例 35, 36). "
                "Only he can waive it, on the portal or by a paper of his own."
            )
            % {"day": clock.due_on}
        )


def review_is_open(case: "Case") -> bool:
    return _is_open(case, "review_apply")


def recheck_is_open(case: "Case") -> bool:
    return _is_open(case, "recheck_apply")


def _is_open(case: "Case", key: str) -> bool:
    """Of a closed file: whether its window is one of this tier."""
    of_tier = case.status != "closed" or running_clock(case, key) is not None
    return of_tier and not is_waived(case)


def within_review_window(case: "Case", step: "Performance") -> None:
    _within(case, step, "review_apply")


def within_recheck_window(case: "Case", step: "Performance") -> None:
    _within(case, step, "recheck_apply")


def within_application_window(case: "Case", step: "Performance") -> None:
    _within(case, step, "recheck_apply" if case.status == "review_served" else "review_apply")


def _within(case: "Case", step: "Performance", key: str) -> None:
    """The window stands whatever the state of the file; the office's close ends nothing.

    What counts is when an application was received or posted, not when it is entered.
    """
    clock = running_clock(case, key)
    applied_on: date = step.details.get("applied_on") or step.on
    if clock is None or (clock.due_on and applied_on > clock.due_on):
        raise Refused(
            _("The %(length)s for an application are over (条例 35, 36).")
            % {"length": length_of(case, key, step)}
        )
    if is_waived(case):
        raise Refused(_("The opinion was accepted and the application waived (条例 35, 36)."))


def may_be_rated(case: "Case") -> bool:
    return case.served_on is not None and case.rated_at is None


def served_and_unrated(case: "Case", _step: "Performance") -> None:
    if case.served_on is None:
        raise Refused(_("Nothing has been served that could be rated."))
    if case.rated_at is not None:
        raise Refused(_("This case has been rated; a rating is given once."))


def is_within_evaluation_window(case: "Case", _actor: "Actor", at: datetime) -> bool:
    window = running_clock(case, "evaluate_window")
    return window is None or window.due_at is None or window.due_at > at


def within_evaluation_window(case: "Case", step: "Performance") -> None:
    window = case.clocks.filter(rule__key="evaluate_window").order_by("-pk").first()
    if window and window.due_on and window.due_at and window.due_at <= step.at:
        raise Refused(
            _("The time for rating ended on %(day)s (满意度评价工作办法). It can't be rated now.")
            % {"day": date_format(window.due_on, "DATE_FORMAT")}
        )


def rated_and_not_called_back(case: "Case", _step: "Performance") -> None:
    if case.rated_at is None:
        raise Refused(_("Nobody has rated this case yet."))
    if case.events.filter(act="confirm_rating", at__gte=case.rated_at).exists():
        raise Refused(_("The petitioner was called back about this rating already."))


def of_neither_unit_rated(case: "Case", step: "Performance") -> None:
    """The two units that a rating is about don't ask whether it was given."""
    rated = {case.intake_unit_id, case.holding_unit_id}
    person = step.actor.person
    if person and person.tenures.at(step.at).filter(post__unit_id__in=rated).exists():
        raise Refused(_("Your unit was rated itself. Another unit has to call back."))
