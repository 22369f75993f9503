"""Reads the model's numbers out of its ONNX file, as numbers: nothing in the file is executed.

Only what that one file needs of Protocol Buffers is read (https://protobuf.dev/programming-guides/
encoding/): a ModelProto holds the graph in field 7, the graph its tensors in field 5, a tensor its
shape in field 1, type in 2, name in 8 and little-endian content in 9.
"""

import hashlib
import mmap
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FLOAT, INT8, INT64 = 1, 3, 7
_TYPES = {FLOAT: "<f4", INT8: "i1", INT64: "<i8"}
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


class ModelUnusableError(Exception):
    """The model is missing, or is not the file whose numbers were checked."""


def verify(path: Path, sha256: str) -> None:
    """Raise ModelUnusableError unless `path` is the very file that was examined."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        raise ModelUnusableError(f"{path.name} cannot be read: {problem.strerror}") from problem
    if found != sha256:
        raise ModelUnusableError(f"{path.name} is not the expected file: sha256 {found}")


def read_tensors(path: Path) -> dict[str, NDArray[np.generic]]:
    """Every named tensor, as read-only views of the mapped file: only touched pages use memory."""
    with path.open("rb") as file:
        data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    tensors: dict[str, NDArray[np.generic]] = {}
    for number, graph in _fields(data):
        if number == 7 and isinstance(graph, memoryview):
            for inner, tensor in _fields(graph):
                if inner == 5 and isinstance(tensor, memoryview):
                    _keep(tensor, tensors)
    return tensors


def _keep(message: memoryview, tensors: dict[str, NDArray[np.generic]]) -> None:
    shape: list[int] = []
    kind, name, content = 0, "", None
    for number, value in _fields(message):
        if number == 1:
            shape += [value] if isinstance(value, int) else _packed(value)
        elif number == 2 and isinstance(value, int):
            kind = value
        elif number == 8 and isinstance(value, memoryview):
            name = bytes(value).decode()
        elif number == 9 and isinstance(value, memoryview):
            content = value
    if content is not None and kind in _TYPES:
        tensors[name] = np.frombuffer(content, dtype=_TYPES[kind]).reshape(shape)


def _packed(data: memoryview) -> list[int]:
    values, at = [], 0
    while at < len(data):
        value, at = _varint(data, at)
        values.append(value)
    return values


def _fields(data: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == _VARINT:
            value, at = _varint(data, at)
            yield number, value
            continue
        if wire == _BYTES:
            size, at = _varint(data, at)
        elif wire in {_FIXED32, _FIXED64}:
            size = 4 if wire == _FIXED32 else 8
        else:
            raise ModelUnusableError(f"unknown wire type {wire}")
        yield number, data[at : at + size]
        at += size


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
