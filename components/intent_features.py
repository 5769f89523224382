"""Rasa featurizer for the intent classifier: counted words and characters of the masked text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse
import skops.io as sio
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer

from components.masking import MASKED_TEXT


def add_sentence_feature(message: Message, row: Any, origin: str) -> None:
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
            add_sentence_feature(message, scipy.sparse.hstack(blocks).astype(np.float32), self._identifier)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the features to the training messages."""
        self.process(training_data.training_examples)
        return training_data

    @staticmethod
    def _file(folder: Path) -> Path:
        return folder / "vectorizers.skops"
