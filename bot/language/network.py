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
Places: TypeAlias = NDArray[np.intp]
Tensors: TypeAlias = dict[str, NDArray[np.generic]]

WIDTH = 384
_LAYERS = 6
_HEADS = 12
_HEAD_WIDTH = WIDTH // _HEADS
_SCALE = np.float32(1 / np.sqrt(_HEAD_WIDTH))
_EPSILON = np.float32(1e-12)
_NEVER = np.float32(-1e9)  # added to the attention that nobody may give
_SMALL = 1_000_000  # multiplications up to which OpenBLAS uses a matrix as it lies
_AT_ONCE = 20  # tokens whose widened form, four times as wide, stays in the processor's cache

# x·Φ(x) = x/(1+exp(-x·p(x²))), p fitted to ln(Φ/(1-Φ))/x for |x| ≤ 5.5: off by 3e-6 at the most.
_GELU = tuple(
    np.float32(each)
    for each in (2.2252625e-06, -6.0934367e-05, -0.00025095268, 0.072939862, 1.5956552)
)
_GELU_LIMIT = np.float32(5.5 * 5.5)


@dataclass(frozen=True, slots=True)
class Dense:
    """x → x·weight + bias, the weight cut into strips of `_HEAD_WIDTH` columns.

    BLAS copies a large matrix into another order before each product, which takes longer than a few
    rows take to multiply; a strip times a few rows is small enough to do without.
    """

    weight: Floats  # strip, row, column
    bias: Floats  # strip, 1, column

    def strips(self, x: Floats) -> Floats:
        """Apply to rows: strip, row, column."""
        strips, rows, columns = self.weight.shape
        result = np.empty((strips, len(x), columns), dtype=np.float32)
        at_once = _SMALL // (rows * columns)
        for start in range(0, len(x), at_once):
            part = slice(start, start + at_once)
            np.matmul(x[part], self.weight, out=result[:, part])
        result += self.bias
        return result

    def __call__(self, x: Floats) -> Floats:
        """Apply to rows."""
        return joined(self.strips(x))


@dataclass(frozen=True, slots=True)
class Norm:
    """Layer normalisation over the last axis."""

    scale: Floats
    shift: Floats

    def __call__(self, x: Floats) -> Floats:
        """Apply to rows, in place."""
        x -= np.add.reduce(x, axis=-1, keepdims=True) * np.float32(1 / WIDTH)
        spread = np.einsum("ij,ij->i", x, x)[:, None] * np.float32(1 / WIDTH)
        x /= np.sqrt(spread + _EPSILON)
        x *= self.scale
        x += self.shift
        return x


@dataclass(frozen=True, slots=True)
class Texts:
    """Where each of several texts stands when their tokens follow one another.

    `place` numbers the tokens text by text, each text filled up to the longest with its first
    token; `unseen` is added to attention and hides the filling; `back` finds the tokens again.
    """

    starts: Places
    sizes: Places
    place: Places
    unseen: Floats
    back: Places

    @classmethod
    def of(cls, sizes: Sequence[int]) -> "Texts":
        """From the number of tokens of each text."""
        each = np.asarray(sizes, dtype=np.intp)
        starts = np.cumsum(each) - each
        offsets = np.arange(int(each.max()))
        real = offsets < each[:, None]
        place = np.where(real, starts[:, None] + offsets, starts[:, None])
        unseen = np.where(real, np.float32(0), _NEVER)[None, :, None, :]
        return cls(starts, each, place, unseen, np.flatnonzero(real))


