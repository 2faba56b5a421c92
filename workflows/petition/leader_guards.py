"""Who may lead a case: within his quota, with no interest in it, and by whose word beyond it."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from organizations.leader_quota import quota_of
from organizations.models import Person, Role
from workflows.acts.act_refusals import Refused
from workflows.models import Case
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

    His row is held until the act is done: two cases can't both have his last place.
    """
    leader: Person = step.details["leader"]
    leading = leader.tenures.at(step.at).filter(post__roles__contains=[Role.LEADER])
    quota = quota_of(leading.select_related("post"))
    if quota is None or case.leader_id == leader.pk:
        return False
    Person.objects.select_for_update(no_key=True).get(pk=leader.pk)
    return Case.objects.filter(leader=leader, status__in=OPEN_PETITION).count() >= quota


def says_why_beyond_quota(case: Case, step: "Performance") -> None:
    if not step.details.get("reason") and over_quota(case, step):
        raise Refused(_("Say why this leader takes a case beyond his quota."))
