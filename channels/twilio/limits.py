"""What Twilio takes, and where it is written: https://www.twilio.com/docs/…"""

from __future__ import annotations

from datetime import timedelta

# messaging/api/message-resource: "Can be up to 1,600 characters"; api/errors/21617: those outside of GSM-7 "can use
# more space", so UTF-16 code units are counted.
BODY = 1600
# whatsapp/guidance-whatsapp-media-messages: one file a message, and Meta fetches images up to 5 MB.
# Ours: more pictures than these are more messages than anybody wants.
PICTURES = 5
# whatsapp/key-concepts: the 24-hour window of WhatsApp; SMS has none. A little less, as our clock is not Meta's.
WINDOW = timedelta(hours=23, minutes=55)
# messaging/guides/webhook-request: NumMedia; MMS has up to ten files.
MEDIA = 10
# api/errors/21610: the shopper has texted STOP.
STOPPED = 21610
