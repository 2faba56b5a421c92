"""Files of a case: what came with the letter, and what was added since."""

from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import FileResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from petitions.api import act_forms, visibility
from petitions.api.idempotency import CREATED
from petitions.api.openapi_parts import problems
from petitions.api.parsers import PlainMultiPartParser, StrictJSONParser
from petitions.api.serializers import PersonSerializer, UnitSerializer
from petitions.api.views import ApiView
from petitions.letters.attachments import of_petitioner
from petitions.letters.letter_selectors import letter_of
from petitions.letters.stored_files import download
from petitions.models import Attachment
from workflows.acts.act_refusals import Forbidden, NotFound
from workflows.acts.actors import Actor
from workflows.audit import exclusion_record
from workflows.cases import access, door
from workflows.models import Case, Part
from workflows.petition.material import MaterialForm


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    """A file; `kind` is empty and `added_on` null for what came with the letter."""

    unit = UnitSerializer(source="event.actor_unit", allow_null=True, default=None)
    added_by = PersonSerializer(allow_null=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = Attachment
        fields: ClassVar = [
            "id", "kind", "about", "dated_on", "added_on", "added_by", "unit", "is_for_petitioner",
            "name", "size", "sha256", "url",
        ]  # fmt: skip

    def get_url(self, file: Attachment) -> str:
        return reverse("api:attachment", args=[self.context["number"], file.pk])


class OwnAttachmentSerializer(AttachmentSerializer):
    """The same as the petitioner is told it: the organ, and no name of a person."""

    added_by = None  # type: ignore[assignment]  # takes the field out

    class Meta(AttachmentSerializer.Meta):
        fields: ClassVar = [
            "id", "kind", "about", "dated_on", "added_on", "unit", "name", "size", "sha256", "url",
        ]  # fmt: skip


FILES_ANSWER = PolymorphicProxySerializer(
    component_name="AttachmentAnswer",
    serializers=[AttachmentSerializer, OwnAttachmentSerializer],
    resource_type_field_name=None,
    many=True,
)


class AttachmentsView(ApiView):
    """GET: the files of a case. POST: add material to it, as the act `add_material` does."""

    parser_classes = (StrictJSONParser, PlainMultiPartParser)

    @extend_schema(
        operation_id="list_attachments", responses={200: FILES_ANSWER, **problems(403, 404)}
    )
    def get(self, request: Request, number: str) -> Response:
        case = visibility.one(self.actor, number, at=self.at)
        return Response(_listed(files_of(case, self.actor, at=self.at), case, self.actor))

    @extend_schema(
        operation_id="add_attachments",
        request={"multipart/form-data": act_forms.multipart_schema(MaterialForm)},
        responses={201: FILES_ANSWER, **problems(400, 403, 404, 409, 422)},
    )
    def post(self, request: Request, number: str) -> Response:
        case = visibility.one(self.actor, number, at=self.at)
        body = request.data
        if not isinstance(body, QueryDict):
            raise ParseError(_("Files take a multipart body."))
        details = act_forms.uploaded(MaterialForm, body)
        event = door.perform(case.pk, "add_material", actor=self.actor, at=self.at, **details)
        added = files_of(case, self.actor, at=self.at).filter(event=event)
        return Response(_listed(added, case, self.actor), CREATED)


class AttachmentView(ApiView):
    """One file, byte for byte."""

    @extend_schema(
        operation_id="get_attachment",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, **problems(403, 404)},
    )
    def get(self, request: Request, number: str, pk: int) -> FileResponse:
        case = visibility.one(self.actor, number, at=self.at)
        found = files_of(case, self.actor, at=self.at).filter(pk=pk).first()
        if found is None:
            raise NotFound
        if self.actor.person:
            exclusion_record.note_read(
                case, self.actor.person, Part.ATTACHMENT, at=self.at, why=found.name
            )
        return download(found)


def files_of(case: Case, actor: Actor, *, at: datetime) -> QuerySet[Attachment]:
    """The files that this caller may read. Raises `Forbidden` where the letter is closed to him."""
    if actor.person is None:
        return of_petitioner(case)
    if not access.may(actor, access.READ_LETTER, case, at=at):
        raise Forbidden(_("The letter of this case is closed to your post."))
    kept = Attachment.objects.filter(petition=letter_of(case))
    return kept.select_related("event__actor_unit__region", "added_by")


def _listed(files: QuerySet[Attachment], case: Case, actor: Actor) -> Any:
    shown = AttachmentSerializer if actor.person else OwnAttachmentSerializer
    return shown(files, many=True, context={"number": case.number}).data
