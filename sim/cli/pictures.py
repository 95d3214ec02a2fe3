"""The pictures that ``sim run --out`` puts beside the tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.figures import percent
from sim.plots.saving import save_figure
from sim.results.outcomes import Outcomes

__all__ = ["draw_pictures"]


def draw_pictures(outcomes: Outcomes, folder: Path) -> None:
    """Write `sim.results.saving.PLOTS` as SVG and PNG."""
    title = outcomes.provenance.title
    odds = "; ".join(f"{name} {percent(share)}" for name, share in outcomes.probabilities()["probability"].items())
    tally = outcomes.lanes.tally
    signed = tally.share(tally.signed)
    pictures: dict[str, tuple[Callable[[], Axes], str, str]] = {
        "outcomes": (outcomes.plot, f"Outcomes of {title}", f"Probability of each outcome: {odds}."),
        "timing": (
            outcomes.plot.timing,
            f"Agreement by date in {title}",
            f"Share of plays agreed by each day, by outcome; {percent(signed)} signed by the deadline.",
        ),
        "values": (
            outcomes.plot.values,
            f"Values to the sides in {title}",
            "Agreements and proposals by what each side gains over no deal.",
        ),
    }
    for name, (draw, heading, description) in pictures.items():
        figure = draw().get_figure(root=True)
        if isinstance(figure, Figure):
            save_figure(figure, folder / name, title=heading, description=description)
