"""A request that is refused gets a page of ours, whatever the reason."""

from collections.abc import Callable

import pytest
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.views import defaults
from django.views.csrf import csrf_failure

REFUSALS: dict[int, Callable[[HttpRequest], HttpResponse]] = {
    400: lambda request: defaults.bad_request(request, SuspiciousOperation("not understood")),
    403: csrf_failure,
    500: defaults.server_error,
}


@pytest.mark.parametrize(
    ("status", "title"), [(400, "请求有误"), (403, "表单已失效"), (500, "系统出错")]
)
def test_a_page_that_needs_no_database_tells_of_a_refusal(status: int, title: str) -> None:
    answer: HttpResponse = REFUSALS[status](RequestFactory().get("/"))
    assert answer.status_code == status
    assert f"<title>{title} · 件件</title>" in answer.content.decode()
    assert 'class="refusal"' in answer.content.decode()


@pytest.mark.django_db
def test_a_request_that_is_not_understood_is_told_so(client: Client) -> None:
    too_many = {f"field_{n}": "1" for n in range(1001)}
    client.raise_request_exception = False
    answer = client.post("/login/", too_many)
    assert answer.status_code == 400
    assert "请求有误" in answer.content.decode()


@pytest.mark.django_db
def test_what_does_not_exist_leads_the_public_to_the_portal(client: Client) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert 'class="btn btn-secondary" href="/portal/"' in answer.content.decode()
