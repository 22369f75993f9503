"""Keys that values are encrypted with. `cryptography` is imported when there is one."""

import binascii
import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from secrets import token_bytes

from storage.errors import KeysError

_LENGTH = 32
_NONCE = 12


class UnsealableError(Exception):
    """A value that none of our keys opens: another key's, damaged, or moved from another row."""


class Key:
    """One secret of 32 bytes, and what is derived from it: nothing is used for two things.

    `name` tells keys apart and says nothing about them. Values are encrypted with AES-256-GCM; its
    associated data ties a value to its place: copied into another row it does not open.
    """

    __slots__ = ("_cipher", "_index", "name")

    def __init__(self, secret: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self.name = _derived(secret, "name").hex()[:8]
        self._index = _derived(secret, "index")
        self._cipher = AESGCM(_derived(secret, "value"))

    def __repr__(self) -> str:
        return f"<key {self.name}>"

    def encrypt(self, text: str, place: bytes) -> str:
        """The text, for this place only, in letters that any column takes."""
        nonce = token_bytes(_NONCE)
        return urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, text.encode(), place)).decode()

    def decrypt(self, sealed: str, place: bytes) -> str:
        """What was encrypted for this place. `UnsealableError` for anything else."""
        from cryptography.exceptions import InvalidTag

        try:
            raw = urlsafe_b64decode(sealed)
            return self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], place).decode()
        except (InvalidTag, ValueError):
            raise UnsealableError from None

    def digest(self, text: str, place: bytes) -> str:
        """The same for the same text in the same place; without the key it says nothing."""
        message = len(place).to_bytes(8) + place + text.encode()
        return hmac.new(self._index, message, hashlib.sha256).hexdigest()[:32]


def new_key() -> str:
    """A fresh key as text, from the system's own randomness."""
    return urlsafe_b64encode(token_bytes(_LENGTH)).decode()


def read_keys(text: str) -> Sequence[Key]:
    """Keys as `new_key` makes them, with commas between; the first one is written with.

    KeysError, without repeating any of it, if one is no such key or comes twice.
    """
    keys = [Key(_secret(part.strip())) for part in text.split(",") if part.strip()]
    if len({key.name for key in keys}) < len(keys):
        raise KeysError("ENCRYPTION_KEYS names one key twice.")
    return keys


def _secret(text: str) -> bytes:
    try:
        secret = urlsafe_b64decode(text)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != _LENGTH or len(text) != len(new_key()):
        raise KeysError("ENCRYPTION_KEYS holds something that `goodask db new-key` did not make.")
    return secret


def _derived(secret: bytes, purpose: str) -> bytes:
    return hmac.digest(secret, f"goodask {purpose} 1".encode(), "sha256")
