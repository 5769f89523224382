"""Facebook Messenger, with Meta's Messenger Platform."""

from channels.messenger.channel import Messenger

__all__ = ["Messenger"]
