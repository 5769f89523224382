"""Connectors that run inside the Rasa server."""
