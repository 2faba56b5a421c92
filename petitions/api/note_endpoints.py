"""Internal notes of a case, for staff alone."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from petitions.api import visibility
from petitions.api.callers import IsPerson
from petitions.api.idempotency import CREATED
from petitions.api.openapi_parts import problems
from petitions.api.serializers import PersonSerializer, UnitSerializer
from petitions.api.strict_bodies import StrictSerializer
from petitions.api.views import ApiView
from workflows.acts.act_refusals import Forbidden
from workflows.cases import case_notes
from workflows.models import Case, CaseNote
from workflows.models.case_note import TEXT_LENGTH


class NoteInput(StrictSerializer):
    """A note; whom it mentions by username, or as @name in its text."""

    text = serializers.CharField(max_length=TEXT_LENGTH)
    mentioned = serializers.ListField(child=serializers.CharField(max_length=150), required=False)


class NoteSerializer(serializers.ModelSerializer[CaseNote]):
    author = PersonSerializer()
    unit = UnitSerializer(source="author_unit", allow_null=True)
    mentioned = serializers.SerializerMethodField()

    class Meta:
        model = CaseNote
        fields: ClassVar = ["id", "at", "author", "unit", "text", "mentioned"]

    def get_mentioned(self, note: CaseNote) -> list[str]:
        return [each.person.username for each in note.mentions.all()]


class NotesSerializer(serializers.Serializer[Any]):
    """The notes, the newest first, and who can be mentioned in the next one."""

    notes = NoteSerializer(many=True)
    may_be_mentioned = PersonSerializer(many=True)


class NotesView(ApiView):
    """GET: the notes of a case. POST: write one; it can't be changed afterwards."""

    permission_classes = (IsPerson,)

    @extend_schema(
        operation_id="list_notes", responses={200: NotesSerializer, **problems(403, 404)}
    )
    def get(self, request: Request, number: str) -> Response:
        case = self._case(number)
        people = case_notes.mentionable(case, self.person, at=self.at)
        shown = {"notes": case_notes.notes_of(case), "may_be_mentioned": people}
        return Response(NotesSerializer(shown).data)

    @extend_schema(
        operation_id="write_note",
        request=NoteInput,
        responses={201: NoteSerializer, **problems(400, 403, 404, 409, 422)},
    )
    def post(self, request: Request, number: str) -> Response:
        case = self._case(number)
        given = NoteInput(data=request.data)
        given.is_valid(raise_exception=True)
        names = given.validated_data.get("mentioned", [])
        note = case_notes.write(
            case.pk,
            given.validated_data["text"],
            author=self.person,
            at=self.at,
            mentioned=self._ids(case, names),
        )
        return Response(NoteSerializer(note).data, CREATED)

    def _case(self, number: str) -> Case:
        case = visibility.one(self.actor, number, at=self.at)
        if not case_notes.may_keep(case, self.person, at=self.at):
            raise Forbidden(_("The notes on this case are closed to your post."))
        return case

    def _ids(self, case: Case, names: list[str]) -> list[int]:
        """The ids of the colleagues; whoever may not read it is as unknown as nobody."""
        people = case_notes.mentionable(case, self.person, at=self.at)
        ids = dict(people.values_list("username", "pk"))
        if unknown := [name for name in names if name not in ids]:
            said = _("Nobody of this name reads the notes on this case.")
            raise ValidationError({"mentioned": [f"{name}: {said}" for name in unknown]})
        return [ids[name] for name in names]
