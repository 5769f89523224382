"""Product cards where they are a picture with words below it."""

from __future__ import annotations

from channels.content import Card, Choice, Screen


def caption_of(card: Card) -> str:
    """Return what is said of a product: its title, its price, its facts."""
    return "\n".join(part for part in (card.title, card.price, *card.facts) if part) or card.product


def choices_of_cards(screen: Screen) -> tuple[Choice, ...]:
    """Return what can be done with the cards, without what the choices of the screen offer already.

    Below all cards "Choose" says nothing: where several cards have a button, it is named after its product.
    """
    known = {choice.payload for choice in screen.choices}
    cards = [card for card in screen.cards if card.choice is not None and card.choice.payload not in known]
    if len(screen.cards) == 1:
        return tuple(card.choice for card in cards if card.choice is not None)
    return tuple(Choice(card.title or card.choice.title, card.choice.payload) for card in cards if card.choice)
