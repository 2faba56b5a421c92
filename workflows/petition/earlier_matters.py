"""What was brought before: one person and the same claims are one matter (条例 19③, 36③)."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.acts import form_fields, letter_port
from workflows.acts.act import ActForm
from workflows.acts.act_refusals import Refused
from workflows.models.case import Case
from workflows.states import OPEN_PETITION, Status

if TYPE_CHECKING:
    from workflows.acts.act import Performance

RECHECKED = "rechecked"
JUDICIAL_END = "judicial_end"
OPEN = "open"


class LinkForm(ActForm):
    original = forms.CharField(
        label=gettext_lazy("Number of the earlier case"),
        help_text=gettext_lazy("Same person and same claims; the earlier case must be open."),
    )
    reason = form_fields.reason(
        gettext_lazy("Why it is the same matter, where the two read differently"), required=False
    )

    def clean_original(self) -> Case:
        found = Case.objects.filter(
            number=self.cleaned_data["original"].strip(), kind=self.case.kind
        ).exclude(pk=self.case.pk)
        original = found.filter(parts__unit_id=self.case.intake_unit_id).first()
        if original is None:
            raise forms.ValidationError(_("Your unit has no case with this number."))
        if not original.is_open:
            raise forms.ValidationError(_("That case is no longer open; handle this one anew."))
        return original


class OpenMatterForm(ActForm):
    """The matter that is being handled already, on which a refusal may stand (条例 19③)."""

    handled_as = forms.CharField(
        label=gettext_lazy("Number of the matter that is being handled"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-asked-by": f"ground {OPEN}"}),
        help_text=gettext_lazy("Same person and same matter, not ended yet."),
    )

    def clean_handled_as(self) -> Case | None:
        number = self.cleaned_data["handled_as"].strip()
        if not number or self.data.get(self.add_prefix("ground")) != OPEN:
            return None
        found = Case.objects.filter(number=number, kind=self.case.kind, status__in=OPEN_PETITION)
        handled = found.exclude(pk=self.case.pk).first()
        # Whether somebody else's case has this number is not told to whoever tries.
        if handled is None or not letter_port.likeness(self.case, handled).same_person:
            raise forms.ValidationError(
                _("No case with this number was brought by the same person and is being handled.")
            )
        return handled

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        wanted = data.get("ground") == OPEN and not data.get("handled_as")
        if wanted and "handled_as" not in self.errors:
            self.add_error(
                "handled_as", _("Name the matter that is being handled already (条例 19③).")
            )
        return data


class EarlierMatterForm(ActForm):
    """What a final refusal stands on: the concluded case and its opinion, or the judgment."""

    earlier = forms.CharField(
        label=gettext_lazy("Number of the concluded case"),
        required=False,
        help_text=gettext_lazy("Same person and same claims, ended by a recheck opinion."),
    )
    judgment = form_fields.named(
        gettext_lazy("Judgment or decision that ended it"),
        required=False,
        longest=200,
        help_text=gettext_lazy("Organ, number and date, for a litigation matter that has ended."),
    )

    notes: ClassVar = {"earlier_opinion": gettext_lazy("Opinion that ended it")}

    def clean_earlier(self) -> Case | None:
        number = self.cleaned_data["earlier"].strip()
        if not number:
            return None
        found = Case.objects.filter(number=number, kind=self.case.kind, status=Status.CONCLUDED)
        earlier = found.exclude(pk=self.case.pk).first()
        # Whether somebody else's case has this number is not told to whoever tries.
        if earlier is None or not letter_port.likeness(self.case, earlier).same_person:
            raise forms.ValidationError(
                _("No case with this number was brought by the same person and ended by a recheck.")
            )
        return earlier

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        needed = {RECHECKED: "earlier", JUDICIAL_END: "judgment"}.get(data.get("ground", ""))
        if needed and not data.get(needed) and needed not in self.errors:
            self.add_error(
                needed,
                _("A matter is refused for good because of what ended it: name it (条例 36③)."),
            )
        if data.get("earlier"):
            data["earlier_opinion"] = concluding_opinion(data["earlier"])
        return data


def concluding_opinion(case: Case) -> str:
    """Title, number and date of the recheck opinion that ended a case."""
    opinion = case.documents.filter(kind="recheck_opinion").order_by("-pk").first()
    return f"{opinion} {opinion.issued_on}" if opinion else ""


def of_one_matter(case: Case, step: "Performance") -> None:
    """同人同事: somebody brought both, and the claims read alike or are said to be the same."""
    _require_one_matter(case, step.details["original"], said_so=bool(step.details.get("reason")))


def ended_before(case: Case, step: "Performance") -> None:
    """条例 36③: the same facts and reasons; a brand-new matter is never refused for good."""
    if earlier := step.details.get("earlier"):
        _require_one_matter(case, earlier, said_so=False)


def _require_one_matter(case: Case, earlier: Case, *, said_so: bool) -> None:
    likeness = letter_port.likeness(case, earlier)
    if not likeness.same_person:
        raise Refused(
            _("Nobody who brought this matter brought %(number)s: they are two matters.")
            % {"number": earlier}
        )
    if not likeness.same_claims and not said_so:
        raise Refused(
            _(
                "The same person brought other claims in %(number)s: what differs is a matter of "
                "its own and is handled."
            )
            % {"number": earlier}
        )
