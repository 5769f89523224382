"""What Stripe takes as parameters, read from the types that Stripe publishes with its own library.

The library's types are generated from Stripe's OpenAPI description; so this check does not know only what our adapter's
author remembered. https://docs.stripe.com/error-codes says what Stripe answers to wrong ones.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from typing import Any, get_args, get_origin
from urllib.parse import parse_qsl

import stripe._request_options as request_options
import typing_extensions
from stripe._stripe_context import StripeContext
from stripe.params import RefundCreateParams, RefundListParams, RefundRetrieveParams
from stripe.params.checkout import SessionCreateParams, SessionExpireParams, SessionRetrieveParams

SESSION_CREATE, SESSION_EXPIRE, SESSION_RETRIEVE = SessionCreateParams, SessionExpireParams, SessionRetrieveParams
REFUND_CREATE, REFUND_LIST, REFUND_RETRIEVE = RefundCreateParams, RefundListParams, RefundRetrieveParams

_NO_PARAMETERS = set(request_options.RequestOptions.__annotations__)
_LONGEST_TEXT = 5000


class Refusal(Exception):
    """An answer with an error, as Stripe gives it."""

    def __init__(
        self, message: str, param: str = "", code: str = "", status: int = 400, kind: str = "invalid_request_error"
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error = {"message": message, "type": kind}
        if code:
            self.error |= {"code": code, "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"}
        if param:
            self.error["param"] = param


def checked(body: str, kind: type) -> dict[str, Any]:
    """The parameters of a request as nested values with their types; raises Refusal."""
    return _record(_tree(body), kind, "")


def _tree(body: str) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for key, value in parse_qsl(body, keep_blank_values=True, strict_parsing=bool(body)):
        first, rest = re.fullmatch(r"([^\[\]]*)((?:\[[^\[\]]*\])*)", key, re.S).groups() if "[" in key else (key, "")
        path = [first, *re.findall(r"\[([^\[\]]*)\]", rest)]
        here = root
        for index, name in enumerate(path[:-1]):
            here = here.setdefault(_place(here, name), {})
            if not isinstance(here, dict):
                raise Refusal(f"Invalid {first}: mixed values", param="".join(path[: index + 1]))
        last = _place(here, path[-1])
        if last in here:
            raise Refusal(f"Received duplicate parameter: {key}", param=key)
        here[last] = value
    return root


def _place(here: dict[str, Any], name: str) -> str:
    return name or str(len(here))


def _record(value: Any, kind: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refusal(f"Invalid object: {path}", param=path)
    fields = _fields(kind)
    for name in value:
        if name not in fields:
            raise Refusal(f"Received unknown parameter: {_at(path, name)}", _at(path, name), "parameter_unknown")
    for name in kind.__required_keys__:
        if name not in value:
            raise Refusal(f"Missing required param: {_at(path, name)}.", _at(path, name), "parameter_missing")
    return {name: _value(part, fields[name], _at(path, name)) for name, part in value.items()}


@cache
def _fields(kind: Any) -> dict[str, Any]:
    scope = {**vars(request_options), **vars(sys.modules[kind.__module__]), "StripeContext": StripeContext}
    hints = typing_extensions.get_type_hints(kind, scope, include_extras=True)
    return {name: _bare(hint) for name, hint in hints.items() if name not in _NO_PARAMETERS}


def _bare(hint: Any) -> Any:
    optional = get_origin(hint) in (typing_extensions.NotRequired, typing_extensions.Required)
    return get_args(hint)[0] if optional else hint


def _value(value: Any, hint: Any, path: str) -> Any:
    choices = _literals(hint)
    if isinstance(value, str) and choices:
        if value not in choices and not (value == "" and "" in choices):
            expected = ", ".join(sorted(choices))
            raise Refusal(f"Invalid {path}: must be one of {expected}", param=path)
        return value
    for option in _options(hint):
        if typing_extensions.is_typeddict(option):
            return _record(value, option, path)
        if get_origin(option) is list:
            return _list(value, get_args(option)[0], path)
        if get_origin(option) is dict:
            return _metadata(value, path)
        if option in (int, bool, str):
            return _scalar(value, option, path)
    raise Refusal(f"This stand-in does not know the parameter {path}", param=path)


def _options(hint: Any) -> tuple[Any, ...]:
    is_union = get_origin(hint) is not None and get_origin(hint) not in (list, dict) and not _is_literal(hint)
    return get_args(hint) if is_union else (hint,)


def _is_literal(hint: Any) -> bool:
    return str(hint).startswith(("typing.Literal", "typing_extensions.Literal"))


def _literals(hint: Any) -> set[str]:
    return {choice for option in _options(hint) if _is_literal(option) for choice in get_args(option)}


def _list(value: Any, hint: Any, path: str) -> list[Any]:
    if not isinstance(value, dict) or sorted(value) != sorted(str(index) for index in range(len(value))):
        raise Refusal("Invalid array", param=path)
    return [_value(value[str(index)], hint, f"{path}[{index}]") for index in range(len(value))]


def _metadata(value: Any, path: str) -> dict[str, str]:
    if not isinstance(value, dict):
        raise Refusal(f"Invalid object: {path}", param=path)
    if len(value) > 50:
        raise Refusal(f"{path} can have at most 50 keys", param=path)
    for name, text in value.items():
        if not isinstance(text, str) or len(text) > 500 or len(name) > 40:
            raise Refusal("Metadata keys have at most 40 characters, values at most 500", param=_at(path, name))
    return value


def _scalar(value: Any, kind: type, path: str) -> Any:
    if not isinstance(value, str):
        raise Refusal(f"Invalid string: {value}", param=path)
    if kind is int:
        if not re.fullmatch(r"-?[0-9]{1,15}", value, re.ASCII):
            raise Refusal(f"Invalid integer: {value}", path, "parameter_invalid_integer")
        return int(value)
    if kind is bool:
        if value not in ("true", "false"):
            raise Refusal(f"Invalid boolean: {value}", param=path)
        return value == "true"
    if value == "":
        raise Refusal(f"You passed an empty string for '{path}'.", path, "parameter_invalid_empty")
    if len(value) > _LONGEST_TEXT:
        raise Refusal(f"Invalid string: must be at most {_LONGEST_TEXT} characters", param=path)
    return value


def _at(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name
