"""How the clock empties the zone of agreement: for each day, how often there is anything left to sign."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.bargaining.zone_by_date import zone_day_by_day
from sim.figures import joined, percent, plain
from sim.plots.calendar import Mark, deadline_marks, draw_marks, position, set_days, short_day, short_title
from sim.plots.canvas import canvas, explain, lay_out
from sim.plots.provenance import dated, footer
from sim.plots.style import GRID, MUTED, looks
from sim.results.naming import say_day

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.analysis.bargaining.bargaining_set import BargainingSet

__all__ = ["describe_zone_by_date", "plot_zone_by_date"]

_HEIGHT = 4.6
_DASHES = ("-", (0, (5, 1.5)), (0, (1, 1)), (0, (5, 1.5, 1, 1.5)))
"""Lines that overlap are told apart, and in grey."""


def plot_zone_by_date(found: BargainingSet, *, ax: Axes | None = None) -> Axes:
    """Draw the share of worlds in which anything can be agreed, for signing on each day.

    Parameters
    ----------
    found : BargainingSet
        From `sim.Scenario.analyse`.
    ax : Axes, optional
        Where to draw; a picture of its own by default.

    Notes
    -----
    Packages count as signed on the day: weighed by the chance of being in force by the deadline, less the cost of
    signing. A line begins and ends with the days on which its governments may face each other.
    """
    model = found.scenario.model
    shares = zone_day_by_day(model, found.stakes)
    titles = {pairing: pairing.title(model) for pairing in shares}
    given = looks([*titles.values()])
    with canvas(
        ax,
        title=f"Is there anything to sign? {model.title}",
        subtitle=f"Share of worlds with a zone of agreement, for signing on each day ({found.worlds:,} worlds)",
        footer=footer(dated(found.scenario.whole_digest, found.as_of), found.seed),
        height=_HEIGHT + 0.2 * len(shares),
    ) as axes:
        days = position(model.start) + np.arange(found.stakes.standing.deadline + 1)
        lines = []
        for number, (pairing, share) in enumerate(shares.items()):
            title, dashes = titles[pairing], _DASHES[number % len(_DASHES)]
            colour = given[title].colour
            lines += axes.plot(days, 100 * share, color=colour, linewidth=2.2, linestyle=dashes, label=title)
        axes.set_ylim(0, 100)
        axes.set_yticks(range(0, 101, 20), [f"{tick}%" for tick in range(0, 101, 20)])
        axes.grid(axis="y", color=GRID, linewidth=0.8)
        axes.tick_params(axis="y", length=0, labelcolor=MUTED)
        set_days(axes, model.start, model.start + timedelta(days=found.stakes.standing.deadline))
        explain(axes, lines)
        lay_out(axes)
        draw_marks(axes, _marks(found))
    return axes


def describe_zone_by_date(found: BargainingSet) -> str:
    """Return the picture in words, for a screen reader."""
    model = found.scenario.model
    phrases = []
    for pairing, shares in zone_day_by_day(model, found.stakes).items():
        known = np.flatnonzero(~np.isnan(shares))
        days = dict.fromkeys((int(known[0]), int(known[np.argmax(shares[known])]), int(known[-1])))
        of_days = [f"{percent(float(shares[day]))} on {say_day(model.start + timedelta(days=day))}" for day in days]
        phrases.append(f"{pairing.title(model)} {joined(of_days)}")
    return f"Share of worlds with a zone of agreement: {'; '.join(phrases)}."


def _marks(found: BargainingSet) -> list[Mark]:
    """Return the deadline and the dates of events, one mark a day."""
    model = found.scenario.model
    labels: dict[date, str] = {}
    for row in found.by_date.rows:
        names = {event.title or plain(name): short_title(event, name) for name, event in model.events.items()}
        happening = [names[why] for why in row.why if why in names]
        if happening:
            labels[row.day] = happening[0]
    marks = [Mark(day, f"{label}, {short_day(day)}", day, "event") for day, label in labels.items()]
    if (standing := found.stakes.standing).now:  # prolonged, or set nearer, as the record says
        day = model.start + timedelta(days=standing.deadline)
        return [*marks, Mark(day, f"deadline, {short_day(day)}", day, "deadline")]
    return [*marks, *deadline_marks(model)]
