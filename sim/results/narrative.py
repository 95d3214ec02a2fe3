"""One play as a story: replayed with its log, told in dated sentences, with the evidence behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass

__all__ = ["Ending", "Story", "tell"]

_WIDTH = 100
_DAY_WIDTH = 19
