"""Whose matter it is: sending on, objecting, returning, designating (条例 22 to 24)."""

from typing import TYPE_CHECKING

from django.db.models import Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from organizations.destinations import destinations, hindrance, sends_by_territory
from organizations.models import Role, Unit, UnitKind
from organizations.selectors import common_bureau, posts_of
from workflows.acts.act_refusals import Refused
from workflows.models.clock import ClockRule, running_clock
from workflows.petition.guards import length_of

if TYPE_CHECKING:
    from workflows.acts.act import Performance
    from workflows.models import Case


OBJECTION = "jurisdiction_objection"
MANY_RETURNS = 2  # after this many returns the common superior designates (条例 24)


def at_competent_organ(case: "Case", _step: "Performance") -> None:
    if case.holding_unit.kind == UnitKind.PETITION_BUREAU:
        raise Refused(
            _(
                "A petition bureau forwards or assigns a matter; only the competent organ "
                "accepts it (条例 22, 23). Forward it first."
            )
        )


def not_returned_often(case: "Case", _step: "Performance") -> None:
    if returned_often(case):
        raise Refused(
            _(
                "This matter was returned twice. The common superior must now designate "
                "who accepts it (条例 24)."
            )
        )


def returned_often(case: "Case") -> bool:
    """Whether it was returned twice with nobody designated since."""
    if case.returns < MANY_RETURNS:
        return False
    designated = case.events.filter(act="designate").order_by("-pk").values("pk")[:1]
    returns = case.events.filter(act="uphold_objection")
    return returns.filter(pk__gt=Coalesce(Subquery(designated), 0)).count() >= MANY_RETURNS


def not_to_itself(case: "Case", step: "Performance") -> None:
    if step.details["unit"].pk == case.intake_unit_id:
        raise Refused(_("Choose another unit: a matter can't be forwarded to the unit it is at."))


def may_send_on(case: "Case") -> bool:
    """A bureau has a region to send to; another organ may have nobody beneath it."""
    return sends_by_territory(case.holding_unit) or destinations(case.holding_unit).exists()


def within_the_limit_above(case: "Case", step: "Performance") -> None:
    """条例 22①(3): what is passed on with a limit is due before one's own report."""
    clock = running_clock(case, "assign_report")
    if clock and clock.due_on and step.details["limit_on"] > clock.due_on:
        raise Refused(
            _("Your own report is due on %(day)s: set a limit no later than that.")
            % {"day": clock.due_on}
        )


def is_unsigned(case: "Case") -> bool:
    return case.to_sign_for_id is not None


def not_signed_for(case: "Case", _step: "Performance") -> None:
    if not is_unsigned(case):
        raise Refused(_("This matter was signed for already."))


def is_in_dispute(case: "Case") -> bool:
    """Nobody is designated while nobody objected; after two returns somebody must."""
    if case.status == "registered":
        return case.returns > 0
    return case.status != "forwarded" or returned_often(case)


def in_dispute(case: "Case", step: "Performance") -> None:
    if not is_in_dispute(case):
        raise Refused(
            _("Nobody disputes the jurisdiction. A unit that does objects within %(length)s.")
            % {"length": length_of(case, "jurisdiction_objection", step)}
        )


def superior_in_dispute(case: "Case", step: "Performance") -> "Unit | None":
    """The bureau in whose name the person designates: one over the units in dispute.

    The unit that objects is a party to the dispute and decides nothing.
    """
    if step.actor.person is None:
        return None
    regions = {case.holding_unit.region.path, step.details["unit"].region.path}
    party = case.holding_unit_id if case.status == "objected" else None
    mine = [p for p in posts_of(step.actor.person, at=step.at) if p.role == Role.BUREAU_HEAD]
    apart = ("former", "assisting", "owes")
    parts = {part.unit_id for part in case.parts.all() if part.part not in apart}
    over = [
        post.unit_id
        for post in mine
        if post.unit_id in parts - {party}
        and all(region.startswith(post.region_path) for region in regions)
    ]
    return Unit.objects.filter(pk__in=over).order_by("-region__path").first()


def superior_to_both(case: "Case", step: "Performance") -> None:
    if superior_in_dispute(case, step) is None:
        raise Refused(
            _(
                "Only the superior common to both units designates who accepts (条例 24). "
                "Send the matter to it, or choose a unit of your own region."
            )
        )


def is_at_bureau(case: "Case") -> bool:
    return case.holding_unit.kind == UnitKind.PETITION_BUREAU


def beyond_own_circle(case: "Case", step: "Performance") -> None:
    """条例 24: the superior is asked about what a bureau can't send by itself, and not else."""
    if hindrance(case.holding_unit, step.details["unit"]) is None:
        raise Refused(
            _("%(unit)s is a unit of your own place: forward the matter to it (条例 22).")
            % {"unit": step.details["unit"]}
        )
    if common_bureau(case.holding_unit, step.details["unit"]) is None:
        raise Refused(
            _(
                "No petition bureau stands over both units. The joint conference on petitions "
                "settles who accepts it (条例 24)."
            )
        )


def awaits_designation(case: "Case") -> bool:
    """Whether the superior was asked to designate, and no unit objects."""
    asked = case.events.filter(act__in=("object", "request_designation")).order_by("-pk")
    return asked.values_list("act", flat=True).first() == "request_designation"


def awaits_sender(case: "Case") -> bool:
    return not awaits_designation(case)


def to_be_designated(case: "Case", _step: "Performance") -> None:
    if not awaits_designation(case):
        raise Refused(_("A unit objects here: agree to the return, or reject the objection."))


def to_be_answered(case: "Case", _step: "Performance") -> None:
    if awaits_designation(case):
        raise Refused(
            _("Nobody objects here: designate who accepts it, or leave it where it is (条例 24).")
        )


def may_object(case: "Case") -> bool:
    """Whether a limit for it runs; where the law of its time has none, at any time."""
    if running_clock(case, OBJECTION) is not None:
        return True
    begun = case.sent_on or case.received_on
    return not ClockRule.objects.for_case(case, OBJECTION, begun).on


def within_objection_window(case: "Case", step: "Performance") -> None:
    if not ClockRule.objects.for_case(case, OBJECTION, step.on).on:
        return
    clock = running_clock(case, OBJECTION)
    if clock is None and case.clocks.filter(rule__key=OBJECTION, unit=case.holding_unit).exists():
        raise Refused(
            _("Your unit objected before: it was withdrawn or answered, and the matter stays here.")
        )
    if clock is None or (clock.due_at and clock.due_at <= step.at):
        raise Refused(
            _(
                "The %(length)s for an objection are over; the matter stays with your "
                "unit (条例 23③)."
            )
            % {"length": length_of(case, "jurisdiction_objection", step)}
        )
