"""Show every picture that a notebook's cell draws, in a loop too, and not only that of its last line."""

from __future__ import annotations

import sys
from typing import Any, Protocol

__all__ = ["show_after_cell"]


class Shown(Protocol):
    """A picture that knows whether it was shown or saved."""

    was_seen: bool


_drawn: list[Shown] = []
_watched: set[int] = set()


def show_after_cell(picture: Shown) -> None:
    """Have a picture shown when the notebook's cell is done, where nothing has shown or saved it by then."""
    python = sys.modules.get("IPython")  # a notebook has loaded it; nothing else should
    shell = python.get_ipython() if python else None
    if shell is None or not shell.has_trait("kernel"):
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
