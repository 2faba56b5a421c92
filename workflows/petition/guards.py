"""What the law asks before an act, each a small check that refuses with its article."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Subquery
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from organizations.destinations import destinations, hindrance, sends_by_territory
from organizations.models import Person, Role, Unit, UnitKind
from organizations.selectors import common_bureau, posts_of
from workflows.acts import letter_port
from workflows.acts.act_refusals import Refused
from workflows.models.case_exclusion import shut_out_of
from workflows.models.clock import ClockRule, running_clock
from workflows.models.measure import UNDER_LIMIT
from workflows.states import Outcome, PetitionClass

if TYPE_CHECKING:
    from workflows.acts.act import Performance
    from workflows.models import Case, CaseEvent

MANY_RETURNS = 2  # after this many returns the common superior designates (条例 24)


def _length(case: "Case", key: str, step: "Performance") -> str:
    """How long a limit of the case is, in words; of one that never ran, as in force."""
    return ClockRule.objects.for_case(case, key, step.on).length_text


def in_simple_procedure(case: "Case") -> bool:
    return case.simple


def owes_something(case: "Case") -> bool:
    """While it is open, and afterwards as long as a duty of it runs (条例 32②, 40)."""
    return case.is_open or case.clocks.running_duties().exists()


def still_owed(case: "Case", _step: "Performance") -> None:
    if not owes_something(case):
        raise Refused(
            _("The case has ended and nothing is owed for it any more: nobody can be urged.")
        )


def awaits_a_reply(case: "Case") -> bool:
    return running_clock(case, "supervise_reply") is not None


def hearing_is_open(case: "Case") -> bool:
    clock = running_clock(case, "recheck_decide")
    return clock is not None and clock.state == clock.State.PAUSED


def no_hearing_is_open(case: "Case") -> bool:
    return not hearing_is_open(case)


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
    """Nobody is designated while a unit simply has the case; after two returns somebody must."""
    return case.status != "forwarded" or returned_often(case)


def in_dispute(case: "Case", step: "Performance") -> None:
    if not is_in_dispute(case):
        raise Refused(
            _("Nobody disputes the jurisdiction. A unit that does objects within %(length)s.")
            % {"length": _length(case, "jurisdiction_objection", step)}
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


def parts_reported(case: "Case", _step: "Performance") -> None:
    """The main unit answers for the whole, so the others report back to it first."""
    waiting = [part.unit for part in case.parts.all() if part.is_open_task]
    if waiting:
        raise Refused(
            _("%(units)s still assists in this case. Wait for the report or release the unit.")
            % {"units": "、".join(str(unit) for unit in waiting)}
        )


def of_a_handover(case: "Case", _step: "Performance") -> None:
    if not case.source:
        raise Refused(
            _(
                "Only what inspectors or another organ handed over is settled after checking; "
                "forward this matter to the unit that accepts it (条例 22)."
            )
        )


def was_handed_over(case: "Case") -> bool:
    return bool(case.source)


def within_objection_window(case: "Case", step: "Performance") -> None:
    if not ClockRule.objects.for_case(case, "jurisdiction_objection", step.on).on:
        return
    clock = running_clock(case, "jurisdiction_objection")
    if clock is None or (clock.due_at and clock.due_at <= step.at):
        raise Refused(
            _(
                "The %(length)s for an objection are over; the matter stays with your "
                "unit (条例 23③)."
            )
            % {"length": _length(case, "jurisdiction_objection", step)}
        )


def by_another_than_drafter(case: "Case", step: "Performance") -> None:
    if step.actor.person and step.actor.person.pk == case.drafter_id:
        raise Refused(_("Whoever drafted the opinion can't sign it off. Ask the head or leader."))


WINDOWS = ("review_apply", "recheck_apply")
"""The petitioner's rights to apply to the organ above (条例 35, 36)."""


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
            % {"length": _length(case, key, step)}
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
    if case.events.filter(act="confirm_rating").exists():
        raise Refused(_("The petitioner was called back about this rating already."))


def of_neither_unit_rated(case: "Case", step: "Performance") -> None:
    """The two units that a rating is about don't ask whether it was given."""
    rated = {case.intake_unit_id, case.holding_unit_id}
    person = step.actor.person
    if person and person.tenures.at(step.at).filter(post__unit_id__in=rated).exists():
        raise Refused(_("Your unit was rated itself. Another unit has to call back."))


def before_the_limit(case: "Case", step: "Performance") -> None:
    clock = running_clock(case, "handle")
    if clock is None:
        raise Refused(_("No handling limit runs that could be extended (条例 34)."))
    if clock.due_at and clock.due_at <= step.at:
        raise Refused(_("The limit has passed; it can only be extended before (条例 34)."))


def before_the_leaders_limit(case: "Case", step: "Performance") -> None:
    clock = running_clock(case, "leader_case")
    if clock is None or (clock.due_at and clock.due_at <= step.at):
        raise Refused(_("The leader's limit can only be extended while it runs."))


