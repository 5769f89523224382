"""What Messenger takes, and where it is written: https://developers.facebook.com/docs/messenger-platform/…

Meta writes "characters" and not which; lengths are counted in UTF-16 code units here, the strictest reading: nothing
that fits so is too long in code points.
"""

from __future__ import annotations

from datetime import timedelta

# reference/send-api: "text … must be UTF-8 and has a 2000 character limit"
TEXT = 2000
# send-messages/quick-replies: "A maximum of 13 quick replies", title "20 character limit", payload "1000 character
# limit"
QUICK_REPLIES = 13
QUICK_REPLY_TITLE = 20
PAYLOAD = 1000
# send-messages/template/button: text "up to 640 characters", 1-3 buttons; send-messages/buttons: title "20 character
# limit"
TEMPLATE_TEXT = 640
BUTTONS = 3
BUTTON_TITLE = 20
# send-messages/template/generic: "Maximum of 10 elements", title and subtitle "80 character limit", 3 buttons each
ELEMENTS = 10
ELEMENT_TITLE = 80
ELEMENT_SUBTITLE = 80
ELEMENT_BUTTONS = 3
# discovery/m-me-links: the ref parameter has up to 2,083 characters; the codes of our links have 20 at most.
REF = 64
# policy/policy-overview: the standard messaging window. A little less, as our clock is not Meta's.
WINDOW = timedelta(hours=23, minutes=55)
# The version of the Graph API that the pages above describe.
VERSION = "v25.0"
