"""Correcting what was entered: an event that keeps what stood, and papers that say so (设计 §9)."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from django import forms
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from workflows.acts import form_fields, letter_port
from workflows.acts.act import (
    ActForm,
    Performance,
    Start,
    act,
    at_holder,
    at_intake,
    declared_act,
)
from workflows.acts.act_refusals import Refused
from workflows.acts.day_bounds import ISSUE
from workflows.acts.declared_acts import acts_of
from workflows.acts.purpose import Purpose
from workflows.clocks import clock_services
from workflows.counting.event_history import ENDINGS
from workflows.models.case import Case
from workflows.models.clock import Clock
from workflows.models.document import Document
from workflows.models.event import CaseEvent
from workflows.models.paper_service import PaperService
from workflows.naming.keeping_accusations import Accusing
from workflows.petition.accusations import take_from_accused
from workflows.petition.answer_limits import OF_CLASS
from workflows.petition.correctable_entries import (
    OF_ACCUSATION,
    OF_ENVELOPE,
    OF_PERSON,
    Entry,
    EntryFields,
    shown_for,
)
from workflows.states import ENDED_PETITION, IN_HANDLING, OPEN_PETITION, PetitionClass, Status

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

ARTICLE: Final = "信访事项网上办理工作规程 第四条"
SHORTEST: Final = 2
"""A single character stands in any paper by chance."""
AFTER_SERVICE: Final = ("request_review", "request_recheck", "waive_review")
"""What a petitioner does once he has an opinion."""


class CorrectForm(EntryFields, ActForm):
    """What is wrong, and in the field of that entry how it should stand."""

    field = forms.ChoiceField(label=_("What is wrong"), choices=Entry.choices)
    petitioner = shown_for(
        forms.ChoiceField(
            label=_("Which petitioner"),
            help_text=_("Only where several people brought the matter."),
        ),
        *OF_PERSON,
    )
    paper = shown_for(forms.ChoiceField(label=_("Which paper was served")), Entry.SERVED_ON)
    reason = form_fields.reason(_("How the mistake was found, and what shows it"))
    field_order = ("field", "petitioner", "paper", *Entry.values, "reason")

    notes: ClassVar = {
        "old": _("As it stood"),
        "new": _("As it should stand"),
        "papers": _("Papers to the petitioner that state it"),
        "letters": _("Letters that state it"),
    }

    def prepare(self) -> None:
        for entry in Entry:
            if choices := letter_port.corrector.filled.choices(entry):
                self._offer(entry, choices)
        self._offer("petitioner", letter_port.people(self.case))
        self._offer("paper", [(each.document.number, str(each.document)) for each in self.served])
        if not self.served:
            self._offer("field", [each for each in Entry.choices if each[0] != Entry.SERVED_ON])

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        found = cast(forms.ChoiceField, self.fields[name])
        found.choices = choices if found.required else [("", "—"), *choices]

    @cached_property
    def served(self) -> list[PaperService]:
        """The services that are on record, the newest first."""
        rows = self.case.services.select_related("document", "event").order_by("-pk")
        return list(rows)

    @property
    def service(self) -> PaperService | None:
        """The service that is meant: the paper's, or the only one."""
        number = str(self.data.get(self.add_prefix("paper")) or "")
        found = [each for each in self.served if number in ("", each.document.number)]
        return found[0] if len(found) == 1 else None

    def _look_up(self, point: str) -> date | None:
        if point != ISSUE.point:
            return super()._look_up(point)
        return self.service.document.issued_on if self.service else None

    def clean(self) -> dict[str, Any]:
        """`value` is what is written; the event keeps `old` and `new` as they may be read."""
        data = super().clean() or {}
        if self.errors:
            return data
        entry, person = Entry(data["field"]), data.get("petitioner") or ""
        try:
            value, old, new = self._values(entry, data[entry], person)
        except forms.ValidationError as refusal:
            self.add_error(entry, refusal)
            return data
        stating = list(self._papers_stating(entry, old, person))
        own = letter_port.corrector.filled.addressed(self.case)
        return data | {
            "value": value,
            "service": self.service if entry == Entry.SERVED_ON else None,
            "old": old,
            "new": new,
            "papers": "、".join(str(paper) for paper in stating if paper.addressee in own),
            "letters": "、".join(str(paper) for paper in stating if paper.addressee not in own),
        }

    def _values(self, entry: Entry, new: Any, person: str) -> tuple[Any, str, str]:
        """What is to be written; what stood and is to stand, as the event keeps them."""
        if new in (None, ""):
            raise forms.ValidationError(_g("Give it as it should stand."))
        if entry == Entry.SERVED_ON:
            return self._day_of_service(new)
        if entry not in OF_ENVELOPE:
            return letter_port.corrector.filled.values(self.case, entry, new, person)
        if entry == Entry.RECEIVED_ON:
            _differs(new, self.case.received_on)
            return new, self.case.received_on.isoformat(), new.isoformat()
        chosen = self._class(new)
        _differs(chosen.value, self.case.petition_class)
        return chosen, self.case.get_petition_class_display(), str(chosen.label)

    def _day_of_service(self, new: date) -> tuple[date, str, str]:
        if self.service is None:
            raise forms.ValidationError(_g("Say which of the papers was served."))
        _differs(new, self.service.served_on)
        self._before_what_followed(self.service, new)
        paper = self.service.document
        return new, f"{paper} {self.service.served_on}", f"{paper} {new}"

    def _before_what_followed(self, service: PaperService, new: date) -> None:
        """Nobody applies against an opinion, or accepts it, before he has it."""
        later = self.case.events.filter(act__in=AFTER_SERVICE, pk__gt=service.event_id)
        for event in later.order_by("pk")[:1]:
            followed = declared_act(type(self.case), event.act)
            if new > followed.day_of(event):
                raise forms.ValidationError(
                    _g("“%(act)s” came on %(day)s: the paper had been served by then.")
                    % {"act": followed.label, "day": followed.day_of(event)}
                )

    def _class(self, new: str) -> PetitionClass:
        if not self.case.petition_class:
            raise forms.ValidationError(
                _g("The class is given at acceptance: an appeal or claim, or a suggestion.")
            )
        return PetitionClass(new)

    def _papers_stating(self, entry: Entry, old: str, person: str) -> Iterator[Document]:
        """The papers issued so far in which it stands as it stood, oldest first."""
        words, issued = self._stated(entry, old, person), self.case.documents.order_by("pk")
        if entry == Entry.SERVED_ON and self.service:
            issued = issued.filter(case_event__gt=self.service.event_id)
        if len(words.strip()) < SHORTEST:
            return
        for paper in issued:
            if escape(words) in paper.body or words == paper.addressee:
                yield paper

    def _stated(self, entry: Entry, old: str, person: str) -> str:
        """The words in which a paper states the entry as it stood."""
        if entry == Entry.RECEIVED_ON:
            return date_format(self.case.received_on, "Y年n月j日")
        if entry == Entry.SERVED_ON and self.service:
            return date_format(self.service.served_on, "Y年n月j日")
        if entry in OF_PERSON:
            return letter_port.corrector.filled.plain(self.case, entry, person)
        return old


