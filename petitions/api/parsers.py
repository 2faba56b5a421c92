"""Reading bodies."""

import json
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class StrictJSONParser(JSONParser):
    """JSON whose text a database can keep: no lone surrogates, no bottomless nesting."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        try:
            found = super().parse(*args, **kwargs)
            json.dumps(found, ensure_ascii=False).encode()
        except (UnicodeEncodeError, RecursionError) as broken:
            raise ParseError(_("The JSON can't be read as text.")) from broken
        return found
