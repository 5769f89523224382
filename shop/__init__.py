"""The shop: catalog, cart, checkout, orders and payments. It does not know that there is a conversation."""
