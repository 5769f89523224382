"""What Meta refuses of a message, and how it says so. Written from Meta's pages, not from our limits.

Below https://developers.facebook.com/documentation/business-messaging/whatsapp/: messages/text-messages,
messages/image-messages, messages/document-messages, messages/send-messages, templates/components, support/error-codes,
business-scoped-user-ids (`recipient` beside `to`; `to` wins). Lengths are counted in UTF-16, the stricter way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

Json = Mapping[str, Any]

TITLES = {
    3: "Application does not have the capability to make this API call.",
    100: "Invalid parameter",
    190: "Invalid OAuth access token - Cannot parse access token",
    130429: "Rate limit hit",
    131000: "Something went wrong",
    131008: "Required parameter is missing",
    131009: "Parameter value is not valid",
    131016: "Service unavailable",
    131026: "Message undeliverable",
    131047: "Re-engagement message",
    131051: "Unsupported message type",
    131053: "Media upload error",
    131062: "Business-scoped User ID (BSUID) recipients are not supported for this message.",
    132000: "Number of parameters does not match the expected number of params",
    132001: "Template name does not exist in the translation",
    132005: "Translated text too long",
    132012: "Parameter format does not match format in the created template",
}
STATUS = {190: 401, 130429: 429, 131000: 500, 131016: 503, 132001: 404}


class Refusal(Exception):
    """Meta's answer to what it does not take."""

    def __init__(self, code: int, details: str, subcode: int | None = None) -> None:
        super().__init__(f"(#{code}) {details}")
        self.code, self.details, self.subcode = code, details, subcode

    @property
    def status(self) -> int:
        """The HTTP status."""
        return STATUS.get(self.code, 400)

    def to_json(self) -> dict[str, Any]:
        """The body of the answer."""
        error: dict[str, Any] = {
            "message": f"(#{self.code}) {TITLES[self.code]}",
            "type": "OAuthException",
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": self.details},
            "fbtrace_id": "A9wo3G1ylxGm1wd2pJ1yXtB",
        }
        return {"error": error | ({"error_subcode": self.subcode} if self.subcode else {})}


def length(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def invalid(details: str) -> Refusal:
    """A value that is not taken."""
    return Refusal(131009, details)


def checked_object(value: Any, where: str, needed: Iterable[str], allowed: Iterable[str] = ()) -> Json:
    """An object with the keys that it must have, and no others than it may have."""
    if not isinstance(value, dict):
        raise Refusal(100, f"Param {where} must be a JSON object.")
    for key in needed:
        if value.get(key) in (None, ""):
            raise Refusal(131008, f"Parameter '{key}' is mandatory for {where}.")
    unexpected = set(value) - set(needed) - set(allowed)
    if unexpected:
        raise Refusal(100, f'Unexpected key "{min(unexpected)}" on param {where}.')
    return value


def checked_list(value: Any, where: str, least: int, most: int) -> list[Any]:
    """A list of so many."""
    if not isinstance(value, list) or not least <= len(value) <= most:
        raise invalid(f"{where}: invalid count. Min allowed: {least}, Max allowed: {most}")
    return value


def checked_text(value: Any, where: str, most: int) -> str:
    """A text that says something, of at most so many characters."""
    if not isinstance(value, str):
        raise Refusal(100, f"Param {where} must be a string.")
    if not value.strip() or length(value) > most:
        raise invalid(f"{where} length invalid. Min length: 1, Max length: {most}")
    return value


def checked_url(value: Any, where: str) -> str:
    """A web address with a host."""
    parts = urlsplit(value) if isinstance(value, str) else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or " " in str(value):
        raise Refusal(100, f"Param {where} is not a valid URL.")
    return str(value)


def check_text(content: Any) -> None:
    """A text message: 4,096 characters."""
    content = checked_object(content, "text", ["body"], ["preview_url"])
    checked_text(content["body"], "text.body", 4096)
    if not isinstance(content.get("preview_url", False), bool):
        raise Refusal(100, "Param text['preview_url'] must be a boolean.")


def check_image(content: Any) -> None:
    """A picture by id or by link, a caption of 1,024 characters."""
    _check_media(content, "image", ["caption"])


def check_document(content: Any) -> None:
    """A file by id or by link, with a name."""
    _check_media(content, "document", ["caption", "filename"])
    if "filename" in content:
        checked_text(content["filename"], "document.filename", 240)


def _check_media(content: Any, kind: str, allowed: list[str]) -> None:
    content = checked_object(content, kind, [], ["id", "link", *allowed])
    if ("id" in content) == ("link" in content):
        raise Refusal(100, f"Param {kind} must have one of the keys id and link.")
    if "link" in content:
        checked_url(content["link"], f"{kind}['link']")
    if "caption" in content:
        checked_text(content["caption"], f"{kind}.caption", 1024)


def check_template(content: Any, templates: Mapping[tuple[str, str], str]) -> None:
    """A template that exists in the language, with as many parameters as it has blanks."""
    content = checked_object(content, "template", ["name", "language"], ["components", "category"])
    language = checked_object(content["language"], "template['language']", ["code"], ["policy"])["code"]
    body = templates.get((content["name"], language))
    if body is None:
        raise Refusal(132001, f"template name ({content['name']}) does not exist in {language}")
    parameters: list[Any] = []
    for component in content.get("components") or []:
        component = checked_object(component, "component", ["type"], ["parameters"])
        if component["type"] != "body":
            raise Refusal(132000, f"there is no {component['type']} in this template")
        parameters += component.get("parameters") or []
    blanks = len(set(re.findall(r"\{\{\w+\}\}", body)))
    if len(parameters) != blanks:
        raise Refusal(
            132000, f"body: number of localizable_params ({len(parameters)}) does not match the expected ({blanks})"
        )
    values = [_checked_parameter(parameter) for parameter in parameters]
    if length(body) + sum(map(length, values)) > 1024:
        raise Refusal(132005, "the translated text is too long")


def _checked_parameter(parameter: Any) -> str:
    parameter = checked_object(parameter, "parameter", ["type", "text"], ["parameter_name"])
    value = parameter["text"]
    if parameter["type"] != "text" or not isinstance(value, str) or not value.strip():
        raise Refusal(132012, "the parameter must be a text")
    if re.search(r"[\n\t\r]| {5}", value):
        raise Refusal(
            132012, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces"
        )  # fmt: skip
    return value
