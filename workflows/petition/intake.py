"""Receipt and triage: what a petition bureau, or an organ directly, does first (条例 17-23)."""

from typing import TYPE_CHECKING, Final, cast

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.destinations import DISCIPLINE
from organizations.models import Role, Unit, UnitKind
from organizations.selectors import posts_of
from workflows.acts import form_fields, letter_port, served_papers
from workflows.acts.act import (
    ALL,
    BATCH_IMPORT,
    PETITIONER_ALONE,
    ActForm,
    Performance,
    Start,
    act,
    at_holder,
    at_intake,
)
from workflows.acts.attachment_fields import ScansField
from workflows.acts.day_bounds import RECEIPT, REGISTRATION, DayField
from workflows.acts.decision import Decision
from workflows.acts.destination_field import DestinationField
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.models.transfer import Way
from workflows.petition import jurisdiction_guards, service_forms, simple_procedure
from workflows.petition.accusations import take_from_shut_out
from workflows.petition.earlier_matters import (
    JUDICIAL_END,
    OPEN,
    RECHECKED,
    EarlierMatterForm,
    LinkForm,
    OpenMatterForm,
    ended_before,
    of_one_matter,
)
from workflows.states import BEFORE_ACCEPTANCE, IN_HANDLING, Route, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

BEYOND_LEVEL: Final = "level"


def at_bureau(case: Case, _step: Performance) -> bool:
    return case.intake_unit.kind == UnitKind.PETITION_BUREAU


def is_answerable(case: Case, step: Performance) -> bool:
    """条例 23②: another organ answers in writing, unless name or address are not clear."""
    return not at_bureau(case, step) and letter_port.facts(case).is_reachable


def is_unsigned_letter(case: Case, step: Performance) -> bool:
    """Nobody could be answered; what it reports is sorted all the same."""
    return not at_bureau(case, step) and not letter_port.facts(case).is_reachable


def proposed_simple(_case: Case, step: Performance) -> bool:
    return bool(step.details.get("simple"))


class UnlinkForm(ActForm):
    reason = form_fields.reason()


class ForwardForm(ActForm):
    unit = DestinationField(label=_("Responsible unit"))
    simple = forms.BooleanField(label=_("Suggest the simple procedure"), required=False)
    remark = form_fields.reason(_("Remark"), required=False)

    def prepare(self) -> None:
        cast(DestinationField, self.fields["unit"]).narrow_to(self.case.holding_unit)


class AssignForm(ForwardForm):
    field_order = ("unit", "limit_on", "remark")

    simple = forms.BooleanField(required=False, widget=forms.HiddenInput)
    limit_on = form_fields.limit(
        _("Report by"), help_text=_("条例 22(3): whoever assigns a matter sets the limit.")
    )

    def clean_simple(self) -> bool:
        if self.cleaned_data["simple"]:
            raise forms.ValidationError(
                _g("An assigned matter can't take the simple procedure (简易办理办法 5).")
            )
        return False


class RefuseForm(OpenMatterForm):
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[
            ("court", _("Belongs to a court, procuratorate or statutory procedure")),
            (BEYOND_LEVEL, _("Visit beyond the competent level (条例 20①)")),
            (OPEN, _("The same matter is being handled (条例 19③)")),
            ("not_ours", _("Not the business of this organ (条例 23①)")),
        ],
    )
    reason = form_fields.reason()
    field_order = ("ground", "handled_as", "reason")

    def clean_ground(self) -> str:
        ground: str = self.cleaned_data["ground"]
        if ground == BEYOND_LEVEL and not letter_port.facts(self.case).is_visit:
            raise forms.ValidationError(
                _g("Nobody came in person: a letter may be written to any level (条例 20①).")
            )
        return ground


class FinalRefuseForm(EarlierMatterForm):
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[
            (RECHECKED, _("Rechecked on the same facts and reasons (条例 36③)")),
            (JUDICIAL_END, _("A litigation matter that has legally ended")),
        ],
    )
    reason = form_fields.reason()
    field_order = ("ground", "reason")


class RouteForm(service_forms.HandedOverForm):
    route = forms.ChoiceField(
        label=_("Statutory route"), choices=[c for c in Route.choices if c[0] != Route.PETITION]
    )
    reason = form_fields.reason(_("Explanation for the petitioner"))
    handed_to = service_forms.handed_to()
    handed_slip = service_forms.handed_slip()


