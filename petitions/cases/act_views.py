"""Performing an act from a page: one form for every declared act, safe against a second click."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from organizations.models import Person
from petitions.cases import timeline
from petitions.cases.act_preview import ActPreview, may_preview, preview
from petitions.drafts import act_drafts
from petitions.drafts.act_drafts import FoundDraft
from petitions.drafts.form_tokens import form_token
from petitions.drafts.late_forms import BY_SCRIPT
from petitions.intake import query_slips
from petitions.intake.query_slips import QuerySlip
from ui.numbers import read_number
from workflows.acts import event_log
from workflows.acts.act import Act
from workflows.acts.act_refusals import (
    AlreadyDone,
    Forbidden,
    IllegalMove,
    Incomplete,
    NotFound,
    Refused,
    StaffSession,
)
from workflows.acts.actors import Actor
from workflows.acts.pending_proposals import open_proposal
from workflows.cases import access, desk_moves, door, last_move
from workflows.cases.machines import ACTS
from workflows.models import Case, CaseEvent, DeskTask

PREVIEW = "preview"
DRAFT, FORGET = "draft", "forget"
SEEN = "seen"  # the last event of the case when the form was shown
WRONG_DETAILS, CONFLICT, NOTHING_TO_TELL = 422, 409, 204
Beside = Callable[[], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ActPlace:
    """Who acts, when and where: the act's page, and the address it leads back to."""

    actor: Actor
    at: datetime
    template: str
    back: str
    tells_desk: bool = True
    beside: tuple[Beside, ...] = ()
    """What the page shows beside the form, asked only where the form is shown."""

    def shown_beside(self) -> dict[str, Any]:
        return {name: value for part in self.beside for name, value in part().items()}


