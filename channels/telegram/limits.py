"""What Telegram takes, and where it is written: https://core.telegram.org/bots/api (Bot API 9).

Lengths of texts are UTF-16 code units: "Length of the entity in UTF-16 code units" (#messageentity), and the server
counts texts in the same way.
"""

from __future__ import annotations

from telegram.constants import (
    FileSizeLimit,
    InlineKeyboardButtonLimit,
    MediaGroupLimit,
    MessageLimit,
)

# #sendmessage: "1-4096 characters after entities parsing"
TEXT = int(MessageLimit.MAX_TEXT_LENGTH)
# #sendphoto, #inputmediaphoto: "0-1024 characters after entities parsing"
CAPTION = int(MessageLimit.CAPTION_LENGTH)
# #inlinekeyboardbutton: callback_data has 1-64 bytes
CALLBACK_BYTES = int(InlineKeyboardButtonLimit.MAX_CALLBACK_DATA)
# #sendmediagroup: "must include 2-10 items"
ALBUM_LEAST = int(MediaGroupLimit.MIN_MEDIA_LENGTH)
ALBUM_MOST = int(MediaGroupLimit.MAX_MEDIA_LENGTH)
# #getfile: "bots can download files of up to 20MB in size"
DOWNLOAD_BYTES = int(FileSizeLimit.FILESIZE_DOWNLOAD)
# #setwebhook: the secret token has "1-256 characters. Only characters A-Z, a-z, 0-9, _ and - are allowed."
SECRET = r"[A-Za-z0-9_-]{1,256}"
# #setwebhook: "Ports currently supported for webhooks: 443, 80, 88, 8443."
PORTS = (443, 80, 88, 8443)
# https://core.telegram.org/bots/features#deep-linking: "up to 64 characters", A-Z, a-z, 0-9, _ and -
START_PARAMETER = r"[A-Za-z0-9_-]{1,64}"

# Ours. The API names no limit for what a button says; a phone shows about so many letters in a row of its width.
BUTTON_TITLE = 60
ROW_LETTERS = 28
ROW_BUTTONS = 4
# More choices than this are paged.
CHOICES = 10
# So many cards get a button; the text names all.
CARD_BUTTONS = 20
