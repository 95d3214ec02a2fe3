"""Pictures of results: functions of the results and, if you like, axes of your own. Importing it loads matplotlib."""

from sim.plots.outcomes import plot_outcomes
from sim.plots.saving import save_figure
from sim.plots.timing import plot_timing
from sim.plots.values import plot_values

__all__ = ["plot_outcomes", "plot_timing", "plot_values", "save_figure"]
