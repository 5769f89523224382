"""Something that a shopper sent, as a channel understood it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

TEXT, PAYLOAD, ORDER, PHOTO, LINK = "text", "payload", "order", "photo", "link"
# What the bot cannot read, but answers.
ATTACHMENTS = (
    "voice", "sticker", "contact", "location", "video", "document", "edited", "deleted", "unsupported",
)  # fmt: skip
KINDS = (TEXT, PAYLOAD, ORDER, PHOTO, LINK, *ATTACHMENTS)


@dataclass(frozen=True)
class Arrival:
    """One thing that a shopper sent.

    `sender` is the conversation: its prefix is the channel, the rest is what the channel has verified. `text`
    is the text, the caption of a photo, the sealed payload of a tap or the code of an entry link. `items` are SKU and
    quantity of a native order, `about` the product that is quoted, `photo` the address of a picture that we keep.
    `address` is the network address, where a channel is spoken to by the shopper's own machine. `extra["title"]` is
    what a tapped button said, for the case that its payload is not ours.
    """

    channel: str
    sender: str
    kind: str = TEXT
    text: str = ""
    message_id: str | None = None
    items: tuple[tuple[str, int], ...] = ()
    about: str | None = None
    photo: str | None = None
    address: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return what the inbox keeps until it is handled."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Arrival:
        """Read what `to_json` gave."""
        items = tuple((str(sku), int(quantity)) for sku, quantity in data.get("items") or ())
        return cls(**{**data, "items": items})
