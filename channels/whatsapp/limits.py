"""What WhatsApp takes, and where it is written.

All pages are below https://developers.facebook.com/documentation/business-messaging/whatsapp/. They say "characters",
and not whether an emoji is one or two: we count two (UTF-16), which is within the limit either way.
"""

from __future__ import annotations

from datetime import timedelta

# messages/text-messages
TEXT = 4096

# messages/interactive-reply-buttons-messages; the other interactive messages have the same body, header and footer, but
# lists, for which messages/interactive-list-messages says 4096 and older pages 1024: the smaller one holds for all.
INTERACTIVE_BODY = 1024
HEADER = 60
FOOTER = 60
BUTTONS = 3
BUTTON_TITLE = 20
BUTTON_ID = 256

# messages/interactive-list-messages; rows are counted over all sections.
LIST_BUTTON = 20
LIST_ROWS = 10
LIST_SECTIONS = 10
SECTION_TITLE = 24
ROW_TITLE = 24
ROW_DESCRIPTION = 72
ROW_ID = 200

# messages/interactive-cta-url-messages
LINK_TITLE = 20

# messages/image-messages and messages/document-messages
CAPTION = 1024
# Ours: nothing is written about it; a phone shows less.
FILE_NAME = 200

# catalogs/share-products: multi-product messages
PRODUCTS = 30
PRODUCT_SECTIONS = 10

# templates/components: a body has 1,024 characters with its parameters filled in. The template's own words need some.
TEMPLATE_BODY = 1024
TEMPLATE_PARAMETER = 800

# messages/send-messages#customer-service-windows: 24 hours. A little less, since what Meta takes at the last moment and
# then does not deliver is reported too late to choose the template.
WINDOW = timedelta(hours=23, minutes=55)

# webhooks/overview: a webhook has up to 3 MB.
WEBHOOK_BYTES = 3 * 1024 * 1024

# Ours: so many cards get a message of their own, the others come as rows of lists. Nobody scrolls through more.
CARDS = 10
