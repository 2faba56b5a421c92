"""Opening again what had ended, however it ended, by two people (条例 37, 40)."""

from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from workflows.acts import form_fields, served_papers
from workflows.acts.act import ActForm, Performance, Relation, act, at, at_holder
from workflows.acts.act_refusals import Refused
from workflows.acts.decision import Decision
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.petition import answer_limits, retention_acts, where_due
from workflows.petition.accusations import take_from_accused
from workflows.petition.answer_limits import OF_THE_ANSWER
from workflows.petition.handing_on import after_return
from workflows.states import FINISHED, PetitionClass, Route, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

REOPENED: Final = (*FINISHED, Status.REFUSED, Status.ROUTED, Status.WITHDRAWN)
"""Of what was joined to an earlier matter the link is undone."""
ENDED_BY: Final = (
    *("handling_opinion", "review_opinion", "recheck_opinion", "suggestion_reply"),
    *("refusal_notice", "final_refusal_notice", "statutory_route_notice"),
)
"""The papers by which a matter ended, none of which holds once it is opened again."""
GROUNDS: Final = (
    ("finding", _("A finding of supervision or inspection")),
    ("judgment", _("A judgment or decision in force")),
    ("superior", _("The superior organ asks for it")),
    ("evidence", _("New evidence")),
)
HEAD_OPENS: Final = Decision(
    by=(*at_holder(Role.UNIT_HEAD), *at(Relation.PART, Role.BUREAU_HEAD)),
    on_proposal_of=(
        *at_holder(Role.UNIT_OFFICER, Role.UNIT_HEAD),
        *at(Relation.PART, Role.OFFICER),
        *at(Relation.REVIEW, Role.REVIEWER, Role.RECHECKER),
    ),
)


class ReopenForm(ActForm):
    ground = forms.ChoiceField(label=_("Ground"), choices=GROUNDS)
    basis = form_fields.named(
        _("Paper that it stands on"),
        longest=200,
        help_text=_("Organ, number and date; of new evidence what it is and since when known."),
    )
    reason = form_fields.reason()


def was_accepted(case: Case, _step: Performance) -> bool:
    return case.accepted_on is not None


def where_it_was_due(case: Case, step: Performance) -> str:
    """Handled anew if it was ever accepted; else it waits for whoever decides on that."""
    return Status.INVESTIGATING if was_accepted(case, step) else after_return(case, step)


def can_be_read(case: Case) -> bool:
    return not case.sealed and case.destroyed_on is None


def to_be_read(case: Case, step: Performance) -> None:
    """What went to the discipline organ is that organ's; it gives a demand back itself."""
    if case.sealed:
        raise Refused(_g("The matter is with the discipline organ, which may give a demand back."))
    retention_acts.has_content(case, step)


class ReopeningActs(Base):
    """Proposed in one unit and decided by a head or by whoever stands above."""

    @act(
        source=REOPENED,
        to=(Status.INVESTIGATING, Status.REGISTERED, Status.FORWARDED),
        pick=where_it_was_due,
        label=_("Open it again"),
        purpose=Purpose.HANDLING,
        article="信访工作条例 第三十七条、第四十条",
        for_petitioner=_("The matter was opened again and is handled anew."),
        decision=HEAD_OPENS,
        form=ReopenForm,
        guards=(to_be_read,),
        available_if=can_be_read,
        issues=("reopening_decision",),
        fells=ENDED_BY,
        voids=(*OF_THE_ANSWER, *served_papers.NOTICE_LIMITS, served_papers.SERVICE),
        starts=(
            *answer_limits.anew(when=was_accepted),
            *where_due.STARTS,
        ),
        followed_by=take_from_accused,
        style="secondary",
    )
    def reopen(self, _step: Performance) -> None:
        """Limits count from now on; where it had been led, it is led no more."""
        self.drop_answer()
        if self.accepted_on is None:
            self.route, self.sender_unit = "", self.sender_of(self.holding_unit)
        elif self.status == Status.ROUTED:
            self.route = Route.PETITION if self.petition_class == PetitionClass.APPEAL else ""
