"""Holds, review and destruction of what ended cases keep, for petitions and tip-offs alike.

Whoever reviews never destroys; nothing under hold is destroyed; the envelope and what happened
stay for good.
"""

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from workflows.acts import form_fields
from workflows.acts.act import INTERNAL, ActForm, Performance, Relation, act, at, at_intake
from workflows.acts.act_refusals import Refused
from workflows.acts.day_bounds import TODAY, TOMORROW, Bound
from workflows.acts.purpose import Purpose
from workflows.counting.work_calendar import legal_date
from workflows.models.case import Case
from workflows.models.retention import Hold
from workflows.retention import erasure, retention_periods
from workflows.states import ENDED_PETITION

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from workflows.models.event import CaseEvent

    Base = Case
else:
    Base = object

KEPT_AT_MOST_YEARS: Final = 100
ARTICLE: Final = "本机关保管期限设置（信访工作条例未作规定）"
OFFICERS: Final = at_intake(Role.OFFICER, Role.UNIT_OFFICER)
HEADS: Final = at_intake(Role.BUREAU_HEAD, Role.UNIT_HEAD)
WATCHING: Final = at(Relation.REGION, Role.MONITOR)
DESTROY, KEEP = "destroy", "keep"


class HoldForm(ActForm):
    ground = forms.ChoiceField(
        label=_("Why it must be kept"),
        choices=[
            ("lawsuit", _("A lawsuit or reconsideration")),
            ("inspection", _("An inspection or audit")),
            ("accountability", _("An inquiry into officials")),
            ("other", _("Another reason")),
        ],
    )
    reason = form_fields.reason(_("Which one, and who asked for it"))


class LiftForm(ActForm):
    hold = forms.IntegerField(label=_("Number of the hold"), min_value=1)
    reason = form_fields.reason(_("Why it need not be kept any longer"))

    def prepare(self) -> None:
        self.held = {hold.place: hold for hold in in_force(self.case)}
        self.fields["hold"].initial = next(iter(self.held), None)
        self.fields["hold"].help_text = _g("In force: %(numbers)s.") % {
            "numbers": "、".join(map(_since, self.held.values())) or "–"
        }

    def clean_hold(self) -> int:
        place: int = self.cleaned_data["hold"]
        if place not in self.held:
            raise forms.ValidationError(_g("This case has no hold of that number in force."))
        return place


