"""The merchant's profile: what is in it, and what a wrong one says."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shop.profile import DEMO_PROFILE, LANGUAGES, LEGAL_TEXTS, ProfileError, load_profile
from shop.profile.fields import read_section


@pytest.fixture()
def folder(tmp_path: Path) -> Path:
    shutil.copytree(DEMO_PROFILE, tmp_path / "shop")
    return tmp_path / "shop"


def change(folder: Path, old: str, new: str) -> None:
    file = folder / "shop.yml"
    text = file.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_demo_shop_has_the_numbers_that_the_bot_tells():
    profile = load_profile(DEMO_PROFILE)
    standard, express = profile.zone_of("DE").methods.values()
    assert (standard.cost, standard.free_from, express.cost, express.free_from) == (490, 5000, 990, None)
    assert profile.zone_of("AT").methods["standard"].cost == 990
    assert profile.zone_of("CH").methods["standard"].cost == 1490
    assert profile.countries == ("DE", "AT", "CH") and profile.zone_of("FR") is None
    assert (profile.vat_rate("DE", "reduced"), profile.vat_rate("AT", "standard")) == (700, 2000)
    assert (profile.vat_rate("CH", "standard"), profile.is_export("CH"), profile.is_export("DE")) == (0, True, False)
    assert (profile.withdrawal_days, profile.currency, profile.terms_version) == (14, "EUR", "2026-11")


def test_every_legal_text_is_there_and_marked_as_a_sample():
    profile = load_profile(DEMO_PROFILE)
    mark = {"de": "Muster für den Demo-Shop", "en": "Sample for the demo shop"}
    for text in LEGAL_TEXTS:
        for language in LANGUAGES:
            content = profile.legal_text(text, language)
            assert mark[language] in content and len(content) > 1000
    assert profile.legal_text("terms", "fr") == profile.legal_text("terms", "en")
    assert "Muster-Widerrufsformular" in profile.legal_text("withdrawal", "de")


def test_a_profile_cannot_be_changed():
    profile = load_profile(DEMO_PROFILE)
    with pytest.raises(dataclasses.FrozenInstanceError):
        profile.currency = "CHF"
    with pytest.raises(TypeError):
        profile.vat["DE"].rates["standard"] = 1600


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("cost: 490", 'cost: "4,90"', "shop.yml: delivery.zones[1].methods.standard.cost: expected a whole number"),
        ("cost: 490", "cost: 4.9", "delivery.zones[1].methods.standard.cost"),
        ("cost: 490", "cost: -1", "delivery.zones[1].methods.standard.cost"),
        ("cost: 490", "price: 490", "cost: expected a whole number from 0 to 100000000 minor units (490 is 4.90), but"),
        ("working_days: [2, 4]", "working_days: [4, 2]", "standard.working_days: expected two whole numbers"),
        ("working_days: [2, 4]", "working_days: 3", "standard.working_days"),
        (
            "cut_off_hour: 14",
            "cut_off_hour: 25",
            "delivery.cut_off_hour: expected a whole number from 0 to 24, not '25'",
        ),
        ("cut_off_hour: 14", "cut_off_hour: 14:00", "delivery.cut_off_hour"),
        ("countries: [AT]", "countries: [DE]", "delivery.zones[2].countries: expected at least one country that no"),
        ("countries: [AT]", "countries: [Austria]", "delivery.zones[2].countries"),
        ("countries: [AT]", "countries: [FR]", "shop.yml: vat: expected rates for FR"),
        ("CH: export", "CH: none", "shop.yml: vat.CH: expected one of export, not 'none'"),
        ("standard: 1900", "standard: 19%", "vat.DE.standard: expected a whole number from 0 to 5000 in hundredths"),
        ("standard: 1900", "normal: 1900", "vat.DE.standard"),
        ("currency: EUR", "currency: Euro", "shop.yml: currency: expected three capital letters"),
        ("currency: EUR", "currency: XQX", "shop.yml: currency"),
        ("Europe/Berlin", "Europe/Bärlin", "shop.yml: time_zone: expected a time zone such as Europe/Berlin"),
        ("Europe/Berlin", "../../etc/passwd", "shop.yml: time_zone"),
        ("subdivision: BE", "subdivision: Berlin", "shop.yml: subdivision: expected one of BB, BE,"),
        ("withdrawal_days: 14", "withdrawal_days: 7", "shop.yml: withdrawal_days: expected a whole number from 14"),
        ("withdrawal_days: 14", "withdrawl_days: 14", "shop.yml: withdrawal_days: expected a whole number"),
        ("2020 51", "2020 52", "shop.yml: seller.bank.iban: expected an IBAN whose check digits are right"),
        ("  name: Tresen Demo GmbH", "  name:", "shop.yml: seller.name: expected a text, but the field is missing"),
        ("hallo@tresen-demo.example", "hallo", "shop.yml: seller.email: expected an e-mail address"),
        ("[replacement, partial_refund]", "[gift]", "complaints.quick_solutions: expected a list of replacement or"),
        ("partial_refund_percent: 20", "partial_refund_percent: 100", "complaints.partial_refund_percent"),
        ("currency: EUR", "currency: EUR\ncurrency: CHF", "currency stands here twice"),
        ("currency: EUR", "currency: EUR\ncolour: red", "shop.yml: colour: there is no such field"),
        ("currency: EUR", "currency: [EUR", "shop.yml: this is no readable YAML"),
        ("currency: EUR", "currency: !!python/name:os.system ''", "shop.yml: this is no readable YAML"),
    ],
)
def test_a_wrong_profile_names_file_field_and_what_is_expected(folder, old, new, said):
    change(folder, old, new)
    with pytest.raises(ProfileError) as error:
        load_profile(folder)
    assert said in str(error.value)


def test_texts_are_not_guessed_to_be_dates_or_yes_and_no(folder):
    change(folder, '"2026-11"', "2026-11-01")
    change(folder, "name: Musterbank", "name: NO")
    profile = load_profile(folder)
    assert (profile.terms_version, profile.seller.bank.name) == ("2026-11-01", "NO")


def test_a_bank_and_a_free_value_may_be_left_out(folder):
    data = yaml.safe_load((folder / "shop.yml").read_text(encoding="utf-8"))
    del data["seller"]["bank"]
    (folder / "shop.yml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    assert load_profile(folder).seller.bank is None


def test_missing_empty_and_unreadable_files_are_named(folder):
    (folder / "legal" / "terms.en.md").write_text("  \n")
    with pytest.raises(ProfileError, match="legal/terms.en.md: expected a text"):
        load_profile(folder)
    (folder / "legal" / "terms.en.md").write_bytes(b"\xff\xfe")
    with pytest.raises(ProfileError, match="legal/terms.en.md: expected text in UTF-8"):
        load_profile(folder)
    (folder / "legal" / "terms.en.md").unlink()
    with pytest.raises(ProfileError, match="legal/terms.en.md: cannot be read"):
        load_profile(folder)
    with pytest.raises(ProfileError, match=r"shop\.yml: cannot be read"):
        load_profile(folder / "nowhere")


@given(st.text(max_size=200))
def test_any_text_is_a_section_or_an_error_that_can_be_read(text):
    try:
        read_section(text, "shop.yml")
    except ProfileError as error:
        assert str(error).startswith("shop.yml: ")


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just([]) | st.just({})


@given(data=st.data(), value=SCALARS)
def test_any_wrong_value_anywhere_is_a_readable_error_or_accepted(tmp_path_factory, data, value):
    whole = yaml.safe_load((DEMO_PROFILE / "shop.yml").read_text(encoding="utf-8"))
    spot = whole
    while True:
        key = data.draw(st.sampled_from(sorted(spot) if isinstance(spot, dict) else range(len(spot))))
        if not isinstance(spot[key], (dict, list)) or not spot[key] or data.draw(st.booleans()):
            break
        spot = spot[key]
    spot[key] = value
    folder = tmp_path_factory.mktemp("any")
    shutil.copytree(DEMO_PROFILE / "legal", folder / "legal")
    (folder / "shop.yml").write_text(yaml.safe_dump(whole), encoding="utf-8")
    try:
        load_profile(folder)
    except ProfileError as error:
        assert str(error).startswith("shop.yml")
