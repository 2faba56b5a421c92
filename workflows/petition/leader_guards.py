"""Who may lead a case: within his quota, with no interest in it, and by whose word beyond it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from organizations.leader_quota import quota_of
from organizations.models import Person, Role, Tenure
from workflows.acts.act_refusals import Refused
from workflows.models import Case
from workflows.models.case_exclusion import shut_out_of
from workflows.models.clock import running_clock
from workflows.naming.interested_people import interested
from workflows.states import OPEN_PETITION

if TYPE_CHECKING:
    from workflows.acts.act import Performance


def without_interest(case: Case, step: "Performance") -> None:
    """条例 28③: nobody leads a case that complains of his unit, of him or of a relative."""
    leader = step.details.get("leader") or step.details.get("co_leader")
    if leader and interested([case], [leader.pk], at=step.at):
        raise Refused(
            _(
                "The unit of %(leader)s, he himself or a relative is complained of (条例 28③). "
                "Choose another leader."
            )
            % {"leader": leader}
        )


def over_quota(case: Case, step: "Performance") -> bool:
    """Whether the leader has as many open cases as his posts allow.

    Whoever succeeds in a post takes over what belongs to it, however much that is. The leader's
    row is held until the act is done: two cases can't both have his last place.
    """
    leader: Person = step.details["leader"]
    leading = leader.tenures.at(step.at).filter(post__roles__contains=[Role.LEADER])
    quota = quota_of(leading.select_related("post"))
    if quota is None or case.leader_id == leader.pk or _succeeds(leader, case, step.at):
        return False
    Person.objects.select_for_update(no_key=True).get(pk=leader.pk)
    return Case.objects.filter(leader=leader, status__in=OPEN_PETITION).count() >= quota


def _succeeds(person: Person, case: Case, at: datetime) -> bool:
    """Whether the person holds the post that the leader of the case has left."""
    as_leader = Tenure.objects.filter(post__roles__contains=[Role.LEADER])
    if as_leader.at(at).filter(person=case.leader_id).exists():
        return False
    left = as_leader.filter(person=case.leader_id, until__lte=at)
    return as_leader.at(at).filter(person=person, post__in=left.values("post")).exists()


def says_why_beyond_quota(case: Case, step: "Performance") -> None:
    if not step.details.get("reason") and over_quota(case, step):
        raise Refused(_("Say why this leader takes a case beyond his quota."))


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
