"""Whatever is ordered, the sums agree to the cent."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.model import Discount
from shop.pricing import PricedLine, price
from shop.pricing import discounts as codes
from shop.pricing.sharing import share
from shop.pricing.working_days import delivery_window, is_working_day
from tests.unit.pricing.conftest import NOON

LINES = st.lists(
    st.builds(
        PricedLine,
        sku=st.just("x"),
        quantity=st.integers(1, 99),
        unit_price=st.one_of(st.integers(0, 10), st.integers(0, 1_000_000)),
        vat_class=st.sampled_from(["standard", "reduced", "zero"]),
    ),
    min_size=1,
    max_size=12,
)
WAYS = st.sampled_from([("DE", "standard"), ("DE", "express"), ("AT", "standard"), ("CH", "standard")])
DISCOUNTS = st.one_of(
    st.none(),
    st.tuples(st.just("percent"), st.integers(0, 100)),
    st.tuples(st.just("amount"), st.integers(0, 2_000_000)),
    st.just(("free_delivery", 0)),
)
STEADY = settings(
    max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2035, 12, 31), timezones=st.just(timezone.utc))


def reckoned(monkeypatch, profile, lines, way, discount):
    row = discount and Discount(code="C", kind=discount[0], value=discount[1], min_goods=0, active=True)
    with monkeypatch.context() as patch:
        patch.setattr(codes, "find", lambda session, code: row)
        patch.setattr(codes, "check", lambda *arguments: None)
        return price(None, profile, lines, *way, "C" if row else None, "anna", NOON)


@STEADY
@given(lines=LINES, way=WAYS, discount=DISCOUNTS)
def test_all_sums_agree(monkeypatch, profile, lines, way, discount):
    found = reckoned(monkeypatch, profile, lines, way, discount)
    assert found.total == found.goods_total - found.discount_total + found.delivery_cost
    assert sum(line.gross for line in found.lines) == found.goods_total
    assert sum(line.discount for line in found.lines) == found.discount_total
    assert sum(line.total for line in found.lines) + found.delivery_cost == found.total
    assert sum(row.gross for row in found.delivery_rows) == found.delivery_cost
    assert sum(row.gross for row in found.vat_rows) == found.total
    assert sum(row.vat for row in found.vat_rows) == found.vat_included
    assert all(row.net + row.vat == row.gross for row in found.vat_rows)
    by_hand = sum(line.vat for line in found.lines) + sum(row.vat for row in found.delivery_rows)
    assert by_hand == found.vat_included


@STEADY
@given(lines=LINES, way=WAYS, discount=DISCOUNTS)
def test_nothing_is_ever_below_zero(monkeypatch, profile, lines, way, discount):
    found = reckoned(monkeypatch, profile, lines, way, discount)
    assert 0 <= found.discount_total <= found.goods_total
    assert all(0 <= line.discount <= line.gross and 0 <= line.vat <= line.total for line in found.lines)
    assert all(min(row.net, row.vat, row.gross) >= 0 for row in found.vat_rows)


@STEADY
@given(lines=LINES, way=WAYS, discount=DISCOUNTS)
def test_no_vat_is_more_than_half_a_cent_a_line_from_the_exact_one(monkeypatch, profile, lines, way, discount):
    found = reckoned(monkeypatch, profile, lines, way, discount)
    exact = sum(row.gross * row.rate / (10_000 + row.rate) for row in found.vat_rows)
    assert abs(found.vat_included - exact) <= (len(lines) + len(found.delivery_rows)) / 2 + 1e-6


@STEADY
@given(weights=st.lists(st.integers(0, 10**9), min_size=1, max_size=20).filter(any), data=st.data())
def test_shares_sum_up_and_are_less_than_one_from_exact(weights, data):
    amount = data.draw(st.integers(0, sum(weights)))
    shares = share(amount, weights)
    assert sum(shares) == amount
    whole = sum(weights)
    assert all(0 <= part <= weight for part, weight in zip(shares, weights, strict=True))
    assert all(abs(part * whole - amount * weight) < whole for part, weight in zip(shares, weights, strict=True))


@STEADY
@given(moment=MOMENTS, way=WAYS)
def test_parcels_arrive_on_working_days_only(profile, moment, way):
    method = profile.zone_of(way[0]).methods[way[1]]
    earliest, latest = delivery_window(profile, method, moment)
    assert profile.local(moment).date() < earliest <= latest
    assert all(day.weekday() < 5 and is_working_day(profile, day) for day in (earliest, latest))


@STEADY
@given(moment=MOMENTS, seconds=st.integers(0, 20 * 86_400), way=WAYS)
def test_who_orders_later_never_gets_it_earlier(profile, moment, seconds, way):
    method = profile.zone_of(way[0]).methods[way[1]]
    first = delivery_window(profile, method, moment)
    second = delivery_window(profile, method, moment + timedelta(seconds=seconds))
    assert first[0] <= second[0] and first[1] <= second[1]
