"""Sentence vectors kept in a file: computed once for the shipped texts, found by their digest.

Rebuild after changing an answer: `uv run python -m bot.etiquette.vectors`.
"""

import hashlib
from collections.abc import Iterable
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.language.encoder import MODEL_SHA256, WIDTH, Encoder, Floats

_FILE = "vectors.npz"
_STEPS = 127 / 0.5


def pack(vectors: Floats) -> NDArray[np.int8]:
    """Unit vectors in a byte a number; no component of theirs leaves ±0.5."""
    packed: NDArray[np.int8] = np.clip(np.rint(vectors * _STEPS), -127, 127).astype(np.int8)
    return packed


def unpack(packed: NDArray[np.int8]) -> Floats:
    """Unit vectors from packed ones."""
    vectors = packed.astype(np.float32)
    unit: Floats = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return unit


def vector_bytes(texts: Iterable[str], encoder: Encoder) -> bytes:
    """Vectors of plain texts to keep in a store; read back with `vectors_from_bytes`."""
    return pack(encoder.encode_all(list(texts))).tobytes()


def vectors_from_bytes(kept: bytes) -> Floats:
    """One row a text. Raises ValueError if the bytes are not whole vectors."""
    return unpack(np.frombuffer(kept, dtype=np.int8).reshape(-1, WIDTH))


def digest(text: str) -> int:
    """What a vector belongs to: the plain text and the model that read it."""
    content = f"{MODEL_SHA256}\n{text}".encode()
    return int.from_bytes(hashlib.sha256(content).digest()[:8], "big", signed=True)


class Kept:
    """The vectors of the shipped texts."""

    def __init__(self, digests: NDArray[np.int64], packed: NDArray[np.int8]) -> None:
        """`packed[i]` is the vector of the text with `digests[i]`."""
        self._place = {int(number): place for place, number in enumerate(digests)}
        self._packed = packed

    @classmethod
    def shipped(cls) -> "Kept":
        """The file of the package; empty where there is none."""
        with as_file(files("bot.etiquette") / _FILE) as path:
            if not path.is_file():
                return cls(np.zeros(0, dtype=np.int64), np.zeros((0, WIDTH), dtype=np.int8))
            with np.load(path, allow_pickle=False) as kept:
                return cls(kept["digests"], kept["packed"])

    def __contains__(self, text: str) -> bool:
        return digest(text) in self._place

    def __len__(self) -> int:
        return len(self._place)

    def rows(self, texts: list[str], encoder: Encoder) -> Floats:
        """One unit row a text; those that are not kept are computed. Raises ModelUnusableError."""
        return unpack(self.packed(texts, encoder))

    def packed(self, texts: list[str], encoder: Encoder) -> NDArray[np.int8]:
        """The same, a byte a number. Raises ModelUnusableError."""
        places = [self._place.get(digest(text)) for text in texts]
        packed = np.zeros((len(texts), WIDTH), dtype=np.int8)
        for row, (text, place) in enumerate(zip(texts, places, strict=True)):
            packed[row] = pack(encoder.encode(text)) if place is None else self._packed[place]
        return packed


def build(path: Path, texts: Iterable[str], encoder: Encoder) -> int:
    """Write the vectors of `texts`; how many there are. Those that are kept already stay."""
    unique = sorted(set(texts), key=digest)
    digests = np.array([digest(text) for text in unique], dtype=np.int64)
    np.savez(path, digests=digests, packed=Kept.shipped().packed(unique, encoder))
    return len(unique)


def _main() -> None:
    from bot.etiquette.shelf import shipped_texts

    with as_file(files("bot.etiquette")) as folder:
        build(folder / _FILE, shipped_texts(), Encoder())


if __name__ == "__main__":
    _main()
