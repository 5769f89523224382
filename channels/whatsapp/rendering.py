"""A screen as messages of WhatsApp, within its limits: no price, no size and no choice is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from channels.content import Card, Choice, Screen
from channels.payloads import KEY_MARK
from channels.rendering.pages import numbered_text, page_of, page_payload
from channels.rendering.texts import split, utf16_length
from channels.rendering.titles import ELLIPSIS, distinct, shortened
from channels.whatsapp import limits, messages
from channels.whatsapp.messages import Outgoing, Row
from channels.wording import word

_THIS_MACHINE = ("127.0.0.1", "localhost", "::1", None)


@dataclass(frozen=True)
class Sealing:
    """How payloads leave: `put` seals one of our own, `key` is a short name for a sealed one that is too long."""

    put: Callable[[str], str]
    key: Callable[[str], str]


class Renderer:
    """Makes messages; `catalog` is the id of the merchant's catalog at Meta, or "".

    `local`: who fetches files is on this machine, too; Meta cannot reach a shop that has no public address yet.
    """

    def __init__(self, language: str, sealing: Sealing, catalog: str = "", local: bool = False) -> None:
        self._language = language
        self._sealing = sealing
        self._catalog = catalog
        self._local = local

    def messages(self, screen: Screen, first: int = 0) -> list[Outgoing]:
        """Return the messages of a screen, its choices from position `first` on."""
        if first:
            last = len(screen.choices)
            return self._menu(f"{self._word('choose')} ({first + 1}–{last})", screen, first)
        if screen.cards:
            return [*self._cards(screen.text, screen.cards), *self._menu("", screen)]
        shown = self._link(screen) or self._document(screen)
        if shown:
            return [*shown, *self._menu("", screen)]
        return self._menu(screen.text, screen) if screen.choices else texts(screen.text)

    # Choices

    def _menu(self, text: str, screen: Screen, first: int = 0) -> list[Outgoing]:
        """Buttons for up to three choices, else a list in pages; `text` comes before or above them."""
        page = page_of(screen, first, limits.LIST_ROWS)
        if not page.choices:
            return []
        more = Choice(self._word("more"), self._sealing.put(page_payload(page.following or 0)))
        choices = [*page.choices, *([more] if page.following is not None else [])]
        instead = texts(numbered_text(text, screen.choices[first:], first))
        return self._tappable(text, screen.text, choices, instead)

    def _tappable(
        self, text: str, said: str, choices: Sequence[Choice], instead: Sequence[Outgoing], picture: str | None = None
    ) -> list[Outgoing]:
        """Return choices to tap; of titles that are shortened, `said` or the text below says the whole."""
        as_list = len(choices) > limits.BUTTONS
        rows, kept = self._rows(choices, as_list)
        lost = [whole(choice.title) for choice, row in zip(choices, rows, strict=True) if _is_lost(choice, row, said)]
        before, body = self._body(text, [f"• {title}" for title in lost])
        if as_list:
            content = messages.rows_list(body, self._title("choose", limits.LIST_BUTTON), rows)
        else:
            content = messages.buttons(body, rows, picture)
        return [*before, Outgoing("interactive", content, kept=kept, instead=tuple(instead))]

    def _rows(self, choices: Sequence[Choice], as_list: bool) -> tuple[list[Row], tuple[tuple[str, str], ...]]:
        limit, longest = (
            (limits.ROW_TITLE, limits.ROW_ID) if as_list else (limits.BUTTON_TITLE, limits.BUTTON_ID)
        )  # fmt: skip
        titles = distinct([whole(choice.title) or ELLIPSIS for choice in choices], limit, utf16_length)
        rows, kept, used = [], [], set[str]()
        for position, (choice, title) in enumerate(zip(choices, titles, strict=True)):
            id_ = choice.payload
            if id_ in used or utf16_length(id_) > longest or id_ != id_.strip():
                # Two choices of one payload need two ids as well.
                key = self._sealing.key(f"{id_}\n{position}" if id_ in used else id_)
                kept.append((key, id_))
                id_ = KEY_MARK + key
            used.add(choice.payload)
            shorter = as_list and title != whole(choice.title)
            description = shortened(choice.title, limits.ROW_DESCRIPTION, utf16_length) if shorter else ""
            rows.append(Row(id_, title, description))
        return rows, tuple(kept)

    def _body(self, text: str, added: Sequence[str] = ()) -> tuple[list[Outgoing], str]:
        """Return what has to be sent before, and the body: all of it, or the last line of `text`."""
        text = text.strip()
        all_of_it = "\n".join([text, *added]).strip()
        if utf16_length(all_of_it) <= limits.INTERACTIVE_BODY:
            return [], all_of_it or self._word("choose")
        head, _, last = text.rpartition("\n")
        if not head.strip() or not last.strip() or utf16_length(last) > limits.INTERACTIVE_BODY:
            return texts(all_of_it), self._word("choose")
        return texts("\n".join([head.rstrip(), *added])), last.strip()

    # Products

    def _cards(self, text: str, cards: Sequence[Card]) -> list[Outgoing]:
        """Native products where there is a catalog at Meta, else a message for each of the first cards, then lists."""
        pictures = texts(text) + [message for card in cards[: limits.CARDS] for message in self._card(card)]
        rest = cards[limits.CARDS :]
        pictures += [message for card in rest if card.choice is None for message in texts(said_of(card))]
        pictures += self._card_lists(rest, "\n\n".join(said_of(card) for card in rest if card.choice))
        skus = list(dict.fromkeys(card.sku for card in cards if card.sku))
        if not self._catalog or len(skus) > limits.PRODUCTS or not all(card.sku for card in cards):
            return pictures
        return [*self._products(text, cards[0].product, skus, tuple(pictures)), *self._card_lists(cards)]

    def _products(self, text: str, product: str, skus: Sequence[str], instead: tuple[Outgoing, ...]) -> list[Outgoing]:
        before, body = self._body(text or self._word("products"))
        if len(skus) == 1:
            content = messages.product(body, self._catalog, skus[0])
            return [*before, Outgoing("interactive", content, product, instead=instead)]
        title = self._title("products", limits.SECTION_TITLE)
        content = messages.product_list(title, body, title, self._catalog, skus)
        return [*before, Outgoing("interactive", content, instead=instead)]

    def _card_lists(self, cards: Sequence[Card], text: str = "") -> list[Outgoing]:
        """Cards as rows of lists, as many lists as it takes; `text` says what the rows have no room for."""
        rows = [Choice(f"{card.title} {card.price}".strip(), card.choice.payload) for card in cards if card.choice]
        lists: list[Outgoing] = []
        for start in range(0, len(rows), limits.LIST_ROWS):
            part = rows[start : start + limits.LIST_ROWS]
            above = "" if start else text
            lists += self._tappable(above, text, part, texts(numbered_text(above, part, start)))
        return lists

    def _card(self, card: Card) -> list[Outgoing]:
        caption = said_of(card) or self._word("products")
        picture = card.picture if self._can_fetch(card.picture) else None
        if card.choice is not None:
            plain = self._tappable(caption, caption, [card.choice], texts(caption))
            if picture:
                *before, last = self._tappable(caption, caption, [card.choice], plain, picture)
                plain = [*before, last]
            return [_showing(message, card.product) for message in plain]
        if picture is None:
            return [_showing(message, card.product) for message in texts(caption)]
        parts = split(caption, limits.CAPTION, utf16_length)
        image = Outgoing("image", messages.image(picture, parts[0]), instead=tuple(texts(parts[0])))
        return [_showing(message, card.product) for message in [image, *(messages.text(part) for part in parts[1:])]]

    # Links and files

    def _link(self, screen: Screen) -> list[Outgoing]:
        show = screen.show or {}
        url = show.get("url")
        if screen.kind != "link" or not is_web_address(url):
            return []
        whole_title = whole(str(show.get("title") or "")) or self._word("open_link")
        title = shortened(whole_title, limits.LINK_TITLE, utf16_length)
        text = screen.text if title == whole_title or whole_title in screen.text else f"{screen.text}\n{whole_title}"
        before, body = self._body(_without(text, str(url)))
        plain = text if str(url) in text else f"{text}\n{url}"
        return [*before, Outgoing("interactive", messages.link(body, title, str(url)), instead=tuple(texts(plain)))]

    def _document(self, screen: Screen) -> list[Outgoing]:
        show = screen.show or {}
        url = show.get("url")
        if screen.kind != "document" or not is_web_address(url):
            return []
        if not self._can_fetch(url):
            return [] if str(url) in screen.text else texts(f"{screen.text}\n{url}")
        parts = split(screen.text, limits.CAPTION, utf16_length)
        caption, before = (parts[0], []) if len(parts) == 1 else ("", texts(screen.text))
        plain = screen.text if str(url) in screen.text else f"{screen.text}\n{url}"
        name = str(show.get("name") or str(url).rsplit("/", 1)[-1])
        content = messages.document(str(url), name[: limits.FILE_NAME], caption)
        return [*before, Outgoing("document", content, instead=tuple(texts(plain)))]

    def _can_fetch(self, url: object) -> bool:
        return is_web_address(url) and (self._local or urlsplit(str(url)).hostname not in _THIS_MACHINE)

    # Words

    def _word(self, key: str) -> str:
        return word(self._language, key)

    def _title(self, key: str, limit: int) -> str:
        return shortened(self._word(key), limit, utf16_length)


def texts(text: str) -> list[Outgoing]:
    """Return a text as messages."""
    return [messages.text(part) for part in split(text, limits.TEXT, utf16_length)]


def whole(title: str) -> str:
    """Return a title as it is compared: white space is no difference."""
    return " ".join(title.split())


def said_of(card: Card) -> str:
    """Return what a card says, as text."""
    return "\n".join(line for line in (card.title, card.price, *card.facts) if line.strip())


def is_web_address(url: object) -> bool:
    """Tell whether this can be opened in a browser."""
    if not isinstance(url, str) or not url.startswith(("https://", "http://")) or any(c.isspace() for c in url):
        return False
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:  # a broken IPv6 address
        return False


def _without(text: str, url: str) -> str:
    """Return the text without the address that a button opens, where it stands by itself."""
    return re.sub(rf"(?<!\S){re.escape(url)}(?!\S)", "", text).strip() or text


def _is_lost(choice: Choice, row: Row, said: str) -> bool:
    """Tell whether a title is shown nowhere as a whole."""
    title = whole(choice.title)
    return bool(title) and title not in (row.title, row.description) and title not in whole(said)


def _showing(message: Outgoing, product: str) -> Outgoing:
    instead = tuple(_showing(other, product) for other in message.instead)
    return Outgoing(message.kind, message.content, product, message.kept, instead)
