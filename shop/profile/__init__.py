"""The merchant's profile: one folder with `shop.yml` and the legal texts. See `demo/` for all fields."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from shop.profile.fields import ProfileError
from shop.profile.loading import load_profile
from shop.profile.model import (
    LANGUAGES,
    LEGAL_TEXTS,
    Bank,
    CountryVat,
    DeliveryMethod,
    Profile,
    Seller,
    Zone,
)

__all__ = [
    "DEMO_PROFILE",
    "LANGUAGES",
    "LEGAL_TEXTS",
    "Bank",
    "CountryVat",
    "DeliveryMethod",
    "Profile",
    "ProfileError",
    "Seller",
    "Zone",
    "kept_profile",
    "load_profile",
]

DEMO_PROFILE = Path(__file__).resolve().parent / "demo"


@lru_cache(maxsize=8)
def kept_profile(folder: Path) -> Profile:
    """The profile as this process read it the first time; a changed file counts after a restart."""
    return load_profile(folder)
