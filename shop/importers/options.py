"""Which option of the merchant is the color, which the size, and what becomes of the others."""

from __future__ import annotations

from dataclasses import dataclass, field

from shop.importers.drafts import Draft
from shop.importers.known_words import folded

_ROLES = {
    "color": "color colour colors colours farbe farben farbton",
    "size": "size sizes groesse groessen groeszen schuhgroesse kleidergroesse konfektionsgroesse taille",
    "material": "material materials materialien fabric stoff werkstoff",
    "audience": "gender geschlecht audience zielgruppe",
    "fit": "fit passform schnitt",
    "brand": "brand marke hersteller",
}
_ROLE_OF = {name: role for role, names in _ROLES.items() for name in names.split()} | {
    "shoe size": "size",
    "clothing size": "size",
    "colour name": "color",
}
# Names that say nothing: what they hold may still be a choice, but no question can name it.
_NO_NAME = frozenset(("title", "option", "option 1", "option 2", "option 3", "variant", "variante"))
_LONGEST_LABEL = 40


@dataclass
class Roles:
    """The merchant's option names by role; `shared` are values that all variants have, by role."""

    color: str | None = None
    size: str | None = None
    color_label: str | None = None
    size_label: str | None = None
    shared: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def roles_of(draft: Draft) -> Roles:
    """Give every option of an article its role; the first ones without a known name stand in for size and color."""
    roles = Roles()
    free: list[str] = []
    for name in dict.fromkeys(name for variant in draft.variants for name in variant.options):
        role = _ROLE_OF.get(folded(name))
        if role in ("color", "size") and getattr(roles, role) is None:
            setattr(roles, role, name)
        elif role not in (None, "color", "size") and role not in roles.shared and (value := _shared(draft, name)):
            roles.shared[role] = value
        else:
            free.append(name)
    # A weight or a length is a size, a flavor rather is not.
    for name in sorted(free, key=lambda name: not _is_measured(draft, name)):
        _place(roles, name)
    return roles


def is_material(label: str | None) -> bool:
    """Whether an option that stands in for another one holds materials: "linen" stays a material for the shopper."""
    return label is not None and _ROLE_OF.get(folded(label)) == "material"


def _place(roles: Roles, name: str) -> None:
    label = None if folded(name) in _NO_NAME else name[:_LONGEST_LABEL]
    if roles.size is None:
        roles.size, roles.size_label = name, label
    elif roles.color is None:
        roles.color, roles.color_label = name, label
    else:
        roles.left_out.append(name)


def _is_measured(draft: Draft, name: str) -> bool:
    values = [variant.options[name] for variant in draft.variants if variant.options.get(name)]
    return bool(values) and all(value[0].isdigit() for value in values)


def _shared(draft: Draft, name: str) -> str | None:
    values = {variant.options.get(name, "") for variant in draft.variants}
    return values.pop() if len(values) == 1 else None
