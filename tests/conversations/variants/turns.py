"""What the variants need to know about the turns of a conversation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tests.conversations.play import Conversation, Turn

# A button's payload, markup, commands: nobody mistypes or dictates them.
TECHNICAL = re.compile(r"^\s*/|[<>{};=]|--")


def with_texts(conversation: Conversation, changed: Callable[[str, bool], str]) -> Conversation:
    """Return the conversation with other messages; `changed` gets the text and whether it may tell the contact."""
    turns = [
        {**turn, "say": changed(turn["say"], in_form or bool(turn.get("contact")))} if is_talk(turn) else turn
        for turn, in_form in zip(conversation["turns"], forms(conversation), strict=True)
    ]
    return {**conversation, "turns": turns}


def is_talk(turn: Turn) -> bool:
    """Whether the turn is a message in words, and it is known which of them are a name or an address."""
    return "say" in turn and turn.get("contact", {}) is not None and not TECHNICAL.search(turn["say"])


def forms(conversation: Conversation) -> Iterator[bool]:
    """Yield for each turn whether the checkout form is open before it."""
    is_open = False
    for turn in conversation["turns"]:
        yield is_open
        is_open = turn.get("form", is_open) not in (None, False)


def contact_words(conversation: Conversation) -> set[str]:
    """Return the words of all names, e-mails and addresses of a conversation, in lower case."""
    values = [value for turn in conversation["turns"] for value in (turn.get("contact") or {}).values()]
    return {word for value in values if value for word in re.findall(r"[^\W\d_]+", value.casefold())}