@dataclass(frozen=True, slots=True)
class Layer:
    """Self-attention, then two dense steps, each with a residual and a norm."""

    attend: Dense
    mix: Dense
    after_mix: Norm
    widen: Dense
    narrow: Dense
    after_narrow: Norm

    def __call__(self, x: Floats, texts: Texts) -> Floats:
        """Apply to the tokens of some texts; a token attends to those of its own text."""
        mixed = self.mix(self._attention(x, texts))
        mixed += x
        x = self.after_mix(mixed)
        result = np.empty_like(x)
        for start in range(0, len(x), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            result[part] = self.narrow(joined(gelu(self.widen.strips(x[part]))))
        result += x
        return self.after_narrow(result)

    def _attention(self, x: Floats, texts: Texts) -> Floats:
        # A strip is a head: queries, keys and values come out of the product apart from each other.
        parts = self.attend.strips(x)
        alone = len(texts.sizes) == 1
        parts = parts[:, None] if alone else parts[:, texts.place]
        query, key, value = parts.reshape(3, _HEADS, *parts.shape[1:])
        weights = query @ key.transpose(0, 1, 3, 2)
        if not alone:
            weights += texts.unseen
        weights -= np.maximum.reduce(weights, axis=-1, keepdims=True)
        np.exp(weights, out=weights)
        weights /= np.add.reduce(weights, axis=-1, keepdims=True)
        mixed = (weights @ value).reshape(_HEADS, -1, _HEAD_WIDTH)
        return joined(mixed if alone else mixed[:, texts.back])


@dataclass(frozen=True, slots=True)
class Network:
    """The whole model. Word vectors stay 8-bit in the mapped file and are looked up by row."""

    words: Bytes
    word_scales: Floats
    positions: Floats
    embedded: Norm
    layers: tuple[Layer, ...]

    def __call__(self, ids: Sequence[Sequence[int]]) -> Floats:
        """One unit vector a text, from the token ids of each; no text is empty."""
        texts = Texts.of([len(each) for each in ids])
        rows = np.fromiter((number for each in ids for number in each), dtype=np.intp)
        places = np.concatenate([np.arange(size) for size in texts.sizes])
        x = self.words[rows].astype(np.float32) * self.word_scales[rows]
        x += self.positions[places]
        x = self.embedded(x)
        for layer in self.layers:
            x = layer(x, texts)
        total = np.add.reduceat(x, texts.starts, axis=0)
        unit: Floats = total / np.linalg.norm(total, axis=-1, keepdims=True)
        return unit


def joined(strips: Floats) -> Floats:
    """Strips (strip, row, column) side by side as rows."""
    return strips.transpose(1, 0, 2).reshape(strips.shape[1], -1)


def gelu(x: Floats) -> Floats:
    """x·Φ(x), within 3e-6; the exact function needs erf, which numpy lacks."""
    square = np.minimum(x * x, _GELU_LIMIT)
    power = square * _GELU[0]
    for number in _GELU[1:-1]:
        power += number
        power *= square
    power += _GELU[-1]
    power *= x
    np.negative(power, out=power)
    np.exp(power, out=power)
    power += np.float32(1)
    result: Floats = np.divide(x, power, out=power)
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
    query, key, value, mix, widen, narrow = matrices
    attention = [
        _dense(tensors, matrix, f"{base}attention.self.{part}.bias")
        for matrix, part in ((query, "query"), (key, "key"), (value, "value"))
    ]
    attention[0].weight[...] *= _SCALE
    attention[0].bias[...] *= _SCALE
    return Layer(
        attend=Dense(
            np.concatenate([each.weight for each in attention]),
            np.concatenate([each.bias for each in attention]),
        ),
        mix=_dense(tensors, mix, f"{base}attention.output.dense.bias"),
        after_mix=_norm(tensors, f"{base}attention.output.LayerNorm"),
        widen=_dense(tensors, widen, f"{base}intermediate.dense.bias"),
        narrow=_dense(tensors, narrow, f"{base}output.dense.bias"),
        after_narrow=_norm(tensors, f"{base}output.LayerNorm"),
    )


def _dense(tensors: Tensors, matrix: str, bias: str) -> Dense:
    """Unpack a matrix from 8 bits, straight into its strips."""
    packed, scale = tensors[f"{matrix}_q"], _floats(tensors, f"{matrix}_scale")
    rows, columns = packed.shape
    strips = columns // _HEAD_WIDTH
    cut = packed.reshape(rows, strips, _HEAD_WIDTH).transpose(1, 0, 2)
    weight = np.empty(cut.shape, dtype=np.float32)
    np.multiply(cut, _cut(scale), out=weight)
    return Dense(weight, _cut(_floats(tensors, bias)))


def _cut(row: Floats) -> Floats:
    return row.reshape(-1, 1, _HEAD_WIDTH).copy()


def _floats(tensors: Tensors, name: str) -> Floats:
    return tensors[name].astype(np.float32)


def _dequantised(tensors: Tensors, name: str) -> Floats:
    result: Floats = _floats(tensors, f"{name}_q") * _floats(tensors, f"{name}_scale")
    return result


def _norm(tensors: Tensors, name: str) -> Norm:
    return Norm(_floats(tensors, f"{name}.weight"), _floats(tensors, f"{name}.bias"))
