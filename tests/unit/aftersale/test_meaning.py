"""What a shopper means of what was bought, another address, and papers of own orders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shop.aftersale import NewAddress, Wish
from shop.errors import AddressFixed, InvalidStreet, NotCarried, OrderNotPaid, OtherCountry, UnknownOrder
from shop.model import News
from shop.order_line import Attributes, OrderLine
from tests.unit.aftersale.conftest import Desk

Sell = Callable[..., str]


def line(product: str | None = None, quantity: int = 1, **wanted: str) -> OrderLine:
    return OrderLine(
        product=product, quantity=quantity, wanted=Attributes(**{name: (value,) for name, value in wanted.items()})
    )


BLACK, NAVY = line("beanie", color="black"), line("beanie", color="navy")
HOODIE = line("hoodie", color="black", size="M")


def test_finds_own_lines_newest_order_first_with_what_is_left(desk: Desk, sell: Sell, anna: Any) -> None:
    first = sell(anna, line("beanie", 2, color="black"))
    second = sell(anna, HOODIE, until="paid")
    desk.withdraw(first, [Wish("beanie-black", 1)])
    found = [(one.number, one.sku, one.quantity, one.status) for one in desk.own_lines()]
    assert found == [(second, "hoodie-m-black-M", 1, "paid"), (first, "beanie-black", 1, "delivered")]


def test_finds_nothing_of_somebody_else(desk: Desk, sell: Sell, ben: Any, database: Any, settings: Any) -> None:
    ben.add([BLACK])
    number = ben.place().number
    assert desk.own_lines() == []
    for call in (desk.own_lines, desk.progress, desk.papers):
        with pytest.raises(UnknownOrder):
            call(number)


def test_an_unpaid_order_that_is_named_is_called_unpaid(desk: Desk, sell: Sell, anna: Any) -> None:
    number = sell(anna, BLACK, until="awaiting_payment")
    assert desk.own_lines() == []
    with pytest.raises(OrderNotPaid):
        desk.own_lines(number)


def test_what_is_said_tells_lines_apart_and_what_fits_none_is_left_out(desk: Desk, sell: Sell, anna: Any) -> None:
    sell(anna, BLACK, NAVY, HOODIE)
    assert [one.sku for one in desk.meant(line("beanie", color="navy"))] == ["beanie-navy"]
    assert [one.sku for one in desk.meant(line("beanie"))] == ["beanie-black", "beanie-navy"]
    assert [one.sku for one in desk.meant(line(color="black", size="M"))] == ["hoodie-m-black-M"]
    assert [one.sku for one in desk.meant(line("hoodie", size="L"))] == ["hoodie-m-black-M"]
    assert desk.meant(line("jeans")) == []


def test_exchanges_keep_what_was_not_said(desk: Desk, sell: Sell, anna: Any) -> None:
    sell(anna, HOODIE)
    (own,) = desk.own_lines()
    assert [one.sku for one in desk.exchanged_for(own, line(size="L"))] == ["hoodie-m-black-L"]
    assert [one.sku for one in desk.exchanged_for(own, line(color="grey"))] == ["hoodie-m-grey-M"]
    assert [one.sku for one in desk.exchanged_for(own, OrderLine(size_step=1))] == ["hoodie-m-black-L"]
    assert desk.exchanged_for(own, HOODIE) == desk.exchanged_for(own, OrderLine()) == []
    with pytest.raises(NotCarried):
        desk.exchanged_for(own, line(color="pink"))


def test_another_address_until_it_is_packed(desk: Desk, sell: Sell, anna: Any) -> None:
    number = sell(anna, BLACK, until="paid")
    desk.change_address(number, NewAddress("Lindenallee 12", "50668", "Köln"))
    order = desk.order(number)
    assert (order.street, order.postal_code, order.city, order.country) == ("Lindenallee 12", "50668", "Köln", "DE")
    with desk.open() as session:
        assert [one.sender for one in session.query(News).filter_by(kind="address_changed")] == ["staff"]
    desk.move(number, "packed")
    with pytest.raises(AddressFixed):
        desk.preview_address(number, NewAddress("Lindenallee 12", "50668", "Köln"))


@pytest.mark.parametrize(
    ("address", "refusal"),
    [
        (NewAddress("Lindenallee", "50668", "Köln"), InvalidStreet),
        (NewAddress("Bahnhofstrasse 1", "8001", "Zürich"), OtherCountry),
        (NewAddress("Bahnhofstrasse 1", "8001", "Zürich, Schweiz"), OtherCountry),
    ],
)
def test_an_address_that_changes_the_price_is_refused(
    desk: Desk, sell: Sell, anna: Any, address: NewAddress, refusal: type[Exception]
) -> None:
    number = sell(anna, BLACK, until="paid")
    with pytest.raises(refusal):
        desk.change_address(number, address)
    assert desk.order(number).city == "Berlin"


def test_papers_and_progress_of_an_own_order(desk: Desk, sell: Sell, anna: Any) -> None:
    number = sell(anna, line("beanie", 2, color="black"))
    assert [paper.kind for paper in desk.papers(number)] == ["invoice"]
    declared = desk.withdraw(number, [Wish("beanie-black", 1)])
    under_way = desk.progress(number)
    assert [(one.number, one.kind) for one in under_way.returns] == [(declared.return_number, "withdrawal")]
    assert under_way.returns[0].slip_url == desk.slip(declared.return_number)
    assert (under_way.refund_pending, under_way.refund_done) == (0, 0)
