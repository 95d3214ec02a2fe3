"""Whether a sealed forecast comes out again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.answer import Detail
from sim.figures import counted
from sim.rendering.page import Part, Rows

if TYPE_CHECKING:
    from sim.analysis.sealing.seal import Verification

__all__ = ["FORMAT", "data", "frame", "parts"]

FORMAT = "negotiation-sim verification 1"

_SHOWN = 10
"""Figures that differ, shown unless in full."""


def parts(found: Verification, detail: Detail) -> Iterator[Part]:
    """Yield whether every figure is the same, and those that are not."""
    sealed = found.sealed
    yield "title", f"{sealed.title}: sealed on {sealed.date}, SHA-256 {sealed.sha256[:12]}..."
    if not found.is_same_version:
        yield (
            "warning",
            f"Not compared: it was sealed with version {sealed.version}, and this is {found.version}. Verify it with "
            "that version; what the file holds is what was sealed.",
        )
        return
    figures = counted(found.compared_figures, "figure")
    if found.holds:
        yield "line", f"It holds: all {figures} came out the same to the last digit."
        return
    yield "warning", f"It does not hold: {len(found.differing)} of {figures} differ."
    shown = found.differing if detail == "full" else found.differing[:_SHOWN]
    body = tuple((place, _number(one), _number(other)) for place, one, other in shown)
    yield Rows(("figure", "sealed", "now"), body)


def _number(value: int | None) -> str:
    return "-" if value is None else f"{value:,}"


def data(found: Verification) -> dict[str, Any]:
    """Return it in plain data."""
    return {
        "scenario": found.sealed.loaded().digest if found.is_same_version else None,
        "seed": found.sealed.seed,
        "sha256": found.sealed.sha256,
        "sealed_version": found.sealed.version,
        "holds": found.holds,
        "compared": found.compared_figures,
        "differing": [list(each) for each in found.differing],
    }


def frame(found: Verification) -> pd.DataFrame:
    """Return figures that differ; of a seal that holds, one row that says how many were compared."""
    rows = list(found.differing) or [("all that were compared", found.compared_figures, found.compared_figures)]
    return pd.DataFrame(rows, columns=["figure", "sealed", "now"])
