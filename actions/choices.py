"""What can be chosen for an open question: all of it as buttons, which channels page; the first of it in the text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from actions.terms import Terms
from shop.views import Choice, Question

Button = dict[str, str]

# More in one sentence nobody reads.
MAX_NAMED = 12


def button(title: str, intent: str, **entities: Any) -> Button:
    """Return a button whose payload is an intent with canonical values."""
    payload = f"/{intent}{json.dumps(entities)}" if entities else f"/{intent}"
    return {"title": title, "payload": payload}


def in_a_sentence(terms: Terms, titles: Sequence[str]) -> str:
    """Return choices as a list for a sentence, with the number of those that it does not name."""
    more = len(titles) - MAX_NAMED
    if more <= 0:
        return terms.alternatives(titles)
    return terms.format("more_choices", choices=", ".join(titles[:MAX_NAMED]), count=more)


def titles_of(terms: Terms, language: str, question: Question) -> list[str]:
    """Return the choices of a question as the shopper reads them."""
    if question.options:
        return [_option(terms, language, option) for option in question.options]
    return [terms.word(question.kind, value) for value in question.choices]


def buttons_of(terms: Terms, language: str, question: Question) -> list[Button]:
    """Return a button for each choice of a question."""
    entity = "product" if question.kind == "which" else question.kind
    titles = titles_of(terms, language, question)
    return [button(title, "inform", **{entity: choice}) for title, choice in zip(titles, question.choices, strict=True)]


def _option(terms: Terms, language: str, option: Choice) -> str:
    features = [terms.word(kind, getattr(option, kind)) for kind in ("color", "size") if getattr(option, kind)]
    return option.titles[language] + terms.features(features)
