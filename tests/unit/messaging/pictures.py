"""Pictures as files: harmless ones, and some made to do harm."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image

GPS = 0x8825
MARK = "GEHEIM-52.5200"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, "red" if mode != "RGBA" else (0, 0, 0, 0)).save(target, kind, **options)
    return target.getvalue()


def with_metadata(kind: str) -> bytes:
    """A picture that says in every way it can who made it and where."""
    exif = Image.Exif()
    exif[0x010E] = MARK
    exif.get_ifd(GPS)[0x001D] = MARK
    more: dict[str, Any] = {"comment": MARK.encode()} if kind == "JPEG" else {"xmp": MARK.encode()}
    if kind == "PNG":
        from PIL.PngImagePlugin import PngInfo

        info = PngInfo()
        info.add_text("Author", MARK)
        more = {"pnginfo": info}
    return picture(kind, exif=exif, icc_profile=MARK.encode() * 20, **more)


def png_of(width: int, height: int, rows: bytes) -> bytes:
    """A PNG whose header promises any size, over any compressed rows."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def webp_of(width: int, height: int) -> bytes:
    """An animated WebP whose canvas is of any size."""
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "blue")]
    target = io.BytesIO()
    frames[0].save(target, "WEBP", save_all=True, append_images=frames[1:])
    data = bytearray(target.getvalue())
    at = data.index(b"VP8X") + 12
    data[at : at + 6] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes(data)


def many_scans(count: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    data = picture(progressive=True)
    at = data.rindex(b"\xff\xda")
    return data[:at] + data[at:-2] * count + data[-2:]
