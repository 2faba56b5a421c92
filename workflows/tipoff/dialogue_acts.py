"""Words between the organ and whoever holds the receipt code of a report (规则 7, 24, 27)."""

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Role
from workflows.acts.act import PETITIONER_ALONE, ActForm, Performance, act, at_holder
from workflows.acts.purpose import Purpose
from workflows.models.case import Case
from workflows.states import OPEN_TIP_OFF, SETTLED, Status
from workflows.tipoff import guards

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

IN_TALK: Final = tuple(status for status in OPEN_TIP_OFF if status != Status.SEALED_UP)
WORDS_LENGTH: Final = 4000


def _message_text(label: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 6, "autocomplete": "off"})
    return forms.CharField(label=label, max_length=WORDS_LENGTH, widget=area)


class WriteForm(ActForm):
    text = _message_text(_("Question or word to the reporter"))

    def prepare(self) -> None:
        self.fields["text"].help_text = _(
            "Whoever holds the receipt code reads it. Ask for facts only: no question that would "
            "tell who the reporter is, no word on others or on what was found."
        )


class DialogueForm(ActForm):
    """What the reporter says; the files themselves go to the letter."""

    text = _message_text(_("What the reporter says"))
    file_count = forms.IntegerField(label=_("Files added"), required=False)


class DialogueActs(Base):
    """None of these moves the status."""

    @act(
        source=IN_TALK,
        label=_("Write to the reporter"),
        purpose=Purpose.RIGHTS,
        article="纪检监察机关处理检举控告工作规则 第二十四条、第二十七条",
        for_petitioner=pgettext_lazy("portal", "The organ"),
        by=at_holder(Role.CLUE_OFFICER, Role.CLUE_HANDLER),
        form=WriteForm,
        available_if=guards.came_by_portal,
        guards=(guards.a_code_was_given,),
        style="secondary",
    )
    def write_to_reporter(self, _step: Performance) -> None:
        """A question, or a word on the feedback; read on the portal with the receipt code."""

    @act(
        source=IN_TALK,
        label=_("Answer the organ"),
        purpose=Purpose.RIGHTS,
        article="纪检监察机关处理检举控告工作规则 第七条",
        for_petitioner=_("Answer of the reporter"),
        by=PETITIONER_ALONE,
        form=DialogueForm,
        available_if=guards.awaits_answer,
        guards=(guards.not_too_many_messages,),
        notifies_desk=True,
    )
    def answer_organ(self, _step: Performance) -> None:
        """To what the organ wrote last."""

    @act(
        source=IN_TALK,
        label=_("Add evidence"),
        purpose=Purpose.RIGHTS,
        article="纪检监察机关处理检举控告工作规则 第七条",
        for_petitioner=_("Evidence of the reporter"),
        by=PETITIONER_ALONE,
        form=DialogueForm,
        guards=(guards.not_too_many_messages,),
        notifies_desk=True,
        style="secondary",
    )
    def add_evidence(self, _step: Performance) -> None:
        """At any time before the end."""

    @act(
        source=SETTLED,
        label=_("Object to the feedback"),
        purpose=Purpose.RIGHTS,
        article="纪检监察机关处理检举控告工作规则 第二十七条",
        for_petitioner=_("Objection of the reporter"),
        by=PETITIONER_ALONE,
        form=DialogueForm,
        available_if=guards.was_fed_back,
        guards=(guards.fed_back_before, guards.not_too_many_messages),
        notifies_desk=True,
        style="secondary",
    )
    def object_feedback(self, _step: Performance) -> None:
        """Recorded; the handling section explains."""
