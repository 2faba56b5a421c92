"""Material added to a petition while it is open: by whoever works on it, and by the petitioner.

The files go to the letter, whose readers read them; the event says that something was added.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Role
from workflows.acts import form_fields, letter_port
from workflows.acts.act import PETITIONER_ALONE, ActForm, Performance, Relation, act, at
from workflows.acts.act_refusals import Refused
from workflows.acts.attachment_fields import AttachmentsField
from workflows.acts.day_bounds import FOUNDING
from workflows.acts.letter_port import DESCRIPTION_LENGTH, Material, MaterialKind
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.models.event import ActorKind, CaseEvent
from workflows.petition.correction import is_correctable
from workflows.states import OPEN_PETITION

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

MOST_A_DAY: Final = 10
"""This office's own figure: a code in wrong hands must not fill the disk."""
CONTRIBUTORS: Final = (
    *PETITIONER_ALONE,
    *at(Relation.PART, Role.REGISTRAR, Role.OFFICER, Role.BUREAU_HEAD),
    *at(Relation.PART, Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.REVIEWER, Role.RECHECKER),
    *at(Relation.ASSISTS, Role.OFFICER, Role.UNIT_OFFICER, Role.UNIT_HEAD),
)
"""Whoever works on the case reads its letter as well: nobody adds what he can't read."""
OFFICIAL: Final = (MaterialKind.RECORD,)
"""Kinds that an organ alone writes."""


class MaterialForm(ActForm):
    """Of the petitioner nothing is asked that he can't know; what he gives is his to read again."""

    kind = forms.ChoiceField(label=pgettext_lazy("material", "Kind"), choices=MaterialKind.choices)
    description = forms.CharField(
        label=_("What it is"),
        max_length=DESCRIPTION_LENGTH,
        validators=[form_fields.require_substance],
        help_text=_("In one sentence, for whoever looks for it later."),
    )
    dated_on = form_fields.day(
        _("Date it is from"),
        not_before=FOUNDING,
        required=False,
        help_text=_("Of the paper or the recording itself; leave it empty if it is not known."),
    )
    files = AttachmentsField(  # type: ignore[assignment]  # a field is no attribute of its form
        label=_("Files"),
        help_text=_(
            "Up to 10: papers and photos of at most 20 MB, recordings of at most 100 MB. What a "
            "file is counts, not its name."
        ),
    )
    is_for_petitioner = forms.BooleanField(
        label=_("The petitioner may read it"),
        required=False,
        help_text=_("Because he gave it, or because it is meant for him."),
    )

    def prepare(self) -> None:
        if self.by_petitioner:
            del self.fields["is_for_petitioner"]
            kinds = cast(forms.ChoiceField, self.fields["kind"])
            kinds.choices = [each for each in MaterialKind.choices if each[0] not in OFFICIAL]

    @property
    def by_petitioner(self) -> bool:
        return self.actor.kind == ActorKind.PETITIONER

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        return data | {"is_for_petitioner": True} if self.by_petitioner else data


def not_too_often(case: Case, step: Performance) -> None:
    if step.actor.kind != ActorKind.PETITIONER:
        return
    lately = case.events.filter(act="add_material", actor_kind=ActorKind.PETITIONER)
    if lately.filter(at__gt=step.at - timedelta(days=1)).count() >= MOST_A_DAY:
        raise Refused(
            _g("At most %(most)s times a day. Add the rest tomorrow, or bring it to the office.")
            % {"most": MOST_A_DAY}
        )


def keep(case: Case, step: Performance, event: CaseEvent) -> None:
    given = step.details
    letter_port.material_keeper.filled(
        case,
        Material(
            files=tuple(given["files"]),
            kind=given["kind"],
            about=given["description"],
            dated_on=given["dated_on"],
            is_for_petitioner=given["is_for_petitioner"],
        ),
        event,
    )


class MaterialActs(Base):
    """None of these moves the status."""

    @act(
        source=OPEN_PETITION,
        label=_("Add material"),
        article="信访工作条例 第十九条、第三十一条",
        for_petitioner=_("Material was added."),
        by=CONTRIBUTORS,
        form=MaterialForm,
        guards=(not_too_often,),
        available_if=is_correctable,
        on_performed=keep,
        redacts=tuple(MaterialForm.base_fields),
        notifies_desk=True,
        style="secondary",
        purpose=Purpose.MATERIAL,
    )
    def add_material(self, _step: Performance) -> None:
        """What was added stands with the letter; nothing of it is in the event."""
