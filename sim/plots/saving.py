"""Figures to files: SVG for reading and PNG for everywhere else, the same bytes for the same picture."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.plots.style import styled
from sim.whole_file import write_whole

__all__ = ["Drawing", "file_stems", "save_figure", "svg_of"]

_PNG_DPI = 200
"""A picture 9 inches wide has 1,800 pixels: sharp at the 900 of a README on dense screens."""

_COMPRESSION = 1
"""Of 9: takes two thirds of the time of the default 6, for up to a fifth more bytes."""

_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


_LONGEST_STEM = 100
"""Bytes of a file's name without its ending: file systems allow 255, and some tools add to a name."""


def file_stems(prefix: str, names: Sequence[str]) -> dict[str, str]:
    """Return a file name without ending for each name, all different, also where capital letters do not count.

    What is neither letter nor digit becomes ``_``; where that, or cutting a long name, makes two the same, the later
    one is numbered.

    Examples
    --------
    >>> file_stems("flows", ["a=0.5", "a=0,5", "b", "B"])
    {'a=0.5': 'flows_a_0_5', 'a=0,5': 'flows_a_0_5_2', 'b': 'flows_b', 'B': 'flows_B_2'}
    """
    stems: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        words = re.sub(r"[\W_]+", "_", name).strip("_").encode()[:_LONGEST_STEM].decode(errors="ignore")
        stem = f"{prefix}_{words}" if words else prefix
        number, chosen = 1, stem
        while chosen.casefold() in taken:
            number += 1
            chosen = f"{stem}_{number}"
        taken.add(chosen.casefold())
        stems[name] = chosen
    return stems


@dataclass(frozen=True)
class Drawing:
    """A picture to be drawn and saved.

    Parameters
    ----------
    stem : str
        Name of its files without their endings.
    draw : callable
        Draws it; returns its axes, or the figure.
    title : str
        What a screen reader says in place of the SVG.
    describe : callable, optional
        Returns the same at length; by default what the picture says of itself (`sim.plots.canvas.Picture.describe`).
    """

    stem: str
    draw: Callable[[], Artist]
    title: str
    describe: Callable[[], str] | None = None

    def save(self, folder: Path) -> None:
        """Draw it, and write SVG and PNG into a folder."""
        figure = self.figure()
        save_figure(figure, folder / self.stem, title=self.title, description=self.words(figure))

    def figure(self) -> Figure:
        """Draw it.

        Raises
        ------
        RuntimeError
            Where nothing was drawn.
        """
        found = self.draw().get_figure(root=True)
        if not isinstance(found, Figure):
            raise RuntimeError("axes without a figure")
        return found

    def words(self, figure: Figure) -> str:
        """Return what the figure that was drawn shows, in words."""
        describe: Callable[[], str] | None = self.describe or getattr(figure, "describe", None)
        return describe() if describe is not None else ""


def save_figure(figure: Figure, stem: Path, *, title: str, description: str) -> tuple[Path, Path]:
    """Write `figure` as SVG and PNG; each file appears whole or not at all.

    Parameters
    ----------
    figure : Figure
        The picture.
    stem : Path
        Path of the files without their endings; the folder is made if need be.
    title, description : str
        What a screen reader says in place of the SVG.

    Returns
    -------
    tuple of Path
        The SVG and the PNG.

    Raises
    ------
    OSError
        If the files cannot be written.
    """
    svg, png = stem.with_name(f"{stem.name}.svg"), stem.with_name(f"{stem.name}.png")
    write_whole(svg, _accessible(_svg(figure, salt=stem.name), name=stem.name, title=title, description=description))
    write_whole(png, _png(figure, title=title, description=description))
    return svg, png


def svg_of(drawing: Drawing) -> str:
    """Return a picture as SVG for a page that holds others too: its letters are text, which makes it small.

    Raises
    ------
    RuntimeError
        Where nothing was drawn.
    """
    figure = drawing.figure()
    rims = _take_rims(figure)
    page = _svg(figure, salt=drawing.stem, letters="none")
    for name, (colour, width) in rims.items():
        style = f"paint-order: stroke; stroke: {colour}; stroke-width: {width:g}; stroke-linejoin: round"
        page = page.replace(f'<g id="{name}">', f'<g style="{style}">')
    svg = _accessible(
        page,
        name=drawing.stem,
        title=drawing.title,
        description=drawing.words(figure),
    )
    return svg[svg.index("<svg ") :]


def _take_rims(figure: Figure) -> dict[str, tuple[str, float]]:
    """Take the rims from letters, which matplotlib draws as outlines where they have some; return colours and widths.

    The texts get ids, by which the rims are found again.
    """
    found: dict[str, tuple[str, float]] = {}
    for text in figure.findobj(Text):
        effects: Any = text.get_path_effects()
        if effects:
            name, stroke = f"rim{len(found)}", effects[0]._gc
            found[name] = to_hex(stroke["foreground"]), float(stroke["linewidth"])
            text.set_path_effects([])
            text.set_gid(name)
    return found


def _svg(figure: Figure, *, salt: str, letters: str = "path") -> str:
    """Return the figure as SVG; the salt keeps the ids of pictures on one page apart."""
    page = BytesIO()
    with styled(), mpl.rc_context({"svg.hashsalt": salt, "svg.fonttype": letters}):
        Figure.savefig(figure, page, format="svg", metadata=_NO_METADATA)  # a picture's own would undo the salt
    return page.getvalue().decode()


def _accessible(svg: str, *, name: str, title: str, description: str) -> str:
    """Give the SVG the role, title and description that screen readers look for."""
    start = svg.index("<svg ")
    end = svg.index(">", start)
    name = re.sub(r"\W+", "-", name)
    words = f'<title id="{name}-title">{escape(title)}</title>\n <desc id="{name}-desc">{escape(description)}</desc>'
    role = f' role="img" aria-labelledby="{name}-title {name}-desc"'
    return f"{svg[:end]}{role}>\n {words}{svg[end + 1 :]}"


def _png(figure: Figure, *, title: str, description: str) -> bytes:
    page = BytesIO()
    metadata = {"Software": None, "Title": title, "Description": description}
    with styled():
        pressed = {"compress_level": _COMPRESSION}
        figure.savefig(page, format="png", dpi=_PNG_DPI, metadata=metadata, pil_kwargs=pressed)
    return page.getvalue()
