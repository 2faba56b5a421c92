"""What somebody sees who goes to every address that there is, without what changes by itself."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any, Final
from zipfile import ZipFile

import pypdfium2
from django.db import transaction
from django.test import Client

from petitions.api.api_tokens import new_token
from tests.office import MONDAY, Office
from tests.tipoffs.addresses import admin_pages, asked_of
from workflows.escalation.rung_effects import sweep
from workflows.models import Case

NOW: Final = MONDAY + timedelta(days=40)
CHANGING: Final = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"|X-CSRFToken[^}]+|csrf-token[^>]+'
    # the keys that a second factor would be set up with
    r'|data:image/svg[^"]+|<code>[A-Z2-7]{32}</code>|"challenge": "[^"]+"'
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{40}\b"
)
Seen = dict[str, tuple[int, str]]


def settle() -> None:
    """Let everything that is due speak; the second sweep finds nothing, and says so."""
    for _time in range(2):
        sweep(NOW)


def browser(office: Office, name: str) -> Client:
    token = new_token(office[name], at=NOW)
    client = Client(
        headers={"accept-language": "zh-hans", "authorization": f"Token {token}"},
        REMOTE_ADDR="198.51.100.7",
    )
    client.force_login(office[name], backend="workflows.administration.posts_backend.PostsBackend")
    return client


def shown(response: Any) -> tuple[int, str]:
    """What came back, without what differs from one request to the next."""
    content = b"".join(response) if response.streaming else response.content
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as packed:
            content = b"".join(packed.read(name) for name in sorted(packed.namelist()))
    if content.startswith(b"%PDF"):
        content = _read(content)
    return response.status_code, CHANGING.sub("", content.decode(errors="replace"))


def _read(pdf: bytes) -> bytes:
    """What a PDF says, on its pages and of itself: its streams are packed, its lines broken."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[n].get_textpage().get_text_range() for n in range(len(document))]
    said = re.sub(r"\s", "", "".join(pages)) + repr(document.get_metadata_dict())
    document.close()
    return said.encode()


def seen(office: Office, name: str) -> Seen:
    """Every address that names no case, as this person finds it; the walk leaves no trace."""
    with transaction.atomic():
        found = _walked(office, name)
        transaction.set_rollback(True)
    return found


def _walked(office: Office, name: str) -> Seen:
    case = Case.objects.filter(kind="tip_off").earliest("pk")
    client, found = browser(office, name), {}
    for rule, address in asked_of(case, of_case=False):
        found[address] = shown(client.post(address) if rule.posts else client.get(address))
    if name != "later_named":  # the administrator's pages once: they ask for rights, not posts
        return found
    client = browser(office, name)
    return found | {address: shown(client.get(address)) for address in admin_pages()}
