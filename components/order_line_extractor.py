"""Rasa component: reads the order lines of a message, and masks what it read for the classifier."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.masking import MASKED_TEXT, MENTIONS, PLAIN_WORDS, mask, plain_words
from components.reading.lexicon import Lexicon
from components.reading.reader import Mention, Reader
from components.vocabulary import Vocabulary

# A longer message freezes the server for everybody (a 180 KB text took 15 s); nobody orders in more words than this.
MAX_CHARACTERS = 1000

FOLDER = Path(__file__).parent
READER = ("reading", "words")
SUFFIXES = (".py", ".yml")


# As a featurizer too, so that Rasa hands it the training messages; a bare extractor would see only live ones.
@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER],
    is_trainable=False,
)
class OrderLineExtractor(GraphComponent, EntityExtractorMixin):
    """Sets the entities of order lines and the masked text that the intent features use.

    Nothing is learned here: what the catalog's words and a number parser know for certain is not left to luck.
    The masked text says "a product word stood here" instead of the word: the classifier does not depend on the goods.
    """

    def __init__(self, component_name: str) -> None:
        self._name = component_name
        general = Lexicon.from_files()
        # What is learned must not depend on the goods of one shop: training reads with the words of the languages only.
        self._trainer = Reader(general)
        self._vocabulary = Vocabulary(general)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> OrderLineExtractor:
        """Build the component; it has no options."""
        return cls(execution_context.node_name)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Return a hash of the reader and its words: Rasa's cache would hand out what an older reader had masked."""
        digest = hashlib.sha256()
        files = (file for name in READER for file in sorted((FOLDER / name).rglob("*")) if file.suffix in SUFFIXES)
        for file in (*files, FOLDER / "masking.py"):
            digest.update(file.read_bytes())
        return digest.hexdigest()

    def process(self, messages: list[Message]) -> list[Message]:
        """Read messages at prediction time."""
        for message in messages:
            self._read(message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Mask the training messages; entities are not learned and are left out of the training data."""
        for message in training_data.training_examples:
            if message.get(TEXT):
                self._mask(message, self._mentions(message, self._trainer))
        return training_data

    @staticmethod
    def _mentions(message: Message, reader: Reader) -> list[Mention]:
        return reader.read(str(message.get(TEXT))[:MAX_CHARACTERS])

    def _read(self, message: Message) -> None:
        if not message.get(TEXT):
            return
        mentions = self._mentions(message, self._vocabulary.reader())
        self._mask(message, mentions)
        entities = [self._entity(mention) for mention in mentions]
        message.set(MENTIONS, mentions)
        message.set(ENTITIES, list(message.get(ENTITIES, [])) + entities, add_to_output=True)

    def _entity(self, mention: Mention) -> dict[str, Any]:
        entity: dict[str, Any] = {
            "entity": mention.entity,
            "value": mention.value,
            "start": mention.start,
            "end": mention.end,
            "extractor": type(self).__name__,
        }
        optional = {"group": mention.group, "role": mention.role, "plural": mention.plural}
        entity.update({key: value for key, value in optional.items() if value is not None})
        return entity

    @staticmethod
    def _mask(message: Message, mentions: list[Mention]) -> None:
        text = str(message.get(TEXT))[:MAX_CHARACTERS]
        message.set(MASKED_TEXT, mask(text, mentions))
        message.set(PLAIN_WORDS, plain_words(text, mentions))