def _differs(new: object, stood: object) -> None:
    if new == stood:
        raise forms.ValidationError(_g("It stands so already."))


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
    elif entry not in (*OF_ENVELOPE, Entry.SERVED_ON):
        _write_letter(case, entry, step)
    if entry == Entry.RECEIVED_ON:
        _count_from_receipt(case, step, event)
    if entry == Entry.SERVED_ON:
        _count_from_service(case, step, event)


def _count_from_receipt(case: Case, step: Performance, event: CaseEvent) -> None:
    begun = {
        start.rule
        for declared in acts_of(type(case)).values()
        for start in declared.starts
        if start.since == Entry.RECEIVED_ON
    }
    clocks = case.clocks.filter(rule__key__in=begun).select_related("rule", "unit__region")
    clock_services.correct_starts(clocks, step, event, on=step.details["value"])


def _count_from_service(case: Case, step: Performance, event: CaseEvent) -> None:
    """What began with the service, a window given back included, and what ended by it."""
    service, day = step.details["service"], step.details["value"]
    starts = declared_act(type(case), service.event.act).starts
    rules = {start.rule for start in starts if start.since == Entry.SERVED_ON}
    clocks = case.clocks.select_related("rule", "unit__region")
    begun = list(clocks.filter(rule__key__in=rules, started_on=service.served_on))
    ended = list(clocks.filter(events__case_event=service.event, events__kind__in=ENDINGS))
    clock_services.correct_starts(begun, step, event, on=day)
    clock_services.correct_ends(ended, step, event, on=day, ended_at=service.event.at)
    PaperService.objects.filter(pk=service.pk).update(served_on=day)


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
    return OF_CLASS[step.details["value"]] if handled else ""


def _of_class(step: Performance) -> bool:
    return bool(step.details["field"] == Entry.PETITION_CLASS)


def of_wrong_class(_case: Case, step: Performance, clock: Clock) -> bool:
    return _of_class(step) and clock.rule.key != OF_CLASS[step.details["value"]]


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
        voids=tuple(OF_CLASS.values()),
        clock_filter=of_wrong_class,
        starts=tuple(
            Start(rule, since="accepted_on", when=class_changed_to(rule))
            for rule in OF_CLASS.values()
        ),
        on_performed=write,
        followed_by=take_from_accused,
        redacts=("value", "service", "paper", *Entry.values),
        style="secondary",
    )
    def correct(self, step: Performance) -> None:
        if step.details["field"] == Entry.RECEIVED_ON:
            self.received_on = step.details["value"]
        if step.details["field"] == Entry.PETITION_CLASS:
            self.petition_class = step.details["value"]
        if step.details["field"] == Entry.SERVED_ON and self._is_of_answer(step):
            self.served_on = step.details["value"]

    def _is_of_answer(self, step: Performance) -> bool:
        """Whether the service is that of the opinion which stands."""
        service: PaperService = step.details["service"]
        return service.event.act == "serve" and service.served_on == self.served_on
