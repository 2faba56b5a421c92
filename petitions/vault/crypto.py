"""Authenticated encryption of a few bytes, bound to the place where they belong."""

import os
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

AES: Final = "AES-256-GCM"
SM4: Final = "SM4-GCM"
KEY_BYTES: Final = {AES: 32, SM4: 16}
_HASH: Final[dict[str, Callable[[], hashes.HashAlgorithm]]] = {
    AES: hashes.SHA256,
    SM4: hashes.SM3,
}
NONCE_BYTES: Final = 12  # of GCM; random, and a key encrypts one identity or wraps far below 2³²
TAG_BYTES: Final = 16


class VaultError(Exception):
    """What is sealed can't be opened: its key is missing, or somebody changed it."""


def new_key(cipher: str) -> bytes:
    return os.urandom(KEY_BYTES[cipher])


@lru_cache(maxsize=64)
def key_for(cipher: str, secret: bytes, purpose: bytes) -> bytes:
    """A key of the cipher's length out of a longer-lived secret; SM3 goes with SM4."""
    derive = HKDF(_HASH[cipher](), KEY_BYTES[cipher], salt=None, info=purpose)
    return derive.derive(secret)


def encrypt(cipher: str, key: bytes, plain: bytes, *, bound: bytes) -> bytes:
    """Nonce, ciphertext and tag in one. Only with the same `bound` can it be read again."""
    nonce = os.urandom(NONCE_BYTES)
    if cipher == AES:
        return nonce + AESGCM(key).encrypt(nonce, plain, bound)
    sealing = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    sealing.authenticate_additional_data(bound)
    return nonce + sealing.update(plain) + sealing.finalize() + sealing.tag


def decrypt(cipher: str, key: bytes, sealed: bytes, *, bound: bytes) -> bytes:
    """What was encrypted. Raises VaultError for another key, place or content."""
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        if cipher == AES:
            return AESGCM(key).decrypt(nonce, rest, bound)
        tag = rest[-TAG_BYTES:]
        opening = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
        opening.authenticate_additional_data(bound)
        return opening.update(rest[:-TAG_BYTES]) + opening.finalize()
    except (InvalidTag, ValueError) as error:
        raise VaultError("It was not sealed with this key, in this place, as it is.") from error
