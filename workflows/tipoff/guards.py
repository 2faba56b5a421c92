"""What the law asks before an act on a tip-off, each a small check with its article."""

from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from organizations.models import Role
from workflows.acts.act import at_holder
from workflows.acts.act_refusals import Refused
from workflows.acts.decision import Decision
from workflows.acts.declared_acts import PROPOSED_BY, acts_of
from workflows.models import Clock
from workflows.models.clock import ClockEvent, running_clock
from workflows.models.event import ActorKind
from workflows.states import SETTLED, Reporter
from workflows.tipoff import timestamp_coarsening

if TYPE_CHECKING:
    from organizations.models import Person, Unit
    from workflows.acts.act import Act, Guard, Performance
    from workflows.models import Case

SAID: Final = ("answer_organ", "add_evidence", "object_feedback")
MOST_WORDS_A_DAY: Final = 20
CITY_CODE: Final = "00"
"""A region of city level or above has a code of six digits that ends so (GB/T 2260)."""


def not_from_handling_or_approval(case: "Case", step: "Performance") -> None:
    _refuse_who_did(case, step, HANDLING, APPROVAL)


def not_from_intake_or_approval(case: "Case", step: "Performance") -> None:
    _refuse_who_did(case, step, INTAKE, APPROVAL)


def not_from_intake_or_handling(case: "Case", step: "Performance") -> None:
    _refuse_who_did(case, step, INTAKE, HANDLING)


INTAKE: Final = not_from_handling_or_approval
HANDLING: Final = not_from_intake_or_approval
APPROVAL: Final = not_from_intake_or_handling
"""An act belongs to the part whose guard it has; what begins a case belongs to the intake."""
BY_THE_HEAD: Final = Decision(
    by=at_holder(Role.CLUE_HEAD),
    on_proposal_of=at_holder(Role.CLUE_HANDLER),
    proposer_guards=(HANDLING,),
    decider_guards=(APPROVAL,),
)
"""What the handling section proposes and the head of the organ decides."""


def acts_of_part(machine: type, part: "Guard") -> set[str]:
    """The acts of a machine that belong to a part, which is named by the guard they have.

    Of an act that another approves this is the part of whoever proposes it.
    """
    return {act.name for act in acts_of(machine).values() if _belongs_to(act, part)}


def _belongs_to(act: "Act", part: "Guard") -> bool:
    proposing = act.decision.proposer_guards if act.decision else ()
    return part in (*act.guards, *proposing) or (part is INTAKE and act.begins_case)


def _approved_by_part(machine: type, part: "Guard") -> set[str]:
    """The acts that are carried out by whoever approves them, and belong to his part."""
    decided = (act for act in acts_of(machine).values() if act.decision)
    return {act.name for act in decided if act.decision and part in act.decision.decider_guards}


def _refuse_who_did(case: "Case", step: "Performance", *parts: "Guard") -> None:
    """规则 17②, 监督执纪工作规则 21, 23: intake, handling and approval are never in one hand."""
    if step.actor.person and _had_a_hand(case, step.actor.person, *parts):
        raise Refused(
            _(
                "You had another part in this clue. Intake, handling and approval of one clue "
                "are never in one hand (规则 17②): a colleague has to do this."
            )
        )


def _had_a_hand(case: "Case", person: "Person", *parts: "Guard") -> bool:
    """Before approvals were acts, whoever approved was named among the details of the act."""
    machine = type(case)
    acts = {name for part in parts for name in acts_of_part(machine, part)}
    approved = {name for part in parts for name in _approved_by_part(machine, part)}
    own = Q(act__in=acts, actor=person) & ~Q(details__has_key=PROPOSED_BY)
    own |= Q(act__in=approved, actor=person, details__has_key=PROPOSED_BY)
    if APPROVAL in parts:
        own |= Q(details__approved_by__id=person.pk)
    return case.events.filter(own).exists()


def has_standing_behind(case: "Case", _step: "Performance | None" = None) -> bool:
    """A name was given and not found wanting."""
    return case.reporter in (Reporter.SIGNED, Reporter.REAL_NAME)


def by_real_name(case: "Case") -> bool:
    return case.reporter == Reporter.REAL_NAME


