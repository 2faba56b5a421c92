"""The vault's keys: those that wrap each identity's own key, and those of keyed digests.

A key ring is JSON, as `python -m config.vault_keys` makes it:
`{"current": ID, "keys": {ID: BASE64, …}, "digest_keys": [BASE64, …]}`. New rows go under the
current key; the others still open theirs. The first digest key writes, all of them recognise.
"""

import base64
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from petitions.vault import crypto
from petitions.vault.crypto import VaultError

LEAST_BYTES: Final = 32
WRAPPING: Final = b"jianjian wrapping"
OTHERS_MAY: Final = 0o077


class Keys(Protocol):
    """What a plug-in named by `VAULT_KEY_PROVIDER` gives; the wrapping keys may never leave it."""

    @property
    def current(self) -> str:
        """The id of the key under which new rows go."""

    @property
    def ids(self) -> Collection[str]:
        """Every key that can still unwrap."""

    def wrap(self, cipher: str, data_key: bytes, *, key_id: str, bound: bytes) -> bytes:
        """The data key encrypted under a key, readable only with the same `bound`."""

    def unwrap(self, cipher: str, wrapped: bytes, *, key_id: str, bound: bytes) -> bytes:
        """The data key again. Raises VaultError."""

    def digest_keys(self) -> Sequence[bytes]:
        """Keys of digests, the one that writes first."""


@dataclass(frozen=True)
class LocalKeys:
    """A key ring held in memory, from a file or an environment variable."""

    current: str
    keys: dict[str, bytes]
    digests: tuple[bytes, ...]

    @property
    def ids(self) -> Collection[str]:
        return self.keys.keys()

    def wrap(self, cipher: str, data_key: bytes, *, key_id: str, bound: bytes) -> bytes:
        return crypto.encrypt(cipher, self._key(cipher, key_id), data_key, bound=bound)

    def unwrap(self, cipher: str, wrapped: bytes, *, key_id: str, bound: bytes) -> bytes:
        return crypto.decrypt(cipher, self._key(cipher, key_id), wrapped, bound=bound)

    def digest_keys(self) -> Sequence[bytes]:
        return self.digests

    def _key(self, cipher: str, key_id: str) -> bytes:
        if key_id not in self.keys:
            raise VaultError(f"The vault has no key {key_id!r}.")
        return crypto.key_for(cipher, self.keys[key_id], WRAPPING)


def keys() -> Keys:
    """The keys as they are now: a changed key file counts at once, in every process."""
    if settings.VAULT_KEY_PROVIDER:
        return _plug_in(settings.VAULT_KEY_PROVIDER)
    if settings.VAULT_KEYS:
        return _parsed(settings.VAULT_KEYS, "VAULT_KEYS")
    return _from_file(Path(settings.VAULT_KEY_FILE))


@lru_cache(maxsize=4)
def _plug_in(dotted_path: str) -> Keys:
    made: Keys = import_string(dotted_path)()
    return made


def _from_file(path: Path) -> Keys:
    try:
        state = path.stat()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The vault's key file {path} can't be read. bin/run makes it for the embedded "
            "default; otherwise set VAULT_KEY_FILE, VAULT_KEYS or VAULT_KEY_PROVIDER."
        ) from error
    if state.st_mode & OTHERS_MAY:
        raise ImproperlyConfigured(f"Others may read {path}: chmod 600 it, and change its keys.")
    return _read(path, state.st_mtime_ns, state.st_ino)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int, _inode: int) -> Keys:
    return _parsed(path.read_text(), str(path))


@lru_cache(maxsize=4)
def _parsed(text: str, place: str) -> Keys:
    try:
        told = json.loads(text)
        ring = LocalKeys(
            current=told["current"],
            keys={key: base64.b64decode(value) for key, value in told["keys"].items()},
            digests=tuple(base64.b64decode(value) for value in told["digest_keys"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        # The error may quote what it could not read, and that is a key.
        raise ImproperlyConfigured(f"{place} is not a key ring ({type(error).__name__}).") from None
    if ring.current not in ring.keys or not ring.digests:
        raise ImproperlyConfigured(f"{place} lacks its current key or a digest key.")
    if any(len(key) < LEAST_BYTES for key in ring.keys.values()):
        raise ImproperlyConfigured(f"{place} has a key of less than {LEAST_BYTES} bytes.")
    return ring
