"""What a petitioner applies for: by his own hand, or as staff enter it from him (条例 17, 19).

Every right has every door. Whoever has no query code writes, comes or telephones; the day on which
that reached the office, or of the postmark, decides whether it was in time, not the day of entry.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Final, TypeAlias, cast

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Role, Unit
from workflows.acts import form_fields
from workflows.acts.act import PETITIONER_ALONE, ActForm, Relation, at, at_intake
from workflows.acts.attachment_fields import ScansField
from workflows.acts.day_bounds import RECEIPT, Bound, DayField
from workflows.models.event import ActorKind
from workflows.petition import review_tiers
from workflows.states import AFTER_SERVICE

Bounds: TypeAlias = Bound | tuple[Bound, ...]

PAPER: Final = "paper"
VISIT: Final = "visit"
WAYS: Final = (
    (PAPER, pgettext_lazy("application", "On paper")),
    (VISIT, _("Spoken, in person")),
    ("telephone", pgettext_lazy("application", "By telephone")),
)
APPEALS: Final = (Bound("request_review"), Bound("request_recheck"))
SERVICES: Final = (Bound("serve"), Bound("serve_review"))
BY_STAFF_ALONE: Final = ("way", "received_on", "posted_on", "scan", "signed_on")

APPLICANTS: Final = (
    *PETITIONER_ALONE,
    *at(Relation.PART, Role.REGISTRAR, Role.OFFICER, Role.UNIT_OFFICER),
    *at(Relation.PART, Role.REVIEWER, Role.RECHECKER),
    *at(Relation.COMPETENT, Role.REVIEWER, Role.RECHECKER),
)
"""The petitioner, and every desk where he may hand in what he asks of the organ above."""
WITHDRAWERS: Final = (
    *PETITIONER_ALONE,
    *at(Relation.PART, Role.REGISTRAR, Role.OFFICER, Role.REVIEWER, Role.RECHECKER),
    *at_intake(Role.UNIT_OFFICER),
)
"""The unit that the matter was sent to gains by its end, and does not enter that."""


def received_day(not_before: Bounds) -> DayField:
    return form_fields.day(_("Received on"), not_before=not_before)


def posted_day(not_before: Bounds) -> DayField:
    return form_fields.day(
        _("Date of the postmark"),
        not_before=not_before,
        required=False,
        help_text=_("Of a letter: in time is what was posted in time."),
    )


class BroughtForm(ActForm):
    """What a petitioner enters himself, or staff enter from him, then with the way it came."""

    @property
    def by_petitioner(self) -> bool:
        return self.actor.kind == ActorKind.PETITIONER

    def ask_for_paper(self, data: Mapping[str, Any]) -> None:
        """Refuse an entry of what came on paper without its picture."""
        if data.get("way") == PAPER and not data.get("scan") and "scan" not in self.errors:
            self.add_error("scan", _g("Add a picture of the paper: it is the proof of this entry."))


class ApplicationForm(BroughtForm):
    """Staff say how and when it reached them; `applied_on` is the day that counts.

    Of the petitioner's own act that is the day itself.
    """

    BY_PETITIONER_ALONE: ClassVar[tuple[str, ...]] = ()

    way = forms.ChoiceField(label=_("How it reached the office"), choices=WAYS)
    received_on = received_day(RECEIPT)
    posted_on = posted_day(RECEIPT)
    scan = ScansField(
        label=_("Picture of the paper"),
        required=False,
        help_text=_("Needed for an application on paper; of a talk, the signed record."),
    )

    def prepare(self) -> None:
        for name in BY_STAFF_ALONE if self.by_petitioner else self.BY_PETITIONER_ALONE:
            self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.by_petitioner:
            return data | {"received_on": self.today, "applied_on": self.today}
        received, posted = data.get("received_on"), data.get("posted_on")
        if received and posted and posted > received:
            self.add_error("posted_on", _g("The postmark can't be later than the receipt."))
        self.ask_for_paper(data)
        return data | {"applied_on": posted or received}


class OrganField(form_fields.UnitField):
    """One of the organs that may be applied to; not asked where there is one."""

    def __init__(self) -> None:
        super().__init__(label=_("Organ applied to"), required=False)
        self.may_choose: tuple[Unit, ...] = ()

    def offer(self, organs: list[Unit]) -> None:
        self.may_choose = tuple(organs)
        units = Unit.objects.filter(pk__in=[organ.pk for organ in organs])
        self.queryset = units.select_related("region")
        self.required = len(organs) > 1
        self.empty_label = "—" if self.required else None
        if not self.required:
            self.widget = self.hidden_widget()

    def clean(self, value: object) -> Unit:
        if not self.may_choose:
            raise forms.ValidationError(
                _g(
                    "There is no organ one level above that could be applied to, or none is "
                    "entered here. Ask the petition bureau."
                )
            )
        chosen: Unit | None = super().clean(value)
        return chosen or self.may_choose[0]


class ReviewAppealForm(ApplicationForm):
    """To the organ one level above; the petitioner chooses where the law knows two (条例 35)."""

    tier: ClassVar = review_tiers.REVIEW

    received_on = received_day(SERVICES)
    posted_on = posted_day(SERVICES)
    organ = OrganField()
    reason = form_fields.reason(_("What is wrong with the opinion, and what is asked for"))

    def prepare(self) -> None:
        super().prepare()
        organs = review_tiers.competent_organs(self.case, self.tier)
        cast(OrganField, self.fields["organ"]).offer(organs)


class RecheckAppealForm(ReviewAppealForm):
    """To the organ above the one that reviewed (条例 36①)."""

    tier = review_tiers.RECHECK


class WithdrawForm(ApplicationForm):
    """What ends a right to review, or an office's own matter, is signed by whoever gives it up."""

    reason = form_fields.reason(required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        spoken = data.get("way") not in (None, PAPER)
        if spoken and not form_fields.states_something(data.get("reason")):
            self.add_error("reason", _g("Write down what the petitioner said (条例 19)."))
        if spoken and self.has_to_be_signed() and not data.get("scan"):
            self._ask_for_a_signature(data["way"])
        return data

    def has_to_be_signed(self) -> bool:
        """Whether somebody's right, or a duty of whoever enters it, ends with it."""
        case = self.case
        is_own = case.accepted_on is not None and case.holding_unit_id == case.intake_unit_id
        return case.status in AFTER_SERVICE or is_own

    def _ask_for_a_signature(self, way: str) -> None:
        self.add_error(
            "scan" if way == VISIT else "way",
            _g(
                "This ends a right of his, or a duty of your own unit: add a picture of what the "
                "petitioner signed. What was only said does not end it (条例 35, 36)."
            ),
        )


class WithdrawReviewForm(WithdrawForm):
    received_on = received_day(APPEALS)
    posted_on = posted_day(APPEALS)

    def has_to_be_signed(self) -> bool:
        """While his window would still run he can apply again; afterwards the right is gone."""
        window = self.case.clocks.filter(rule__key__in=review_tiers.WINDOWS).order_by("-pk").first()
        return window is None or window.due_on is None or window.due_on < self.today


class WaiveForm(ApplicationForm):
    """His own word, or a paper that he signed once he had the opinion; a talk ends no right."""

    BY_PETITIONER_ALONE: ClassVar = ("waived",)

    waived = forms.BooleanField(
        label=_("I accept the opinion and will not apply to the organ above; this is final")
    )
    way = forms.ChoiceField(
        label=_("How it reached the office"),
        choices=[choice for choice in WAYS if choice[0] == PAPER],
        error_messages={
            "invalid_choice": _(
                "Only a paper that the petitioner signed ends the right to review; what was said, "
                "in person or by telephone, does not (条例 35, 36)."
            )
        },
    )
    scan = ScansField(label=_("Picture of the paper"))
    signed_on = form_fields.day(_("Day of the paper"), not_before=SERVICES)
    received_on = received_day(SERVICES)
    posted_on = posted_day(SERVICES)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.by_petitioner:
            return data | {"signed_on": self.today}
        signed = data.get("signed_on")
        reached = data.get("posted_on") or data.get("received_on")
        if signed and reached and signed > reached:
            self.add_error("signed_on", _g("It can't be signed after it reached the office."))
        return data
