"""Invoices and credit notes as PDF, from what was frozen when they were issued."""

from __future__ import annotations

from collections.abc import Sequence

from shop.documents.content import Content, LineBlock
from shop.documents.paper import GREY, LEFT, RIGHT, WIDTH, Paper, Text
from shop.documents.table import Cell, Column, Table
from shop.documents.words import Words, is_credit, words_of
from shop.model import Document

_SUMS_WIDTH = 86.0
_VAT_WIDTH = 110.0


def render_pdf(document: Document, language: str) -> bytes:
    """The document as a PDF file in a language (English if documents do not speak it); the same each time."""
    content = Content.from_json(document.content)
    words = words_of(language)
    title = f"{words(content.kind)} {content.number}"
    subject = f"{words('order_number')} {content.order_number}"
    paper = Paper(words, content.seller, title, subject, document.issued_at)
    _Sheet(paper, words, content).draw(title)
    return bytes(paper.output())


class _Sheet:
    """One invoice or credit note on paper; what is given back has a minus sign."""

    def __init__(self, paper: Paper, words: Words, content: Content) -> None:
        self._paper, self._words, self._content = paper, words, content
        self._sign = -1 if content.kind == "credit_note" else 1

    def draw(self, title: str) -> None:
        content, paper = self._content, self._paper
        seller, buyer = content.seller, content.buyer
        to = [buyer.name, buyer.street, f"{buyer.postal_code} {buyer.city}"]
        if buyer.country != seller.country:
            to.append(self._words.country(buyer.country))
        paper.address(f"{seller.name} · {seller.street} · {seller.postal_code} {seller.city}", to)
        paper.facts(self._facts())
        paper.subject_line(title, self._opening())
        if content.lines:
            self._lines().draw()
        self._sums()
        self._vat()
        for note in self._notes():
            paper.write_down(Text(note, 8.5))
            paper.top += 1.5

    def _facts(self) -> list[tuple[str, str]]:
        content, words, day = self._content, self._words, self._words.day
        kind = content.kind
        facts = [(words(f"{kind}_number"), content.number), (words(f"{kind}_date"), day(content.issued_on))]
        if content.invoice_number and content.invoice_date:
            corrected = words("dated", number=content.invoice_number, day=day(content.invoice_date))
            facts.append((words("corrected_invoice"), corrected))
        facts.append((words("order_number"), content.order_number))
        facts.append((words("order_date"), day(content.ordered_on)))
        if kind == "invoice":
            facts.append(self._delivery_fact())
            if content.paid_on:
                facts.append((words("payment_date"), day(content.paid_on)))
        return facts

    def _delivery_fact(self) -> tuple[str, str]:
        content, words = self._content, self._words
        days = sorted({day for day in (content.delivery_from, content.delivery_to) if day})
        label = words("delivery_expected" if content.delivery_expected else "delivery_date")
        if not days:
            return words("delivery_date"), words("delivery_open")
        written = [words.day(day) for day in days]
        return label, written[0] if len(written) == 1 else words("days", first=written[0], last=written[1])

    def _opening(self) -> str:
        content, words = self._content, self._words
        if content.kind == "invoice":
            return words("invoice_opening")
        return words(
            "credit_note_opening",
            number=content.invoice_number or "",
            day=words.day(content.invoice_date or content.issued_on),
            reason=words.choice("reasons", content.reason or ""),
        )

    def _lines(self) -> Table:
        words, discounted = self._words, any(line.discount for line in self._content.lines)
        columns = [
            Column(words("column_position"), "R"),
            Column(words("column_article"), takes_rest=True),
            Column(words("column_quantity"), "R"),
            Column(words("column_price"), "R"),
            *([Column(words("column_discount"), "R")] if discounted else []),
            Column(words("column_vat"), "R"),
            Column(words("column_gross"), "R"),
        ]
        rows = [self._row(number, line, discounted) for number, line in enumerate(self._content.lines, 1)]
        return Table(self._paper, columns, rows)

    def _row(self, number: int, line: LineBlock, discounted: bool) -> Sequence[Cell]:
        language = self._words.language
        details = " · ".join([*line.features[language], self._words("sku", sku=line.sku)])
        cells: list[Cell] = [
            _figure(str(number)),
            (Text(line.titles[language], 8.5), Text(details, 7.5, color=GREY)),
            _figure(str(line.quantity)),
            _figure(self._money(line.unit_price, 1)),
            _figure(self._words.rate(line.vat_rate)),
            _figure(self._money(line.gross)),
        ]
        if discounted:
            cells.insert(4, _figure(self._money(line.discount, -1) if line.discount else "–"))
        return cells

    def _sums(self) -> None:
        content, words = self._content, self._words
        goods = sum(line.gross for line in content.lines)
        rows = [(words("subtotal"), self._money(goods))] if content.lines else []
        if content.kind == "invoice" or content.delivery_cost:
            title = content.delivery_titles.get(words.language)
            name = words("delivery_named", title=title) if title else words("delivery")
            rows.append((name, self._money(content.delivery_cost) if content.delivery_cost else words("delivery_free")))
        further = goods + content.delivery_cost - content.total if content.kind == "invoice" else 0
        if further:
            rows.append((words("discount_further"), self._money(further, -1)))
        if content.other:
            rows.append((words("other_beside_lines" if content.lines else "other"), self._money(content.other)))
        self._paper.room(len(rows) * 5 + 25)
        self._paper.top += 3
        for label, amount in rows:
            self._sum(label, amount)
        self._paper.rule(_SUMS_WIDTH, RIGHT - _SUMS_WIDTH)
        self._paper.top += 1
        self._sum(words(f"total_{content.kind}"), self._money(content.total), bold=True)
        if content.kind == "invoice" and content.discount_total:
            code = content.discount_code
            name = "credit_code" if is_credit(code) else "discount_code"
            label = words(name, code=code) if code else words("discount")
            self._sum(label, self._money(content.discount_total), small=True)

    def _sum(self, label: str, amount: str, bold: bool = False, small: bool = False) -> None:
        size, color = (10.0 if bold else 7.5 if small else 9.0), (GREY if small else Text("").color)
        number = Text(amount, size, bold, color)
        wide, left = self._paper.wide(number) + 1, RIGHT - _SUMS_WIDTH
        height = self._paper.put(Text(label, size, bold, color), left + 1.4, self._paper.top, _SUMS_WIDTH - wide - 6)
        self._paper.put(number, RIGHT - wide - 1.4, self._paper.top, wide, "R")
        self._paper.top += height + 0.8

    def _vat(self) -> None:
        words, rows = self._words, self._content.vat_rows
        self._paper.top += 5
        names = ("vat_rate", "vat_net", "vat_amount", "vat_gross")
        columns = [Column(words(name), "R" if index else "L") for index, name in enumerate(names)]
        figures = [(words.rate(row.rate), row.net, row.vat, row.gross) for row in rows]
        if len(rows) > 1:
            sums = (sum(row.net for row in rows), sum(row.vat for row in rows), sum(row.gross for row in rows))
            figures.append((words("vat_sum"), *sums))
        cells = [[_small(name), *(_small(self._money(amount)) for amount in amounts)] for name, *amounts in figures]
        Table(self._paper, columns, cells, _VAT_WIDTH, LEFT + WIDTH - _VAT_WIDTH).draw()
        self._paper.top += 6

    def _notes(self) -> list[str]:
        content, words = self._content, self._words
        provider = words.choice("providers", content.paid_with) if content.paid_with else None
        notes = []
        if content.kind == "credit_note":
            if provider:
                notes.append(words("refunded", amount=self._money(content.total, 1), provider=provider))
        elif content.paid_on:
            day = words.day(content.paid_on)
            notes.append(words("paid", day=day, provider=provider) if provider else words("paid_plain", day=day))
        notes.append(words("export_note" if content.export else "gross_note"))
        return notes

    def _money(self, amount: int, sign: int | None = None) -> str:
        return self._words.amount(amount * (self._sign if sign is None else sign), self._content.currency)


def _figure(text: str) -> Cell:
    return (Text(text, 8.5),)


def _small(text: str) -> Cell:
    return (Text(text, 7.5),)
