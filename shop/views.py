"""What the shop hands out about carts and orders: frozen copies, never rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from shop.errors import ShopError
from shop.order_line import OrderLine


@dataclass(frozen=True)
class LineView:
    """A line of a cart or an order. `unit_price` and `total` are minor units; `titles` by language."""

    sku: str
    product: str
    titles: dict[str, str]
    color: str | None
    size: str | None
    audience: str | None
    material: str | None
    fit: str | None
    quantity: int
    unit_price: int
    total: int
    words: str = ""


@dataclass(frozen=True)
class CartView:
    """A cart as it is now; `total` is the goods value in minor units, before the discount of the code."""

    lines: tuple[LineView, ...]
    total: int
    currency: str
    discount_code: str | None = None


@dataclass(frozen=True)
class Choice:
    """A choice that has no canonical word: a product (value is a reference to it) or a cart line (value is its SKU)."""

    value: str
    titles: dict[str, str]
    color: str | None = None
    size: str | None = None
    audience: str | None = None
    material: str | None = None
    fit: str | None = None


@dataclass(frozen=True)
class Question:
    """The one thing that is missing.

    `kind` is quantity, color, size, audience, material, fit, product or which. `choices` are canonical values in
    stock; for `product` they are product types or, when `options` is filled, references to one product; for `which`
    SKUs of the cart. Any choice can be sent back as the value it is of (references and SKUs as `product`).
    """

    kind: str
    product: str | None
    titles: dict[str, str] | None
    line: OrderLine
    choices: tuple[str, ...]
    open_count: int
    options: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class CartChange:
    """What one request did to the cart, what it refused, and what is asked next."""

    cart: CartView
    question: Question | None = None
    added: list[LineView] = field(default_factory=list)
    changed: list[LineView] = field(default_factory=list)
    removed: list[LineView] = field(default_factory=list)
    refusals: list[ShopError] = field(default_factory=list)


@dataclass(frozen=True)
class OrderView:
    """An order with its frozen amounts (minor units). `payment_url` is None once there is nothing to pay, and while the
    payment provider has not given one.
    """

    number: str
    sender: str
    status: str
    currency: str
    total: int
    goods_total: int
    delivery_cost: int
    vat_included: int
    email: str
    payment_url: str | None
    created_at: datetime
    language: str
    lines: tuple[LineView, ...]
    discount_code: str | None = None
    discount_total: int = 0
    country: str = "DE"
    delivery_method: str = "standard"
    delivery_earliest: date | None = None
    delivery_latest: date | None = None
    paid_total: int = 0
    refunded_total: int = 0
    carrier: str | None = None
    tracking_url: str | None = None
    paid_at: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    cancelled_at: datetime | None = None
    review: str | None = None