class FinishedForm(ActForm):
    """A ledger is kept as it says; what a person enters besides needs the paper that ended it."""

    finished_on = form_fields.day(
        _("Finished on"),
        not_before=RECEIPT,
        required=False,
        help_text=_("Of a matter from a ledger leave it empty where no paper gives the day."),
    )
    interim = forms.BooleanField(label=_("For the time being"), required=False)
    outcome_text = form_fields.text(_("Outcome"), required=False)
    unit = forms.ModelChoiceField(
        Unit.objects.filter(closed_on__isnull=True),
        label=_("Finished by"),
        required=False,
        help_text=_(
            "The unit that handled it, if it is one of ours: the matter counts as its own."
        ),
    )
    scan = ScansField(
        label=_("Picture of the answer that ended it"),
        required=False,
        help_text=_("Needed of a matter that stands in no ledger."),
    )

    def prepare(self) -> None:
        within = self.case.intake_unit.region.path
        field = cast("forms.ModelChoiceField[Unit]", self.fields["unit"])
        units = Unit.objects.filter(closed_on__isnull=True, region__path__startswith=within)
        field.queryset = units.exclude(kind__in=DISCIPLINE)
        if not letter_port.facts(self.case).is_listed:
            self._ask_for_the_answer()

    def _ask_for_the_answer(self) -> None:
        """What was finished before it was entered was answered by a paper with a day."""
        for name in ("finished_on", "outcome_text", "scan"):
            self.fields[name].required = True
        self.fields["outcome_text"].validators.append(form_fields.require_substance)
        cast(DayField, self.fields["finished_on"]).not_after = REGISTRATION

    def clean_unit(self) -> Unit | None:
        """条例 30③: who is accused of a matter isn't on record as its holder."""
        unit: Unit | None = self.cleaned_data["unit"]
        if unit and letter_port.facts(self.case).is_accusation:
            raise forms.ValidationError(
                _g("The matter accuses somebody: leave it empty, and name the unit in the outcome.")
            )
        return unit


SENDING = (
    jurisdiction_guards.not_returned_often,
    jurisdiction_guards.not_to_itself,
    simple_procedure.eligible_for_simple,
)


def send_down(case: Case, step: Performance) -> None:
    """The envelope goes to the unit named; what the petitioner waits for counts from the first."""
    case.sent_on = case.sent_on or step.on
    case.sender_unit = case.holding_unit
    case.holding_unit = step.details["unit"]


def leads_there(case: Case, step: Performance) -> Unit:
    """Who leads a matter into a statutory route, and issues and serves the notice of it."""
    posts = posts_of(step.actor.person, at=step.at) if step.actor.person else ()
    held = {(post.unit_id, post.role) for post in posts}
    at_the_intake = (case.intake_unit_id, Role.OFFICER) in held
    return case.intake_unit if at_the_intake else case.holding_unit


REFUSAL: Final = Decision(
    by=at_holder(Role.BUREAU_HEAD, Role.UNIT_HEAD),
    on_proposal_of=(*at_intake(Role.OFFICER), *at_holder(Role.UNIT_OFFICER)),
)
"""A refusal is the head's of the unit that holds the matter."""


