"""Guarded posts, units of discipline organs, and where an account's links go (三员分立)."""

from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from organizations.models import Person
from workflows.acts.act_refusals import Refused
from workflows.amendments.amendment_subject import (
    AmendmentError,
    AmendmentSubject,
    Content,
    Foreseen,
)
from workflows.models import Amendment
from workflows.rights.change_places import people_concerned, region_of
from workflows.rights.change_refusals import refusal_of, unlawful
from workflows.rights.change_writing import carry_out, effective_from
from workflows.rights.guarded_rights import needs_second
from workflows.rights.office_changes import OfficeChange, snapshot
from workflows.rights.office_labels import title_of
from workflows.rights.rights_record import Step, concern_of, record
from workflows.rights.second_people import organ_of, second_people


class RightsSubject(AmendmentSubject):
    """content: `OfficeChange.as_json()`; added are whose head confirms it, where it is
    and whom it concerns."""

    moves_limits: ClassVar = False

    def refusal_of(self, content: Content, *, by: Person, at: datetime) -> str:
        change = OfficeChange.from_json(content)
        if refusal := refusal_of(change, by=by, at=at):
            return refusal
        if second_people(change, without=[by.pk], at=at).exists():
            return ""
        return _("Nobody else could confirm this. Appoint a security administrator first.")

    def deciders(self, content: Content, *, at: datetime) -> QuerySet[Person]:
        return second_people(OfficeChange.from_json(content), without=[], at=at)

    def clean(self, content: Content, *, at: datetime) -> dict[str, Any]:
        change = OfficeChange.from_json(content)
        if change.row and snapshot(change.subject, change.row) != change.was:
            raise AmendmentError(_("It was changed in the meantime. Propose it anew."))
        if not change.values:
            raise AmendmentError(_("Nothing is changed. Change at least one value."))
        organ = organ_of(change, at=at)
        return change.as_json() | {
            "organ": organ.pk if organ else None,
            "place": region_of(change, at=at),
            "people": sorted(people_concerned(change, at=at)),
        }

    def title(self, content: Content) -> str:
        return title_of(OfficeChange.from_json(content))

    def foresee(self, content: Content, *, at: datetime) -> Foreseen:
        return Foreseen()

    def enter(self, amendment: Amendment, *, by: Person, at: datetime) -> None:
        change = OfficeChange.from_json(amendment.content)
        step = Step.PROPOSED if amendment.is_waiting else Step.REJECTED
        why = amendment.remark or amendment.reason
        record(step, concern_of(change, at=at), by=by, at=at, why=why, amendment=amendment)

    def carry_out(self, amendment: Amendment, *, at: datetime) -> Foreseen:
        """As it was proposed, from now on if its day has come meanwhile."""
        change = effective_from(OfficeChange.from_json(amendment.content), at)
        refusal = unlawful(change, at=at)
        if refusal or not needs_second(change, at=at) or amendment.decided_by is None:
            raise AmendmentError(refusal or _("It was changed in the meantime. Propose it anew."))
        try:
            carry_out(
                change, by=amendment.decided_by, at=at, why=amendment.reason, amendment=amendment
            )
        except Refused as refused:
            raise AmendmentError(refused.message) from refused
        return Foreseen()
