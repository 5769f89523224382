"""What the web chat takes and keeps. All of these are our own: there is no messenger that sets them."""

from __future__ import annotations

# The door cuts at 1,000 characters and says so; what is longer than this nobody has typed, and it is not even read.
TEXT_CHARACTERS = 10_000
# 10,000 characters are at most 40,000 bytes of UTF-8; sealed payloads are under 2,000.
PACKET_BYTES = 65_536
PAYLOAD_CHARACTERS = 4_000
TITLE_CHARACTERS = 200
# What `welcome` shows, and how many older messages are read to know the titles of what was tapped.
HISTORY_MESSAGES = 60
HISTORY_READ = 90
# The widget waits that long for a turn that is under way before it shows what there is.
WELCOME_SECONDS = 15.0
# A server that is asked to stop lets turns end, within the ten seconds that scripts/processes.py leaves it.
DRAIN_SECONDS = 8.0
# So many shoppers are remembered between their messages; of others the ids are read from the conversation again.
SHOPPERS = 5_000
IDS_OF_A_SHOPPER = 200
ASIDES_OF_A_SHOPPER = 20
# Photos of one shopper, and of one network address.
PHOTOS_PER_MINUTE, PHOTOS_AT_ONCE = 10, 5
PHOTOS_PER_MINUTE_AND_ADDRESS, PHOTOS_AT_ONCE_AND_ADDRESS = 60, 20
# Photos are painted anew one after the other; who comes when so many wait is refused.
PHOTOS_WAITING = 20
