"""The VAT that gross amounts contain. Rates are hundredths of a percent: 1900 is 19 %."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shop.pricing.sharing import share

_WHOLE = 10_000


@dataclass(frozen=True)
class VatRow:
    """What is sold at one rate, in minor units; net + vat = gross."""

    rate: int
    net: int
    vat: int
    gross: int


def contained_vat(gross: int, rate: int) -> int:
    """The VAT inside a gross amount (which may be negative), half rounded up."""
    part, whole = abs(gross) * rate, _WHOLE + rate
    return (2 * part + whole) // (2 * whole) * (1 if gross >= 0 else -1)


def vat_row(rate: int, gross: int) -> VatRow:
    """One line of an invoice."""
    vat = contained_vat(gross, rate)
    return VatRow(rate, gross - vat, vat, gross)


def delivery_rows(cost: int, goods: Sequence[tuple[int, int]]) -> tuple[VatRow, ...]:
    """The delivery cost, split among the rates of the goods (rate, gross of a line after its discount).

    Delivery shares the fate of what is delivered (Abschnitt 3.10 Absatz 5 UStAE). Goods that cost nothing have no
    proportion: then the highest of their rates counts. Rows with nothing in them are left out.
    """
    if cost == 0:
        return ()
    by_rate = {rate: sum(gross for other, gross in goods if other == rate) for rate, _ in goods}
    rates = sorted(by_rate, reverse=True)
    if not any(by_rate.values()):
        return (vat_row(rates[0], cost),)
    shares = share(cost, [by_rate[rate] for rate in rates])
    return tuple(vat_row(rate, part) for rate, part in zip(rates, shares, strict=True) if part)


def summed_by_rate(rows: Iterable[VatRow]) -> tuple[VatRow, ...]:
    """One row a rate, the highest rate first: sums of the rows, so that nothing is rounded a second time."""
    kept = list(rows)
    return tuple(
        VatRow(
            rate,
            sum(row.net for row in kept if row.rate == rate),
            sum(row.vat for row in kept if row.rate == rate),
            sum(row.gross for row in kept if row.rate == rate),
        )
        for rate in sorted({row.rate for row in kept}, reverse=True)
    )
