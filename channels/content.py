"""What the bot says, as every channel gets it: text, choices, and the same in parts for channels that can show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

LANGUAGES = ("en", "de")
CARD_KINDS = ("cards", "lookbook")


@dataclass(frozen=True)
class Choice:
    """Something that can be tapped. `payload` is what comes back; channels see it sealed."""

    title: str
    payload: str


@dataclass(frozen=True)
class Card:
    """One product. `product` is its reference in the shop, `sku` one of its variants; `picture` and `link` are URLs."""

    product: str
    title: str
    price: str
    facts: tuple[str, ...] = ()
    sku: str | None = None
    picture: str | None = None
    link: str | None = None
    choice: Choice | None = None


@dataclass(frozen=True)
class Screen:
    """One message of the bot. `text` alone says everything; `show` is the content in parts (docs/channels.md)."""

    text: str
    choices: tuple[Choice, ...] = ()
    show: Mapping[str, Any] | None = None
    language: str = LANGUAGES[0]

    @property
    def kind(self) -> str:
        """What `show` holds; "text" if there is none."""
        return str((self.show or {}).get("kind") or "text")

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards of a screen that shows products."""
        return tuple(map(_card, (self.show or {}).get("cards") or ())) if self.kind in CARD_KINDS else ()


def screen_of(message: Mapping[str, Any]) -> Screen:
    """Read a message as Rasa hands it to an output channel."""
    show = message.get("show")
    return Screen(
        text=str(message.get("text") or ""),
        choices=_choices(message.get("buttons") or message.get("quick_replies") or ()),
        show=show if isinstance(show, Mapping) else None,
        language=_language(message),
    )


def _language(message: Mapping[str, Any]) -> str:
    """Return what an action says, or the language that the chosen wording is for: forms ask without any action."""
    wanted = [one.get("value") for one in message.get("condition") or () if one.get("name") == "language"]
    return next((one for one in (message.get("language"), *wanted) if one in LANGUAGES), LANGUAGES[0])


def sealed(screen: Screen, seal: Any) -> Screen:
    """Return the screen with every payload passed through ``seal``."""
    choices = tuple(Choice(choice.title, seal(choice.payload)) for choice in screen.choices)
    show = screen.show
    if show is not None and screen.kind in CARD_KINDS:
        show = {**show, "cards": [_sealed_card(card, seal) for card in show.get("cards") or ()]}
    return replace(screen, choices=choices, show=show)


def _sealed_card(card: Mapping[str, Any], seal: Any) -> dict[str, Any]:
    button = card.get("button")
    return {**card, "button": {**button, "payload": seal(button["payload"])} if button else None}


def _choices(buttons: Sequence[Mapping[str, Any]]) -> tuple[Choice, ...]:
    return tuple(Choice(str(b.get("title") or ""), str(b.get("payload") or "")) for b in buttons)


def _card(card: Mapping[str, Any]) -> Card:
    button = card.get("button")
    return Card(
        product=str(card.get("product") or ""),
        title=str(card.get("title") or ""),
        price=str(card.get("price") or ""),
        facts=tuple(map(str, card.get("facts") or ())),
        sku=card.get("sku"),
        picture=card.get("picture"),
        link=card.get("link"),
        choice=Choice(str(button["title"]), str(button["payload"])) if button else None,
    )
