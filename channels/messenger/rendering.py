"""A screen as messages of Messenger's Send API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from channels.content import Card, Choice, Screen
from channels.messenger import limits
from channels.rendering.links import Link, is_public, links_of, with_links
from channels.rendering.texts import split, utf16_length
from channels.rendering.titles import choice_titles, distinct, shortened
from channels.wording import word

Message = dict[str, Any]


@dataclass(frozen=True)
class Rendered:
    """Messages in their order. `cards` are shown by the last one, if it is a carousel; `instead` says its choices."""

    messages: tuple[Message, ...]
    cards: tuple[Card, ...] = ()
    instead: tuple[Message, ...] = ()


def rendered(screen: Screen, choices: Sequence[Choice], continued: bool) -> Rendered:
    """Return a screen with those of its choices that are shown now; `continued`: it is a further page of them."""
    if continued:
        return Rendered(tuple(_spoken(word(screen.language, "further"), choices, ())))
    links = links_of(screen)
    buttons = [link for link in links if is_public(link.url)][: limits.BUTTONS]
    text = with_links(screen.text.strip(), [link for link in links if link not in buttons])
    cards = [card for card in screen.cards if _element(card, screen.language) is not None]
    if not cards:
        return Rendered(tuple(_spoken(text or word(screen.language, "choose"), choices, buttons)))
    shown = tuple(cards[: limits.ELEMENTS])
    carousel = _template("generic", elements=[_element(card, screen.language) for card in shown])
    said = [{"text": part} for part in split(text, limits.TEXT, utf16_length)]
    instead = _spoken(word(screen.language, "choose"), choices, ()) if choices else []
    return Rendered((*said, {**carousel, **_quick_replies(choices)}), shown, tuple(instead))


def document_message(document: Link) -> Message:
    """Return a message that brings a file."""
    return {"attachment": {"type": "file", "payload": {"url": document.url, "is_reusable": False}}}


def _spoken(text: str, choices: Sequence[Choice], links: Sequence[Link]) -> list[Message]:
    """Return a text with its choices: as buttons, which stay, if they are few; else as quick replies below it."""
    as_buttons = len(choices) + len(links) <= limits.BUTTONS
    buttons = [*_link_buttons(links), *(_postbacks(choices) if as_buttons else ())]
    parts = split(text, limits.TEXT, utf16_length)
    if buttons:
        parts[-1:] = split(parts[-1], limits.TEMPLATE_TEXT, utf16_length)
    *before, end = parts
    last = _template("button", text=end, buttons=buttons) if buttons else {"text": end}
    quick = {} if as_buttons else _quick_replies(choices)
    return [*({"text": part} for part in before), {**last, **quick}]


def _template(kind: str, **content: Any) -> Message:
    return {"attachment": {"type": "template", "payload": {"template_type": kind, **content}}}


def _quick_replies(choices: Sequence[Choice]) -> Message:
    if not choices:
        return {}
    titles = choice_titles(choices, limits.QUICK_REPLY_TITLE, utf16_length)
    replies = [
        {"content_type": "text", "title": title, "payload": choice.payload}
        for title, choice in zip(titles, choices, strict=True)
    ]
    return {"quick_replies": replies}


def _postbacks(choices: Sequence[Choice]) -> list[Message]:
    titles = choice_titles(choices, limits.BUTTON_TITLE, utf16_length)
    return [
        {"type": "postback", "title": title, "payload": choice.payload}
        for title, choice in zip(titles, choices, strict=True)
    ]


def _link_buttons(links: Sequence[Link]) -> list[Message]:
    titles = distinct([link.title for link in links], limits.BUTTON_TITLE, utf16_length)
    return [{"type": "web_url", "title": title, "url": link.url} for title, link in zip(titles, links, strict=True)]


def _element(card: Card, language: str) -> Message | None:
    """Return a card of the carousel; None if there is nothing to show but its title, which Meta refuses."""
    subtitle = shortened(
        " · ".join(part for part in (card.price, *card.facts) if part), limits.ELEMENT_SUBTITLE, utf16_length
    )
    buttons = _postbacks([card.choice]) if card.choice is not None else []
    if is_public(card.link):
        buttons += _link_buttons([Link(word(language, "open_link"), str(card.link))])
    content: Message = {
        "subtitle": subtitle,
        "image_url": card.picture if is_public(card.picture) else None,
        "buttons": buttons[: limits.ELEMENT_BUTTONS],
    }
    filled = {name: value for name, value in content.items() if value}
    title = shortened(card.title or card.product, limits.ELEMENT_TITLE, utf16_length)
    return {"title": title, **filled} if filled and title else None
