"""How much of what is open evidence could settle, and how much is luck: in sentences; its data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.answer import Detail, plain_data
from sim.rendering.page import Part

if TYPE_CHECKING:
    from sim.analysis.sensitivity.variance import VarianceSplit

__all__ = ["FORMAT", "data", "parts"]

FORMAT = "negotiation-sim variance 1"


def parts(found: VarianceSplit, detail: Detail) -> Iterator[Part]:
    """Yield a sentence for each outcome."""
    if found.made is not None:
        yield "title", f"{found.made.dated_title}: what evidence could settle, and what is luck"
    for name in found.names:
        yield "line", found.sentence(name)


def data(found: VarianceSplit) -> dict[str, Any]:
    """Return it in plain data; of shares that were given there is no run."""
    made = found.made
    return {
        "title": made and made.title,
        "scenario": made and made.scenario,
        "seed": made and made.seed,
        "provenance": made and made.as_dict(),
        "outcomes": plain_data(found.table().reset_index().to_dict("records")),
    }
