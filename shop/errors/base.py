"""Refusals of the shop. Each has a code, for which the conversation has words, and details that fill their blanks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class ShopError(Exception):
    """A refusal that the shopper is told about.

    `details` are the blanks of the response `utter_error_<code>`: canonical words, numbers and titles as text, several
    values joined by ", ". `choices` holds the same choices as a tuple; `attribute` names what they are choices of;
    `titles` are the titles of the goods by language (`details["title"]` is the English one).
    """

    code = "unexpected"

    def __init__(
        self,
        *,
        attribute: str | None = None,
        choices: Iterable[str] = (),
        titles: Mapping[str, str] | None = None,
        **details: object,
    ) -> None:
        self.attribute = attribute
        self.choices = tuple(choices)
        self.titles = dict(titles or {})
        self.details = {key: str(value) for key, value in details.items() if value is not None}
        if self.titles:
            self.details["title"] = self.titles["en"]
        if self.choices:
            self.details["choices"] = ", ".join(self.choices)
        super().__init__(f"{self.code}: {self.details}")


class SettingsError(Exception):
    """A setting is missing or wrong; the message names it. For whoever starts the shop, not for shoppers."""
