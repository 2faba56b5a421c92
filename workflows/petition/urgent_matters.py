"""Grave and urgent matters, order at the reception, and hearings (条例 25, 26, 31(6), 36)."""

from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Role, UnitKind
from workflows.acts import form_fields
from workflows.acts.act import (
    INTERNAL,
    ActForm,
    Performance,
    Relation,
    act,
    at,
    at_holder,
    at_intake,
)
from workflows.acts.day_bounds import RECEIPT
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.states import OPEN_PETITION

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

STAFF: Final = (Role.OFFICER, Role.BUREAU_HEAD, Role.UNIT_OFFICER, Role.UNIT_HEAD)
CONDUCT: Final = (
    ("gathering", _("Gathering unlawfully, besieging or storming an organ, stopping traffic")),
    ("dangerous", _("Carrying dangerous goods or controlled implements")),
    ("assault", _("Insulting, beating or threatening staff, or restraining their freedom")),
    ("staying", _("Staying on, making trouble, or leaving behind who can't look after himself")),
    ("incitement", _("Inciting, colluding, coercing, paying or directing others, or making money")),
    ("other", _("Disturbing public order in another way")),
)
RESPONSES: Final = (
    ("dissuaded", _("Dissuaded, criticised and educated (条例 47①)")),
    ("police", _("The police were called and dealt with it (条例 47②)")),
)


class UrgentForm(ActForm):
    """What is reported up, to whom, and who else was told."""

    situation = form_fields.text(_("What happened or may happen"))
    addressee = form_fields.named(
        _("Reported to"),
        longest=80,
        help_text=_("The party committee and government of one's own level"),
    )
    notified = form_fields.named(
        _("Also notified"),
        longest=200,
        help_text=_("The department in charge and the office of the joint conference"),
    )
    measures = form_fields.text(_("What was done at once"), rows=3)
    reported_above = forms.BooleanField(
        label=_("Reported to the petition bureau above and to the national administration"),
        required=False,
    )

    def clean_reported_above(self) -> bool:
        above: bool = self.cleaned_data["reported_above"]
        if self.case.holding_unit.kind == UnitKind.PETITION_BUREAU and not above:
            raise forms.ValidationError(
                _g(
                    "A local petition bureau reports to the bureau above and to the national "
                    "administration as well (条例 25). Report it, and tick this."
                )
            )
        return above


class OrderForm(ActForm):
    conduct = forms.ChoiceField(label=_("Conduct under article 26"), choices=CONDUCT)
    occurred_on = form_fields.day(_("Day"), not_before=RECEIPT)
    situation = form_fields.text(_("Course of events"))
    response = forms.ChoiceField(label=pgettext_lazy("order", "What was done"), choices=RESPONSES)
    police = forms.CharField(
        label=_("Police organ and record number"), max_length=120, required=False
    )

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if data.get("response") == "police" and not data.get("police"):
            self.add_error("police", _g("Say which police organ dealt with it, and its record."))
        return data


class UrgencyActs(Base):
    """What is done beside the matter's own way; neither moves the status."""

    @act(
        source=OPEN_PETITION,
        label=_("Report a grave or urgent matter"),
        purpose=Purpose.TRANSFER,
        article="信访工作条例 第二十五条",
        for_petitioner=INTERNAL,
        by=at_holder(*STAFF),
        form=UrgentForm,
        issues=("urgent_report",),
        notifies_desk=True,
        style="secondary",
    )
    def report_urgent(self, _step: Performance) -> None:
        """Reported up and told at once; the matter goes on as it would."""

    @act(
        source=OPEN_PETITION,
        label=_("Record a disturbance of order"),
        purpose=Purpose.RECORD,
        article="信访工作条例 第二十六条、第四十七条",
        for_petitioner=INTERNAL,
        by=(*at_intake(Role.REGISTRAR), *at(Relation.PART, *STAFF)),
        form=OrderForm,
        style="secondary",
    )
    def record_disturbance(self, _step: Performance) -> None:
        """It says nothing of the demand, which is handled as any other."""
