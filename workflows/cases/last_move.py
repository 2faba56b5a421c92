"""Why an act comes too late: who has moved the case meanwhile, when, and to whom."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workflows.acts.act import Act, Grant
from workflows.acts.actors import Actor
from workflows.acts.petitioner_stages import status_text
from workflows.cases import access
from workflows.cases.machines import ACTS
from workflows.models import ActorKind, Case, CaseEvent
from workflows.states import Status


def not_now(case: Case, declared: Act, actor: Actor) -> str:
    """The act is not possible in the status that the case has by now."""
    is_petitioner = actor.kind == ActorKind.PETITIONER
    words = _("“%(act)s” is not possible while the case is: %(status)s.") % {
        "act": declared.label,
        "status": status_text(case, for_petitioner=is_petitioner),
    }
    return words if is_petitioner else _joined(words, sentence(case))


def not_allowed(case: Case, declared: Act | None, actor: Actor, *, at: datetime) -> str:
    """The post does not allow it; it would have, if another's act had not moved the case."""
    if declared and declared.decision and _holds(actor, declared.decision.on_proposal_of, at):
        return propose_first(declared)
    words = _("Your post does not allow this act on this case.")
    fits = declared is not None and _holds(actor, declared.by, at)
    return _joined(words, sentence(case)) if fits else words


def propose_first(declared: Act) -> str:
    return _("Another person decides on “%(act)s”. Propose it to him.") % {"act": declared.label}


def sentence(case: Case) -> str:
    """Who moved the case last, how, when and to whom; '' if nothing has since it was opened."""
    sending = [name for name, each in ACTS[case.kind].items() if each.sends]
    moves = case.events.exclude(source=Status.NEW).filter(
        ~Q(source=F("target")) | Q(act__in=sending)
    )
    event = moves.select_related("actor").order_by("-pk").first()
    return _sentence_of(case, event) if event else ""


def _sentence_of(case: Case, event: CaseEvent) -> str:
    declared = ACTS[case.kind].get(event.act)
    facts = {
        "who": event.actor or ActorKind(event.actor_kind).label,
        "act": declared.label if declared else event.act,
        "when": date_format(timezone.localtime(event.at), "DATETIME_FORMAT"),
        "unit": case.holding_unit,
    }
    if declared and declared.sends and not declared.seals_letter:
        return _("%(who)s did “%(act)s” on %(when)s; it is now with %(unit)s.") % facts
    return _("%(who)s did “%(act)s” on %(when)s.") % facts


def _holds(actor: Actor, grants: Iterable[Grant], at: datetime) -> bool:
    """Whether the person holds a role of these grants, however he stands to the case."""
    if actor.person is None:
        return False
    roles = {grant.role for grant in grants}
    return any(post.role in roles for post in access.posts_of(actor.person, at=at))


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))
