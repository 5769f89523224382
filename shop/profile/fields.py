"""Strict reading of a YAML file: every complaint names the file, the field and what is expected there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import yaml

from shop.errors import SettingsError


class ProfileError(SettingsError):
    """The merchant's profile is missing or wrong; the message names file and field and what is expected."""

    def __init__(self, file: str, field: str, expected: str) -> None:
        self.file, self.field = file, field
        super().__init__(f"{file}: {field}: {expected}" if field else f"{file}: {expected}")


class _Loader(yaml.SafeLoader):
    """YAML whose texts stay texts: neither dates nor 14:00 as a number, `NO` is Norway, and no key counts twice."""


# The first characters of what YAML 1.1 guesses to be dates, yes/no words and numbers to the base of 60.
_PLAIN = ("tag:yaml.org,2002:null", "tag:yaml.org,2002:int", "tag:yaml.org,2002:merge")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in _PLAIN]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
for _resolvers in _Loader.yaml_implicit_resolvers.values():
    _resolvers[:] = [(tag, _WHOLE if tag == _PLAIN[1] else pattern) for tag, pattern in _resolvers]


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise yaml.MarkedYAMLError(problem=f"{twice} stands here twice", problem_mark=node.start_mark)
    return {key: loader.construct_object(value, deep=True) for key, (_, value) in zip(keys, node.value, strict=True)}


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def read_section(text: str, file: str) -> Section:
    """The whole file; raises ProfileError if it is no YAML with named fields."""
    try:
        # The loader is a SafeLoader.
        data = yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, RecursionError, ValueError, TypeError) as error:
        raise ProfileError(file, "", f"this is no readable YAML: {' '.join(str(error).split())}") from error
    if not isinstance(data, dict):
        raise ProfileError(file, "", "expected named fields such as `currency: EUR`")
    return Section(file, "", data)


class Section:
    """Named fields. What was not asked for at `done()` is refused: it is a typing error more often than not."""

    def __init__(self, file: str, path: str, values: dict[Any, Any]) -> None:
        self.file, self._path, self._values = file, path, values
        self._asked: set[str] = set()

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the fields."""
        return tuple(str(key) for key in self._values)

    def wrong(self, name: str, expected: str) -> ProfileError:
        """What to raise for a field."""
        return ProfileError(self.file, f"{self._path}.{name}".lstrip("."), f"expected {expected}{self._found(name)}")

    def text(self, name: str, expected: str = "a text", pattern: str = r"(?s).*\S.*") -> str:
        """A text of this form."""
        value = self._value(name)
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise self.wrong(name, expected)
        return value.strip()

    def one_of(self, name: str, choices: Iterable[str]) -> str:
        """One of some words."""
        known = tuple(choices)
        value = self._value(name)
        if value not in known:
            raise self.wrong(name, f"one of {', '.join(known)}")
        return str(value)

    def whole(self, name: str, lowest: int, highest: int, unit: str = "") -> int:
        """A whole number."""
        return self._checked_whole(name, self._value(name), lowest, highest, unit)

    def whole_or_none(self, name: str, lowest: int, highest: int, unit: str = "") -> int | None:
        """A whole number; None if the field is left out."""
        value = self._value(name)
        return None if value is None else self._checked_whole(name, value, lowest, highest, unit)

    def span(self, name: str, lowest: int, highest: int, unit: str) -> tuple[int, int]:
        """Two whole numbers, the smaller one first."""
        found = self._value(name)
        if (
            not isinstance(found, list)
            or len(found) != 2
            or not all(type(number) is int for number in found)
            or not lowest <= found[0] <= found[1] <= highest
        ):
            raise self.wrong(name, f"two whole numbers from {lowest} to {highest}{unit}, such as [2, 4]")
        return found[0], found[1]

    def texts(self, name: str, expected: str, pattern: str) -> tuple[str, ...]:
        """A list of different texts of this form."""
        found = self._value(name)
        fits = isinstance(found, list) and all(isinstance(item, str) and re.fullmatch(pattern, item) for item in found)
        if not fits or len(set(found)) < len(found):
            raise self.wrong(name, f"a list of {expected}, each once")
        return tuple(found)

    def section(self, name: str) -> Section:
        """Fields below a field."""
        value = self._value(name)
        if not isinstance(value, dict) or not value:
            raise self.wrong(name, "named fields below it")
        return Section(self.file, f"{self._path}.{name}".lstrip("."), value)

    def sections(self, name: str) -> list[Section]:
        """A list of things with named fields."""
        found = self._value(name)
        if not isinstance(found, list) or not found or not all(isinstance(item, dict) for item in found):
            raise self.wrong(name, "a list whose entries have named fields")
        path = f"{self._path}.{name}".lstrip(".")
        return [Section(self.file, f"{path}[{index}]", item) for index, item in enumerate(found, 1)]

    def has(self, name: str) -> bool:
        """Whether the field is there."""
        return self._value(name) is not None

    def has_fields(self, name: str) -> bool:
        """Whether there are fields below the field."""
        return isinstance(self._value(name), dict)

    def done(self) -> None:
        """Refuse what nobody asked for."""
        for name in self.keys:
            if name not in self._asked:
                known = ", ".join(sorted(self._asked))
                raise ProfileError(
                    self.file, f"{self._path}.{name}".lstrip("."), f"there is no such field; expected: {known}"
                )

    def _checked_whole(self, name: str, value: object, lowest: int, highest: int, unit: str) -> int:
        if type(value) is int and lowest <= value <= highest:
            return value
        raise self.wrong(name, f"a whole number from {lowest} to {highest}{unit}")

    def _value(self, name: str) -> Any:
        self._asked.add(name)
        return self._values.get(name)

    def _found(self, name: str) -> str:
        value = self._values.get(name)
        return ", but the field is missing" if value is None else f", not {str(value)!r:.60}"
