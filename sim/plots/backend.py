"""Load matplotlib whatever a user's settings name: pictures are drawn on a canvas and in a style of their own."""

from __future__ import annotations

import os
import sys
from importlib import import_module

__all__ = ["load_matplotlib"]


def load_matplotlib() -> None:
    """Import matplotlib; where ``MPLBACKEND`` or a matplotlibrc keeps it from that, without them."""
    try:
        import_module("matplotlib")
    except ValueError:
        for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
            del sys.modules[name]  # half of it
        named = {name: os.environ.pop(name, None) for name in ("MPLBACKEND", "MATPLOTLIBRC")}
        os.environ["MATPLOTLIBRC"] = os.devnull
        try:
            import_module("matplotlib")
        finally:
            del os.environ["MATPLOTLIBRC"]
            os.environ.update({name: value for name, value in named.items() if value is not None})
