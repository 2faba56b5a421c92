"""A package for inspectors: bound to a request, decided on by a second, every clue logged."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from hashlib import sha256
from operator import or_
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from organizations.large_libraries import LargeLibrary
from organizations.models import Person, Unit
from petitions.letters.letter_selectors import letter_of
from petitions.models.supply import SupplyPackage, SupplyRequest
from workflows.acts.act_refusals import Forbidden, Refused
from workflows.audit.read_log import Reading, record_many
from workflows.cases import access
from workflows.cases.permissions import APPROVE_SUPPLY, SUPPLY_INSPECTORS
from workflows.models import Case, Part
from workflows.states import Kind
from workflows.tipoff.name_resolution import named_in

if TYPE_CHECKING:
    import xlsxwriter
else:
    xlsxwriter = LargeLibrary("xlsxwriter")

COLUMNS = ("编号", "收到日期", "反映对象", "反映内容", "办理阶段")


@dataclass(frozen=True, slots=True)
class WrittenRequest:
    """A team's written request: whom it inspects, one name a line of `about`, and which days."""

    organ: str
    number: str
    requested_on: date
    about: Sequence[str]
    since: date | None = None
    until: date | None = None


def enter(asked: WrittenRequest, *, unit: Unit, by: Person, at: datetime) -> SupplyRequest:
    """Enter a request, for the head of the unit to decide on.

    `by` takes tip-offs in at `unit`. Raises Forbidden, and Refused without a written request and
    for a second entry of one.
    """
    _admit(by, SUPPLY_INSPECTORS, unit, at)
    if not (asked.organ.strip() and asked.number.strip() and any(asked.about)):
        raise Refused(_("Inspectors are supplied on a written request alone (规则 32)."))
    try:
        with transaction.atomic():
            return SupplyRequest.objects.create(
                unit=unit,
                organ=asked.organ.strip(),
                number=asked.number.strip(),
                requested_on=asked.requested_on,
                about="\n".join(asked.about),
                since=asked.since,
                until=asked.until,
                entered_by=by,
                entered_at=at,
            )
    except IntegrityError as error:
        raise Refused(_("This request was entered already.")) from error


def decide(request: int, *, approve: bool, by: Person, at: datetime) -> SupplyRequest:
    """Approve or reject a request, by the head of the unit and nobody who entered it."""
    with transaction.atomic():
        found = SupplyRequest.objects.select_for_update(of=("self",)).get(pk=request)
        _admit(by, APPROVE_SUPPLY, found.unit, at)
        if by.pk == found.entered_by_id:
            raise Refused(_("Whoever entered the request can't decide on it."))
        if found.decided_by_id:
            raise Refused(_("This request was decided already."))
        found.decided_by, found.decided_at, found.is_approved = by, at, approve
        found.save()
    return found


def supply(request: SupplyRequest, *, by: Person, at: datetime) -> tuple[SupplyPackage, bytes]:
    """The package of an approved request and its .xlsx; nothing of a reporter is in it.

    `by` takes tip-offs in at the unit; he and whoever approved may open every clue of it. Raises
    Forbidden, and Refused without the approval, for a second package of one request, and where no
    clue is about these names.
    """
    _admit(by, SUPPLY_INSPECTORS, request.unit, at)
    approver = request.decided_by
    if approver is None or not request.is_approved:
        raise Refused(_("The head of the unit has not approved this request."))
    cases = list(_about(request, (by, approver), at))
    if not cases:
        raise Refused(_("No tip-off here is about these names."))
    content = _written(cases)
    try:
        with transaction.atomic():
            made = _stored_package(request, (by, approver), at, len(cases), content)
            reading = Reading(Part.EXPORT, str(request), reference=str(made))
            record_many(cases, by, reading, at=at)
    except IntegrityError as error:
        raise Refused(_("This request was answered already.")) from error
    return made, content


def _admit(person: Person, permission: str, unit: Unit, at: datetime) -> None:
    if not access.units_within(person, permission, at=at).filter(pk=unit.pk).exists():
        raise Forbidden(_("Your post does not allow this."))


def _about(request: SupplyRequest, people: Iterable[Person], at: datetime) -> QuerySet[Case]:
    names = [name.strip() for name in request.about.splitlines() if name.strip()]
    told = reduce(or_, (Q(events__details__names__icontains=name) for name in names))
    cases = Case.objects.filter(told, holding_unit=request.unit, kind=Kind.TIP_OFF)
    for person in people:
        open_to = access.cases_for(person, at=at, permission=access.READ_LETTER, kind=Kind.TIP_OFF)
        cases = cases.filter(pk__in=open_to.values("pk"))
    if request.since:
        cases = cases.filter(received_on__gte=request.since)
    if request.until:
        cases = cases.filter(received_on__lte=request.until)
    return cases.distinct().order_by("pk")


def _written(cases: Iterable[Case]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "in_memory": True}) as book:
        sheet = book.add_worksheet("问题线索")
        sheet.write_row(0, 0, COLUMNS)
        for row, case in enumerate(cases, start=1):
            letter = letter_of(case)
            sheet.write_row(
                row,
                0,
                [
                    case.number,
                    case.received_on.isoformat(),
                    "、".join(named_in(case)),
                    letter.text if letter else "",
                    str(case.get_status_display()),
                ],
            )
    return buffer.getvalue()


def _stored_package(
    request: SupplyRequest,
    people: tuple[Person, Person],
    at: datetime,
    clues: int,
    content: bytes,
) -> SupplyPackage:
    by, approver = people
    return SupplyPackage.objects.create(
        request=request,
        unit=request.unit,
        organ=request.organ,
        request_number=request.number,
        requested_on=request.requested_on,
        about=request.about,
        made_by=by,
        approved_by=approver,
        made_at=at,
        clues=clues,
        sha256=sha256(content).hexdigest(),
    )
