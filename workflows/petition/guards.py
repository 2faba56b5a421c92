"""What the law asks before an act, each a small check that refuses with its article."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from workflows.acts import letter_port
from workflows.acts.act_refusals import Refused
from workflows.models.clock import ClockRule, running_clock
from workflows.states import PetitionClass

if TYPE_CHECKING:
    from workflows.acts.act import Performance
    from workflows.models import Case


def length_of(case: "Case", key: str, step: "Performance") -> str:
    """How long a limit of the case is, in words; of one that never ran, as in force."""
    return ClockRule.objects.for_case(case, key, step.on).length_text


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


def by_another_than_drafter(case: "Case", step: "Performance") -> None:
    if step.actor.person and step.actor.person.pk == case.drafter_id:
        raise Refused(_("Whoever drafted the opinion can't sign it off. Ask the head or leader."))


def before_the_limit(case: "Case", step: "Performance") -> None:
    clock = running_clock(case, "handle")
    if clock is None:
        raise Refused(_("No handling limit runs that could be extended (条例 34)."))
    if clock.due_at and clock.due_at <= step.at:
        raise Refused(_("The limit has passed; it can only be extended before (条例 34)."))


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
