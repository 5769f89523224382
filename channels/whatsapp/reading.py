"""What a webhook of WhatsApp says: who wrote, what became of our messages, and whose number changed.

Everything is checked here; what cannot be read is left out and counted, and never stops what stands beside it. pywa
reads only the first message of a webhook, and only with a `user_id`, so it is not used for this.
Source: webhooks/reference/messages and business-scoped-user-ids, below
https://developers.facebook.com/documentation/business-messaging/whatsapp/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

# "US.13491208655302741918", of parents "US.ENT.1181…": country, then up to 128 letters and digits.
_USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]{1,160}", re.ASCII)
_PHONE = re.compile(r"\d{5,20}", re.ASCII)
_MESSAGE_ID = re.compile(r"[!-~]{1,190}", re.ASCII)


@dataclass(frozen=True)
class User:
    """Who writes: the id that WhatsApp made for us, the phone number, or both; never neither."""

    user_id: str | None
    phone: str | None


@dataclass(frozen=True)
class Status:
    """What became of a message of ours; `code` is Meta's number of the error."""

    message_id: str
    status: str
    code: int | None = None


@dataclass(frozen=True)
class Moved:
    """A shopper has another phone number or id from now on."""

    before: User
    now: User


@dataclass
class Delivery:
    """The content of one webhook, in order."""

    messages: list[tuple[User, Mapping[str, Any]]] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    moves: list[Moved] = field(default_factory=list)
    unreadable: int = 0


def read(body: Any, phone_id: str) -> Delivery:
    """Read a webhook; what is meant for other numbers than `phone_id` is not ours."""
    delivery = Delivery()
    for value in _values(body):
        if text_in(value, "metadata", "phone_number_id") != phone_id:
            continue
        contacts = [_contact(contact) for contact in objects(value.get("contacts"))]
        for message in items(value.get("messages")):
            _take(delivery, message, contacts)
        for status in items(value.get("statuses")):
            _take_status(delivery, status)
    return delivery


def _values(body: Any) -> Iterator[Mapping[str, Any]]:
    if not isinstance(body, Mapping) or body.get("object") != "whatsapp_business_account":
        return
    for entry in objects(body.get("entry")):
        for change in objects(entry.get("changes")):
            value = change.get("value")
            if change.get("field") == "messages" and isinstance(value, Mapping):
                yield value


def _take(delivery: Delivery, message: Any, contacts: list[User]) -> None:
    if not isinstance(message, Mapping) or not _MESSAGE_ID.fullmatch(text_in(message, "id")):
        delivery.unreadable += 1
        return
    if message.get("group_id"):
        return  # a shop in a group would show one shopper's cart to all
    if message.get("type") == "system":
        _take_move(delivery, message)
        return
    user = _writer(message, contacts)
    if user is None:
        delivery.unreadable += 1
    else:
        delivery.messages.append((user, message))


def _writer(message: Mapping[str, Any], contacts: list[User]) -> User | None:
    """Return who wrote a message: its own ids, completed from the contact that has one of them."""
    own = _user(message.get("from_user_id"), message.get("from"))
    if own is None:
        return contacts[0] if len(contacts) == 1 and contacts[0] != User(None, None) else None
    for contact in contacts:
        same_id = own.user_id is not None and own.user_id == contact.user_id
        same_phone = own.phone is not None and own.phone == contact.phone
        # One of the two may be missing on either side, but none may contradict.
        if same_id and (not own.phone or not contact.phone or same_phone):
            return User(own.user_id, own.phone or contact.phone)
        if same_phone and (not own.user_id or not contact.user_id):
            return User(own.user_id or contact.user_id, own.phone)
    return own


def _take_move(delivery: Delivery, message: Mapping[str, Any]) -> None:
    system = message.get("system")
    if not isinstance(system, Mapping) or system.get("type") not in ("user_changed_number", "user_changed_user_id"):
        return  # nothing that a conversation has to know
    before = _user(system.get("previous_user_id") or message.get("from_user_id"), message.get("from"))
    now = _user(system.get("user_id"), system.get("wa_id"))
    if before is None or now is None:
        delivery.unreadable += 1
    else:
        delivery.moves.append(Moved(before, now))


def _take_status(delivery: Delivery, status: Any) -> None:
    if not isinstance(status, Mapping) or not _MESSAGE_ID.fullmatch(text_in(status, "id")):
        delivery.unreadable += 1
        return
    codes = [error.get("code") for error in objects(status.get("errors"))]
    code = next((code for code in codes if isinstance(code, int)), None)
    delivery.statuses.append(Status(text_in(status, "id"), text_in(status, "status")[:20], code))


def _contact(contact: Mapping[str, Any]) -> User:
    return _user(contact.get("user_id"), contact.get("wa_id")) or User(None, None)


def _user(user_id: Any, phone: Any) -> User | None:
    ids = [value for value in (user_id, phone) if isinstance(value, str) and _USER_ID.fullmatch(value)]
    phones = [value for value in (phone,) if isinstance(value, str) and _PHONE.fullmatch(value)]
    return User(ids[0] if ids else None, phones[0] if phones else None) if ids or phones else None


def items(value: Any) -> list[Any]:
    """Return a list of JSON, or an empty one for anything else."""
    return value if isinstance(value, list) else []


def objects(value: Any) -> list[Mapping[str, Any]]:
    """Return the objects of a list of JSON."""
    return [item for item in items(value) if isinstance(item, Mapping)]


def text_in(value: Any, *path: str) -> str:
    """Return the text at a path of a JSON object, or "" if there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""


def is_user_id(address: str) -> bool:
    """Tell an id that WhatsApp made for us from a phone number."""
    return bool(_USER_ID.fullmatch(address))
