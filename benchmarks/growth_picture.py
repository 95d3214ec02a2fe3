"""The growth curves as one small picture, which reads in grey."""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = ["draw_growth"]

AXES = {
    "block": "lanes in a block",
    "worlds": "worlds, of 20 replications each",
    "replications": "replications in a world",
    "rivals": "imagined rivals",
    "packages": "packages (generated)",
    "days": "days to the deadline (generated)",
}
"""What the axes of `measure_growth` are, in words."""


def draw_growth(grown: dict[str, dict[str, Any]], path: Path) -> None:
    """Draw microseconds per replication against each axis, both on logarithmic scales."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    figure = Figure(figsize=(9, 5.2), layout="constrained")
    panels = figure.subplots(2, 3, sharey=True).ravel()
    for panel, (axis, words) in zip(panels, AXES.items(), strict=True):
        points = grown[axis]["points"]
        x = [point["x"] for point in points]
        panel.plot(x, [1e6 * point["seconds_per_lane"] for point in points], color="black", marker="o", ms=4, lw=1.2)
        panel.set(xscale="log", yscale="log", xlabel=words)
        panel.xaxis.set_major_locator(FixedLocator(x))
        panel.xaxis.set_minor_locator(NullLocator())
        panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        panel.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        panel.tick_params(labelsize=8)
        panel.grid(which="major", color="0.85", lw=0.6)
        panel.spines[["top", "right"]].set_visible(False)
    for panel in panels[::3]:
        panel.set_ylabel("µs a replication")
    figure.suptitle("What a replication costs on one core")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
