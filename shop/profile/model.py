"""What a merchant says about the shop: seller, VAT, delivery, withdrawal, legal texts. Amounts are minor units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

LANGUAGES = ("de", "en")
LEGAL_TEXTS = ("withdrawal", "terms", "privacy")
VAT_CLASSES = ("standard", "reduced", "zero")
QUICK_SOLUTIONS = ("replacement", "partial_refund")


@dataclass(frozen=True)
class Bank:
    """The account that invoices name; the IBAN without spaces."""

    holder: str
    name: str
    iban: str
    bic: str


@dataclass(frozen=True)
class Seller:
    """Who sells: what German law wants on an invoice and in an imprint. `country` is ISO 3166-1 alpha-2."""

    name: str
    represented_by: str
    street: str
    postal_code: str
    city: str
    country: str
    email: str
    phone: str
    vat_id: str
    register: str
    bank: Bank | None


@dataclass(frozen=True)
class CountryVat:
    """The rates of one country by class, in hundredths of a percent (1900 is 19 %). An export has no VAT at all."""

    rates: Mapping[str, int]
    export: bool = False


@dataclass(frozen=True)
class DeliveryMethod:
    """A way to deliver: gross cost, free from this value of the goods (None: never), working days until it is there."""

    name: str
    titles: Mapping[str, str]
    cost: int
    free_from: int | None
    first_day: int
    last_day: int


@dataclass(frozen=True)
class Zone:
    """Countries with the same delivery; the first method is the usual one."""

    countries: tuple[str, ...]
    methods: Mapping[str, DeliveryMethod]


@dataclass(frozen=True)
class Profile:
    """The merchant's profile. `legal` holds Markdown by (text, language); `cut_off_hour` is in `time_zone`."""

    folder: Path
    seller: Seller
    country: str
    subdivision: str | None
    currency: str
    time_zone: ZoneInfo
    terms_version: str
    withdrawal_days: int
    vat: Mapping[str, CountryVat]
    zones: tuple[Zone, ...]
    cut_off_hour: int
    quick_solutions: tuple[str, ...]
    partial_refund_percent: int
    legal: Mapping[tuple[str, str], str]

    @property
    def countries(self) -> tuple[str, ...]:
        """Where the shop delivers, in the order of the zones."""
        return tuple(country for zone in self.zones for country in zone.countries)

    def zone_of(self, country: str) -> Zone | None:
        """The zone of a country; None: no delivery there."""
        return next((zone for zone in self.zones if country in zone.countries), None)

    def is_export(self, country: str) -> bool:
        """Whether goods that go there leave the EU, so that no VAT is in the price."""
        return self.vat[country].export

    def vat_rate(self, country: str, vat_class: str) -> int:
        """The rate in hundredths of a percent; raises KeyError for a class or a country that the profile lacks."""
        rules = self.vat[country]
        return 0 if rules.export else rules.rates[vat_class]

    def legal_text(self, text: str, language: str) -> str:
        """One of LEGAL_TEXTS as Markdown; English where there is no other."""
        return self.legal[text, language if language in LANGUAGES else "en"]

    def local(self, moment: datetime) -> datetime:
        """A moment as the clocks at the shop show it."""
        return moment.astimezone(self.time_zone)
