"""WhatsApp Business Cloud API."""

from channels.whatsapp.channel import WhatsApp

__all__ = ["WhatsApp"]
