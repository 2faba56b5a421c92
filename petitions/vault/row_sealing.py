"""Rows that are encrypted under a key of their own, which a key of the vault wraps."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

from django.conf import settings

from petitions.vault import crypto
from petitions.vault.keys import keys


class SealedRow(Protocol):
    """A row with the columns that sealing writes; `bound` ties its ciphertext to its place."""

    cipher: str
    key_id: str
    wrapped_key: Any
    sealed: Any

    def bound(self, what: str) -> bytes: ...


def seal_row(row: SealedRow, values: Mapping[str, Any]) -> None:
    """Put the values under a new key of the row's own; the caller saves it."""
    ring, data_key = keys(), crypto.new_key(settings.VAULT_CIPHER)
    row.cipher, row.key_id = settings.VAULT_CIPHER, ring.current
    plain = json.dumps(dict(values), ensure_ascii=False, sort_keys=True).encode()
    row.sealed = crypto.encrypt(row.cipher, data_key, plain, bound=row.bound("content"))
    row.wrapped_key = ring.wrap(row.cipher, data_key, key_id=row.key_id, bound=row.bound("key"))


def unseal_row(row: SealedRow) -> dict[str, Any]:
    """The values in the clear. Raises VaultError."""
    wrapped, place = bytes(row.wrapped_key), row.bound("key")
    data_key = keys().unwrap(row.cipher, wrapped, key_id=row.key_id, bound=place)
    plain = crypto.decrypt(row.cipher, data_key, bytes(row.sealed), bound=row.bound("content"))
    values: dict[str, Any] = json.loads(plain)
    return values
