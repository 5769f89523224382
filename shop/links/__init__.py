"""Entry links: addresses and QR codes that open the chat, with a product or not, and whose visits are counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shop import clock
from shop.links.codes import new_code, plain_code
from shop.model import EntryLink, EntryVisit, Order, Product, Variant
from shop.model.base import column
from shop.text import storable

__all__ = ["EntryView", "LinkReport", "NoEntryLink", "create", "existing", "listing", "product_named", "visit"]

LONGEST_CAMPAIGN = 80


class NoEntryLink(ValueError):
    """An entry link cannot be made; the message says why, for the merchant."""


@dataclass(frozen=True)
class EntryView:
    """An entry link; `product_key` is empty if there is none, or if it is not sold any more."""

    code: str
    campaign: str
    product_key: str | None


@dataclass(frozen=True)
class LinkReport:
    """What an entry link brought: openings by channel, and paid orders that visitors placed after their first visit."""

    link: EntryView
    created_at: datetime
    visits: dict[str, int]
    visitors: int
    orders: int


def create(session: Session, product_key: str | None, campaign: str) -> EntryView:
    """Make a link for a product (or for the whole shop) and a campaign of the merchant's. Raises NoEntryLink."""
    name = storable(campaign).strip()
    if len(name) > LONGEST_CAMPAIGN or not name.isprintable():
        raise NoEntryLink(f"A campaign is a name of at most {LONGEST_CAMPAIGN} characters in one line.")
    product = product_named(session, product_key) if product_key is not None else None
    code = new_code()
    while session.get(EntryLink, code) is not None:
        code = new_code()
    link = EntryLink(code=code, product=product, campaign=name, created_at=clock.now())
    session.add(link)
    session.flush()
    return _view(link)


def visit(session: Session, code: str, channel: str, sender: str) -> EntryView | None:
    """Count one opening of a link, and return it; None if there is no such link."""
    link = _link(session, code)
    if link is None:
        return None
    session.add(EntryVisit(code=link.code, channel=channel[:40], sender=sender, visited_at=clock.now()))
    session.flush()
    return _view(link)


def existing(session: Session, codes: list[str]) -> str | None:
    """The first of these codes that is one of a link."""
    return next((link.code for link in (_link(session, code) for code in codes) if link is not None), None)


def listing(session: Session) -> list[LinkReport]:
    """All links with what they brought, the newest first."""
    links = session.execute(select(EntryLink).order_by(column(EntryLink.created_at).desc())).scalars().all()
    visits, visitors, orders = _visits(session), _visitors(session), _orders(session)
    return [
        LinkReport(
            _view(link),
            link.created_at,
            visits.get(link.code, {}),
            visitors.get(link.code, 0),
            orders.get(link.code, 0),
        )
        for link in links
    ]


def product_named(session: Session, name: str) -> Product:
    """The product of this key, or of the variant with this SKU. Raises NoEntryLink if none is sold under it."""
    by_sku = select(Variant.product_id).where(Variant.sku == name)
    query = select(Product).where((Product.key == name) | column(Product.id).in_(by_sku))
    found: list[Product] = list(session.execute(query.order_by((column(Product.key) == name).desc())).scalars())
    if not found:
        raise NoEntryLink(f"There is no product with the key or SKU {name}. `shop catalog list` shows all.")
    if not found[0].active:
        raise NoEntryLink(f"{name} is not sold any more.")
    return found[0]


def _link(session: Session, code: str) -> EntryLink | None:
    plain = plain_code(code)
    return session.get(EntryLink, plain) if plain is not None else None


def _view(link: EntryLink) -> EntryView:
    product = link.product
    return EntryView(link.code, link.campaign, product.key if product is not None and product.active else None)


def _visits(session: Session) -> dict[str, dict[str, int]]:
    rows = session.execute(
        select(EntryVisit.code, EntryVisit.channel, func.count())
        .group_by(EntryVisit.code, EntryVisit.channel)
        .order_by(EntryVisit.channel)
    )
    counted: dict[str, dict[str, int]] = {}
    for code, channel, count in rows:
        counted.setdefault(code, {})[channel] = count
    return counted


def _visitors(session: Session) -> dict[str, int]:
    rows = session.execute(
        select(EntryVisit.code, func.count(column(EntryVisit.sender).distinct())).group_by(EntryVisit.code)
    )
    return {code: count for code, count in rows}


def _orders(session: Session) -> dict[str, int]:
    """Paid orders that came after a visit of the same shopper; an order counts once for a link, however many visits."""
    rows = session.execute(
        select(EntryVisit.code, func.count(column(Order.id).distinct()))
        .join(Order, (Order.sender == EntryVisit.sender) & (Order.created_at >= EntryVisit.visited_at))
        .where(column(Order.paid_at).is_not(None))
        .group_by(EntryVisit.code)
    )
    return {code: count for code, count in rows}
