"""Reading which discount code and which way of delivery a message means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from actions.conversation import Message
from actions.terms import Terms
from shop.profile import DeliveryMethod

LONGEST_CODE = 40
# A code that was asked for stands alone, or among few words.
MOST_WORDS = 4
_TOKEN = r"[^\W_]+(?:[-_][^\W_]+)*"
# "10er", "20euro", "1st", "2x": an amount, not a code.
_AMOUNT = re.compile(r"\d+\s?[a-zäöüß%€]{0,7}")
_NEGATION_REACH = 24


def discount_code(message: Message, terms: Terms, asked: bool = False) -> str | None:
    """Return the discount code that a message names, as it was typed; None if nothing looks like one.

    `asked`: the bot just asked for the code, so that a bare word is one.
    """
    given = message.value("discount_code")
    if isinstance(given, str) and given.strip():
        return given.strip()[:LONGEST_CODE]
    text = message.text.strip()
    if text.startswith("/"):
        return None
    tokens = re.findall(_TOKEN, text)
    ordinary = {word.casefold() for word in (*terms.phrases("code_words"), *terms.phrases("code_stop_words"))}
    named = _introduced(text, terms)
    candidates = [
        *([named] if named else []),
        *(token for token in tokens if _mixed(token)),
        *(token for token in tokens if _shouted(token, text)),
        *(_longest_first(tokens) if asked and len(tokens) <= MOST_WORDS else ()),
    ]
    return next((code[:LONGEST_CODE] for code in candidates if code.casefold() not in ordinary), None)


def is_bare_code(message: Message, anything: bool = False) -> bool:
    """Tell whether a message is one word that looks like a code; `anything` accepts small letters with digits."""
    token = message.text.strip().strip(".!\"'")
    if not re.fullmatch(_TOKEN, token) or not _mixed(token):
        return False
    return token[:3].isalpha() and (token.isupper() or anything)


def drops_code(message: Message, terms: Terms) -> bool:
    """Tell whether the shopper wants to order without the discount code."""
    return _says(message.text, terms.phrases("without_code"))


def names_code(message: Message, terms: Terms) -> bool:
    """Tell whether a message is about a discount code, whatever it was classified as."""
    return _says(message.text, terms.phrases("code_words"))


def chosen_method(message: Message, methods: Sequence[DeliveryMethod], terms: Terms, language: str) -> str | None:
    """Return the name of the way of delivery that a message chooses; None if it names none.

    What is named last counts, and "no express" is the usual way: the first of `methods`.
    """
    given = message.value("delivery_method")
    if given is not None:
        return str(given)[:LONGEST_CODE]
    if message.text.startswith("/"):
        return None
    wanted, refused = _decided(message.text, _called(methods, terms, language), terms.phrases("turned_down"))
    return wanted or (methods[0].name if refused else None)


def _introduced(text: str, terms: Terms) -> str | None:
    """ "my code is welcome", "Gutschein: herbst": what stands behind the word for a code."""
    words = "|".join(map(re.escape, terms.phrases("code_words")))
    links = "|".join(map(re.escape, terms.phrases("code_links")))
    pattern = rf"\b(?:{words})\b\W*(?:nr\.?|nummer|number)?\s*(?:[:=]|\b(?:{links})\b)\s*[\"'„“‚«»]*({_TOKEN})"
    match = re.search(pattern, text, re.IGNORECASE)
    if match is None:
        return None
    ends = not re.search(r"[^\W_]", text[match.end() :])
    return match[1] if ends or _mixed(match[1]) or match[1].isupper() else None


def _mixed(token: str) -> bool:
    letters, digits = sum(map(str.isalpha, token)), sum(map(str.isdigit, token))
    return letters >= 2 and digits >= 1 and len(token) >= 4 and not _AMOUNT.fullmatch(token)


def _shouted(token: str, text: str) -> bool:
    alone = token == text.strip(" .!")
    return len(token) >= 4 and token.isupper() and (alone or any(map(str.islower, text)))


def _longest_first(tokens: Sequence[str]) -> list[str]:
    return sorted((token for token in tokens if not _AMOUNT.fullmatch(token)), key=len, reverse=True)


def _says(text: str, phrases: Sequence[str], whole: bool = False) -> bool:
    end = r"\b" if whole else ""
    return any(re.search(rf"\b{re.escape(phrase)}{end}", text, re.IGNORECASE) for phrase in phrases)


def _called(methods: Sequence[DeliveryMethod], terms: Terms, language: str) -> Iterator[tuple[str, list[str]]]:
    """Yield what each way of delivery is called; a fast one is understood where there is none, to be refused."""
    for method in methods:
        yield method.name, [method.name, method.titles[language]]
    yield methods[0].name, terms.phrases("usual_delivery")
    quickest = min(methods, key=lambda way: (way.last_day, way.first_day))
    yield (quickest.name if quickest is not methods[0] else "express"), terms.phrases("fast_delivery")


def _decided(text: str, called: Iterable[tuple[str, list[str]]], no: Sequence[str]) -> tuple[str | None, bool]:
    """Return the way that is named last and not turned down, and whether one is turned down."""
    found = sorted(
        (match.start(), match.end(), name)
        for name, phrases in called
        for phrase in phrases
        for match in re.finditer(rf"\b{re.escape(phrase)}", text, re.IGNORECASE)
    )
    wanted, refused, behind = None, False, 0
    for start, end, name in found:
        if start < behind:  # another name for the same word
            continue
        before = re.split(r"[,.;!?]", text[behind:start])[-1][-_NEGATION_REACH:]
        if _says(before, no, whole=True):
            refused = True
        else:
            wanted = name
        behind = end
    return wanted, refused
