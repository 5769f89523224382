"""`shop link`: addresses for each channel that is set up, QR codes, and what came of them."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import segno
from typer.testing import CliRunner

from shop import links
from shop.cli import app
from shop.links.addresses import LANGUAGES, addresses, greeting, language_of_greeting
from shop.links.codes import codes_in
from shop.settings import Settings

CHANNELS = {
    "CHAT_PUBLIC_URL": "https://chat.example/",
    "WHATSAPP_NUMBER": "+49 170 1234567",
    "TELEGRAM_USERNAME": "@tresen_bot",
    "MESSENGER_PAGE_ID": "1234567",
    "TWILIO_NUMBER": "+49 30 1234",
}


@pytest.fixture()
def run(database, settings, monkeypatch):
    for name in ("WEBCHAT", *CHANNELS):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SHOP_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SHOP_SECRET", "test")

    def invoke(*arguments, code=0):
        result = CliRunner().invoke(app, ["link", *arguments])
        assert result.exit_code == code, result.output
        return result.output

    return invoke


@pytest.fixture()
def everywhere(run, monkeypatch):
    for name, value in CHANNELS.items():
        monkeypatch.setenv(name, value)
    return run


def test_every_channel_gets_its_address(everywhere):
    made = json.loads(everywhere("create", "--product", "hoodie-m-black-M", "--campaign", "window", "--json"))
    code, urls = made["code"], made["addresses"]
    assert (made["product"], made["campaign"], made["qr"]) == ("hoodie-m", "window", None)
    assert urls["webchat"] == f"https://chat.example/webhooks/webchat/?link={code}"
    assert urls["telegram"] == f"https://t.me/tresen_bot?start={code}"
    assert urls["messenger"] == f"https://m.me/1234567?ref={code}"
    assert urls["whatsapp"].startswith("https://wa.me/491701234567?text=")
    assert urls["sms"].startswith("sms:+49301234?body=")
    for name, key in (("whatsapp", "text"), ("sms", "body")):
        (text,) = parse_qs(urlsplit(urls[name]).query)[key]
        assert codes_in(text) == [code] and "hoodie-m en" in text and "+" not in urlsplit(urls[name]).query


def test_only_what_is_set_up_gets_an_address(run, monkeypatch):
    assert list(json.loads(run("create", "--campaign", "x", "--json"))["addresses"]) == ["webchat"]
    monkeypatch.setenv("WEBCHAT", "off")
    assert "No channel" in run("create", "--campaign", "x", code=1)
    monkeypatch.setenv("TWILIO_NUMBER", "whatsapp:+49 30 1234")
    (url,) = json.loads(run("create", "--campaign", "x", "--json"))["addresses"].values()
    assert url.startswith("https://wa.me/49301234?text=")


def test_the_text_speaks_the_language_that_was_asked_for(everywhere):
    made = json.loads(everywhere("create", "--product", "beanie", "--campaign", "x", "--language", "de", "--json"))
    assert "Ich interessiere mich für beanie de" in unquote(made["addresses"]["whatsapp"])


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_the_qr_code_is_written_and_shown(everywhere, suffix, tmp_path):
    file = tmp_path / f"code{suffix}"
    output = everywhere("create", "--campaign", "x", "--qr", str(file))
    assert file.read_bytes()[:4] == {".svg": b"<?xm", ".png": b"\x89PNG"}[suffix]
    assert str(file) in output and sum(set(line) <= set(" █▀▄") and len(line) > 20 for line in output.split("\n")) > 10


def test_the_qr_code_holds_the_address_of_the_chosen_channel(everywhere, tmp_path):
    for channel in ("webchat", "whatsapp"):
        file, same = tmp_path / f"{channel}.svg", tmp_path / "same.svg"
        arguments = ("--product", "beanie", "--campaign", "x", "--qr", str(file), "--channel", channel, "--json")
        url = json.loads(everywhere("create", *arguments))["addresses"][channel]
        segno.make_qr(url, error="q").save(str(same), scale=10)
        assert file.read_text() == same.read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--product", "nothing"), "There is no product with the key or SKU nothing."),
        (("--qr", "code.gif"), "--qr must end with"),
        (("--qr", "/nowhere/code.svg"), "cannot be written"),
        (("--channel", "telex"), "--channel must be one of webchat"),
        (("--language", "fr"), "--language must be one of"),
    ],
)
def test_what_is_wrong_is_said_and_leaves_no_link(everywhere, database, arguments, said):
    assert said in everywhere("create", "--campaign", "x", *arguments, code=1)
    with database.read() as session:
        assert links.listing(session) == []


def test_the_list_counts_visits_by_channel(everywhere, database):
    code = json.loads(everywhere("create", "--product", "beanie", "--campaign", "window", "--json"))["code"]
    with database.write() as session:
        links.visit(session, code, "telegram", "tg-1")
    (listed,) = json.loads(everywhere("list", "--json"))
    assert list(listed) == ["code", "campaign", "product", "created_at", "visits", "visitors", "orders"]
    assert (listed["code"], listed["visits"], listed["visitors"], listed["orders"]) == (code, {"telegram": 1}, 1, 0)
    assert code in everywhere("list") and "telegram 1" in everywhere("list")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("title", [None, "Kapuzenpulli „Größe {x}“ & Co. #1"])
def test_the_ready_text_keeps_its_code_and_tells_its_language(language, title):
    link = links.EntryView("K7Q2XW", "", None)
    text = greeting(link, title, language)
    assert codes_in(text) == ["K7Q2XW"] and language_of_greeting(text) == language
    settings = Settings(database_url="", whatsapp_number="49170")
    (url,) = [one.url for one in addresses(settings, link, title, language) if one.channel == "whatsapp"]
    assert unquote(url.partition("?text=")[2]) == text


def test_other_texts_tell_no_language():
    assert language_of_greeting("hi there") is None and language_of_greeting("") is None