def ended_by_real_name(case: "Case", _step: "Performance") -> bool:
    return case.status in SETTLED and by_real_name(case)


def has_ended(case: "Case", _step: "Performance") -> bool:
    return case.status in SETTLED


def not_notified_yet(case: "Case", _step: "Performance | None" = None) -> bool:
    return has_standing_behind(case) and not case.events.filter(act="notify_reporter").exists()


def awaits_notice(case: "Case") -> bool:
    return running_clock(case, "tip_realname_notice") is not None


def is_assigned(case: "Case") -> bool:
    return running_clock(case, "tip_assigned") is not None


def awaits_feedback(case: "Case") -> bool:
    return running_clock(case, "tip_realname_feedback") is not None


def a_notice_is_due(case: "Case", _step: "Performance") -> None:
    if not awaits_notice(case):
        raise Refused(_("No notice is due: only a real name is told, and once (规则 26)."))


def feedback_is_due(case: "Case", _step: "Performance") -> None:
    if not awaits_feedback(case):
        raise Refused(_("No feedback is due: only a real name gets it, and once (规则 27)."))


def fed_back_first(case: "Case", _step: "Performance") -> None:
    if awaits_feedback(case):
        raise Refused(_("First feed the result back to the reporter (规则 27)."))


def awaits_protection(case: "Case") -> bool:
    beside_another = case.source_case_id is not None
    return beside_another and running_clock(case, "reporter_protection") is not None


def protection_is_due(case: "Case", _step: "Performance") -> None:
    if not awaits_protection(case):
        raise Refused(_("No protection is asked for here (规则 49)."))


def extended_not_yet(case: "Case", _step: "Performance") -> None:
    if _extensions(case):
        raise Refused(_("The organ itself extends once; the superior extends further (规则 21)."))


def extended_once(case: "Case", _step: "Performance") -> None:
    if not _extensions(case):
        raise Refused(_("First the organ itself extends, then the superior (规则 21)."))


def _extensions(case: "Case") -> int:
    clock: Clock | None = running_clock(case, "tip_assigned")
    return ClockEvent.objects.filter(clock=clock, kind="extend").count() if clock else 0


def at_city_level_or_above(_case: "Case", step: "Performance") -> None:
    """规则 39: 诬告陷害 is found by a party committee or discipline organ of a city or above."""
    organ: Unit = step.details["approving_organ"]
    code = organ.region.code[:6]
    if not code.endswith(CITY_CODE):
        raise Refused(
            _(
                "False accusation is found only with the approval of an organ at city level or "
                "above (规则 39). A mistaken report is another finding."
            )
        )


def by_another_than_requested(_case: "Case", step: "Performance") -> None:
    if step.actor.person and step.details["person"].pk == step.actor.person.pk:
        raise Refused(_("Nobody decides on his own recusal (规则 48)."))


def came_by_portal(case: "Case") -> bool:
    """Whoever sent it holds a receipt code and can be written to."""
    return case.events.filter(act="receive", actor_kind=ActorKind.PETITIONER).exists()


def a_code_was_given(case: "Case", _step: "Performance") -> None:
    if not came_by_portal(case):
        raise Refused(_("This report did not come through the portal: nobody holds a code for it."))


def awaits_answer(case: "Case") -> bool:
    """The organ had the last word."""
    said = case.events.filter(act__in=("write_to_reporter", *SAID)).order_by("-pk")
    return said.values_list("act", flat=True).first() == "write_to_reporter"


def was_fed_back(case: "Case") -> bool:
    return case.events.filter(act="feed_back").exists()


def fed_back_before(case: "Case", _step: "Performance") -> None:
    if not was_fed_back(case):
        raise Refused(_("No result has been fed back yet; an objection follows the feedback."))


def not_too_many_messages(case: "Case", step: "Performance") -> None:
    """Counted by the report: nothing about whoever writes is known, and nothing is asked."""
    if (
        case.events.filter(act__in=SAID, at__gte=timestamp_coarsening.day_of(step.at)).count()
        >= MOST_WORDS_A_DAY
    ):
        raise Refused(
            _("At most %(most)s messages a day. Write the rest tomorrow, or in one message.")
            % {"most": MOST_WORDS_A_DAY}
        )
