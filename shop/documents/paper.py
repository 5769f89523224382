"""A sheet of paper: A4 after DIN 5008 form B, with letterhead, window address, footer and page numbers.

Lengths are millimeters from the upper left corner, sizes of letters are points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fpdf import FPDF, ViewerPreferences
from fpdf.enums import MethodReturnValue

from shop.documents.content import SellerBlock
from shop.documents.fonts import FAMILY, add_fonts, printable
from shop.documents.words import Words

LEFT, RIGHT = 25.0, 190.0
WIDTH = RIGHT - LEFT
# DIN 5008 form B: where the window of an envelope is, the block beside it, the subject, and where to fold.
_RETURN_LINE, _ADDRESS_TOP, _ADDRESS_WIDTH = 58.5, 64.0, 80.0
_INFO_LEFT, _INFO_TOP, _INFO_LABEL = 125.0, 50.0, 31.0
_SUBJECT = 98.5
_MARKS = ((105.0, 5.0), (148.5, 7.0), (210.0, 5.0))
_NEXT_PAGES_TOP = 32.0
_PAGE_NUMBER, _FOOTER_BOTTOM = 287.0, 285.0
_FOOTER_COLUMNS = (39.0, 39.0, 39.0, 48.0)
_FOOTER_SIZE = 6.5
_LINE = 0.3528 * 1.4
INK, GREY, ACCENT, RULE = (29, 29, 27), (96, 96, 92), (20, 83, 45), (205, 205, 200)


@dataclass(frozen=True)
class Text:
    """Words in one style; `color` is red, green, blue."""

    text: str
    size: float = 9
    bold: bool = False
    color: tuple[int, int, int] = INK


class Paper(FPDF):
    """Pages of one document; `top` is where the next thing goes."""

    def __init__(self, words: Words, seller: SellerBlock, title: str, subject: str, moment: datetime) -> None:
        super().__init__(format="A4")
        self.words, self.seller, self._heading = words, seller, printable(title)
        self.top = 0.0
        self.set_title(self._heading)
        self.set_author(printable(seller.name))
        self.set_subject(printable(subject))
        self.set_lang(words.language)
        # Not the moment of printing: the same document is the same file whenever it is opened.
        self.set_creation_date(moment)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_auto_page_break(False)
        self.set_margins(LEFT, 20, 20)
        self.c_margin = 0
        self._wrapped: dict[tuple[str, float, bool, float], list[str]] = {}
        add_fonts(self)
        # The library measures texts only where there is a page.
        self.add_page()
        self._footer = self._footer_texts()
        self.footer_top = _FOOTER_BOTTOM - max(
            sum(self.height(text, width - 2) for text in column)
            for column, width in zip(self._footer, _FOOTER_COLUMNS, strict=True)
        )

    def header(self) -> None:
        """Called by the library at the top of every page."""
        name = printable(self.seller.name)
        if self.page_no() == 1:
            self.put(Text(name, 15, bold=True, color=ACCENT), LEFT, 18, 120)
            self._rule(ACCENT, LEFT, 36, WIDTH, 0.5)
            for y, length in _MARKS:
                self._rule(RULE, 4, y, length)
            return
        self.put(Text(name, 8, color=GREY), LEFT, 17, 80)
        self.put(Text(self._heading, 8, color=GREY), LEFT + 80, 17, WIDTH - 80, "R")
        self._rule(RULE, LEFT, 27, WIDTH)
        self.top = _NEXT_PAGES_TOP

    def footer(self) -> None:
        """Called by the library at the bottom of every page."""
        self._rule(RULE, LEFT, self.footer_top - 2, WIDTH)
        x = LEFT
        for column, width in zip(self._footer, _FOOTER_COLUMNS, strict=True):
            y = self.footer_top
            for text in column:
                y += self.put(text, x, y, width - 2)
            x += width
        page = self.words("page", number=self.page_no(), count="{nb}")
        self.put(Text(page, 7, color=GREY), LEFT, _PAGE_NUMBER, WIDTH, "C")

    def address(self, sender: str, lines: Sequence[str]) -> None:
        """The window: a small line with the sender, and below it whom the letter is for."""
        small = Text(sender, 6.5, color=GREY)
        self.put(small, LEFT, _RETURN_LINE - self.height(small, _ADDRESS_WIDTH), _ADDRESS_WIDTH)
        self._rule(RULE, LEFT, _RETURN_LINE + 1, _ADDRESS_WIDTH)
        y = _ADDRESS_TOP
        for line in lines:
            y += self.put(Text(line, 9.5), LEFT, y, _ADDRESS_WIDTH)
        self.top = max(self.top, y)

    def facts(self, rows: Sequence[tuple[str, str]], top: float = _INFO_TOP) -> None:
        """The block beside the window: what it is called, and what it is."""
        value_left = _INFO_LEFT + _INFO_LABEL + 2
        for label, value in rows:
            left = self.put(Text(label, 7.5, color=GREY), _INFO_LEFT, top + 0.35, _INFO_LABEL)
            right = self.put(Text(value, 8.5), value_left, top, RIGHT - value_left)
            top += max(left, right) + 0.9
        self.top = max(self.top, top)

    def subject_line(self, title: str, opening: str) -> None:
        """What it is, and the first sentence."""
        self.top = max(_SUBJECT, self.top + 8)
        self.write_down(Text(title, 14, bold=True))
        self.top += 3
        self.write_down(Text(opening, 9))
        self.top += 4

    def write_down(self, text: Text, left: float = LEFT, width: float = WIDTH) -> None:
        """A paragraph, on the next page if there is no room for it."""
        self.room(self.height(text, width))
        self.top += self.put(text, left, self.top, width)

    def room(self, height: float) -> bool:
        """Begin a new page if less than this is left; returns whether it did."""
        if self.top + height <= self.footer_top - 5:
            return False
        self.add_page()
        return True

    def height(self, text: Text, width: float) -> float:
        """How high a text is when it is wrapped at this width."""
        return len(self._lines(text, width)) * text.size * _LINE

    def wide(self, text: Text) -> float:
        """How wide a text is on one line."""
        self._use(text)
        return float(self.get_string_width(printable(text.text)))

    def put(self, text: Text, x: float, y: float, width: float, align: str = "L") -> float:
        """Write a wrapped text; returns how high it is."""
        step = text.size * _LINE
        for number, line in enumerate(self._lines(text, width)):
            self.set_xy(x, y + number * step)
            self.cell(width, step, line, align=align)
        return self.height(text, width)

    def rule(self, width: float = WIDTH, left: float = LEFT) -> None:
        """A thin line at the current height."""
        self._rule(RULE, left, self.top, width)

    def _lines(self, text: Text, width: float) -> list[str]:
        self._use(text)
        key = (text.text, text.size, text.bold, width)
        if key not in self._wrapped:
            self._wrapped[key] = self._wrap(printable(text.text), width)
        return self._wrapped[key]

    def _wrap(self, text: str, width: float) -> list[str]:
        # Asking the library to wrap takes ten times as long as asking for the width, and most texts fit.
        if self.get_string_width(text) <= width:
            return [text] if text else []
        lines = self.multi_cell(width, text=text, align="L", dry_run=True, output=MethodReturnValue.LINES)
        return [line.strip(" ") for line in lines] if isinstance(lines, list) else []

    def _use(self, text: Text) -> None:
        self.set_font(FAMILY, "B" if text.bold else "", text.size)
        self.set_text_color(*text.color)

    def _rule(self, color: tuple[int, int, int], x: float, y: float, length: float, width: float = 0.2) -> None:
        self.set_draw_color(*color)
        self.set_line_width(width)
        self.line(x, y, x + length, y)

    def _footer_texts(self) -> tuple[list[Text], ...]:
        seller, words = self.seller, self.words
        account = [seller.bank, words("iban", number=grouped(seller.iban)), words("bic", number=seller.bic)]
        columns = (
            [seller.name, seller.street, f"{seller.postal_code} {seller.city}"],
            [words("represented", name=seller.represented_by), seller.email, seller.phone],
            [seller.register, words("vat_id", number=seller.vat_id)],
            account if seller.iban else [],
        )
        return tuple([Text(line, _FOOTER_SIZE, color=GREY) for line in column if line] for column in columns)


def grouped(iban: str) -> str:
    """An IBAN in groups of four, as people read it, on one line."""
    return "\u00a0".join(iban[start : start + 4] for start in range(0, len(iban), 4))
