"""What a channel is. Its transport sends one message or says whether trying again may help."""

from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self
from uuid import UUID

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class TransportError(Exception):
    """A message was not sent; `permanent` means that trying again cannot help."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class Message:
    """What leaves the house, and to whom; `url` is a local path."""

    notice_id: UUID
    address: str
    subject: str
    body: str
    url: str


class Transport(Protocol):
    """Opened for a batch with `with`; `send` returns None or raises `TransportError`."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...

    def send(self, message: Message) -> None: ...


@dataclass(frozen=True, slots=True)
class Channel:
    """A way out of the house; `key` is also the field of `Preference` by which it is refused.

    Words go to who has something in `address_field` of his account. `longest_s` is how many seconds
    sending one message may take at most.
    """

    key: str
    label: "_StrPromise"
    address_field: str
    transport: Callable[[], Transport]
    longest_s: int
