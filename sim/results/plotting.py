"""``outcomes.plot``: the pictures that show a result, drawn when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.results.outcomes import Outcomes

__all__ = ["Plots"]


class Plots:
    """Pictures of one result.

    Parameters
    ----------
    outcomes : Outcomes
        What they show.
    """

    def __init__(self, outcomes: Outcomes) -> None:
        self._outcomes = outcomes

    def __call__(self, *, ax: Axes | None = None) -> Axes:
        """Draw the distribution of outcomes, with Monte Carlo error and evidence band."""
        from sim.plots.outcomes import plot_outcomes  # late: plots stand on results, and load matplotlib

        return plot_outcomes(self._outcomes, ax=ax)

    def timing(self, *, ax: Axes | None = None) -> Axes:
        """Draw the share agreed by date, with the events marked."""
        from sim.plots.timing import plot_timing

        return plot_timing(self._outcomes, ax=ax)

    def values(self, *, ax: Axes | None = None) -> Axes:
        """Draw what agreements are worth to each side, against the zone of agreement."""
        from sim.plots.values import plot_values

        return plot_values(self._outcomes, ax=ax)
