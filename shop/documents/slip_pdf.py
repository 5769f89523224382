"""The slip that goes into a parcel with goods that come back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from shop.documents.composing import seller_of
from shop.documents.paper import GREY, LEFT, RIGHT, WIDTH, Paper, Text
from shop.documents.table import Cell, Column, Table
from shop.documents.words import Words, words_of
from shop.model import OrderItem, Return
from shop.profile import Profile

# The shopper sends the goods off within 14 days of the declaration (Section 357 (5) BGB).
_DAYS_TO_SEND = 14
_CODE_SIDE, _CODE_TOP = 32.0, 42.0
_BOX = 4.0
_STEPS = ("slip_step_pack", "slip_step_slip", "slip_step_address", "slip_step_receipt")


def render_return_slip(return_: Return, profile: Profile, language: str) -> bytes:
    """The slip as a PDF file: where the parcel goes, what is in it, and the return number as a QR code."""
    words, seller, order = words_of(language), seller_of(profile), return_.order
    subject = f"{words('order_number')} {order.number}"
    title = f"{words('slip')} {return_.number}"
    paper = Paper(words, seller, title, subject, return_.declared_at)
    to = [seller.name, seller.street, f"{seller.postal_code} {seller.city}"]
    if order.country != seller.country:
        to.append(words.country(seller.country))
    paper.address(f"{words('slip_sender')}: {order.name} · {order.street} · {order.postal_code} {order.city}", to)
    _draw_code(paper, return_.number)
    paper.facts(_facts(words, return_, profile), _CODE_TOP + _CODE_SIDE + 3)
    paper.subject_line(title, words("slip_opening", title=words(f"slip_title_{return_.kind}")))
    _goods(paper, words, return_).draw()
    _draw_steps(paper, words)
    return bytes(paper.output())


def _draw_code(paper: Paper, number: str) -> None:
    import segno

    # Error correction "high": the code may be crumpled or stained and is still read.
    rows = [list(row) for row in segno.make(number, error="h", micro=False).matrix]
    side, left = _CODE_SIDE / len(rows), RIGHT - _CODE_SIDE
    paper.set_fill_color(0, 0, 0)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                # A hair larger than its field, or viewers show white lines between the fields.
                paper.rect(left + x * side, _CODE_TOP + y * side, side + 0.02, side + 0.02, style="F")


def _facts(words: Words, return_: Return, profile: Profile) -> list[tuple[str, str]]:
    declared = profile.local(return_.declared_at).date()
    return [
        (words("slip_number"), return_.number),
        (words("order_number"), return_.order.number),
        (words(f"slip_declared_{return_.kind}"), words.day(declared.isoformat())),
        (words("slip_send_by"), words.day((declared + timedelta(days=_DAYS_TO_SEND)).isoformat())),
    ]


def _goods(paper: Paper, words: Words, return_: Return) -> Table:
    columns = [
        Column(words("column_quantity"), "R"),
        Column(words("column_article"), takes_rest=True),
        Column(words("slip_check"), "C"),
    ]
    return Table(paper, columns, [_row(words, row.quantity, row.item) for row in return_.items])


def _row(words: Words, quantity: int, item: OrderItem) -> Sequence[Cell]:
    title = item.title_de if words.language == "de" else item.title_en
    details = " · ".join([*words.features(item), words("sku", sku=item.sku)])
    # An empty box to tick: U+2610 is in the font.
    return [(Text(f"{quantity} ×"),), (Text(title), Text(details, 7.5, color=GREY)), (Text("☐", 12),)]


def _draw_steps(paper: Paper, words: Words) -> None:
    texts = [Text(words(step), 9) for step in _STEPS]
    paper.top += 8
    paper.room(10 + sum(paper.height(text, WIDTH - 8) + 1.5 for text in texts))
    paper.write_down(Text(words("slip_steps_heading"), 10, bold=True))
    paper.top += 1.5
    for number, text in enumerate(texts, 1):
        paper.put(Text(f"{number}.", 9, color=GREY), LEFT, paper.top, 8)
        paper.write_down(text, LEFT + 7, WIDTH - 7)
        paper.top += 1.5
