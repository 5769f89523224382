"""Payments: what a provider must do, the embedded demo provider, and signed links."""
