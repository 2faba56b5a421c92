"""Bodies that are read strictly: a misspelt field is an error, not silence."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from petitions.api.problems import OF_THE_WHOLE


def refuse_unknown(given: object, known: Collection[str]) -> Mapping[str, Any]:
    """The body as an object whose names are all known. Raises `ValidationError`."""
    if not isinstance(given, Mapping):
        raise serializers.ValidationError({OF_THE_WHOLE: [_("Send a JSON object.")]})
    unknown = [str(name) for name in given if name not in known]
    if unknown:
        raise serializers.ValidationError({name: [_("Unknown field.")] for name in unknown})
    return given


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses names it does not know, at every depth."""

    def to_internal_value(self, data: Any) -> Any:
        refuse_unknown(data, self.fields.keys())
        return super().to_internal_value(data)
