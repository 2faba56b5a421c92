"""Reading bodies."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


def _length(parser_context: Mapping[str, Any] | None) -> int:
    declared = parser_context["request"].META.get("CONTENT_LENGTH") if parser_context else ""
    return int(declared or 0)


class StrictJSONParser(JSONParser):
    """JSON whose text a database can keep: no lone surrogates, no bottomless nesting."""

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        if _length(parser_context) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig  # the framework's own parser reads on, however long
        try:
            found = super().parse(stream, media_type, parser_context)
            json.dumps(found, ensure_ascii=False).encode()
        except (UnicodeEncodeError, RecursionError) as broken:
            raise ParseError(_("The JSON can't be read as text.")) from broken
        return found
