"""An update of Telegram as an arrival."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from telegram import Chat, Message, Update, User
from telegram.constants import ChatType

from channels.arrival import LINK, PAYLOAD, PHOTO, TEXT, Arrival
from channels.media import MEDIA, QUOTED, VOICE
from channels.telegram.limits import START_PARAMETER
from channels.webhooks import UNREADABLE
from channels.wording import word
from shop.messaging.picture import MOST_BYTES as MOST_PHOTO_BYTES

CHANNEL = "telegram"
PREFIX = "tg-"
# What lies in `Arrival.extra` beside media and quote: the album that a photo is part of, the tap that wants an answer.
ALBUM, CALLBACK = "album", "callback"

_START = re.compile(rf"/start(?:@\w+)?(?:\s+({START_PARAMETER}))?\s*", re.ASCII)
_PICTURES = ("image/jpeg", "image/png", "image/webp")
# In this order: an animation is a document as well, and a venue a location.
_KINDS = (
    ("sticker", "sticker"),
    ("voice", VOICE),
    ("audio", VOICE),
    ("video", "video"),
    ("video_note", "video"),
    ("animation", "video"),
    ("document", "document"),
    ("contact", "contact"),
    ("venue", "location"),
    ("location", "location"),
)
_CANNOT = ("poll", "dice", "game", "story", "paid_media", "checklist", "giveaway")


def arrival_of(update: Update) -> Arrival | None:
    """Return what a shopper sent, or None if it is nothing that a shopper says to us."""
    query = update.callback_query
    if query is not None:
        chat = query.message.chat if query.message is not None else None
        if chat is None or not query.data or not _is_private(chat):
            return None
        extra = {CALLBACK: query.id, "title": _title_of(query.message, query.data)}
        return _arrival(update, chat, PAYLOAD, query.data, extra)
    edited = update.edited_message
    if edited is not None:
        # A shared live location is edited every few seconds; nobody wants an answer each time.
        is_ours = _is_private(edited.chat) and edited.location is None
        return _arrival(update, edited.chat, "edited") if is_ours else None
    message = update.message
    return _of_message(update, message) if message is not None and _is_private(message.chat) else None


def unreadable(body: Mapping[str, Any]) -> Arrival | None:
    """Return a message that python-telegram-bot cannot read, as Telegram is newer: its shopper is answered too."""
    try:
        chat = body["message"]["chat"]
        if chat["type"] != ChatType.PRIVATE:
            return None
        return Arrival(CHANNEL, f"{PREFIX}{int(chat['id'])}", "unsupported", "", str(int(body["update_id"])))
    except UNREADABLE:
        return None


def group_joined(update: Update) -> int | None:
    """Return the group or channel that somebody has just added us to."""
    change = update.my_chat_member
    if change is None or _is_private(change.chat):
        return None
    return change.chat.id if change.new_chat_member.status in ("member", "administrator", "restricted") else None


def _of_message(update: Update, message: Message) -> Arrival | None:
    extra: dict[str, Any] = {}
    if message.reply_to_message is not None:
        extra[QUOTED] = f"{message.chat.id}:{message.reply_to_message.message_id}"
    if message.media_group_id:
        extra[ALBUM] = str(message.media_group_id)
    if message.text is not None:
        return _of_text(update, message, extra)
    picture = _picture(message)
    if picture is not None:
        return _arrival(update, message.chat, PHOTO, message.caption or "", {**extra, MEDIA: [picture]})
    for name, kind in _KINDS:
        content = getattr(message, name)
        if content is not None:
            if kind == VOICE:
                extra[MEDIA] = [{"id": content.file_id, "mime": content.mime_type or ""}]
            return _arrival(update, message.chat, kind, "", extra)
    is_content = any(getattr(message, name, None) is not None for name in _CANNOT) or bool(message.api_kwargs)
    # All others say that something happened: a message was pinned, a timer set.
    return _arrival(update, message.chat, "unsupported", "", extra) if is_content else None


def _of_text(update: Update, message: Message, extra: dict[str, Any]) -> Arrival:
    text = message.text or ""
    start = _START.fullmatch(text)
    if start is None:
        return _arrival(update, message.chat, TEXT, text, extra)
    if start[1]:
        return _arrival(update, message.chat, LINK, start[1], {**extra, "language": _language(message.from_user)})
    return _arrival(update, message.chat, TEXT, word(_language(message.from_user), "hello"), extra)


def _arrival(update: Update, chat: Chat, kind: str, text: str = "", extra: dict[str, Any] | None = None) -> Arrival:
    sender = f"{PREFIX}{int(chat.id)}"
    return Arrival(CHANNEL, sender, kind, str(text), str(int(update.update_id)), extra=extra or {})


def _picture(message: Message) -> dict[str, Any] | None:
    """Return the largest picture that we keep; a picture that was sent as a file is one too."""
    if message.photo:
        fitting = [size for size in message.photo if (size.file_size or 0) <= MOST_PHOTO_BYTES]
        size = max(fitting or message.photo, key=lambda size: size.width * size.height)
        return {"id": size.file_id, "mime": "image/jpeg"}
    document = message.document
    if document is not None and document.mime_type in _PICTURES:
        return {"id": document.file_id, "mime": document.mime_type}
    return None


def _title_of(message: Any, data: str) -> str:
    """Return what the tapped button said."""
    markup = getattr(message, "reply_markup", None)
    buttons = [button for row in markup.inline_keyboard for button in row] if markup is not None else []
    return next((str(button.text) for button in buttons if button.callback_data == data), "")


def _is_private(chat: Chat) -> bool:
    return chat.type == ChatType.PRIVATE


def _language(user: User | None) -> str:
    """Return the language of a shopper's Telegram; `word` takes any as English that is not ours."""
    return str((user.language_code if user is not None else None) or "en")[:2].lower()
