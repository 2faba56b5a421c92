"""What a browser says for a passkey: JSON from outside, which may be anything."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]


def readable(view: View) -> View:
    """Refuse what no JSON reader takes: a number of thousands of digits, a thousand brackets.

    What is no JSON at all is left to the form, which says so.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            json.loads(request.POST.get("credential", "null"))
        except json.JSONDecodeError:
            pass
        except (ValueError, RecursionError) as error:
            raise BadRequest(str(error)) from error
        return view(request, *args, **kwargs)

    return guarded
