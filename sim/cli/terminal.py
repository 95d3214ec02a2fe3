"""How wide to print: as the environment's COLUMNS says, else as wide as the terminal, else 100 columns."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["terminal"]

_PIPED_COLUMNS = 100


def terminal() -> Console:
    """Return the console on standard output."""
    from rich.console import Console  # late: a tenth of a second

    # rich takes 80 columns where there is no terminal
    chosen = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(width=None if chosen else _PIPED_COLUMNS, highlight=False)
