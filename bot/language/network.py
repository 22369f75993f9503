"""all-MiniLM-L6-v2 as arithmetic: six layers of a transformer encoder, in numpy.

Architecture: Devlin et al. 2019 (BERT). Weights: sentence-transformers/all-MiniLM-L6-v2, which is
under Apache-2.0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.language.weights import read_tensors

Floats: TypeAlias = NDArray[np.float32]
Bytes: TypeAlias = NDArray[np.int8]
Tensors: TypeAlias = dict[str, NDArray[np.generic]]

WIDTH = 384
_LAYERS = 6
_HEADS = 12
_HEAD_WIDTH = WIDTH // _HEADS
_EPSILON = np.float32(1e-12)


@dataclass(frozen=True, slots=True)
class Dense:
    """x → x·weight + bias."""

    weight: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        """Apply to rows."""
        return x @ self.weight + self.bias


@dataclass(frozen=True, slots=True)
class Norm:
    """Layer normalisation over the last axis."""

    scale: Floats
    shift: Floats

    def __call__(self, x: Floats) -> Floats:
        """Apply to rows."""
        centred = x - x.mean(axis=-1, keepdims=True)
        variance = np.square(centred).mean(axis=-1, keepdims=True)
        result: Floats = centred / np.sqrt(variance + _EPSILON) * self.scale + self.shift
        return result


@dataclass(frozen=True, slots=True)
class Layer:
    """Self-attention, then two dense steps, each with a residual and a norm."""

    attend: Dense
    mix: Dense
    after_mix: Norm
    widen: Dense
    narrow: Dense
    after_narrow: Norm

    def __call__(self, x: Floats) -> Floats:
        """Apply to the tokens of one text."""
        x = self.after_mix(self.mix(self._attention(x)) + x)
        return self.after_narrow(self.narrow(gelu(self.widen(x))) + x)

    def _attention(self, x: Floats) -> Floats:
        tokens = len(x)
        parts = self.attend(x).reshape(tokens, 3, _HEADS, _HEAD_WIDTH).transpose(1, 2, 0, 3)
        query, key, value = parts
        weights = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(_HEAD_WIDTH))
        weights = np.exp(weights - weights.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        mixed: Floats = (weights @ value).transpose(1, 0, 2).reshape(tokens, WIDTH)
        return mixed


@dataclass(frozen=True, slots=True)
class Network:
    """The whole model. Word vectors stay 8-bit in the mapped file and are looked up by row."""

    words: Bytes
    word_scales: Floats
    positions: Floats
    embedded: Norm
    layers: tuple[Layer, ...]

    def __call__(self, ids: Sequence[int]) -> Floats:
        """The unit vector of one text, from its token ids."""
        rows = np.asarray(ids)
        x = self.words[rows].astype(np.float32) * self.word_scales[rows]
        x = self.embedded(x + self.positions[: len(rows)])
        for layer in self.layers:
            x = layer(x)
        mean: Floats = x.mean(axis=0)
        unit: Floats = mean / np.linalg.norm(mean)
        return unit


def gelu(x: Floats) -> Floats:
    """x·Φ(x), with erf after Abramowitz & Stegun 7.1.26 (error below 2e-7), which numpy lacks."""
    z = np.abs(x) * np.float32(np.sqrt(0.5))
    t = 1 / (1 + np.float32(0.3275911) * z)
    series = t * np.float32(1.061405429) + np.float32(-1.453152027)
    series = series * t + np.float32(1.421413741)
    series = series * t + np.float32(-0.284496736)
    series = (series * t + np.float32(0.254829592)) * t
    tail = series * np.exp(-z * z)
    result: Floats = x * np.float32(0.5) * (1 + np.copysign(1 - tail, x))
    return result


def load_network(path: Path) -> Network:
    """Build the network from the model file; the caller has verified it."""
    tensors = read_tensors(path)
    quantised = sorted(
        (
            name.removesuffix("_q")
            for name in tensors
            if name.startswith("val_") and name[-2:] == "_q"
        ),
        key=lambda name: int(name.removeprefix("val_")),
    )
    base = "inner.embeddings."
    positions = _dequantised(tensors, f"{base}position_embeddings.weight")
    kinds = _floats(tensors, f"{base}token_type_embeddings.weight")
    return Network(
        words=tensors[f"{base}word_embeddings.weight_q"].view(np.int8),
        word_scales=_floats(tensors, f"{base}word_embeddings.weight_scale"),
        positions=positions + kinds[0],
        embedded=_norm(tensors, f"{base}LayerNorm"),
        layers=tuple(
            _layer(tensors, number, quantised[number * 6 : number * 6 + 6])
            for number in range(_LAYERS)
        ),
    )


def _layer(tensors: Tensors, number: int, matrices: list[str]) -> Layer:
    base = f"inner.encoder.layer.{number}."
    query, key, value, mix, widen, narrow = (_dequantised(tensors, name) for name in matrices)
    biases = [
        _floats(tensors, f"{base}attention.self.{part}.bias") for part in ("query", "key", "value")
    ]
    return Layer(
        attend=Dense(np.concatenate([query, key, value], axis=1), np.concatenate(biases)),
        mix=Dense(mix, _floats(tensors, f"{base}attention.output.dense.bias")),
        after_mix=_norm(tensors, f"{base}attention.output.LayerNorm"),
        widen=Dense(widen, _floats(tensors, f"{base}intermediate.dense.bias")),
        narrow=Dense(narrow, _floats(tensors, f"{base}output.dense.bias")),
        after_narrow=_norm(tensors, f"{base}output.LayerNorm"),
    )


def _floats(tensors: Tensors, name: str) -> Floats:
    return tensors[name].astype(np.float32)


def _dequantised(tensors: Tensors, name: str) -> Floats:
    result: Floats = _floats(tensors, f"{name}_q") * _floats(tensors, f"{name}_scale")
    return result


def _norm(tensors: Tensors, name: str) -> Norm:
    return Norm(_floats(tensors, f"{name}.weight"), _floats(tensors, f"{name}.bias"))
