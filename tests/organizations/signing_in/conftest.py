import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from organizations.models import Person
from organizations.services import create_person

PASSWORD = "a long enough password"
NEW = "quite another long password"


@pytest.fixture
def person(db: None) -> Person:
    return create_person(username="liu", name="刘工", password=PASSWORD, email="liu@example.org")


@pytest.fixture
def newcomer(db: None) -> Person:
    """Somebody whose account was opened and who has never been here."""
    person = Person(username="wang", name="王工", email="wang@example.org")
    person.set_unusable_password()
    person.save()
    return person


SignIn = Callable[..., Client]


@pytest.fixture
def sign_in() -> SignIn:
    def post(person: Person, password: str = PASSWORD) -> Client:
        client = Client(REMOTE_ADDR="192.0.2.7")
        client.post("/login/", {"username": person.username, "password": password})
        return client

    return post


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def link_in(mail: EmailMessage) -> str:
    """The address in a mail, without the host."""
    found = re.search(r"http\S+", str(mail.body))
    assert found is not None
    parts = urlsplit(found[0])
    return f"{parts.path}?{parts.query}"