class IntakeActs(Base):
    """Registration, linking, forwarding, assigning, refusing and routing elsewhere."""

    @act(
        source=Status.NEW,
        to=Status.REGISTERED,
        label=_("Register"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第二十一条、第二十二条",
        for_petitioner=_("The matter was registered."),
        by=(
            *at_intake(Role.REGISTRAR, Role.OFFICER, Role.BUREAU_HEAD, Role.UNIT_OFFICER),
            *PETITIONER_ALONE,
            *BATCH_IMPORT,
        ),
        issues=("registration_receipt",),
        starts=(
            Start("xf_triage", since="received_on", when=at_bureau),
            Start("direct_notice", since="received_on", when=is_answerable),
            Start("direct_sorting", since="received_on", when=is_unsigned_letter),
        ),
        followed_by=take_from_shut_out,
    )
    def register(self, step: Performance) -> None:
        self.registered_at = step.at

    @act(
        source=Status.REGISTERED,
        to=Status.LINKED,
        label=_("Link to an earlier case"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第十九条第三款",
        for_petitioner=_("Joined to your earlier matter."),
        by=at_intake(Role.OFFICER, Role.UNIT_OFFICER),
        form=LinkForm,
        guards=(of_one_matter,),
        voids=ALL,
        style="secondary",
    )
    def link_repeat(self, step: Performance) -> None:
        self.original = step.details["original"]

    @act(
        source=Status.LINKED,
        to=Status.REGISTERED,
        label=_("Undo the link"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第十九条第三款",
        for_petitioner=_("Taken apart from your earlier matter again."),
        by=at_intake(Role.OFFICER, Role.UNIT_OFFICER),
        form=UnlinkForm,
        starts=(
            Start("xf_triage", since="received_on", when=at_bureau),
            Start("direct_notice", since="received_on", when=is_answerable),
            Start("direct_sorting", since="received_on", when=is_unsigned_letter),
        ),
        style="secondary",
    )
    def unlink_repeat(self, _step: Performance) -> None:
        """The limit counts from the receipt, as if the two had never been joined."""
        self.original = None

    @act(
        source=BEFORE_ACCEPTANCE,
        to=Status.FORWARDED,
        label=_("Forward"),
        purpose=Purpose.TRANSFER,
        article="信访工作条例 第二十二条第一款",
        for_petitioner=_("Forwarded to %(unit)s."),
        by=at_holder(Role.OFFICER, Role.BUREAU_HEAD, Role.UNIT_OFFICER),
        form=ForwardForm,
        guards=SENDING,
        available_if=jurisdiction_guards.may_send_on,
        issues=("transfer_letter",),
        satisfies=("xf_triage", "direct_notice", "direct_sorting"),
        voids=("transfer_notice", "jurisdiction_objection", "simple_accept"),
        sends=Way.FORWARD,
        starts=(
            Start("transfer_notice", since="sent_on"),
            Start("jurisdiction_objection"),
            Start("simple_accept", when=proposed_simple),
        ),
    )
    def forward(self, step: Performance) -> None:
        send_down(self, step)

    @act(
        source=BEFORE_ACCEPTANCE,
        to=Status.FORWARDED,
        label=_("Assign with a limit"),
        purpose=Purpose.TRANSFER,
        article="信访工作条例 第二十二条第一款第三项",
        for_petitioner=_("Assigned to %(unit)s."),
        by=at_holder(Role.BUREAU_HEAD, Role.UNIT_HEAD),
        form=AssignForm,
        guards=(*SENDING, jurisdiction_guards.within_the_limit_above),
        available_if=jurisdiction_guards.may_send_on,
        issues=("assignment_letter",),
        satisfies=("xf_triage", "direct_notice", "direct_sorting"),
        voids=("transfer_notice", "jurisdiction_objection", "simple_accept"),
        sends=Way.ASSIGN,
        starts=(
            Start("transfer_notice", since="sent_on"),
            Start("jurisdiction_objection"),
            Start("assign_report", limit="limit_on"),
        ),
    )
    def assign(self, step: Performance) -> None:
        send_down(self, step)

    @act(
        source=BEFORE_ACCEPTANCE,
        to=Status.REFUSED,
        label=_("Refuse"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第十九条第三款、第二十条、第二十三条",
        for_petitioner=_("Not accepted; the notice says why."),
        decision=REFUSAL,
        form=RefuseForm,
        issues=("refusal_notice",),
        satisfies=ALL,
        starts=(served_papers.to_be_served(),),
        style="danger",
    )
    def refuse(self, _step: Performance) -> None:
        """The envelope keeps its holder: the refusal is his."""

    @act(
        source=BEFORE_ACCEPTANCE,
        to=Status.REFUSED,
        label=_("Refuse for good"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第三十六条第三款",
        for_petitioner=_("No longer accepted; the notice says why."),
        decision=REFUSAL,
        form=FinalRefuseForm,
        guards=(ended_before,),
        issues=("final_refusal_notice",),
        satisfies=ALL,
        starts=(served_papers.to_be_served(),),
        style="danger",
    )
    def refuse_final(self, _step: Performance) -> None:
        """As `refuse`, on the grounds that end a matter for all organs."""

    @act(
        source=(*BEFORE_ACCEPTANCE, *IN_HANDLING),
        to=Status.ROUTED,
        label=_("Lead into the statutory route"),
        purpose=Purpose.TRANSFER,
        article="信访工作条例 第三十一条第一至五项",
        for_petitioner=_("Led into a statutory route; the notice says which."),
        by=(*at_intake(Role.OFFICER), *at_holder(Role.UNIT_OFFICER)),
        form=RouteForm,
        issues=("statutory_route_notice",),
        satisfies=ALL,
        starts=(served_papers.to_be_served(unit_of=leads_there),),
        style="secondary",
    )
    def route_statutory(self, step: Performance) -> None:
        self.route = step.details["route"]

    @act(
        source=Status.REGISTERED,
        to=Status.CLOSED,
        label=_("Enter as finished before"),
        purpose=Purpose.RECORD,
        article="信访事项网上办理工作规程 第四条",
        for_petitioner=_("Entered as a matter that had been finished before."),
        by=(*at_intake(Role.REGISTRAR, Role.OFFICER), *BATCH_IMPORT),
        form=FinishedForm,
        satisfies=ALL,
        stops_on="finished_on",
        style="secondary",
    )
    def record_finished(self, step: Performance) -> None:
        self.interim = bool(step.details.get("interim"))
        self.holding_unit = step.details.get("unit") or self.holding_unit
