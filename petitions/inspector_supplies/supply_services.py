"""Making a package for inspectors: bound to a request, let by a second, every clue logged."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from hashlib import sha256
from operator import or_

import xlsxwriter
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from organizations.models import Person, Unit
from petitions.letters.letter_selectors import letter_of
from petitions.models.supply import SupplyPackage
from workflows.acts.act_refusals import Forbidden, Refused
from workflows.audit.read_log import Reading, record_many
from workflows.cases import access
from workflows.cases.permissions import APPROVE_SUPPLY, SUPPLY_INSPECTORS
from workflows.models import Case, Part
from workflows.states import Kind
from workflows.tipoff.name_resolution import named_in

COLUMNS = ("编号", "收到日期", "反映对象", "反映内容", "办理阶段")


@dataclass(frozen=True, slots=True)
class Request:
    """A team's written request: whom it inspects, one name a line of `about`, and which days."""

    organ: str
    number: str
    requested_on: date
    about: Sequence[str]
    since: date | None = None
    until: date | None = None


def supply(
    request: Request, *, unit: Unit, by: Person, approver: Person, at: datetime
) -> tuple[SupplyPackage, bytes]:
    """The package's record and its .xlsx; nothing of a reporter is in it.

    `by` takes tip-offs in at `unit`, `approver` heads it, and each may open every clue of it.
    Raises Forbidden, and Refused without a request, for a second package of one request, and
    where no clue is about these names.
    """
    _admit(by, SUPPLY_INSPECTORS, unit, at)
    _admit(approver, APPROVE_SUPPLY, unit, at)
    if by.pk == approver.pk:
        raise Refused(_("The approval must come from another person than the one who enters it."))
    if not (request.organ.strip() and request.number.strip() and any(request.about)):
        raise Refused(_("Inspectors are supplied on a written request alone (规则 32)."))
    cases = list(_about(request, unit, (by, approver), at))
    if not cases:
        raise Refused(_("No tip-off here is about these names."))
    content = _written(cases)
    try:
        with transaction.atomic():
            made = _stored_package(request, unit, (by, approver), at, len(cases), content)
            why = f"{request.organ} {request.number}"
            record_many(cases, by, Reading(Part.EXPORT, why, reference=str(made)), at=at)
    except IntegrityError as error:
        raise Refused(_("This request was answered already.")) from error
    return made, content


def _admit(person: Person, permission: str, unit: Unit, at: datetime) -> None:
    if not access.units_within(person, permission, at=at).filter(pk=unit.pk).exists():
        raise Forbidden(_("Your post does not allow this."))


def _about(request: Request, unit: Unit, people: Iterable[Person], at: datetime) -> QuerySet[Case]:
    names = [name.strip() for name in request.about if name.strip()]
    told = reduce(or_, (Q(events__details__names__icontains=name) for name in names))
    cases = Case.objects.filter(told, holding_unit=unit, kind=Kind.TIP_OFF)
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


def _stored_package(  # noqa: PLR0913, PLR0917  # one row, all of it
    request: Request,
    unit: Unit,
    people: tuple[Person, Person],
    at: datetime,
    clues: int,
    content: bytes,
) -> SupplyPackage:
    by, approver = people
    return SupplyPackage.objects.create(
        unit=unit,
        organ=request.organ.strip(),
        request_number=request.number.strip(),
        requested_on=request.requested_on,
        about="\n".join(request.about),
        made_by=by,
        approved_by=approver,
        made_at=at,
        clues=clues,
        sha256=sha256(content).hexdigest(),
    )
