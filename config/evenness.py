"""Refusals that take one time, so that none tells what there is behind it (ADR 0022).

A tip-off that somebody may not know of costs a record of his try; one that isn't there costs
nothing. The wait hides the difference, whatever the page, the interface or the portal did.
"""

import time
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

REFUSALS: Final = frozenset({401, 403, 404})


class EvenRefusalsMiddleware:
    """Answers each refusal at a whole multiple of `REFUSAL_STEP_S` after it was asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        step: float = settings.REFUSAL_STEP_S
        if step and response.status_code in REFUSALS:
            time.sleep(step - (time.perf_counter() - began) % step)
        return response
