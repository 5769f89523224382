"""A picture from outside, painted anew: nothing of the file that came in is kept but what is seen."""

from __future__ import annotations

import io
import threading

# Every picture that arrives becomes one of these, whatever it was.
MIME, SUFFIX = "image/jpeg", ".jpg"
# WhatsApp takes 5 MB as well: https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media
MOST_BYTES = 5 * 1024 * 1024
# A 5 MB photo has up to so many; decoded, they are 100 MB.
MOST_PIXELS = 25_000_000
# Longest side of what is kept, in pixels: enough to see a loose seam.
LONGEST_SIDE = 2048
# A progressive JPEG has about ten; thousands of them keep a decoder busy for minutes.
MOST_SCANS = 100
_QUALITY = 85
_START_OF_SCAN = b"\xff\xda"
_MAGIC = ((b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG"))
_UNKNOWN = ("", "application/octet-stream")
# Decoding is what takes memory, so one picture at a time.
_DECODING = threading.Lock()


class NotAPicture(ValueError):
    """The bytes are no picture that we can show: another type, too large, broken, or made to do harm."""

    harmless = True  # see shop/traces.py: it says only what kind of bytes they were


def repainted(data: bytes, mime: str) -> bytes:
    """Return the picture as a JPEG of its own, upright, without metadata, and no larger than LONGEST_SIDE.

    `mime` is what the sender claims; the bytes decide which of JPEG, PNG and WebP it is. Raises NotAPicture.
    """
    kind = _checked(data, mime)
    with _DECODING:
        try:
            return _painted(data, kind)
        except NotAPicture:
            raise
        # A broken file makes Pillow raise a dozen classes, from SyntaxError to struct.error.
        except Exception as error:
            raise NotAPicture(f"cannot be read: {type(error).__name__}") from error


def _checked(data: bytes, mime: str) -> str:
    claimed = mime.partition(";")[0].strip().lower()
    if claimed not in _UNKNOWN and not claimed.startswith("image/"):
        raise NotAPicture("is said to be something else")
    if not 0 < len(data) <= MOST_BYTES:
        raise NotAPicture(f"has {len(data)} bytes")
    if data.count(_START_OF_SCAN) > MOST_SCANS and data.startswith(_MAGIC[0][0]):
        raise NotAPicture("has too many scans")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    raise NotAPicture("is neither JPEG nor PNG nor WebP")


def _painted(data: bytes, kind: str) -> bytes:
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data), formats=(kind,)) as image:
        # The size stands in the header: nothing is decoded yet.
        width, height = image.size
        if width * height > MOST_PIXELS:
            raise NotAPicture(f"has {width} x {height} pixels")
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(image)
    upright = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A fresh canvas: comments, profiles and EXIF hang on the image that was read.
    canvas = Image.new("RGB", upright.size, "white")
    canvas.paste(upright, mask=upright.getchannel("A") if upright.mode == "RGBA" else None)
    target = io.BytesIO()
    canvas.save(target, "JPEG", quality=_QUALITY, optimize=True)
    return target.getvalue()
