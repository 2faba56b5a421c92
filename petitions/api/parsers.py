"""Reading bodies."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser, MultiPartParser

from ui.numbers import read_number
from ui.plain_text import refuse_nul, refuse_nul_in_form


def _length(parser_context: Mapping[str, Any] | None) -> int:
    meta = parser_context["request"].META if parser_context else {}
    return read_number(meta.get("CONTENT_LENGTH")) or 0


def _texts(found: Any) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, Mapping):
        yield from chain(found, *map(_texts, found.values()))
    elif isinstance(found, list):
        yield from chain.from_iterable(map(_texts, found))


class PlainMultiPartParser(MultiPartParser):
    """Form fields and files whose text a database can keep."""

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        found = super().parse(stream, media_type, parser_context)
        refuse_nul_in_form(found.data)
        return found


class StrictJSONParser(JSONParser):
    """JSON whose text a database can keep: no lone surrogates, no NUL, no bottomless nesting."""

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
            texts = [*_texts(found)]
            "".join(texts).encode()
        except (UnicodeEncodeError, RecursionError) as broken:
            raise ParseError(_("The JSON can't be read as text.")) from broken
        refuse_nul(texts)
        return found
