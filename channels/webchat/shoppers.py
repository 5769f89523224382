"""What the server remembers of shoppers between their messages; all of it can be forgotten."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from channels.content import LANGUAGES
from channels.webchat.limits import ASIDES_OF_A_SHOPPER, IDS_OF_A_SHOPPER, SHOPPERS
from channels.webchat.messages import Message


@dataclass
class Shopper:
    """One shopper.

    `fresh` as long as nothing was said, `busy` is how many messages have no answer yet. `asides` are messages that the
    conversation does not keep: those of a turn that failed, and what the door says by itself.
    """

    sender: str
    language: str = LANGUAGES[0]
    fresh: bool = True
    busy: int = 0
    asides: deque[Message] = field(default_factory=lambda: deque(maxlen=ASIDES_OF_A_SHOPPER))
    _ids: OrderedDict[str, None] = field(default_factory=OrderedDict)

    def has_sent(self, key: str) -> bool:
        """Whether a message of this id was taken before."""
        return key in self._ids

    def note(self, keys: Iterable[str]) -> None:
        """Remember ids of messages that were taken, up to a number."""
        for key in keys:
            self._ids[key] = None
            self._ids.move_to_end(key)
        while len(self._ids) > IDS_OF_A_SHOPPER:
            self._ids.popitem(last=False)


class Shoppers:
    """The shoppers that were here last; who waits for an answer is not forgotten."""

    def __init__(self, most: int = SHOPPERS) -> None:
        self._most = most
        self._known: OrderedDict[str, Shopper] = OrderedDict()

    def get(self, sender: str) -> Shopper | None:
        """Return a shopper who is remembered."""
        if sender in self._known:
            self._known.move_to_end(sender)
        return self._known.get(sender)

    def add(self, shopper: Shopper) -> Shopper:
        """Remember a shopper, or return the one who is remembered already."""
        known = self._known.setdefault(shopper.sender, shopper)
        self._known.move_to_end(shopper.sender)
        if len(self._known) > self._most:
            idle = next((each for each in self._known.values() if not each.busy and each is not known), None)
            if idle is not None:
                del self._known[idle.sender]
        return known
