"""The evidence report in a few tables: what a notebook shows of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sim.analysis.evidence.parts import EvidenceReport, GovernmentEvidence
from sim.answer import Detail, plain_data
from sim.figures import percent
from sim.present.page import Part, Rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.plots.saving import Drawing

__all__ = ["FORMAT", "data", "drawings", "parts", "pictures"]

FORMAT = "negotiation-sim evidence 1"

_LEGEND = (
    "A statement “leaves” the share of preference models, drawn without any statement, that satisfy it: the smaller, "
    "the more it says. “Held in”: the share of worlds in which it counts. “Told by”: its best source."
)


def parts(report: EvidenceReport, detail: Detail) -> Iterator[Part]:
    """Yield the report's parts: a table of statements for each government, and how much is assumed."""
    yield "title", f"{report.title}: what it rests on"
    yield "small", _LEGEND
    for government in report.governments:
        yield "heading", government.title
        yield "line", _no_deal(government)
        if government.statements:
            yield Rows(("it …", "told by", "claims", "leaves", "held in"), tuple(_rows(government)), words=3)
    assumed = sum(setting.assumed for setting in report.settings)
    yield "end", f"{assumed} of {len(report.settings)} numbers and choices rest on no claim: see its settings."


def _no_deal(government: GovernmentEvidence) -> str:
    if government.no_deal_range is None or government.no_deal_left is None:
        return "Its points are given outright."
    low, high = government.no_deal_range
    least, middle, most = government.no_deal_left
    return (
        f"No deal is worth {low:.0f} to {high:.0f} points to it at the outset; with the statements "
        f"{least:.0f} to {most:.0f} (8 models in 10; median {middle:.0f})."
    )


def _rows(government: GovernmentEvidence) -> Iterator[tuple[str, ...]]:
    for statement in government.statements:
        yield (
            statement.sentence,
            statement.support,
            ", ".join(claim.id for claim in statement.claims) or "-",
            percent(statement.leaves),
            percent(statement.credence),
        )


def data(report: EvidenceReport) -> dict[str, Any]:
    """Return all its parts in plain data."""
    found: dict[str, Any] = plain_data(asdict(report))
    return found


def pictures() -> dict[str, Callable[..., Axes]]:
    """Return no functions: it has no picture."""
    return {}


def drawings(report: EvidenceReport) -> Iterator[Drawing]:
    """Yield nothing."""
    yield from ()
