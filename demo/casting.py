"""Who performs which act in the demonstration's lives."""

from collections.abc import Mapping
from types import MappingProxyType

from demo.founding import Cast
from demo.story import Life, Scene
from organizations.models import Role, Unit, UnitKind
from workflows.acts.actors import Actor
from workflows.models import Case

PETITIONER = "petitioner"

BY: Mapping[str, str] = MappingProxyType(
    {
        "forward": Role.OFFICER,
        "assign": Role.BUREAU_HEAD,
        "designate": Role.BUREAU_HEAD,
        "uphold_objection": Role.OFFICER,
        "reject_objection": Role.OFFICER,
        "link_repeat": Role.OFFICER,
        "route_discipline": Role.OFFICER,
        "appoint_leader": Role.OFFICER,
        "supervise": Role.OFFICER,
        "warn": Role.OFFICER,
        "call_in": Role.OFFICER,
        "extend": Role.UNIT_HEAD,
        "sign_off": Role.UNIT_HEAD,
        "send_back": Role.UNIT_HEAD,
        "strike_off": Role.UNIT_HEAD,
        "return_measure": Role.UNIT_HEAD,
        "make_long_term": Role.UNIT_HEAD,
        "decide_review": Role.REVIEWER,
        "begin_hearing": Role.RECHECKER,
        "end_hearing": Role.RECHECKER,
        "decide_recheck": Role.RECHECKER,
        "serve_review": Role.REVIEWER,
        "serve_recheck": Role.RECHECKER,
        "confirm_receipt": PETITIONER,
        "request_review": PETITIONER,
        "request_recheck": PETITIONER,
        "waive_review": PETITIONER,
        "withdraw": PETITIONER,
        "rate": PETITIONER,
    }
)
"""Who performs an act; all others are the responsible unit's officer's."""
AT_BUREAU = (Role.OFFICER, Role.BUREAU_HEAD)
AT_ORGAN = (Role.REVIEWER, Role.RECHECKER)
BY_UNIT = "unit"
"""The variant of an act that the responsible unit does, where the bureau might have done it."""
EITHER = ("refuse", "refuse_final", "route_statutory", "record_service")
BY_LEADER = ("sign_off", "send_back")


def actor(cast: Cast, life: Life, scene: Scene, case_id: int) -> Actor:
    """The one who performs a scene of this life."""
    role = _role(life, scene)
    if role == PETITIONER:
        return Actor.petitioner(case_id)
    if role == Role.LEADER:
        return Actor.of(life.leader)
    if role in AT_ORGAN:
        return Actor.of(cast.holder(_organ_of(case_id), role))
    bureau = cast.units[f"{life.county}-petition_bureau"]
    return Actor.of(cast.holder(bureau if role in AT_BUREAU else life.holder, role))


def _organ_of(case_id: int) -> Unit:
    """The organ that the petitioner applied to."""
    return Unit.objects.get(pk__in=Case.objects.filter(pk=case_id).values("review_unit"))


def head(cast: Cast, life: Life, act: str) -> Actor:
    """The one who approves what another proposes: of a refusal, the head of whoever holds it."""
    bureau = cast.units[f"{life.county}-petition_bureau"]
    if act not in EITHER or life.holder == bureau:
        return Actor.of(cast.holder(bureau, Role.BUREAU_HEAD))
    return Actor.of(cast.holder(life.holder, Role.UNIT_HEAD))


def answering(cast: Cast, unit: Unit) -> Actor:
    """Whoever answers a letter to the unit."""
    bureau = unit.kind == UnitKind.PETITION_BUREAU
    return Actor.of(cast.holder(unit, Role.OFFICER if bureau else Role.UNIT_OFFICER))


def at_counter(cast: Cast, unit: Unit) -> Actor:
    """Whoever registers what comes in at the unit."""
    bureau = unit.kind == UnitKind.PETITION_BUREAU
    return Actor.of(cast.holder(unit, Role.REGISTRAR if bureau else Role.UNIT_OFFICER))


def _role(life: Life, scene: Scene) -> str:
    if scene.act in BY_LEADER and any(each.act == "appoint_leader" for each in life.scenes):
        return Role.LEADER
    if scene.act in EITHER and scene.variant != BY_UNIT:
        return Role.OFFICER
    return BY.get(scene.act, Role.UNIT_OFFICER)
