"""Ways in which a message arrives damaged, or was never meant well."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Mangler = Callable[[Random, str], str]

EMOJI = "😀👍🏽👨‍👩‍👧‍👦🇩🇪🛒❤️🧦👕1️⃣"
INVISIBLE = "\u200b\u200d\u2060\ufeff\u00ad\u200e\u200f\u202e\u202c\u2066\u2069"
COMBINING = "\u0301\u0308\u0327\u0336\u20dd"
CONTROL = "\x00\x01\x07\x08\x0b\x1b\x7f\x85\u2028\u2029\r\t"
ODD_DIGITS = "²③⁷Ⅳ٣४½㊿𝟗一"
SIGNS = ".,;:!?-/()'\"*+#@"
FOREIGN = ("مرحبا ", "שלום ", "日本語", " спасибо", "ẞ", "İı", "ŉ", "ﬁ", "𝔱𝔢𝔢", "\ud83d")
MARKUP = (
    "<b>{}</b>", "<script>alert(1)</script>{}", "{}<img src=x onerror=alert(1)>", "<!-- {} -->", "&lt;{}&gt;&#0;",
    "'; DROP TABLE cart; -- {}", '{}" OR "1"="1', "%s {} %n %x", "${{jndi:ldap://x}} {}", "{}\\", '"{}"', "```{}```",
)  # fmt: skip
BRACES = (
    "{lines}", "{", "}", "{0}", "{0[", "{}", "{{item}}", "{slots[language]}", "{{", "{item.__class__}", "{words!r}",
)  # fmt: skip


def some(rng: Random, letters: str) -> str:
    """Return one of the letters."""
    return rng.choice(letters)


def dropped(rng: Random, text: str) -> str:
    """Leave out a letter."""
    place = rng.randrange(len(text) or 1)
    return text[:place] + text[place + 1 :]


def doubled(rng: Random, text: str) -> str:
    """Type a letter two or many times."""
    place = rng.randrange(len(text) or 1)
    return text[:place] + text[place : place + 1] * rng.choice((2, 3, 30)) + text[place + 1 :]


def swapped(rng: Random, text: str) -> str:
    """Exchange two neighbors."""
    place = rng.randrange(len(text) or 1)
    return text[:place] + text[place : place + 2][::-1] + text[place + 2 :]


def any_case(rng: Random, text: str) -> str:
    """Write in random case, or all in one."""
    how = rng.choice((str.upper, str.lower, str.title, str.swapcase, None))
    return how(text) if how else "".join(rng.choice((c.upper(), c.lower())) for c in text)


def full_width(rng: Random, text: str) -> str:
    """Write ASCII in full-width letters."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def unspaced(rng: Random, text: str) -> str:
    """Write without spaces, or with odd ones."""
    return text.replace(" ", rng.choice(("", "\u00a0", "\u3000", "   ", "\n", "_", ".", "-")))


def sprinkled(letters: str) -> Mangler:
    """Return a mangler that puts a few of the letters anywhere."""

    def sprinkle(rng: Random, text: str) -> str:
        for _ in range(rng.randint(1, 4)):
            place = rng.randint(0, len(text))
            text = text[:place] + some(rng, letters) + text[place:]
        return text

    return sprinkle


def foreign(rng: Random, text: str) -> str:
    """Put a piece of another script before or behind; a lone surrogate too."""
    piece = rng.choice(FOREIGN)
    return rng.choice((piece + text, text + piece))


def marked_up(rng: Random, text: str) -> str:
    """Wrap in HTML, SQL or a shell's words."""
    return rng.choice(MARKUP).format(text)


def braced(rng: Random, text: str) -> str:
    """Add the braces of templates."""
    place = rng.randint(0, len(text))
    return text[:place] + rng.choice(BRACES) + text[place:]


def numbered(rng: Random, text: str) -> str:
    """Add digits without end, or in an odd shape."""
    number = rng.choice(("9" * rng.randint(1, 400), "-1", "1e999", "0x1F", "1.000.000,00", "3,5", "1/0", "٣٤", "１２"))
    return rng.choice((f"{number} {text}", f"{text} {number}", f"{number}{text}", f"{text}-{number}/{number}"))


def endless(rng: Random, text: str) -> str:
    """Repeat until it is far too long."""
    return (text + rng.choice((" ", ", ", "\n", "", "("))) * rng.randint(5, 400)


def reversed_words(rng: Random, text: str) -> str:
    """Put the words in another order."""
    words = text.split()
    rng.shuffle(words)
    return " ".join(words)


def cut(rng: Random, text: str) -> str:
    """End in the middle."""
    return text[: rng.randint(0, len(text))]


MANGLERS: tuple[Mangler, ...] = (
    dropped, dropped, doubled, swapped, swapped, any_case, full_width, unspaced, sprinkled(EMOJI),
    sprinkled(INVISIBLE), sprinkled(COMBINING), sprinkled(CONTROL), sprinkled(ODD_DIGITS), sprinkled(SIGNS), foreign,
    marked_up, braced, numbered, endless, reversed_words, cut,
)  # fmt: skip


def mangled(rng: Random, text: str) -> str:
    """Return the text as it is (a third of them), or damaged once to three times."""
    for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
        text = rng.choice(MANGLERS)(rng, text)
    return text[:20_000]
