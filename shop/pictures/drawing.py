"""Draws a garment flat, in its color, on a soft ground: for goods of which the shop has no photo."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from shop.pictures.colors import Rgb, lightness, look_of, mixed
from shop.pictures.paths import GRID, Point, flipped, mirrored, points_of

SIZE = 600
UNKNOWN_TYPE = "unknown"
# WhatsApp and Messenger take JPEG and PNG.
FORMATS = {"png": "PNG", "jpg": "JPEG"}
_SHAPES = Path(__file__).parent / "shapes.yml"
_FINER = 3
_BLACK, _WHITE = (0, 0, 0), (255, 255, 255)
_GROUND: tuple[Rgb, Rgb] = ((247, 245, 241), (226, 222, 214))
_SHADOW, _SHADOW_DOWN, _SHADOW_SOFT = 70, 1.6, 2.2
_JPEG_QUALITY = 88
# Pictures kept in memory, at most some 30 KB each.
_KEPT = 256


@dataclass(frozen=True)
class Layer:
    """One outline: filled in a tone, or a line only. `width` is in units of the grid; 0 draws no line."""

    outlines: tuple[tuple[Point, ...], ...]
    tone: str | None
    line: str
    width: float


@lru_cache(maxsize=_KEPT)
def picture(product_type: str, color: str | None, kind: str = "png") -> bytes:
    """A picture of a product type in a canonical color, as PNG or JPEG; an unknown type is a parcel with a tag."""
    image = _painted(layers_of(product_type), look_of(color))
    file = io.BytesIO()
    if kind == "jpg":
        image.save(file, FORMATS[kind], quality=_JPEG_QUALITY, optimize=True)
    else:
        image.quantize(255, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.FLOYDSTEINBERG).save(
            file, FORMATS[kind], optimize=True
        )
    return file.getvalue()


def known_types() -> frozenset[str]:
    """The product types that have a shape of their own."""
    return frozenset(_shapes()) - {UNKNOWN_TYPE}


def layers_of(product_type: str) -> tuple[Layer, ...]:
    """The layers of a type, the lowest first."""
    shapes = _shapes()
    return shapes.get(product_type, shapes[UNKNOWN_TYPE])


@lru_cache(maxsize=1)
def _shapes() -> dict[str, tuple[Layer, ...]]:
    with _SHAPES.open(encoding="utf-8") as file:
        raw: Mapping[str, list[Mapping[str, Any]]] = yaml.safe_load(file)["shapes"]
    return {name: tuple(map(_layer, layers)) for name, layers in raw.items()}


def _layer(raw: Mapping[str, Any]) -> Layer:
    tone = raw.get("fill")
    points = points_of(str(raw.get("half") or raw.get("both") or raw.get("path")))
    if "half" in raw:
        outlines = [mirrored(points)]
    elif "both" in raw:
        outlines = [points, flipped(points)]
    else:
        outlines = [points]
    usual = 0.55 if tone else 0.4
    line = str(raw.get("line") or ("edge" if tone else "seam"))
    return Layer(tuple(map(tuple, outlines)), tone, line, float(raw.get("width", usual)))


def _painted(layers: tuple[Layer, ...], color: Rgb) -> Image.Image:
    size = SIZE * _FINER
    goods, mask = Image.new("RGB", (size, size), color), Image.new("L", (size, size), 0)
    painter, cutter = ImageDraw.Draw(goods), ImageDraw.Draw(mask)
    for layer in layers:
        for outline in layer.outlines:
            points = [(x * size / GRID, y * size / GRID) for x, y in outline]
            width = round(layer.width * size / GRID)
            if layer.tone:
                painter.polygon(points, fill=_tone(layer.tone, color))
                cutter.polygon(points, fill=255)
                points = [*points, points[0], points[1]]
            if width:
                painter.line(points, fill=_tone(layer.line, color), width=width, joint="curve")
                cutter.line(points, fill=255, width=width, joint="curve")
    goods, mask = (image.resize((SIZE, SIZE), Image.Resampling.LANCZOS) for image in (goods, mask))
    ground = _ground()
    ground.paste(mixed(_GROUND[1], _BLACK, 0.55), mask=_shadow(mask))
    ground.paste(_shaded(goods), mask=mask)
    return ground


def _tone(name: str, color: Rgb) -> Rgb:
    """A tone of the garment's color; metal, sole and paper are the same on every garment."""
    # On black nothing darker is to be seen: lines on dark goods are lighter.
    dark = lightness(color) < 0.3
    match name:
        case "body":
            return color
        case "dark":
            return mixed(color, _WHITE, 0.10) if dark else mixed(color, _BLACK, 0.13)
        case "light":
            return mixed(color, _WHITE, 0.18)
        case "inside":
            return mixed(color, _BLACK, 0.45) if dark else mixed(color, _BLACK, 0.34)
        case "seam":
            return mixed(color, _WHITE, 0.22) if dark else mixed(color, _BLACK, 0.24)
        case "edge":
            return mixed(color, _BLACK, 0.55) if dark else mixed(color, _BLACK, 0.38)
        case "metal":
            return (196, 190, 176)
        case "sole":
            return (240, 238, 232)
        case "paper":
            return (205, 176, 138)
        case _:
            raise ValueError(f"no tone: {name}")


@lru_cache(maxsize=1)
def _light() -> tuple[Image.Image, Image.Image]:
    """Where light falls from the upper left, and where it does not."""
    down = Image.linear_gradient("L").resize((SIZE, SIZE))
    across = down.rotate(90)
    slope = ImageChops.add(down, across, scale=2.0)
    shade = slope.point(lambda value: max(0, value - 128) * 0.34)
    shine = slope.point(lambda value: max(0, 128 - value) * 0.40)
    return shine, shade


def _shaded(goods: Image.Image) -> Image.Image:
    shine, shade = _light()
    goods.paste(_WHITE, mask=shine)
    goods.paste(_BLACK, mask=shade)
    return goods


def _ground() -> Image.Image:
    top, bottom = (Image.new("RGB", (SIZE, SIZE), color) for color in _GROUND)
    return Image.composite(bottom, top, Image.linear_gradient("L").resize((SIZE, SIZE)))


def _shadow(mask: Image.Image) -> Image.Image:
    unit = SIZE / GRID
    moved = ImageChops.offset(mask, 0, round(_SHADOW_DOWN * unit))
    return moved.filter(ImageFilter.GaussianBlur(_SHADOW_SOFT * unit)).point(lambda value: value * _SHADOW // 255)
