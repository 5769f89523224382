"""A strict stand-in of Telegram's Bot API (https://core.telegram.org/bots/api), as far as a shop speaks to it."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from tests.fakes.api_server import Answer, Asked, FakeApi

TOKEN = "123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
USERNAME = "tresen_bot"
_URL = re.compile(r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:\d+)?(/\S*)?")
_UPDATES = {"message", "edited_message", "callback_query", "my_chat_member", "channel_post", "chat_member", "poll"}


class Refusal(Exception):
    """A description of a 400, without its "Bad Request: "."""

    def __init__(self, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.status = status


def units(text: str) -> int:
    """Telegram counts UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


class FakeTelegram(FakeApi):
    """`sent` are the messages in the order in which a shopper sees them; `chats` who started the bot."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[dict[str, Any]] = []
        self.calls: list[tuple[str, dict[str, str]]] = []
        self.webhook: dict[str, Any] = {}
        self.chats: set[int] = set()
        self.broken_pictures = False
        self._numbers = itertools.count(100)
        self._queries: set[str] = set()

    def reset(self) -> None:
        super().reset()
        self.sent.clear()
        self.calls.clear()

    def tapped(self, query: str) -> str:
        """Let a callback query be open."""
        self._queries.add(query)
        return query

    def methods(self) -> list[str]:
        return [method for method, _ in self.calls]

    def failure(self, status: int) -> Answer:
        content: dict[str, Any] = {"ok": False, "error_code": status, "description": "Internal Server Error"}
        if status == 429:
            content["description"] = "Too Many Requests: retry after 1"
            content["parameters"] = {"retry_after": 1}
        return Answer(content, status)

    def answer(self, asked: Asked) -> Answer:
        if asked.path.startswith("/file/bot"):
            return self._file(asked.path)
        found = re.fullmatch(r"/bot([^/]+)/(\w+)", asked.path)
        if found is None:
            return Answer({"ok": False, "error_code": 404, "description": "Not Found"}, 404)
        if found[1] != TOKEN:
            return Answer({"ok": False, "error_code": 401, "description": "Unauthorized"}, 401)
        method, form = found[2], asked.form()
        self.calls.append((method, form))
        known = _METHODS.get(method.lower())
        if known is None:
            return Answer({"ok": False, "error_code": 404, "description": "Not Found"}, 404)
        try:
            return Answer({"ok": True, "result": known(self, form)})
        except Refusal as refusal:
            name = {400: "Bad Request", 403: "Forbidden"}[refusal.status]
            content = {"ok": False, "error_code": refusal.status, "description": f"{name}: {refusal}"}
            return Answer(content, refusal.status)

    def _file(self, path: str) -> Answer:
        data = self.files.get(path.removeprefix(f"/file/bot{TOKEN}/"))
        return Answer(data[0], headers={"Content-Type": data[1]}) if data else self.failure(404)

    def _me(self, form: Mapping[str, str]) -> Any:
        return {"id": 123456, "is_bot": True, "first_name": "Tresen", "username": USERNAME}

    def _set_webhook(self, form: Mapping[str, str]) -> Any:
        url, secret = form.get("url", ""), form.get("secret_token", "")
        if not url.startswith("https://"):
            raise Refusal("bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise Refusal("secret token contains unallowed characters")
        updates = json.loads(form.get("allowed_updates", "[]"))
        self.webhook = {"url": url, "secret": secret, "updates": [update for update in updates if update in _UPDATES]}
        return True

    def _chat(self, form: Mapping[str, str]) -> int:
        if not form.get("chat_id"):
            raise Refusal("chat_id is empty")
        chat = int(form["chat_id"])
        if chat not in self.chats:
            raise Refusal("chat not found")
        return chat

    def _send_message(self, form: Mapping[str, str]) -> Any:
        chat, text = self._chat(form), form.get("text", "")
        if not text.strip():
            raise Refusal("message text is empty")
        if units(text) > 4096:
            raise Refusal("message is too long")
        return self._keep(chat, {"text": text, **_markup(form)})

    def _send_file(self, kind: str, form: Mapping[str, str]) -> Any:
        chat = self._chat(form)
        return self._keep(chat, {kind: self._fetched(form.get(kind, "")), **_caption(form), **_markup(form)})

    def _send_media_group(self, form: Mapping[str, str]) -> Any:
        chat, media = self._chat(form), json.loads(form.get("media", "[]"))
        if not 2 <= len(media) <= 10:
            raise Refusal("group send failed: wrong number of media")
        if "reply_markup" in form:
            raise Refusal("reply markup is not supported in albums")
        items = []
        for item in media:
            if item.get("type") != "photo":
                raise Refusal("wrong type of media")
            items.append({"photo": self._fetched(item.get("media", "")), **_caption(item)})
        group = str(next(self._numbers))
        return [self._keep(chat, {**item, "media_group_id": group}) for item in items]

    def _fetched(self, url: str) -> str:
        if not _URL.fullmatch(url):
            raise Refusal("wrong file identifier/HTTP URL specified")
        if self.broken_pictures:
            raise Refusal("failed to get HTTP URL content")
        return url

    def _action(self, form: Mapping[str, str]) -> Any:
        self._chat(form)
        if form.get("action") not in ("typing", "upload_photo", "upload_document"):
            raise Refusal("wrong parameter action in request")
        return True

    def _answer_query(self, form: Mapping[str, str]) -> Any:
        if form.get("callback_query_id") not in self._queries:
            raise Refusal("query is too old and response timeout expired or query ID is invalid")
        self._queries.discard(form["callback_query_id"])
        return True

    def _get_file(self, form: Mapping[str, str]) -> Any:
        name = form.get("file_id", "")
        if name not in self.files:
            raise Refusal("invalid file_id")
        size = len(self.files[name][0])
        if size > 20_000_000:
            raise Refusal("file is too big")
        return {"file_id": name, "file_unique_id": f"u{name}", "file_size": size, "file_path": name}

    def _leave(self, form: Mapping[str, str]) -> Any:
        return True

    def _keep(self, chat: int, content: dict[str, Any]) -> dict[str, Any]:
        message = {"message_id": next(self._numbers), "date": 1, "chat": {"id": chat, "type": "private"}}
        self.sent.append({**message, **content})
        shown = {name: value for name, value in content.items() if name not in ("photo", "document")}
        return {**message, **shown}


def _caption(source: Mapping[str, Any]) -> dict[str, str]:
    caption = str(source.get("caption") or "")
    if units(caption) > 1024:
        raise Refusal("message caption is too long")
    return {"caption": caption} if caption else {}


def _markup(form: Mapping[str, str]) -> dict[str, Any]:
    if "reply_markup" not in form:
        return {}
    rows = json.loads(form["reply_markup"]).get("inline_keyboard")
    if not isinstance(rows, list) or sum(map(len, rows)) > 100 or any(len(row) > 8 for row in rows):
        raise Refusal("reply markup is too long")
    for button in (button for row in rows for button in row):
        _button(button)
    return {"reply_markup": {"inline_keyboard": rows}}


def _button(button: Mapping[str, Any]) -> None:
    if not str(button.get("text") or "").strip():
        raise Refusal("text buttons are allowed to have text only")
    actions = [name for name in ("url", "callback_data") if button.get(name)]
    if len(actions) != 1:
        raise Refusal("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and len(button["callback_data"].encode()) > 64:
        raise Refusal("BUTTON_DATA_INVALID")
    if "url" in button and not _URL.fullmatch(button["url"]):
        raise Refusal(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


_METHODS: dict[str, Callable[[FakeTelegram, Mapping[str, str]], Any]] = {
    "getme": FakeTelegram._me,
    "setwebhook": FakeTelegram._set_webhook,
    "sendmessage": FakeTelegram._send_message,
    "sendphoto": lambda fake, form: fake._send_file("photo", form),
    "senddocument": lambda fake, form: fake._send_file("document", form),
    "sendmediagroup": FakeTelegram._send_media_group,
    "sendchataction": FakeTelegram._action,
    "answercallbackquery": FakeTelegram._answer_query,
    "getfile": FakeTelegram._get_file,
    "leavechat": FakeTelegram._leave,
}
