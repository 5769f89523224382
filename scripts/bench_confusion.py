"""Draw which acts are taken for which."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

PAPER = "#ffffff"
PIXELS_PER_INCH = 110


def draw(pairs: Counter[tuple[str, str]], target: Path, language: str) -> None:
    """Write a picture of the confusion matrix: rows are what was meant, columns what was understood."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    names = sorted({name for pair in pairs for name in pair})
    place = {name: i for i, name in enumerate(names)}
    totals = Counter[str]()
    for (meant, _), count in pairs.items():
        totals[meant] += count
    shares = [[0.0] * len(names) for _ in names]
    for (meant, understood), count in pairs.items():
        shares[place[meant]][place[understood]] = count / totals[meant]
    figure, axes = pyplot.subplots(figsize=(16, 15), facecolor=PAPER)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for (meant, understood), count in pairs.items():
        if meant != understood:
            where = place[understood], place[meant]
            axes.text(*where, str(count), ha="center", va="center", fontsize=7, color="#b00020")
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=7)
    axes.set_yticks(range(len(names)), names, fontsize=7)
    axes.set_xlabel("understood as")
    axes.set_ylabel("meant")
    axes.set_title(f"Held-out messages, {language}: share of each act (blue) and number of confusions (red)")
    axes.set_xticks([i - 0.5 for i in range(len(names))], minor=True)
    axes.set_yticks([i - 0.5 for i in range(len(names))], minor=True)
    axes.grid(which="minor", color="#eeeeee", linewidth=0.5)
    figure.tight_layout()
    figure.savefig(target, dpi=PIXELS_PER_INCH)
    pyplot.close(figure)
