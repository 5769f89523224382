"""The stand-in PayPal's webhooks: events, their signatures, and everything that can go wrong on their way."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import uuid
import zlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from shop import clock

CERT_URL = "https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-a5cafa77"
FORGERIES = ("signature", "body", "time", "webhook_id", "certificate", "unsigned", "no_json")


@dataclass(frozen=True)
class Transmission:
    """An event on its way: what the shop's webhook page gets."""

    event_id: str
    event_type: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Delivered:
    """What the shop answered."""

    event_id: str
    event_type: str
    status: int


@dataclass
class Webhooks:
    """Events that are to be sent, and the key that signs them (PayPal's is a certificate's)."""

    webhook_id: str
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    queue: list[dict[str, Any]] = field(default_factory=list)

    def add(self, event_type: str, resource_type: str, resource: dict[str, Any]) -> dict[str, Any]:
        event = {
            "id": f"WH-{uuid.uuid4().hex[:17].upper()}-{uuid.uuid4().hex[:17].upper()}",
            "event_version": "1.0",
            "create_time": clock.now().strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "resource_type": resource_type,
            "resource_version": "2.0",
            "event_type": event_type,
            "summary": "Für 19.90 € – geprüft",
            "resource": resource,
            "links": [],
            # A number whose text changes when it is parsed and written anew.
            "weight": 1.0,
        }
        self.queue.append(event)
        return event

    def transmit(self, event: dict[str, Any], *, late: timedelta, forged: str | None) -> Transmission:
        """Sign an event and put it into a request; `late` is how old the signature is, negative for the future."""
        body = json.dumps(event, ensure_ascii=False, separators=(", ", ":")).replace("1.0}", "1.00}").encode("utf-8")
        sent_at = (clock.now() - late).strftime("%Y-%m-%dT%H:%M:%SZ")
        transmission_id = str(uuid.uuid4())
        headers = {
            "PAYPAL-AUTH-ALGO": "SHA256withRSA",
            "PAYPAL-CERT-URL": CERT_URL,
            "PAYPAL-TRANSMISSION-ID": transmission_id,
            "PAYPAL-TRANSMISSION-SIG": self.signature(transmission_id, sent_at, self.webhook_id, body),
            "PAYPAL-TRANSMISSION-TIME": sent_at,
            "Content-Type": "application/json",
        }
        if forged:
            headers, body = self._forge(forged, headers, body)
        return Transmission(event["id"], event["event_type"], headers, body)

    def _forge(self, forged: str, headers: dict[str, str], body: bytes) -> tuple[dict[str, str], bytes]:
        if forged == "signature":
            headers["PAYPAL-TRANSMISSION-SIG"] = base64.b64encode(b"a" + secrets.token_bytes(31)).decode()
        elif forged == "body":
            body = body.replace(b'"event_type"', b' "event_type"', 1)
        elif forged == "time":
            headers["PAYPAL-TRANSMISSION-TIME"] = (clock.now() - timedelta(seconds=7)).strftime("%Y-%m-%dT%H:%M:%SZ")
        elif forged == "webhook_id":
            sent_at, number = headers["PAYPAL-TRANSMISSION-TIME"], headers["PAYPAL-TRANSMISSION-ID"]
            headers["PAYPAL-TRANSMISSION-SIG"] = self.signature(number, sent_at, "SOMEBODYELSES", body)
        elif forged == "certificate":
            headers["PAYPAL-CERT-URL"] = "https://api.paypal.com.evil.example/cert"
        elif forged == "unsigned":
            headers = {"Content-Type": "application/json"}
        elif forged == "no_json":
            body += b', "webhook_id": "SOMEBODYELSES"'
        else:
            raise ValueError(f"{forged} is none of {FORGERIES}")
        return headers, body

    def signature(self, transmission_id: str, sent_at: str, webhook_id: str, body: bytes) -> str:
        """Over transmissionId|timeStamp|webhookId|crc32, as documented; with a secret in place of a certificate."""
        message = f"{transmission_id}|{sent_at}|{webhook_id}|{zlib.crc32(body)}".encode()
        # One letter in front: PayPal's own pattern refuses a signature that starts with a sign.
        return "s" + base64.b64encode(hmac.new(self.key, message, hashlib.sha256).digest()).decode()

    def genuine(self, asked: dict[str, Any], body: bytes) -> bool:
        """Whether a signature is this stand-in's own, over these very bytes, for this webhook."""
        expected = self.signature(asked["transmission_id"], asked["transmission_time"], asked["webhook_id"], body)
        known = asked["webhook_id"] == self.webhook_id and asked["cert_url"] == CERT_URL
        return known and hmac.compare_digest(expected.encode(), str(asked["transmission_sig"]).encode())