class RetentionReviewForm(ActForm):
    decision = forms.ChoiceField(
        label=_("What becomes of the content"),
        choices=[(DESTROY, _("To be destroyed")), (KEEP, _("To be kept longer"))],
    )
    keep_until = form_fields.day(
        _("Kept until"),
        not_before=TOMORROW,
        not_after=Bound(TODAY.point, years=KEPT_AT_MOST_YEARS),
        required=False,
    )
    reason = form_fields.reason(_("What was looked at, and why"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        until: date | None = data.get("keep_until")
        if data.get("decision") == KEEP and "keep_until" not in self.errors:
            if until is None:
                self.add_error("keep_until", _g("Give a day after today until which it is kept."))
        elif until:
            data["keep_until"] = None
        return data


class DestroyForm(ActForm):
    confirmed = forms.BooleanField(
        label=_("I looked at the review and know that nothing brings the content back")
    )

    def prepare(self) -> None:
        if review := reviewed_for_destruction(self.case):
            self.fields["confirmed"].help_text = _g(
                "Reviewed by %(person)s on %(day)s; the opinion stands in the history of the case."
            ) % {"person": review.actor, "day": _day(review)}


def _since(hold: Hold) -> str:
    return _g("%(number)s (since %(day)s)") % {"number": hold.place, "day": _day(hold.placed)}


def _day(event: "CaseEvent") -> str:
    return date_format(legal_date(event.at), "DATE_FORMAT")


def has_stored_content(case: Case) -> bool:
    return case.destroyed_on is None


def in_force(case: Case) -> "QuerySet[Hold]":
    return case.holds.filter(lifted__isnull=True).select_related("placed")


def is_under_hold(case: Case) -> bool:
    return in_force(case).exists()


def reviewed_for_destruction(case: Case) -> "CaseEvent | None":
    """The latest review, if it says that the content goes."""
    last = case.events.filter(act="review_retention").order_by("-pk").first()
    return last if last and last.details.get("decision") == DESTROY else None


def awaits_destruction(case: Case) -> bool:
    return case.destroyed_on is None and reviewed_for_destruction(case) is not None


def has_content(case: Case, _step: Performance) -> None:
    if case.destroyed_on:
        raise Refused(
            _g("The content was destroyed on %(day)s.")
            % {"day": date_format(case.destroyed_on, "DATE_FORMAT")}
        )


def not_under_hold(case: Case, _step: Performance) -> None:
    if is_under_hold(case):
        raise Refused(
            _g("The case is under hold. Nothing of it is destroyed until that is lifted.")
        )


def term_is_over(case: Case, step: Performance) -> None:
    kind = retention_periods.class_of(case, retention_periods.rules_on(step.on))
    day = retention_periods.due_on(case, kind)
    if day is None:
        raise Refused(_g("Content of this class is kept for good."))
    if step.on < day:
        raise Refused(
            _g("Its term (%(name)s) ends on %(day)s; it is not reviewed before.")
            % {"name": kind, "day": date_format(day, "DATE_FORMAT")}
        )
    if case.opened.filter(destroyed_on__isnull=True).exists():
        raise Refused(_g("Its letter still belongs to another matter and goes with that first."))


def by_another_than_reviewed(case: Case, step: Performance) -> None:
    review = reviewed_for_destruction(case)
    if review is None:
        raise Refused(_g("First somebody reviews it and finds that it is to be destroyed."))
    if step.actor.person is None or review.actor_id == step.actor.person.pk:
        raise Refused(_g("Whoever reviewed it does not destroy it: a second person has to."))


def keep_hold(case: Case, _step: Performance, event: "CaseEvent") -> None:
    Hold.objects.create(case_id=case.pk, place=case.holds.count() + 1, placed=event)


def lift(case: Case, step: Performance, event: "CaseEvent") -> None:
    case.holds.filter(place=step.details["hold"]).update(lifted=event)


PLACE: Final[dict[str, Any]] = {
    "label": _("Put under hold"),
    "for_petitioner": INTERNAL,
    "outlives_content": True,
    "form": HoldForm,
    "guards": (has_content,),
    "available_if": has_stored_content,
    "on_performed": keep_hold,
    "purpose": Purpose.RETENTION,
    "style": "secondary",
}
LIFT: Final[dict[str, Any]] = {
    "label": _("Lift a hold"),
    "for_petitioner": INTERNAL,
    "outlives_content": True,
    "form": LiftForm,
    "available_if": is_under_hold,
    "on_performed": lift,
    "purpose": Purpose.RETENTION,
    "style": "secondary",
}
REVIEW: Final[dict[str, Any]] = {
    "label": _("Review what is kept"),
    "for_petitioner": INTERNAL,
    "outlives_content": True,
    "form": RetentionReviewForm,
    "guards": (has_content, not_under_hold, term_is_over),
    "available_if": has_stored_content,
    "purpose": Purpose.RETENTION,
    "style": "secondary",
}
DESTRUCTION: Final[dict[str, Any]] = {
    "label": _("Destroy the content"),
    "for_petitioner": INTERNAL,
    "outlives_content": True,
    "form": DestroyForm,
    "guards": (has_content, not_under_hold, term_is_over, by_another_than_reviewed),
    "issues": ("destruction_certificate",),
    "available_if": awaits_destruction,
    "on_performed": erasure.destroy,
    "purpose": Purpose.RETENTION,
    "style": "secondary",
}


def after_review(case: Case, step: Performance) -> None:
    case.keep_until = step.details["keep_until"]


class RetainingActs(Base):
    """None of these moves the status."""

    @act(source=ENDED_PETITION, article=ARTICLE, by=(*OFFICERS, *HEADS, *WATCHING), **PLACE)
    def place_hold(self, _step: Performance) -> None:
        """诉讼、巡视等需要时暂停销毁."""

    @act(source=ENDED_PETITION, article=ARTICLE, by=(*HEADS, *WATCHING), **LIFT)
    def lift_hold(self, _step: Performance) -> None:
        """The others in force stay."""

    @act(source=ENDED_PETITION, article=ARTICLE, by=OFFICERS, **REVIEW)
    def review_retention(self, step: Performance) -> None:
        after_review(self, step)

    @act(source=ENDED_PETITION, article=ARTICLE, by=HEADS, **DESTRUCTION)
    def destroy(self, step: Performance) -> None:
        self.destroyed_on = step.on
