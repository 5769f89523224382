"""SMS and WhatsApp over Twilio."""

from channels.twilio.channel import Twilio

__all__ = ["Twilio"]
