"""Correcting what was entered: an event that keeps what stood, and papers that say so (设计 §9)."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from django import forms
from django.db import models
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from workflows.acts import form_fields, letter_port
from workflows.acts.act import ActForm, Performance, Start, act, at_holder, at_intake
from workflows.acts.act_refusals import Refused
from workflows.acts.declared_acts import acts_of
from workflows.acts.purpose import Purpose
from workflows.clocks import clock_services
from workflows.counting.work_calendar import legal_date
from workflows.models.case import Case
from workflows.models.clock import Clock
from workflows.models.document import Document
from workflows.models.event import CaseEvent
from workflows.naming.keeping_accusations import Accusing
from workflows.petition.accusations import take_from_accused
from workflows.states import ENDED_PETITION, IN_HANDLING, OPEN_PETITION, PetitionClass, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

ARTICLE: Final = "信访事项网上办理工作规程 第四条"
SHORTEST: Final = 2
"""A single character stands in any paper by chance."""


class Entry(models.TextChoices):
    """What can be corrected of an envelope and its letter."""

    NAME = "name", _("Petitioner's name")
    PHONE = "phone", _("Petitioner's telephone")
    ID_NUMBER = "id_number", _("Petitioner's ID number")
    ADDRESS = "address", _("Petitioner's address")
    COMPLAINED = "complained", _("Unit complained of")
    REGION = "region", _("Place of the matter")
    SUBJECT = "subject", _("Title")
    TEXT = "text", _("The matter as brought forward")
    PURPOSE = "purpose", _("Purpose")
    CONTENT_CLASS = "content_class", _("Content class")
    CHANNEL = "channel", _("Channel")
    PEOPLE_COUNT = "people_count", _("Number of people")
    RECEIVED_ON = "received_on", _("Received on")
    PETITION_CLASS = "petition_class", _("Class")


OF_PERSON: Final = (Entry.NAME, Entry.PHONE, Entry.ID_NUMBER, Entry.ADDRESS)
OF_ENVELOPE: Final = (Entry.RECEIVED_ON, Entry.PETITION_CLASS)
OF_ACCUSATION: Final = (Entry.PURPOSE, Entry.COMPLAINED, Entry.SUBJECT, Entry.TEXT)
"""What decides from whom a petition is kept (条例 30③)."""
CLASS_CLOCKS: Final = {
    PetitionClass.APPEAL: "handle",
    PetitionClass.SUGGESTION: "suggestion_reply",
}


class CorrectForm(ActForm):
    field = forms.ChoiceField(label=_("What is wrong"), choices=Entry.choices)
    petitioner = forms.ChoiceField(
        label=_("Which petitioner"),
        required=False,
        help_text=_("Only where several people brought the matter."),
    )
    # A name, a number or a day may be as short as it is.
    new = forms.CharField(
        label=_("As it should stand"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reason = form_fields.reason(_("How the mistake was found, and what shows it"))

    notes: ClassVar = {
        "old": _("As it stood"),
        "papers": _("Papers to the petitioner that state it"),
        "letters": _("Letters that state it"),
    }

    def prepare(self) -> None:
        people = cast(forms.ChoiceField, self.fields["petitioner"])
        people.choices = [("", "—"), *letter_port.people(self.case)]

    def clean(self) -> dict[str, Any]:
        """`value` is what is written; the event keeps `old` and `new` as they may be read."""
        data = super().clean() or {}
        if self.errors:
            return data
        entry, person = Entry(data["field"]), data.get("petitioner") or ""
        try:
            value, old, new = self._values(entry, data["new"], person)
        except forms.ValidationError as refusal:
            self.add_error("new", refusal)
            return data
        stating = list(_papers_stating(self.case, _stated(entry, self.case, old, person)))
        own = letter_port.facts(self.case).petitioner
        return data | {
            "value": value,
            "old": old,
            "new": new,
            "papers": "、".join(str(paper) for paper in stating if paper.addressee == own),
            "letters": "、".join(str(paper) for paper in stating if paper.addressee != own),
        }

    def _values(self, entry: Entry, new: str, person: str) -> tuple[Any, str, str]:
        """What is to be written; what stood and is to stand, as the event keeps them."""
        if entry not in OF_ENVELOPE:
            return letter_port.corrector.filled.values(self.case, entry, new, person)
        if entry == Entry.RECEIVED_ON:
            day = self._received(new)
            _differs(day, self.case.received_on)
            return day, self.case.received_on.isoformat(), day.isoformat()
        chosen = self._class(new)
        _differs(chosen.value, self.case.petition_class)
        return chosen, self.case.get_petition_class_display(), str(chosen.label)

    def _received(self, new: str) -> date:
        try:
            day = parse_date(new.strip())
        except ValueError:
            day = None
        if day is None:
            raise forms.ValidationError(_g("Write the day as 2026-08-03."))
        first = legal_date(self.case.registered_at)
        if day > first:
            raise forms.ValidationError(
                _g("It was registered on %(day)s and can't have been received later.")
                % {"day": first}
            )
        if day.year < self.case.received_on.year - 1:
            raise forms.ValidationError(_g("That is years before it was entered. Check the year."))
        return day

    def _class(self, new: str) -> PetitionClass:
        known = {word: each for each in PetitionClass for word in (str(each.label), each.value)}
        chosen = known.get(new.strip())
        if chosen is None or chosen not in CLASS_CLOCKS or not self.case.petition_class:
            raise forms.ValidationError(
                _g("The class is given at acceptance: an appeal or claim, or a suggestion.")
            )
        return chosen


def _differs(new: object, stood: object) -> None:
    if new == stood:
        raise forms.ValidationError(_g("It stands so already."))


def _stated(entry: Entry, case: Case, old: str, person: str) -> str:
    """The words in which a paper states the entry as it stood."""
    if entry == Entry.RECEIVED_ON:
        return date_format(case.received_on, "Y年n月j日")
    if entry in OF_PERSON:
        return letter_port.corrector.filled.plain(case, entry, person)
    return old


def _papers_stating(case: Case, words: str) -> Iterator[Document]:
    """The papers issued so far in which these words stand, oldest first."""
    if len(words.strip()) < SHORTEST:
        return
    for paper in case.documents.order_by("pk"):
        if escape(words) in paper.body or words == paper.addressee:
            yield paper


def states_it(_case: Case, step: Performance, kind: str) -> bool:
    """Whether a corrected paper goes to the petitioner, or to the unit that holds the case."""
    return bool(step.details["papers" if kind == "correction_notice" else "letters"])


def not_sealed(case: Case, _step: Performance) -> None:
    if case.sealed:
        raise Refused(_g("The letter is sealed: the organ that received it corrects it."))
    if case.destroyed_on:
        raise Refused(_g("The content of this case was destroyed; nothing is left to correct."))


def is_correctable(case: Case) -> bool:
    return not case.sealed and case.destroyed_on is None


def write(case: Case, step: Performance, event: CaseEvent) -> None:
    """Write the entry as it should stand, and count anew what began on the day that was wrong."""
    entry = Entry(step.details["field"])
    if entry in OF_ACCUSATION:
        accusing = Accusing(case, at=step.at)
        _write_letter(case, entry, step)
        accusing.is_corrected()
    elif entry not in OF_ENVELOPE:
        _write_letter(case, entry, step)
    if entry == Entry.RECEIVED_ON:
        begun = {
            start.rule
            for declared in acts_of(type(case)).values()
            for start in declared.starts
            if start.since == entry
        }
        clocks = case.clocks.filter(rule__key__in=begun).select_related("rule", "unit__region")
        clock_services.correct_starts(clocks, step, event)


def _write_letter(case: Case, entry: Entry, step: Performance) -> None:
    person = step.details.get("petitioner") or ""
    letter_port.corrector.filled.write(case, entry, step.details["value"], person, on=step.on)


def class_changed_to(rule: str) -> Any:
    def changed(case: Case, step: Performance) -> bool:
        return _of_class(step) and _is_due_anew(case, step) == rule

    return changed


def _is_due_anew(case: Case, step: Performance) -> str:
    """The limit of the class as it should have been given; none once the answer was served."""
    handled = case.status in (*IN_HANDLING, Status.DRAFTED, Status.SIGNED) and not case.simple
    return CLASS_CLOCKS[step.details["value"]] if handled else ""


def _of_class(step: Performance) -> bool:
    return bool(step.details["field"] == Entry.PETITION_CLASS)


def of_wrong_class(_case: Case, step: Performance, clock: Clock) -> bool:
    return _of_class(step) and clock.rule.key != CLASS_CLOCKS[step.details["value"]]


class CorrectionActs(Base):
    """Nothing is edited in silence, and nothing is so final that a mistake can't be mended."""

    @act(
        source=(*OPEN_PETITION, *ENDED_PETITION),
        label=_("Correct an entry"),
        purpose=Purpose.RECORD,
        article=ARTICLE,
        for_petitioner=_("An entry of the registration was corrected."),
        by=(
            *at_intake(Role.REGISTRAR, Role.OFFICER, Role.UNIT_OFFICER),
            *at_holder(Role.OFFICER, Role.UNIT_OFFICER),
        ),
        form=CorrectForm,
        guards=(not_sealed,),
        available_if=is_correctable,
        issues=("correction_notice", "correction_letter"),
        issues_if=states_it,
        voids=tuple(CLASS_CLOCKS.values()),
        clock_filter=of_wrong_class,
        starts=tuple(
            Start(rule, since="accepted_on", when=class_changed_to(rule))
            for rule in CLASS_CLOCKS.values()
        ),
        on_performed=write,
        followed_by=take_from_accused,
        redacts=("value",),
        style="secondary",
    )
    def correct(self, step: Performance) -> None:
        if step.details["field"] == Entry.RECEIVED_ON:
            self.received_on = step.details["value"]
        if step.details["field"] == Entry.PETITION_CLASS:
            self.petition_class = step.details["value"]
