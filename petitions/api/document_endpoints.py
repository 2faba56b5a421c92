"""The papers of a case, each as the file that was hashed when it was issued."""

from datetime import datetime
from typing import Final

import structlog
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from petitions.api import problems as refusals
from petitions.api import visibility
from petitions.api.openapi_parts import problems
from petitions.api.views import ApiView
from petitions.cases.paper_pages import MEDIA_TYPES, Shape, paper, paper_file
from petitions.portal.petitioner_view import own_paper
from workflows.acts.act_refusals import Forbidden, NotFound
from workflows.acts.actors import Actor
from workflows.audit import exclusion_record
from workflows.cases import access
from workflows.models import Case, Document, Part
from workflows.papers.paper_files import NotTypeset

log = structlog.get_logger(__name__)

RETRY_AFTER_S: Final = 60


class DocumentView(ApiView):
    """A paper as it was issued, byte for byte: a page with the digest that `events/` tells.

    `?shape=pdf` is the same paper as PDF/A, made once and never replaced; `?shape=docx` a copy to
    work on.
    """

    @extend_schema(
        operation_id="get_document",
        parameters=[OpenApiParameter("shape", OpenApiTypes.STR, enum=[*Shape])],
        responses={
            (200, "text/html"): OpenApiTypes.BINARY,
            **{(200, media): OpenApiTypes.BINARY for media in MEDIA_TYPES.values()},
            **problems(403, 404, 422),
        },
    )
    def get(self, request: Request, number: str, pk: int) -> HttpResponse:
        shape = request.query_params.get("shape")
        if shape and shape not in MEDIA_TYPES:
            raise ValidationError({"shape": [_("Not a shape of a paper: choose pdf or docx.")]})
        case = visibility.one(self.actor, number, at=self.at)
        found = paper_of(case, self.actor, pk, at=self.at)
        if found is None:
            raise NotFound
        person = self.actor.person
        exclusion_record.note_read(case, person, Part.PAPER, at=self.at, why=found.number)
        if shape:
            return self._file(request, found, Shape(shape))
        answer = paper(found)
        answer["Content-Disposition"] = f'attachment; filename="{number}-{found.pk}.html"'
        return answer

    def _file(self, request: Request, found: Document, shape: Shape) -> HttpResponse:
        try:
            return paper_file(found, shape, at=self.at)
        except NotTypeset as error:
            log.error("paper_not_typeset", document=found.pk, error=str(error))
            answer = refusals.fault(request, "unavailable")
            answer["Retry-After"] = str(RETRY_AFTER_S)
            return answer


def paper_of(case: Case, actor: Actor, pk: int, *, at: datetime) -> Document | None:
    """The paper, if the caller may read it. Raises `Forbidden` where the letter is closed to him.

    One whose content was destroyed is no file any more.
    """
    if actor.person is None:
        return own_paper(case, pk)
    if not access.may(actor, access.READ_LETTER, case, at=at):
        raise Forbidden(_("The letter of this case is closed to your post."))
    return case.documents.filter(pk=pk).exclude(body="").first()
