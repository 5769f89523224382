"""The web chat: a page of its own and a script for any web page, over Socket.IO, with ids that only we can issue."""

from channels.webchat.channel import WebChat

__all__ = ["WebChat"]
