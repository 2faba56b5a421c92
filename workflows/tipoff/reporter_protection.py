"""Protecting whoever reported, and using a report in public (规则 47(4), 49; rules.md C13, C26)."""

from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from workflows.acts.act import INTERNAL, ActForm, Performance, Start, act, at_holder
from workflows.acts.day_bounds import RECEIPT
from workflows.acts.new_case import NewCase
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.states import SETTLED, TIP_OFF_ONLY, Kind, Reporter, Status
from workflows.tipoff import exclusion_rules, fields, guards

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

PROTECTION: Final = "纪检监察机关处理检举控告工作规则 第四十九条"
OPENED: Final = tuple(
    status for status in TIP_OFF_ONLY if status not in (Status.SEALED_UP, Status.ESCALATED_UP)
)


class RetaliationForm(ActForm):
    what = fields.text(_("What was done to the reporter or a close relative"))
    names = fields.names(_("By whom"), required=False)


class ProtectForm(ActForm):
    measures = fields.text(_("How the reporter is protected"), rows=3)


class PublicityForm(ActForm):
    used_for = fields.text(_("Where and how it is made public"), rows=2)
    names_reporter = forms.BooleanField(
        label=_("The reporter's name is made public"), required=False
    )
    consented_on = fields.day(_("The reporter consented on"), not_before=RECEIPT, required=False)
    consent_record = fields.named(_("Record of the consent"), longest=80, required=False)

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if not data.get("names_reporter"):
            return data
        if self.case.reporter != Reporter.REAL_NAME:
            self.add_error("names_reporter", _g("There is no verified name to make public."))
        for name in ("consented_on", "consent_record"):
            if not data.get(name) and name not in self.errors:
                self.add_error(
                    name, _g("A name is made public only with the reporter's consent (规则 47).")
                )
        return data


def protection_case(tip_off: Case, step: Performance) -> NewCase:
    """规则 49: what was done to the reporter is a case of its own, hidden from the same people."""
    return NewCase(
        kind=Kind.TIP_OFF,
        unit=tip_off.holding_unit,
        received_on=step.on,
        first_act="receive_protection",
        details=step.details,
        parent=tip_off,
    )


class ProtectingActs(Base):
    """What is done for the reporter, apart from what he reported."""

    @act(
        source=Status.NEW,
        to=Status.RECEIVED,
        label=_("Receive a report of retaliation"),
        purpose=Purpose.HANDLING,
        article=PROTECTION,
        for_petitioner=INTERNAL,
        by=at_holder(Role.CLUE_OFFICER, Role.CLUE_HANDLER, Role.CLUE_HEAD),
        form=RetaliationForm,
        starts=(Start("tip_transfer_out"), Start("reporter_protection")),
        on_performed=exclusion_rules.keep_names,
    )
    def receive_protection(self, step: Performance) -> None:
        """Begun by the door beside the case on which it was reported."""
        self.registered_at = step.at

    @act(
        source=OPENED,
        label=_("Report retaliation"),
        purpose=Purpose.RIGHTS,
        article=PROTECTION,
        for_petitioner=INTERNAL,
        by=at_holder(Role.CLUE_OFFICER, Role.CLUE_HANDLER, Role.CLUE_HEAD),
        form=RetaliationForm,
        guards=(exclusion_rules.own_matters_only,),
        on_performed=exclusion_rules.keep_names,
        creates_case=protection_case,
        style="secondary",
    )
    def report_retaliation(self, _step: Performance) -> None:
        """Opens a case of its own with a limit of its own."""

    @act(
        source=OPENED,
        label=_("Record the protection"),
        purpose=Purpose.RIGHTS,
        article=PROTECTION,
        for_petitioner=INTERNAL,
        by=at_holder(Role.CLUE_OFFICER, Role.CLUE_HANDLER, Role.CLUE_HEAD),
        form=ProtectForm,
        guards=(guards.protection_is_due,),
        available_if=guards.awaits_protection,
        satisfies=("reporter_protection",),
        style="secondary",
    )
    def protect(self, _step: Performance) -> None:
        """In time, whatever becomes of the report itself."""

    @act(
        source=(*SETTLED, Status.REPORTED_BACK),
        label=_("Use in public"),
        purpose=Purpose.RECORD,
        article="纪检监察机关处理检举控告工作规则 第四十七条",
        for_petitioner=INTERNAL,
        by=at_holder(Role.CLUE_HEAD),
        form=PublicityForm,
        guards=(guards.not_from_intake_or_handling,),
        style="secondary",
    )
    def publicize(self, _step: Performance) -> None:
        """Teaching by an example; a name only with its owner's recorded consent."""
