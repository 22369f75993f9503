"""Sentence vectors a byte a number, as they are kept; found by the digest of their text."""

import hashlib

import numpy as np
from numpy.typing import NDArray

from bot.language.encoder import MODEL_SHA256, WIDTH, Encoder, Floats

_STEPS = 127 / 0.5


def pack(vectors: Floats) -> NDArray[np.int8]:
    """Unit vectors in a byte a number; no component of theirs leaves ±0.5."""
    packed: NDArray[np.int8] = np.clip(np.rint(vectors * _STEPS), -127, 127).astype(np.int8)
    return packed


def unpack(packed: NDArray[np.int8]) -> Floats:
    """Unit vectors from packed ones."""
    vectors: Floats = packed.astype(np.float32)
    vectors /= np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
    return vectors


def vector_bytes(vectors: Floats) -> bytes:
    """Unit vectors to keep in a store; read back with `vectors_from_bytes`."""
    return pack(vectors).tobytes()


def vectors_from_bytes(kept: bytes) -> Floats:
    """One row a text. Raises ValueError if the bytes are not whole vectors."""
    return unpack(np.frombuffer(kept, dtype=np.int8).reshape(-1, WIDTH))


def digest(text: str) -> int:
    """What a vector belongs to: the plain text and the model that read it."""
    content = f"{MODEL_SHA256}\n{text}".encode()
    return int.from_bytes(hashlib.sha256(content).digest()[:8], "big", signed=True)


class Kept:
    """Vectors that were computed before."""

    def __init__(self, digests: NDArray[np.int64], packed: NDArray[np.int8]) -> None:
        """`packed[i]` is the vector of the text with `digests[i]`."""
        self._place = {int(number): place for place, number in enumerate(digests)}
        self._packed = packed

    def packed(self, texts: list[str], encoder: Encoder) -> NDArray[np.int8]:
        """One row a text; those that are not kept are computed. Raises ModelUnusableError."""
        places = {text: self._place.get(digest(text)) for text in texts}
        new = [text for text, place in places.items() if place is None]
        found = dict(zip(new, pack(encoder.encode_all(new)), strict=True))
        found |= {text: self._packed[at] for text, at in places.items() if at is not None}
        return np.stack([found[text] for text in texts])
