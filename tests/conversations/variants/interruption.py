"""Interrupted conversations: a question in between, after which everything goes on."""

from __future__ import annotations

from itertools import cycle

from tests.conversations.play import Conversation, Turn

QUESTIONS = {
    "en": ("what does shipping cost?", "when are you open?", "which payment methods do you accept?"),
    "de": ("was kostet der Versand?", "wann habt ihr geöffnet?", "welche Zahlungsarten gibt es?"),
}


def interrupted(conversation: Conversation, language: str) -> Conversation:
    """Return the conversation with a question before every second message, in the language of the messages before."""
    questions = {name: cycle(QUESTIONS[name]) for name in QUESTIONS}
    turns: list[Turn] = []
    said = 0
    for turn in conversation["turns"]:
        said += "say" in turn
        if "say" in turn and said % 2 == 0:
            turns.append({"aside": next(questions[language])})
        turns.append(turn)
        language = turn.get("language", language)
    return {**conversation, "turns": turns}
