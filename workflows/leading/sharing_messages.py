"""The proofs of a sharing in words."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Person
from workflows.leading.algorithm import Bar, Leader
from workflows.leading.explanation import Cause, Lack, Merit, Proof, WhyNot

MERITS: Final = {
    Merit.CHOSEN: gettext_lazy("chosen by the coordinator"),
    Merit.SAME_MATTER: gettext_lazy("led the same matter before"),
    Merit.LINKED: gettext_lazy("linked to the region or subject"),
    Merit.STAYS: gettext_lazy("proposed before"),
    Merit.ONLY_ONE: gettext_lazy("the only leader who may have it"),
    Merit.OTHERS_FULL: gettext_lazy("the quotas of the others are full"),
    Merit.EVEN: gettext_lazy("keeps the loads most even"),
}
LACKS: Final = {
    Bar.NO_QUOTA: gettext_lazy("no quota is set for the post"),
    Bar.OUTSIDE: gettext_lazy("the case lies outside the leader's region"),
    Bar.RECUSED: gettext_lazy("recused (条例 28③)"),
    Bar.AWAY: gettext_lazy("absent"),
    Lack.BY_HAND: gettext_lazy("the coordinator decided otherwise"),
    Lack.FREED: gettext_lazy("has a place by now"),
    Lack.SAME_MATTER: gettext_lazy("the leader of the same matter goes first"),
    Lack.LINKED: gettext_lazy("a linked leader goes first"),
    Lack.STAYS: gettext_lazy("what was proposed stays"),
    Lack.AS_EVEN: gettext_lazy("the loads would be no more even"),
}
CAUSES: Final = {
    Cause.LEFT_OUT: gettext_lazy("Left out by the coordinator."),
    Cause.FREED: gettext_lazy("A place has become free since: share out anew, or move it there."),
    Cause.NO_LEADER: gettext_lazy("No leader's region covers this case."),
    Cause.ALL_BARRED: gettext_lazy("Every leader within reach is recused or absent."),
    Cause.ALL_FULL: gettext_lazy("The quotas of the leaders within reach are full."),
}


def because(proof: Proof, people: Mapping[int, Person]) -> str:
    """Why this leader, or why none, in one sentence."""
    if proof.leader is None:
        return str(CAUSES[proof.cause]) if proof.cause else ""
    said = [str(MERITS[merit]) for merit in proof.merits]
    said.append(_("load %(load)d on a quota of %(quota)d") % _figures(proof))
    return _("%(leader)s: %(reasons)s.") % {
        "leader": people[proof.leader],
        "reasons": _(", ").join(said),
    }


def why_not(other: WhyNot) -> str:
    """Why another leader does not have the case, without his name."""
    if other.reason == Bar.FULL:
        return _("quota full: %(cases)d of %(quota)d") % {
            "cases": other.cases,
            "quota": other.quota,
        }
    if other.reason == Lack.HEAVIER:
        return _("further from an even load: %(load)d on a quota of %(quota)d") % {
            "load": other.load,
            "quota": other.quota,
        }
    return str({str(key): words for key, words in LACKS.items()}[other.reason])


def barred(bar: Bar, person: Person, leader: Leader) -> str:
    """The refusal of a move, with the leader's name and what to do."""
    reason = _("the quota of %(quota)d is full") % {"quota": leader.quota or 0}
    if bar is not Bar.FULL:
        reason = str(LACKS[bar])
    return _("%(leader)s can't have this case: %(reason)s. Choose another leader.") % {
        "leader": person,
        "reason": reason,
    }


def _figures(proof: Proof) -> dict[str, int]:
    return {"load": proof.load, "quota": proof.quota}
