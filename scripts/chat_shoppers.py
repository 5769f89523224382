"""Shoppers of the web chat, as many as are wanted: each fills a cart of its own, and asks for it again and again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.browser import Browser

# Goods of the demo catalog that women can have in M: the beginning of the SKU, and a fifth color.
_KINDS = {
    "hoodie": ("HO", "pink"), "coat": ("CO", "beige"), "blazer": ("BZ", "pink"), "sweatshirt": ("SS", "green"),
    "jacket": ("JA", "red"), "blouse": ("BL", "red"), "skirt": ("SK", "red"), "dress": ("DR", "red"),
    "sweater": ("SW", "red"), "cardigan": ("CA", "red"),
}  # fmt: skip
_COLORS = {
    "black": "BLK", "white": "WHT", "grey": "GRY", "navy": "NVY",
    "pink": "PNK", "beige": "BEI", "green": "GRN", "red": "RED",
}  # fmt: skip
_CART = "show my cart"
_ANSWER_SECONDS = 60.0


@dataclass(frozen=True)
class Wish:
    """What one shopper buys, and nobody else: `words` name the product with its color, `sku` is the variant."""

    words: str
    sku: str

    @property
    def asked(self) -> str:
        """How a shopper asks for one piece."""
        return f"one {self.words} for women in M"


@dataclass
class Turn:
    """One message and its answer; times in seconds from sending it. None: it never came."""

    text: str
    typing: float | None = None
    first: float | None = None
    whole: float | None = None
    answers: list[dict[str, Any]] = field(default_factory=list)


def wishes(count: int) -> list[Wish]:
    """Return what so many shoppers want, each something else; at most 50."""
    colors = [(kind, sku, color) for kind, (sku, fifth) in _KINDS.items() for color in (*list(_COLORS)[:4], fifth)]
    found = [Wish(f"{color} {kind}", f"{sku}-W-{_COLORS[color]}-M") for kind, sku, color in colors]
    # Neighbours want different kinds, so that a few shoppers do not all ask for hoodies.
    return [wish for first in range(5) for wish in found[first::5]][:count]


class Shopper:
    """One shopper with one tab, who says one thing after the other."""

    def __init__(self, url: str, wish: Wish) -> None:
        self.wish = wish
        self.browser = Browser(url)
        self.turns: list[Turn] = []
        self.added = 0

    @property
    def sender(self) -> str:
        """The conversation of this shopper."""
        return self.browser.token.rpartition(".")[0]

    async def say(self, text: str) -> Turn:
        """Say something and wait until it is answered."""
        turn = Turn(text)
        self.turns.append(turn)
        mark = len(self.browser.log)
        began = time.perf_counter()
        try:
            await self.browser.say(text)
            await self.browser.until(lambda: self._has_ended(mark), _ANSWER_SECONDS)
        except asyncio.TimeoutError:
            pass
        for at, event, data in self.browser.log[mark:]:
            if event == "typing" and data["on"] and turn.typing is None:
                turn.typing = at - began
            elif event == "message" and data["from"] == "bot":
                turn.first = at - began if turn.first is None else turn.first
                turn.answers.append(data)
            elif event == "typing" and not data["on"]:
                turn.whole = at - began
        return turn

    async def shop(self, every: float, until: float, most: int | None = None) -> None:
        """Put a piece into the cart and look at it, in turn, a message each `every` seconds until a moment.

        `until` is one of time.monotonic(); `most` is how many messages at most.
        """
        while time.monotonic() < until and (most is None or len(self.turns) < most):
            began = time.monotonic()
            if len(self.turns) % 2 == 0:
                await self.say(self.wish.asked)
                self.added += 1
            else:
                await self.say(_CART)
            await asyncio.sleep(max(0.0, every - (time.monotonic() - began)))

    def _has_ended(self, mark: int) -> bool:
        return any(event == "typing" and not data["on"] for _, event, data in self.browser.log[mark:])


@dataclass(frozen=True)
class Verdict:
    """What became of the messages of all shoppers."""

    messages: int
    lost: int
    crossed: int
    wrong_carts: int


def judged(shoppers: Sequence[Shopper], carts: Callable[[str], dict[str, int]]) -> Verdict:
    """Look for messages without an answer, answers that another shopper saw, and carts that are not as they should be.

    `carts` returns the pieces by SKU in the cart of a conversation.
    """
    turns = [turn for shopper in shoppers for turn in shopper.turns]
    wrong = [s for s in shoppers if carts(s.sender) != ({s.wish.sku: s.added} if s.added else {})]
    return Verdict(len(turns), sum(not turn.answers for turn in turns), _crossed(shoppers), len(wrong))


def _crossed(shoppers: Sequence[Shopper]) -> int:
    """Count answers that more than one shopper saw, that name what only another one wants, and carts of others."""
    owners: dict[str, int] = {}
    crossed = 0
    for number, shopper in enumerate(shoppers):
        others = {other.wish.words for other in shoppers} - {shopper.wish.words}
        for message in shopper.browser.view:
            if message["from"] == "bot":
                seen_by_another = owners.setdefault(message["id"], number) != number
                crossed += seen_by_another or any(names(message["text"], words) for words in others)
        carts = [turn for turn in shopper.turns if turn.text == _CART and turn.answers]
        crossed += sum(not any(names(m["text"], shopper.wish.words) for m in turn.answers) for turn in carts)
    return crossed


def names(text: str, words: str) -> bool:
    """Whether a text names goods, as in "1 × Women's Hoodie (black, M)" for "black hoodie"."""
    said = "".join(sign if sign.isalnum() else " " for sign in text.casefold()).split()
    return all(word in said for word in words.split())
