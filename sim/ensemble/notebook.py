"""How far a long run is: one line of plain text, in a notebook, which needs no widgets, or on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

__all__ = ["PATIENCE", "notebook_progress", "progress_line"]

PATIENCE = 2.0
"""Seconds for which a reader waits without asking how long it will take (ASSUMPTION)."""

_WIDTH, _COLUMNS = 30, 79


def notebook_progress() -> Callable[[int, int], None] | None:
    """Return a progress line for the notebook the program runs in; None anywhere else.

    It appears where a run takes longer than `PATIENCE`, and says at the end how long it took.
    """
    python = sys.modules.get("IPython")  # a notebook has loaded it; nothing else should
    shell = python.get_ipython() if python else None
    if shell is None or not shell.has_trait("kernel"):
        return None
    from IPython.display import display

    return _Line(display)


def progress_line() -> Callable[[int, int], None]:
    """Return a progress line: the notebook's, or one on standard error."""
    return notebook_progress() or _Line(lambda *_, **__: _ErrorLine(), end=lambda: sys.stderr.write("\n"))


class _ErrorLine:
    """A line on standard error, which writes over itself until it is ended."""

    def update(self, words: _Words) -> None:
        """Write over what stands there."""
        sys.stderr.write(f"\r{words!r:<{_COLUMNS}}")
        sys.stderr.flush()


class _Line:
    """A line that writes over itself.

    Parameters
    ----------
    display : callable
        IPython's, or one like it.
    end : callable, optional
        Called after the last words.
    """

    def __init__(self, display: Callable[..., Any], end: Callable[[], object] = lambda: None) -> None:
        self._display, self._handle, self._end = display, None, end
        self._began = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        seconds = time.monotonic() - self._began
        if self._handle is None:
            if seconds < PATIENCE or done >= total:
                return
            self._handle = self._display(_Words(""), display_id=True)
        count = f"{done:,} of {total:,}" if done < total else f"{total:,} done in {seconds:.0f} s"
        filled = round(_WIDTH * done / total)
        bar = "" if done >= total else f"{'█' * filled}{'·' * (_WIDTH - filled)} "
        left = f", about {seconds * (total - done) / done:.0f} s left" if 0 < done < total else ""
        self._handle.update(_Words(f"{bar}{count}{left}"))  # type: ignore[attr-defined]
        if done >= total:
            self._end()


class _Words:
    """Words that a notebook shows without quotation marks."""

    def __init__(self, words: str) -> None:
        self._words = words

    def __repr__(self) -> str:
        return self._words
