"""A table that goes on over pages, with its head on each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shop.documents.paper import GREY, LEFT, WIDTH, Paper, Text

_GAP = 3.0
_PADDING = 1.4
_HEAD_SIZE = 7.5
_SHADE = (242, 242, 238)


@dataclass(frozen=True)
class Column:
    """A column with the words above it: as wide as its widest words, or as what the others leave."""

    title: str
    align: str = "L"
    takes_rest: bool = False


Cell = Sequence[Text]


class Table:
    """Rows of cells; a cell is one text below the other."""

    def __init__(
        self,
        paper: Paper,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell]],
        width: float = WIDTH,
        left: float = LEFT,
    ) -> None:
        self._paper, self._columns, self._rows, self._left, self._width = paper, columns, rows, left, width
        self._widths = self._measured()

    def draw(self) -> None:
        """Draw all rows; a row is never torn apart, and the head never stands alone."""
        first = self._height(self._rows[0]) if self._rows else 0.0
        self._paper.room(self._height(self._head()) + first)
        self._draw_head()
        for row in self._rows:
            if self._paper.room(self._height(row)):
                self._draw_head()
            self._draw(row)
            self._paper.rule(self._width, self._left)

    def _measured(self) -> list[float]:
        cells = [self._head(), *self._rows]
        widths = []
        for index, column in enumerate(self._columns):
            texts = [text for row in cells for text in row[index]]
            widths.append(0.0 if column.takes_rest else max(map(self._paper.wide, texts), default=0.0) + 0.5)
        rest = self._width - sum(widths) - _GAP * (len(widths) - 1) - 2 * _PADDING
        takers = sum(column.takes_rest for column in self._columns)
        if takers:
            return [rest / takers if column.takes_rest else w for column, w in zip(self._columns, widths, strict=True)]
        return [width + rest / len(widths) for width in widths]

    def _head(self) -> list[Cell]:
        return [(Text(column.title, _HEAD_SIZE, bold=True, color=GREY),) for column in self._columns]

    def _draw_head(self) -> None:
        self._paper.set_fill_color(*_SHADE)
        self._paper.rect(self._left, self._paper.top, self._width, self._height(self._head()), style="F")
        self._draw(self._head())

    def _height(self, row: Sequence[Cell]) -> float:
        heights = [
            sum(self._paper.height(text, width) for text in cell) for cell, width in zip(row, self._widths, strict=True)
        ]
        return max(heights) + 2 * _PADDING

    def _draw(self, row: Sequence[Cell]) -> None:
        x, height = self._left + _PADDING, self._height(row)
        for column, cell, width in zip(self._columns, row, self._widths, strict=True):
            y = self._paper.top + _PADDING
            for text in cell:
                y += self._paper.put(text, x, y, width, column.align)
            x += width + _GAP
        self._paper.top += height
