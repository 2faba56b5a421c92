"""Parts of the OpenAPI description that several views share."""

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from petitions.api.problems import MEDIA_TYPE


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457, with `code` for programmes and `errors` by field where details are wrong."""

    type = serializers.CharField(help_text="Address of a description of this kind of problem.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    errors_ = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), required=False
    )

    def get_fields(self) -> dict[str, serializers.Field]:  # type: ignore[type-arg]  # any field
        """`errors` is a name of the framework's own, so it cannot be an attribute."""
        found = super().get_fields()
        found["errors"] = found.pop("errors_")
        return found


def problems(*statuses: int) -> dict[tuple[int, str], type[ProblemSerializer]]:
    """The problems a view may answer with, besides those of every view."""
    return {(status, MEDIA_TYPE): ProblemSerializer for status in (401, *statuses, 429)}


def paged(name: str, row: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    """The envelope of a list in pages."""
    return inline_serializer(
        name,
        {
            "count": serializers.IntegerField(),
            "count_exact": serializers.BooleanField(
                help_text="False where counting stopped: there are more."
            ),
            "page": serializers.IntegerField(),
            "page_size": serializers.IntegerField(),
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": row(many=True),
        },
    )
