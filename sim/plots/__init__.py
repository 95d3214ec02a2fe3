"""Pictures of results: functions of the results and, if you like, axes of your own. Importing it loads matplotlib."""

from sim.plots.backend import load_matplotlib

load_matplotlib()  # before anything else imports it

from sim.plots.outcomes import plot_outcomes  # noqa: E402
from sim.plots.saving import save_figure  # noqa: E402
from sim.plots.timing import plot_timing  # noqa: E402
from sim.plots.values import plot_values  # noqa: E402

__all__ = ["plot_outcomes", "plot_timing", "plot_values", "save_figure"]
