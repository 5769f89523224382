"""What messengers need of the shop's database: contacts, inbox, shown products, long payloads."""
