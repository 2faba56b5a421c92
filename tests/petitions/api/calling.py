"""A programme that knows nothing but a token and addresses."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from django.test import Client
from django.utils import timezone

from petitions.api.api_tokens import new_token
from tests.office import Office

LETTER: dict[str, Any] = {
    "channel": "letter",
    "text": "反映养老保险待遇发放不到位的问题，请求核查补发。",
    "petitioners": [{"name": "信访人甲", "phone": "13900000000"}],
}


class Answer(Protocol):
    """A response as a programme reads it."""

    status_code: int
    content: bytes

    def __getitem__(self, header: str) -> str: ...

    def json(self) -> Any: ...


@dataclass
class Programme:
    token: str
    language: str = "en"
    client: Client = field(default_factory=Client)

    def get(self, path: str, **query: Any) -> Answer:
        return self._send("get", path, data=query)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        content = {"data": body if body is not None else {}, "content_type": "application/json"}
        return self._send("post", path, headers=headers, **content)

    def post_files(self, path: str, body: Any) -> Answer:
        """As a multipart body, which files take."""
        return self._send("post", path, data=body)

    def _send(
        self, method: str, path: str, headers: dict[str, str] | None = None, **rest: Any
    ) -> Answer:
        sent = {"Accept-Language": self.language, **(headers or {})}
        if self.token:
            sent["Authorization"] = f"Token {self.token}"
        address = path if path.startswith("http") else f"/api/v1/{path}"
        answer: Answer = getattr(self.client, method)(address, headers=sent, **rest)
        return answer


def programme(office: Office, name: str, language: str = "en") -> Programme:
    return Programme(new_token(office[name], at=timezone.now()), language)


def registered(office: Office, **changes: Any) -> dict[str, Any]:
    """A petition registered through the interface: the answer's body."""
    answer = programme(office, "registrar").post("cases/", LETTER | changes)
    assert answer.status_code == 201, answer.content
    body: dict[str, Any] = answer.json()
    return body


def acts_of(caller: Programme, number: str) -> list[str]:
    return [act["name"] for act in caller.get(f"cases/{number}/acts/").json()]
