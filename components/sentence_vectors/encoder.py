"""Sentence vectors: from a text to 384 numbers that are alike for texts that mean the same, in any of 100 languages."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import onnxruntime
from sentencepiece import SentencePieceProcessor
from sentencepiece import sentencepiece_model_pb2 as piece_model

from components.sentence_vectors.network import VECTOR, WORDS, network
from components.sentence_vectors.weights import Weights

# What the model was trained to see before a question.
_PREFIX = "query: "
# Longer texts are cut: nobody's wish begins behind a hundred words, and a parse must not take a second.
MOST_PIECES = 128


@cache
def encoder() -> SentenceEncoder:
    """Return the encoder of this process; building it takes a second, and every loaded model uses the same."""
    return SentenceEncoder(Weights.of_package())


class SentenceEncoder:
    """Computes sentence vectors on one core; may be used by several threads."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._pieces = _pieces(weights)
        options = onnxruntime.SessionOptions()
        # Several threads would wait for each other by spinning, which beside any other process is slower than one.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(network(weights), options, ["CPUExecutionProvider"])

    def vector(self, text: str) -> np.ndarray:
        """Return the vector of a text, of length one."""
        words = self._weights.words(self.pieces(_PREFIX + text))
        vector = self._session.run([VECTOR], {WORDS: words})[0]
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)

    def pieces(self, text: str) -> list[int]:
        """Return the numbers of the pieces of a text, with the marks of begin and end."""
        read = re.sub(" {2,}", " ", text.translate(self._weights.characters))
        special = self._weights.special
        return [special.begin, *self._pieces.encode(read)[: MOST_PIECES - 2], special.end]


def _pieces(weights: Weights) -> SentencePieceProcessor:
    """Return SentencePiece with the model's vocabulary; normalizing is not left to it, its table is not in the file."""
    model = piece_model.ModelProto()
    kinds = model.SentencePiece
    for text, score in zip(weights.pieces, weights.scores.tolist(), strict=True):
        model.pieces.add(piece=text, score=score)
    for number in (weights.special.begin, weights.special.end, weights.special.padding):
        model.pieces[number].type = kinds.CONTROL
    model.pieces[weights.special.unknown].type = kinds.UNKNOWN
    model.trainer_spec.model_type = piece_model.TrainerSpec.UNIGRAM
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.remove_extra_whitespaces = False
    return SentencePieceProcessor(model_proto=model.SerializeToString())
