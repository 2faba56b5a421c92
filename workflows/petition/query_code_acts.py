"""A new query code for whoever lost his, or was never given one (条例 18, 21)."""

from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from workflows.acts import form_fields, letter_port
from workflows.acts.act import ActForm, Performance, Relation, act, at, at_intake
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.petition.retention_acts import has_content, has_stored_content
from workflows.states import ENDED_PETITION, OPEN_PETITION

if TYPE_CHECKING:
    from workflows.models.event import CaseEvent

    Base = Case
else:
    Base = object

BY_POST: Final = "post"


class ReissueForm(ActForm):
    identity = forms.ChoiceField(
        label=_("How the identity was checked"),
        choices=[
            ("document", _("Identity document seen, in person")),
            ("telephone", _("Called back on the telephone number on record")),
            ("representative", _("A representative with a written authority and document")),
            (BY_POST, _("The slip goes to the address on record by registered post")),
        ],
    )
    checked = form_fields.named(
        _("What was checked"),
        longest=200,
        help_text=_("The kind of document or proof and what it agreed with; no document number."),
    )


def issue_code(case: Case, _step: Performance, event: "CaseEvent") -> None:
    """The new code goes out with this one answer; neither the event nor the paper holds it."""
    event.handout = letter_port.code_issuer.filled(case)


class QueryCodeActs(Base):
    """The petitioner's key to his own matter."""

    @act(
        source=(*OPEN_PETITION, *ENDED_PETITION),
        label=_("Issue a new query code"),
        purpose=Purpose.RIGHTS,
        article="信访工作条例 第十八条、第二十一条",
        for_petitioner=_("A new query code was issued; the earlier one is void."),
        by=(*at(Relation.PART, Role.REGISTRAR, Role.OFFICER), *at_intake(Role.UNIT_OFFICER)),
        form=ReissueForm,
        guards=(has_content,),
        available_if=has_stored_content,
        issues=("code_slip",),
        on_performed=issue_code,
        style="secondary",
    )
    def reissue_code(self, _step: Performance) -> None:
        """The old code opens nothing from this instant on."""
