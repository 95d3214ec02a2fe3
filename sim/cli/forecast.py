"""``sim forecast``: a series of forecasts, each with what was known on its day, scored against what happened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli.arguments import (
    Printed,
    json_option,
    load_with_remarks,
    out_folder,
    scenario_file,
    settings,
    size_options,
    weights_option,
)
from sim.cli.long_runs import counting_bar, report
from sim.cli.terminal import notice
from sim.cli.typed import WholeNumber
from sim.errors import InputError

__all__ = ["forecast"]


@click.command(short_help="Forecast day by day, and score it against what happened.")
@scenario_file
@click.option("--dates", metavar="DATE,...", help="Days to forecast from; by default those of the record, and more.")
@click.option(
    "--every", type=WholeNumber(1), metavar="DAYS", help="Instead: the start, and every so many days after it."
)
@size_options(worlds=300)
@settings
@click.option(
    "--base-rate",
    "base_rate",
    metavar="OUTCOME=CHANCE",
    multiple=True,
    help="Compare with a forecaster who always says so; may be repeated, and the rest is shared evenly.",
)
@weights_option(default=False, given="Worlds")
@click.option(
    "--range",
    "readings",
    is_flag=True,
    help="Show the structural range, too: each day played under other readings of what decides it (several times as "
    "long).",
)
@out_folder()
@json_option
def forecast(
    file: Path,
    dates: str | None,
    every: int | None,
    settings: tuple[str, ...],
    base_rate: tuple[str, ...],
    out: Path | None,
    printed: Printed | None,
    **size: Any,
) -> None:
    """Forecast FILE from several days: what was known by then is fixed, the rest simulated.

    All days have the same luck. Where the file says how it ended, every forecast is scored (0 is best); in classes
    common to all talks beside how often other talks ended so.
    """
    import sim
    from sim.analysis.forecasts.as_of import choose_dates
    from sim.scenario.remarks import undated

    scenario = load_with_remarks(file, settings)
    chosen = choose_dates(scenario.model, dates and [day.strip() for day in dates.split(",")], every=every)
    if late := undated(scenario, chosen[0]):
        notice(f"{late}.")
    with counting_bar("plays") as progress:
        found = sim.forecast(scenario, dates=chosen, base_rate=_base_rate(base_rate), progress=progress, **size)
    report(found, out, printed=printed)


def _base_rate(stated: tuple[str, ...]) -> dict[str, float] | None:
    """Return the chances stated as OUTCOME=CHANCE.

    Raises
    ------
    InputError
        Where one is not of this form.

    Examples
    --------
    >>> _base_rate(("peace=0.4", "war = 0.1"))
    {'peace': 0.4, 'war': 0.1}
    """
    rates = {}
    for text in stated:
        name, _, chance = text.rpartition("=")
        if name.strip() in rates:
            raise InputError(f"--base-rate: {name.strip()} is given twice")
        try:
            rates[name.strip()] = float(chance)
        except ValueError:
            raise InputError(
                f"--base-rate: must be an outcome and its chance, as in lapsed=0.3 (found '{text}')"
            ) from None
    return rates or None
