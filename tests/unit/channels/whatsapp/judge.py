"""What WhatsApp would say to messages: the stand-in's rules, without a server."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from channels.content import Choice, Screen
from channels.door.seal import Seal
from channels.payloads import KEY_MARK
from channels.whatsapp.messages import Outgoing
from channels.whatsapp.rendering import Renderer, Sealing
from tests.fakes import graph_rules as rules
from tests.fakes.graph_interactive import Catalogs, check_interactive

SENDER, CATALOG = "wa-DE.13491208655302741918", "194836987003835"
SEAL = Seal("a secret for tests only")
SEALING = Sealing(lambda payload: SEAL.put(payload, SENDER), lambda text: SEAL.key_for(text, SENDER))


class AnyProduct(set[str]):
    """A catalog that has everything."""

    def __contains__(self, sku: object) -> bool:
        return True


CATALOGS: Catalogs = {CATALOG: AnyProduct()}


def rendered(screen: Screen, first: int = 0, catalog: str = "") -> list[Outgoing]:
    """The messages of a screen, each of them and what might be sent instead accepted by WhatsApp's rules."""
    messages = Renderer(screen.language, SEALING, catalog).messages(screen, first)
    check(messages)
    return messages


def check(messages: Iterable[Outgoing]) -> None:
    """Raise Refusal for what Meta would refuse."""
    checks = {"text": rules.check_text, "image": rules.check_image, "document": rules.check_document}
    for message in messages:
        if message.kind == "interactive":
            check_interactive(message.content, CATALOGS)
        else:
            checks[message.kind](message.content)
        check(message.instead)


def words_of(message: Outgoing) -> str:
    """All that a message lets the shopper read."""
    found: list[str] = []

    def read(value: object, key: str = "") -> None:
        if isinstance(value, dict):
            for name, item in value.items():
                read(item, name)
        elif isinstance(value, list):
            for item in value:
                read(item)
        elif key in ("text", "title", "description", "body", "caption", "display_text", "filename", "button", "url"):
            found.append(str(value))

    read(message.content)
    return "\n".join(found)


def all_words(messages: Sequence[Outgoing]) -> str:
    """What can be read in all messages."""
    return "\n".join(map(words_of, messages))


def taps(messages: Sequence[Outgoing]) -> list[Choice]:
    """What can be tapped, with the payload that comes back once the channel has looked up its key."""
    kept = {key: payload for message in messages for key, payload in message.kept}
    found = []
    for message in messages:
        action = message.content.get("action", {}) if message.kind == "interactive" else {}
        rows = [button["reply"] for button in action.get("buttons") or []]
        rows += [row for section in action.get("sections") or [] for row in section.get("rows") or []]
        found += [Choice(row["title"], kept.get(row["id"].removeprefix(KEY_MARK), row["id"])) for row in rows]
    return found
