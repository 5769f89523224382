"""The summary before "Buy now": one message that says everything that will bind, and what it stands for."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions.base import Events, profile, settings
from actions.checkout_form import FORM
from actions.facts import percent, window
from actions.replies import Button, Reply, button
from actions.shown import SUMMARY_FEATURES, Show, summary_shown
from shop.checkout import Contact, Summary, legal_url
from shop.checkout.ways import other_ways
from shop.counter import Counter
from shop.errors import CountryUnclear, DeliveryMethodUnknown
from shop.pricing import DeliveryOption, VatRow
from shop.profile import DeliveryMethod
from shop.views import LineView

FINGERPRINT, SHOWN, METHOD = "checkout_fingerprint", "checkout_shown", "checkout_method"
# Longer titles of buttons are shortened by messengers; without the cost they say enough.
LONGEST_TITLE = 20
# What the summary links to, and which legal text it is.
LEGAL: dict[str, tuple[str, ...]] = {"withdrawal": (), "terms": ("terms",), "privacy": ("privacy",)}


def summarize(tracker: Tracker, reply: Reply, counter: Counter, contact: Contact, method: str | None) -> Events:
    """Say the summary and remember what it showed: the order is bound to exactly this."""
    try:
        summary = counter.checkout.summary(tracker.sender_id, contact, method)
    except CountryUnclear:
        return [FollowupAction(FORM)]
    except DeliveryMethodUnknown:
        summary = counter.checkout.summary(tracker.sender_id, contact)
        reply.say(
            "utter_express_given_up", method=method_title(reply, summary.price.country, summary.price.delivery_method)
        )
        method = None
    if summary.discount_refusal is not None:
        code = counter.cart.view(tracker.sender_id).discount_code or ""
        reply.say("utter_discount_does_not_count", code=code)
        reply.refuse(summary.discount_refusal)
    reply.say("utter_summary", buttons(reply, summary), show=shown(reply, summary), **blanks(reply, summary))
    return [SlotSet(FINGERPRINT, summary.fingerprint), SlotSet(SHOWN, summary.shown), SlotSet(METHOD, method)]


def blanks(reply: Reply, summary: Summary) -> dict[str, Any]:
    """Return what the summary says."""
    price, contact = summary.price, summary.contact
    return {
        "lines": "\n".join(line(reply, item) for item in summary.lines),
        "goods": reply.money(price.goods_total),
        "discount": discount(reply, summary),
        "delivery": reply.terms.format(
            "method_offer",
            method=method_title(reply, price.country, price.delivery_method),
            cost=cost(reply, price.delivery_cost),
            window=window(reply, price.delivery_window),
        ),
        "vat": vat(reply, summary),
        "total": reply.money(price.total),
        "name": contact.name,
        "email": contact.email,
        "street": contact.street,
        "postal_code": contact.postal_code,
        "city": contact.city,
        "country": reply.terms.country(price.country),
        "days": profile().withdrawal_days,
        "withdrawal_url": legal_url(settings(), reply.language),
        "terms_url": legal_url(settings(), reply.language, "terms"),
        "privacy_url": legal_url(settings(), reply.language, "privacy"),
    }


def shown(reply: Reply, summary: Summary) -> Show:
    """Return the summary in parts: lines, amounts and legal texts."""
    price = summary.price

    def label(name: str) -> str:
        return reply.terms.word("summary", name)

    rows = [(label("goods"), reply.money(price.goods_total))]
    if price.discount is not None and price.discount.kind != "free_delivery":
        rows.append((f"{label('discount')} {price.discount.code}", f"−{reply.money(price.discount.total)}"))
    way = method_title(reply, price.country, price.delivery_method)
    rows.append((f"{label('delivery')} ({way})", cost(reply, price.delivery_cost)))
    rows += [(f"{label('vat')} {percent(reply, row.rate)} %", reply.money(row.vat)) for row in vat_rows(summary)]
    rows.append((label("total"), reply.money(price.total)))
    links = [(label(name), legal_url(settings(), reply.language, *part)) for name, part in LEGAL.items()]
    return summary_shown(reply, summary.lines, rows, links)


def vat_rows(summary: Summary) -> list[VatRow]:
    """Return the VAT by rate; none where the goods leave the customs area."""
    return [] if summary.price.export else list(summary.price.vat_rows)


def line(reply: Reply, item: LineView) -> str:
    """Return a line with its essential features, as far as they are known."""
    features = [reply.terms.word(name, getattr(item, name)) for name in SUMMARY_FEATURES if getattr(item, name)]
    return reply.terms.format(
        "summary_line",
        quantity=item.quantity,
        title=item.titles[reply.language],
        features=reply.terms.features(features),
        price=reply.money(item.unit_price),
        total=reply.money(item.total),
    )


def discount(reply: Reply, summary: Summary) -> str:
    """Return the row of the discount, or nothing."""
    applied = summary.price.discount
    if applied is None:
        return ""
    if applied.kind == "free_delivery":
        return reply.terms.format("summary_free_delivery", code=applied.code)
    return reply.terms.format("summary_discount", code=applied.code, amount=reply.money(applied.total))


def vat(reply: Reply, summary: Summary) -> str:
    """Return the VAT that the total contains, by rate."""
    if summary.price.export:
        return reply.terms.format("no_vat")
    rows = vat_rows(summary)
    return "; ".join(reply.terms.format("vat", rate=percent(reply, row.rate), vat=reply.money(row.vat)) for row in rows)


def buttons(reply: Reply, summary: Summary) -> list[Button]:
    """Return the button that orders, and one for each other way of delivery."""
    ways = other_ways(profile(), summary.price)
    order = button(reply.terms.word("button", "place_order"), "place_order")
    return [order, *(way_button(reply, way) for way in ways)]


def way_button(reply: Reply, way: DeliveryOption) -> Button:
    """Return a button that chooses a way of delivery: its name with the cost, if both fit."""
    name = reply.terms.word("delivery_method", way.method.name)
    if name == way.method.name:
        name = way.method.titles[reply.language]
    title = reply.terms.format("method_button", method=name, cost=cost(reply, way.cost))
    title = title if len(title) <= LONGEST_TITLE else name
    return button(title, "choose_delivery", delivery_method=way.method.name)


def cost(reply: Reply, amount: int) -> str:
    """Return what delivery costs."""
    return reply.money(amount) if amount else reply.terms.format("free")


def method_title(reply: Reply, country: str, name: str) -> str:
    """Return what the merchant calls a way of delivery."""
    zone = profile().zone_of(country)
    method: DeliveryMethod | None = zone.methods.get(name) if zone is not None else None
    return method.titles[reply.language] if method is not None else name
