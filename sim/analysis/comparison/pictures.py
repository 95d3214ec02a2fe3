"""``comparison.plot``: the pictures that show a comparison, drawn when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.analysis.comparison.comparison import Comparison

__all__ = ["ComparisonPlots"]


class ComparisonPlots:
    """Pictures of one comparison.

    Parameters
    ----------
    comparison : Comparison
        What they show.
    """

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison

    def __call__(self, *, ax: Axes | None = None) -> Axes:
        """Draw each outcome's probability in every scenario; on a picture of its own also the differences."""
        from sim.plots.compare import plot_comparison  # late: plots stand on analysis, and load matplotlib

        return plot_comparison(self._comparison, ax=ax)

    def differences(self, *, ax: Axes | None = None) -> Axes:
        """Draw the differences against the first scenario, with paired and unpaired intervals."""
        from sim.plots.compare import plot_differences

        return plot_differences(self._comparison, ax=ax)

    def flows(self, name: str | None = None, *, ax: Axes | None = None) -> Axes:
        """Draw which plays end how in the first scenario and in the one called `name`, by default the second."""
        from sim.plots.flows import plot_flows

        return plot_flows(self._comparison, name, ax=ax)
