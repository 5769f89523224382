"""What an action shows passes Rasa's templates untouched, and nothing of it is printed where only text is shown."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa.core.actions.action import RemoteAction, create_bot_utterance
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.channels.console import _print_bot_output
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.trackers import DialogueStateTracker
from rasa_sdk.executor import CollectingDispatcher

from actions.replies import Reply
from channels.content import screen_of

SHOW = {"kind": "cards", "cards": [{"product": "#a{b}0[", "title": "{title} 0[x]", "price": "€1.00", "facts": ["{0}"]}]}
WORDS = {
    "utter_found": [
        {"text": "Das gibt es: {rows}", "condition": [{"type": "slot", "name": "language", "value": "de"}]},
        {"text": "There is: {rows}"},
    ]
}


def messages(language: str) -> list[Any]:
    dispatcher = CollectingDispatcher()
    reply = Reply(dispatcher, language)
    reply.say("utter_found", [{"title": "M {x}", "payload": '/inform{"size": "M"}'}], rows="a", show=SHOW)
    reply.send()
    tracker = DialogueStateTracker("anna", [])
    tracker.slots = {}
    nlg = TemplatedNaturalLanguageGenerator(WORDS)
    uttered = RemoteAction._utter_responses(dispatcher.messages, CollectingOutputChannel(), nlg, tracker)
    return list(asyncio.run(uttered))


def test_the_channel_gets_what_was_shown_as_it_was_said() -> None:
    (event,) = messages("de")
    screen = screen_of(event.message())
    assert (screen.text, screen.language, screen.show) == ("There is: a", "de", SHOW)
    assert [(choice.title, choice.payload) for choice in screen.choices] == [("M {x}", '/inform{"size": "M"}')]


def test_a_question_that_a_form_asks_without_an_action_has_its_language_too() -> None:
    nlg = TemplatedNaturalLanguageGenerator(WORDS)
    for language in ("de", "en"):
        draft = nlg.generate_from_slots("utter_found", {"language": language, "rows": "a"}, "web")
        assert screen_of(create_bot_utterance(draft).message()).language == language


def test_rest_and_the_shell_that_reads_it_get_text_and_buttons_alone(capsys: Any) -> None:
    (event,) = messages("en")
    channel = CollectingOutputChannel()
    asyncio.run(channel.send_response("anna", event.message()))
    (message,) = channel.messages
    assert set(message) == {"recipient_id", "text", "buttons"}
    _print_bot_output(message)
    printed = capsys.readouterr().out
    assert "There is: a" in printed and "cards" not in printed


def test_a_message_of_nothing_but_text_has_no_show() -> None:
    event = create_bot_utterance({"text": "hi", "language": "en"})
    assert screen_of(event.message()).show is None
