"""The sums of documents: what is taxed at which rate. Amounts are minor units, rates hundredths of a percent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from shop.documents.content import VatBlock
from shop.model import Order, OrderItem
from shop.pricing import VatRow, contained_vat, delivery_rows, summed_by_rate
from shop.pricing.sharing import share


def order_vat_rows(order: Order) -> tuple[VatBlock, ...]:
    """An order's sums by rate, the highest first; together they are its total and the VAT that was shown with it."""
    goods = [_goods_row(item) for item in order.items]
    beside = order.total - sum(row.gross for row in goods)
    delivery = delivery_rows(beside, [(row.rate, row.gross) for row in goods]) if beside > 0 else ()
    rows = summed_by_rate([*goods, *delivery])
    # Nothing, unless the order's own sum was rounded in another way: then the document still says what was paid.
    missing = (order.total - sum(row.gross for row in rows), order.vat_included - sum(row.vat for row in rows))
    largest = max(rows, key=lambda row: row.gross, default=None)
    return tuple(_block(row, *(missing if row is largest else (0, 0))) for row in rows)


def _goods_row(item: OrderItem) -> VatRow:
    gross = item.quantity * item.unit_price - item.discount
    return VatRow(item.vat_rate, gross - item.vat, item.vat, gross)


def _block(row: VatRow, more_gross: int, more_vat: int) -> VatBlock:
    gross, vat = row.gross + more_gross, row.vat + more_vat
    return VatBlock(row.rate, gross - vat, vat, gross)


def what_is_left(invoice: Iterable[VatBlock], credited: Iterable[VatBlock]) -> dict[int, tuple[int, int]]:
    """By rate, what of an invoice was not credited yet: gross amount and VAT."""
    left = {row.rate: (row.gross, row.vat) for row in invoice}
    for row in credited:
        gross, vat = left.get(row.rate, (0, 0))
        left[row.rate] = (gross - row.gross, vat - row.vat)
    return left


def credit_vat_rows(
    amount: int, named: Sequence[tuple[int, int]], left: Mapping[int, tuple[int, int]]
) -> tuple[VatBlock, ...]:
    """An amount that goes back, by rate: `named` are (rate, gross) of what is known, the rest goes by what is left.

    No rate gets more than is left of it, and what takes the last cent of a rate takes the last cent of its VAT: all
    credit notes of a wholly refunded invoice add up to it.
    """
    gross = dict.fromkeys(left, 0)
    for rate, part in named:
        if rate in gross:
            gross[rate] += max(0, min(part, left[rate][0] - gross[rate], amount - sum(gross.values())))
    rest = amount - sum(gross.values())
    if rest:
        rates = list(left)
        parts = share(rest, [left[rate][0] - gross[rate] for rate in rates])
        gross = {rate: gross[rate] + part for rate, part in zip(rates, parts, strict=True)}
    rows = []
    for rate, part in gross.items():
        whole, whole_vat = left[rate]
        vat = whole_vat if part == whole else min(contained_vat(part, rate), whole_vat)
        rows.append(VatBlock(rate, part - vat, vat, part))
    return tuple(row for row in rows if row.gross)
