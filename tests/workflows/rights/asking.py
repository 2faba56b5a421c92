"""What administrators ask for on their pages, and what is on record of it."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications.models import Notice
from organizations.models import Person, Post
from tests.office import Office
from workflows.models import Amendment, RightsEvent


def browser(office: Office, name: str) -> Client:
    client = Client()
    client.force_login(office[name], backend=BACKEND)
    return client


BACKEND = "workflows.administration.posts_backend.PostsBackend"


def page(model: str, row: int | None = None) -> str:
    names = [row] if row else []
    return reverse(f"admin:organizations_{model}_{'change' if row else 'add'}", args=names)


def account(person: Person, **changes: Any) -> dict[str, Any]:
    """The fields of an account's page as the browser sends them."""
    fields: dict[str, Any] = {
        "username": person.username,
        "name": person.name,
        "email": person.email,
    }
    fields |= {"phone": "", "region": person.region_id or "", "is_active": "on"}
    fields |= {"tenures-TOTAL_FORMS": "0", "tenures-INITIAL_FORMS": "0"}
    return fields | changes


def tenure(person: Person, title: str, **more: Any) -> dict[str, Any]:
    post = Post.objects.get(title=title)
    return {"person": person.pk, "post": post.pk, "reason": "工作需要"} | more


def refused(office: Office, name: str = "admin") -> list[RightsEvent]:
    """What somebody tried; each is told to the monitor and to whom it concerns."""
    events = RightsEvent.objects.filter(actor=office[name], step="refused").order_by("pk")
    return list(events)


def heard(office: Office, name: str) -> list[str]:
    """The words on rights in somebody's inbox."""
    found = Notice.objects.filter(recipient=office[name], kind="rights").order_by("subject")
    return list(found.values_list("subject", flat=True))


def waiting() -> Amendment:
    return Amendment.objects.get(subject="rights", state="proposed")


def decide(office: Office, name: str, amendment: Amendment, **fields: Any) -> int:
    """What the page of a proposal answers to a decision."""
    address = reverse("limits:amendment", args=[amendment.pk])
    return browser(office, name).post(address, fields or {"approve": "1"}).status_code


def days(text: str) -> dict[str, str]:
    """A day and an hour as the page sends them: `2024-01-01 09:00`."""
    on, clock = text.split(" ")
    return {"since_0": on, "since_1": clock}


def now() -> Any:
    return timezone.now()
