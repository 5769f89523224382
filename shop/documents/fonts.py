"""The letters of documents: DejaVu Sans, which has €, umlauts, and Latin, Greek and Cyrillic names."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import TTFFont

FAMILY = "DejaVu"
_FILES = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}


def add_fonts(pdf: FPDF) -> None:
    """Make the family known to a document; only the letters that it uses end up in the file."""
    for style, name in _FILES.items():
        pdf.add_font(FAMILY, style, _folder() / name)


@cache
def _folder() -> Path:
    # matplotlib, which rasa requires, brings DejaVu with it: no font file of our own to license and keep. Finding its
    # folder does not import it, which would take a second.
    spec = find_spec("matplotlib")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("DejaVu Sans comes with matplotlib, which is not installed")
    return Path(spec.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf"


@cache
def _known() -> frozenset[int]:
    sample = FPDF()
    add_fonts(sample)
    font = sample.fonts[FAMILY.lower()]
    return frozenset(font.cmap) if isinstance(font, TTFFont) else frozenset()


def printable(text: str) -> str:
    """Text as it can be printed: composed letters, one line, no invisible signs; what the font lacks becomes "?"."""
    signs = "".join(_sign(sign) for sign in unicodedata.normalize("NFC", text))
    # Not split() alone: it would part an amount from its currency at the space that must not break.
    return " ".join(part for part in signs.split(" ") if part)


def _sign(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    if category in ("Cf", "Cs"):
        return ""
    return sign if ord(sign) in _known() else "?"
