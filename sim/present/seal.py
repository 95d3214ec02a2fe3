"""A sealed forecast: its figures, and the hash to publish."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.analysis.sealing.seal import FORMAT
from sim.answer import Detail
from sim.figures import percent
from sim.rendering.page import Part, Rows

if TYPE_CHECKING:
    from sim.analysis.sealing.seal import Seal

__all__ = ["FORMAT", "data", "files", "frame", "parts"]


def parts(found: Seal, detail: Detail) -> Iterator[Part]:
    """Yield the figures, what they are made of, and the hash."""
    as_of = f", as of {found.as_of}" if found.as_of else ""
    yield "title", f"{found.title}{as_of}: sealed on {found.date}"
    plays = found.figures["plays"]
    body = tuple((name, f"{count:,}", percent(count / plays)) for name, count in found.figures["outcomes"].items())
    yield Rows(("outcome", "plays", "chance"), body)
    yield "line", f"SHA-256 {found.sha256}"
    yield (
        "small",
        f"{found.worlds:,} worlds x {found.replications:,}, seed {found.seed}, version {found.version}. Publish the "
        "hash: whoever has the file can make every figure again.",
    )


def data(found: Seal) -> dict[str, Any]:
    """Return what is sealed, its hash, and what is noted beside it."""
    return {
        **found.compared(),
        "sha256": found.sha256,
        "title": found.title,
        "libraries": dict(found.libraries),
    }


def frame(found: Seal) -> pd.DataFrame:
    """Return plays by outcome."""
    return pd.DataFrame(
        {"outcome": list(found.figures["outcomes"]), "plays": list(found.figures["outcomes"].values())}
    )


def files(found: Seal) -> dict[str, str]:
    """Return the file that is saved."""
    return {"seal.json": found.to_json()}
