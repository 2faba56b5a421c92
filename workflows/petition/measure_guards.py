"""Who may set, do and verify a measure, and that none is left open at the end (条例 39③)."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from workflows.acts.act_refusals import Refused
from workflows.models.case_exclusion import shut_out_of
from workflows.models.measure import UNDER_LIMIT

if TYPE_CHECKING:
    from workflows.acts.act import Performance
    from workflows.models import Case


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
