"""The papers that an act would issue, as its form shows them; nothing is numbered or kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from workflows.acts.act import Act
from workflows.acts.act_refusals import Forbidden, Incomplete, NotFound, Refused
from workflows.acts.actors import Actor
from workflows.cases import access, door
from workflows.models import Case, Document


@dataclass(frozen=True, slots=True)
class ActPreview:
    """The papers, or why there are none: what is still to be filled in, or what the law refuses."""

    papers: tuple[Document, ...] = ()
    missing: tuple[str, ...] = ()
    refusal: str = ""


def may_preview(case: Case, declared: Act, actor: Actor, *, at: datetime) -> bool:
    """A paper tells what the letter says, so its preview takes the right to read it."""
    if not declared.leads_to:
        return False
    return actor.person is None or access.may(actor, access.READ_LETTER, case, at=at)


def preview(
    case: Case, declared: Act, actor: Actor, *, at: datetime, details: Mapping[str, Any]
) -> ActPreview:
    """What the act would issue with these details. Raises for whoever may not do the act."""
    try:
        papers = door.rehearse(case.pk, declared.name, actor=actor, at=at, **details)
    except Incomplete as incomplete:
        form = incomplete.form
        return ActPreview(missing=tuple(_label(form, name) for name in form.errors))
    except (NotFound, Forbidden):
        raise
    except Refused as refusal:
        return ActPreview(refusal=refusal.message)
    return ActPreview(tuple(papers))


def _label(form: Any, name: str) -> str:
    return str(form.fields[name].label) if name in form.fields else _("the details together")