def has_a_leader(case: "Case", _step: "Performance") -> None:
    if case.leader_id is None:
        raise Refused(_("No leader is in charge of this case. Put it under a leader first."))


def not_recused(case: "Case", step: "Performance") -> None:
    """条例 28③: nobody leads a case he has a direct interest in, or is shut out of."""
    leader = step.details.get("leader") or step.details.get("co_leader")
    if leader and (case.recusals.filter(person=leader).exists() or is_shut_out(leader, case, step)):
        raise Refused(
            _("%(leader)s is recused from this case (条例 28③). Choose another leader.")
            % {"leader": leader}
        )


def not_recused_before(case: "Case", step: "Performance") -> None:
    if case.recusals.filter(person=step.details["person"]).exists():
        raise Refused(_("%(leader)s is recused already.") % {"leader": step.details["person"]})


def is_shut_out(leader: "Person", case: "Case", step: "Performance") -> bool:
    return bool(shut_out_of(case, [leader.pk], at=step.at))


def eligible_for_simple(case: "Case", step: "Performance") -> None:
    """简易办理 art 2, 5: a first, single appeal or suggestion that nobody above assigned."""
    if not step.details.get("simple"):
        return
    if running_clock(case, "assign_report"):
        raise Refused(_("An assigned matter can't take the simple procedure (简易办理办法 5)."))
    if step.details.get("petition_class") == PetitionClass.ACCUSATION:
        raise Refused(_("An accusation can't take the simple procedure (简易办理办法 5)."))
    if letter_port.facts(case).people > 1:
        raise Refused(_("A joint matter can't take the simple procedure (简易办理办法 5)."))
    if letter_port.is_repeat(case):
        raise Refused(
            _(
                "The same person brought this before: only a first matter takes the simple "
                "procedure (简易办理办法 2)."
            )
        )


def supported_if_simple(case: "Case", step: "Performance") -> None:
    """简易办理 art 5(3): what may not be supported is handled in the ordinary procedure."""
    if case.simple and step.details["outcome"] == Outcome.NOT_SUPPORTED:
        raise Refused(
            _(
                "A demand that is not supported leaves the simple procedure (简易办理办法 5). "
                "Return to the ordinary procedure first."
            )
        )


def answered_by_one_if_simple(case: "Case", _step: "Performance") -> None:
    """简易办理 art 5(4): what takes several units is handled in the ordinary procedure."""
    if case.simple:
        raise Refused(
            _(
                "A matter of several units leaves the simple procedure (简易办理办法 5). Return to "
                "the ordinary procedure first."
            )
        )


def not_of_itself(case: "Case", step: "Performance") -> None:
    """条例 30③: no organ accepts the accusation that complains of it."""
    if step.details["petition_class"] != PetitionClass.ACCUSATION:
        return
    if case.holding_unit.name in letter_port.facts(case).complained.splitlines():
        raise Refused(
            _(
                "The accusation is about your own unit (条例 30③): transfer it to the discipline "
                "organ."
            )
        )


def measures_struck_off(case: "Case", _step: "Performance") -> None:
    """M6: struck off one by one. A long-term measure neither holds up the case nor counts."""
    left = case.measures.filter(state__in=UNDER_LIMIT).order_by("place")
    if numbers := [str(measure) for measure in left]:
        raise Refused(
            _(
                "Measures are still open: no. %(numbers)s. Have them verified and struck off, "
                "or made long-term, before the case ends."
            )
            % {"numbers": "、".join(numbers)}
        )


def may_know(case: "Case", step: "Performance") -> None:
    """条例 30③: nobody answers for a measure of a case that he is shut out of."""
    unit = step.details["unit"]
    people = [step.details[name].pk for name in ("leader", "doer")]
    unit_shut_out = any(each.unit_id == unit.pk for each in case.exclusions.all())
    if unit_shut_out or shut_out_of(case, people, at=step.at):
        raise Refused(_("The unit or a person named can't take part in this case. Choose others."))


def answers_for_it(_case: "Case", step: "Performance") -> None:
    measure = step.details["measure"]
    person = step.actor.person
    if person and not person.tenures.at(step.at).filter(post__unit=measure.unit_id).exists():
        raise Refused(
            _("%(unit)s answers for this measure and reports on it.") % {"unit": measure.unit}
        )


def by_another_than_doer(case: "Case", step: "Performance") -> None:
    """Whoever did the work, or reported it done, doesn't verify it."""
    measure = step.details["measure"]
    reports = case.events.filter(act="report_measure", measure_steps__measure=measure)
    involved = {measure.doer_id, *reports.order_by().values_list("actor_id", flat=True)}
    if step.actor.person and step.actor.person.pk in involved:
        raise Refused(
            _("Whoever does a measure or reports it done can't verify it. Ask somebody else.")
        )
