"""Show pictures: in a notebook all that a cell draws, in a loop too; in a script with ``plt.show()``."""

from __future__ import annotations

import sys
from typing import Any, Protocol, TypeVar

from matplotlib import get_backend
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

__all__ = ["new_picture", "show_after_cell"]

_WITHOUT_WINDOWS = frozenset({"agg", "cairo", "pdf", "pgf", "ps", "svg", "template"})
"""Backends of matplotlib's that show nothing."""

Kind = TypeVar("Kind", bound=Figure)


class Shown(Protocol):
    """A picture that knows whether it was shown or saved."""

    was_seen: bool


_drawn: list[Shown] = []
_watched: set[int] = set()


def new_picture(kind: type[Kind], size: tuple[float, float]) -> Kind:
    """Return an empty picture of a size in inches, laid out as it is filled.

    Where a script has loaded pyplot and there are windows, ``plt.show()`` shows it with the script's own; else
    nothing is left open, and the canvas is one that keeps what it has measured of texts: a base one measures anew.
    """
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None or _kernel() is not None or get_backend().lower() in _WITHOUT_WINDOWS:
        drawn = kind(figsize=size, layout="constrained")
        FigureCanvasAgg(drawn)
        return drawn
    picture: Kind = pyplot.figure(FigureClass=kind, figsize=size, layout="constrained")
    return picture


def _kernel() -> Any:
    """Return the notebook's shell; None elsewhere."""
    python = sys.modules.get("IPython")  # a notebook has loaded it; nothing else should
    shell = python.get_ipython() if python else None
    return shell if shell is not None and shell.has_trait("kernel") else None


def show_after_cell(picture: Shown) -> None:
    """Have a picture shown when the notebook's cell is done, where nothing has shown or saved it by then."""
    shell = _kernel()
    if shell is None:
        return
    _drawn.append(picture)
    if id(shell) not in _watched:
        _watched.add(id(shell))
        shell.events.register("post_run_cell", _show)


def _show(_: Any = None) -> None:
    from IPython.display import display

    left, _drawn[:] = [picture for picture in _drawn if not picture.was_seen], []
    for picture in left:
        display(picture)  # type: ignore[no-untyped-call]