def reader(request: HttpRequest) -> Person:
    """The signed-in person; views that call this require a login."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def respond(request: HttpRequest, case: Case, name: str, *, place: ActPlace) -> HttpResponse:
    """The page of an act (GET), or the act itself (POST), of which the door asks who may."""
    declared = ACTS[case.kind].get(name)
    if declared is None or (place.actor.person and not declared.by_staff):
        raise Http404
    stand = _Stand(request, case, declared, place)
    if request.method == "POST":
        return stand.perform()
    if not access.may(place.actor, name, case, at=place.at):
        raise PermissionDenied(_("Your post does not allow this act on this case."))
    if place.actor.session_of:
        return stand.page(None, status=CONFLICT, refusal=StaffSession().message)
    if case.status not in declared.sources:
        return stand.page(
            None, status=CONFLICT, refusal=last_move.not_now(case, declared, place.actor)
        )
    return stand.blank_page()


@dataclass(frozen=True, slots=True)
class _Stand:
    """One request for one act."""

    request: HttpRequest
    case: Case
    declared: Act
    place: ActPlace

    def blank_page(self) -> HttpResponse:
        """The form with what this person typed before, and what the address says."""
        asked = self.declared.form.base_fields.keys() & self.request.GET.keys()
        draft = self._draft()
        known = {
            **(draft.values if draft else {}),
            **{name: self.request.GET[name] for name in asked},
        }
        place = self.place
        form = door.blank_form(self.case, self.declared, place.actor, at=place.at, initial=known)
        return self.page(form, draft=draft)

    def page(
        self,
        form: forms.Form | None,
        *,
        status: int = 200,
        refusal: str = "",
        shown: ActPreview | None = None,
        draft: FoundDraft | None = None,
    ) -> HttpResponse:
        last = self.case.events.order_by("-pk").values_list("pk", flat=True).first()
        context = {
            "case": self.case,
            "act": self.declared,
            "form": form,
            "refusal": refusal,
            "seen": self.request.POST.get(SEEN, last),
            "back": self.place.back,
            "at": self.place.at,
            "proposal": self._proposal(),
            "previews": form is not None and self._may_preview(),
            "preview": shown,
            "draft_found": draft,
            "opened_by": self._token(),
            **self.place.shown_beside(),
        }
        return render(self.request, self.place.template, context, status=status)

    def _draft(self) -> FoundDraft | None:
        person = self.place.actor.person
        if person is None:
            return None
        return act_drafts.find(person, self.case, self.declared.name, at=self.place.at)

    def _token(self) -> str:
        """Signed into the form, so that what is typed there is known as this person's."""
        person = self.place.actor.person
        return form_token(person, self.case, self.declared.name) if person else ""

    def _proposal(self) -> timeline.EventSummary | None:
        """What somebody proposed or worked out, for whoever decides on it."""
        event = self._decided_on()
        if event is None:
            return None
        may_read = access.may(self.place.actor, access.READ_LETTER, self.case, at=self.place.at)
        return timeline.summarize_events(self.case, [event], [], with_texts=may_read)[0]

    def _decided_on(self) -> CaseEvent | None:
        if self.declared.about:
            found = open_proposal(self.case, self.declared.about.name)
            return found.event if found else None
        decided_on = self.declared.decides_on
        events = self.case.events.filter(act__in=decided_on) if decided_on else None
        return events.order_by("-pk").first() if events is not None else None

    def perform(self) -> HttpResponse:
        details = details_of(self.declared.form, self.request.POST, self.request.FILES)
        if DRAFT in self.request.POST and self.place.actor.person:
            return self._keep_draft(self.place.actor.person)
        try:
            if PREVIEW in self.request.POST:
                return self._preview(details)
            return self._carry_out(details)
        except Incomplete as incomplete:
            return self.page(incomplete.form, status=WRONG_DETAILS)
        except NotFound:
            raise Http404 from None
        except Forbidden as refusal:
            raise PermissionDenied(refusal.message) from None
        except IllegalMove as refusal:
            return self.page(None, status=CONFLICT, refusal=refusal.message)
        except Refused as refusal:
            typed = self._form(details)
            return self.page(typed, status=CONFLICT, refusal=refusal.message)

    def _carry_out(self, details: dict[str, Any]) -> HttpResponse:
        """Do it; then back to the case, but for what is to be handed over and printed first."""
        try:
            event = self._perform_once(details)
        except AlreadyDone as known:
            messages.info(self.request, known.message)
        else:
            return self._done(event)
        return redirect(self.place.back)

    def _done(self, event: CaseEvent) -> HttpResponse:
        """Back to the case; what is to be handed over is printed first."""
        if person := self.place.actor.person:
            act_drafts.drop(person, self.case, self.declared.name)
        if event.handout:
            query_slips.hold(self.request, [QuerySlip.of(event)])
            return redirect("petitions:slips_ready")
        messages.success(self.request, self._success(event))
        return redirect(self.place.back)

    def _keep_draft(self, person: Person) -> HttpResponse:
        """Keep what was typed so far, or forget it; the act is not done."""
        self._require_right()
        case, name, at = self.case, self.declared.name, self.place.at
        if self.request.POST[DRAFT] == FORGET:
            act_drafts.drop(person, case, name)
            return redirect(self.request.get_full_path())
        if self._was_done():
            return HttpResponse(status=NOTHING_TO_TELL)
        values = act_drafts.entries(self.declared.form, self.request.POST)
        saved = act_drafts.keep(person, case, name, values, at=at)
        if self.request.headers.get(BY_SCRIPT):
            return render(self.request, "petitions/act_draft_state.html", {"saved": saved})
        messages.success(self.request, _("The draft is kept; nothing was done yet."))
        return redirect(self.request.get_full_path())

    def _was_done(self) -> bool:
        """Whether the act was done since the form was shown: a draft of it comes too late."""
        seen = read_number(self.request.POST.get(SEEN))
        if seen is None:
            return False
        actor, recorded = self.place.actor, self.declared.recorded_as
        return event_log.last_done(actor, recorded, self.case.pk, seen) is not None

    def _require_right(self) -> None:
        """As the door: strangers learn nothing, readers that they may not."""
        actor, at = self.place.actor, self.place.at
        if access.may(actor, self.declared.name, self.case, at=at):
            return
        if not access.may(actor, access.SEE, self.case, at=at):
            raise Http404
        raise PermissionDenied(_("Your post does not allow this act on this case."))

    def _may_preview(self) -> bool:
        place = self.place
        return may_preview(self.case, self.declared, place.actor, at=place.at)

    def _preview(self, details: dict[str, Any]) -> HttpResponse:
        """The papers that the act would issue: beside the form, or alone for a script."""
        place = self.place
        self._require_right()
        if not self._may_preview():
            raise PermissionDenied(_("The letter of this case is closed to your post."))
        shown = preview(self.case, self.declared, place.actor, at=place.at, details=details)
        if self.request.headers.get(BY_SCRIPT):
            told = {"preview": shown, "act": self.declared}
            return render(self.request, "petitions/act_preview.html", told)
        return self.page(self._form(details), shown=shown)

    def _form(self, details: dict[str, Any]) -> forms.Form:
        """The form as it was filled in."""
        place = self.place
        return door.filled_form(self.case, self.declared, place.actor, at=place.at, details=details)

    def _perform_once(self, details: dict[str, Any]) -> CaseEvent:
        """Perform the act unless the same form came in before."""
        return door.perform_once(
            self.case.pk,
            self.declared.name,
            actor=self.place.actor,
            at=self.place.at,
            seen_event=read_number(self.request.POST.get(SEEN)),
            **details,
        )

    def _success(self, event: CaseEvent) -> str:
        words = [_("“%(act)s” is done.") % {"act": self.declared.label}]
        papers = "、".join(f"{p.title} {p.number}" for p in event.documents.all())
        if papers and self.place.tells_desk:
            words.append(_("Issued: %(papers)s.") % {"papers": papers})
        moved = event.source != event.target or self.declared.sends
        if moved and self.place.tells_desk:
            words.append(whereabouts(event.desk) if event.desk else self._where_it_stays())
        return " ".join(filter(None, words))

    def _where_it_stays(self) -> str:
        stays = desk_moves.waiting(self.case)
        return "" if stays else _("The case waits on no desk any more.")


def whereabouts(task: DeskTask) -> str:
    """Where the case went; '' if it stayed with the same desk."""
    left = task.left
    if left and (left.unit_id, left.role) == (task.unit_id, task.role):
        return ""
    return _("The case is now with %(unit)s, %(role)s: %(desk)s.") % {
        "unit": task.unit,
        "role": task.get_role_display(),
        "desk": task.flow_task.task_title,
    }


def details_of(
    form: type[forms.Form], data: QueryDict, files: MultiValueDict[str, Any] | None = None
) -> dict[str, Any]:
    """The fields the act asks for, and nothing else that was sent."""
    details: dict[str, Any] = {}
    for name, asked in form.base_fields.items():
        if isinstance(asked, forms.FileField):
            details[name] = files.getlist(name) if files else []
        elif name in data:
            many = isinstance(asked.widget, forms.SelectMultiple | forms.CheckboxSelectMultiple)
            details[name] = data.getlist(name) if many else data[name]
    return details
