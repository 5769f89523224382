"""Training data importer: merges the wording of all languages into the domain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.utils.io import read_yaml_file

# English has no condition, so that something is said whatever the slot holds; the others are said when the slot asks.
DEFAULT_LANGUAGE = "en"
PATTERN = "responses/*/*.yml"


class DuplicateResponse(RasaException):
    """A response stands in two files of one language: Rasa would drop one of them without a word."""


class WordingImporter(RasaFileImporter):
    """RasaFileImporter that adds ``responses/<language>/<skill>.yml`` to the domain, one variation per language."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(config_file, domain_path, training_data_paths, **kwargs)
        self._folder = Path(config_file).resolve().parent if config_file else Path.cwd()

    def get_domain(self) -> Domain:
        """Return the domain with the responses of all languages.

        Raises:
            DuplicateResponse: a response stands twice in one language.
        """
        domain = super().get_domain()
        return domain.merge(Domain.from_dict({"responses": merged_responses(self._folder)}))


def merged_responses(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Return responses by name, with a language condition on every variation that is not in the default language.

    Raises:
        DuplicateResponse: a response stands twice in one language.
    """
    merged: dict[str, list[dict[str, Any]]] = {}
    seen: dict[tuple[str, str], Path] = {}
    for file in sorted(folder.glob(PATTERN)):
        language = file.parent.name
        for name, variations in (read_yaml_file(file).get("responses") or {}).items():
            first = seen.setdefault((language, name), file)
            if first != file:
                raise DuplicateResponse(f"'{name}' stands in {first.name} and in {file.name} of '{language}'.")
            merged.setdefault(name, []).extend(_in_language(dict(item), language) for item in variations)
    return merged


def _in_language(variation: dict[str, Any], language: str) -> dict[str, Any]:
    if language != DEFAULT_LANGUAGE:
        variation["condition"] = [{"type": "slot", "name": "language", "value": language}]
    return variation
