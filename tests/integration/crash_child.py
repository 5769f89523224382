"""Orders what is in a cart, as the action server does: `python -m tests.integration.crash_child anna`."""

from __future__ import annotations

import sys

from shop.checkout.contact import Contact
from shop.counter import Counter
from shop.database import Database
from shop.orders.paying import Paying
from shop.profile import kept_profile
from shop.settings import Settings

CONTACT = Contact("Anna Berg", "anna@example.com", "Hauptstr. 5", "10115", "Berlin")


def order(database: Database, settings: Settings, sender: str) -> str:
    """Place the order in one transaction, and make its link payable afterwards."""
    with database.write() as session:
        checkout = Counter(session, settings).checkout
        fingerprint = checkout.summary(sender, CONTACT).fingerprint
        number = checkout.place(sender, CONTACT, fingerprint, "en").order.number
    Paying(database, settings, kept_profile(settings.profile_folder)).link_for(number)
    return number


if __name__ == "__main__":
    chosen = Settings.from_environment()
    print(order(Database(chosen.database_url), chosen, sys.argv[1]))
