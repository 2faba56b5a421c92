"""Mediation and settlement: both parties agree, and sign what they agreed on (条例 33)."""

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Role
from workflows.acts import form_fields
from workflows.acts.act import ALL, ActForm, Performance, Start, act, at_holder
from workflows.acts.attachment_fields import ScansField
from workflows.acts.day_bounds import Bound
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.petition import guards, measure_guards
from workflows.states import Category, Outcome, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

MEDIATION: Final = "mediation"
RECONCILIATION: Final = "reconciliation"
PAPER_OF: Final = {MEDIATION: "settlement_agreement", RECONCILIATION: "reconciliation_agreement"}
"""A mediator leads the parties to the one; on the other they agree by themselves."""


class SettleForm(ActForm):
    manner = forms.ChoiceField(
        label=_("Manner"),
        choices=[(MEDIATION, _("Mediation")), (RECONCILIATION, _("Reconciliation"))],
    )
    other_party = form_fields.named(_("Other party"), longest=120)
    mediator = form_fields.named(
        _("Who mediated"),
        longest=60,
        required=False,
        attrs={"data-asked-by": f"manner {MEDIATION}"},
    )
    agreement = form_fields.text(_("Agreement"))
    signed_on = form_fields.day(_("Signed by both parties on"), not_before=Bound("investigate"))
    signed_online = form_fields.named(
        pgettext_lazy("agreement", "Signed online"),
        longest=200,
        required=False,
        help_text=_("Platform and number of the record, where nothing was signed on paper."),
    )
    scan = ScansField(
        label=_("Picture of the signed agreement"),
        required=False,
        help_text=_("Needed of what was signed on paper."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("manner") != MEDIATION:
            data["mediator"] = ""
        elif not data.get("mediator") and "mediator" not in self.errors:
            self.add_error("mediator", _g("Say who mediated."))
        shown = data.get("scan") or data.get("signed_online") or self.rehearsed
        if not shown and "scan" not in self.errors:
            self.add_error(
                "scan", _g("Both parties have to sign: add a picture of the signed agreement.")
            )
        return data


def of_its_manner(_case: Case, step: Performance, kind: str) -> bool:
    return PAPER_OF[step.details["manner"]] == kind


class SettlementActs(Base):
    """An end that both parties agreed on."""

    @act(
        source=Status.INVESTIGATING,
        to=Status.CLOSED,
        label=_("Settle by agreement"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第三十三条",
        for_petitioner=_("Settled by agreement; the matter is closed."),
        by=at_holder(Role.UNIT_OFFICER),
        form=SettleForm,
        guards=(guards.parts_reported, measure_guards.measures_struck_off),
        issues=tuple(PAPER_OF.values()),
        issues_if=of_its_manner,
        satisfies=ALL,
        stops_on="signed_on",
        starts=(Start("evaluate_window", since="served_on"),),
        style="secondary",
    )
    def settle(self, step: Performance) -> None:
        self.served_on = step.details["signed_on"]
        self.outcome = Outcome.SUPPORTED
        self.category = Category.DEMAND_MET
