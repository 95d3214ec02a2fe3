"""``sim explain``: what would have to be true for an outcome to come."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli.arguments import (
    Printed,
    as_of_option,
    json_option,
    load_with_remarks,
    named,
    out_folder,
    outcome_option,
    scenario_file,
    settings,
    size_options,
    weights_option,
)
from sim.cli.long_runs import counting_bar, report

__all__ = ["explain"]


@click.command(short_help="Show what would have to be true for an outcome to come.")
@scenario_file
@outcome_option("Which outcome, by its name in the file.  [required]")
@click.option("--unlikely", is_flag=True, help="Ask what makes it unlikely instead.")
@size_options(worlds=1000)
@settings
@as_of_option
@weights_option(default=False)
@out_folder()
@json_option
def explain(
    file: Path,
    outcome: str | None,
    unlikely: bool,
    settings: tuple[str, ...],
    as_of: str | None,
    out: Path | None,
    printed: Printed | None,
    **size: Any,
) -> None:
    """Show under which conditions an OUTCOME of FILE becomes likely, or unlikely.

    Conditions are ranges of what the worlds differ in (values, beliefs, procedure times) and chance events, found on
    half of the worlds and judged on the other half.
    """
    from sim.analysis.explanation.explanation import check_question
    from sim.analysis.explanation.explanation import explain as find_conditions
    from sim.results.endings import Endings

    scenario = load_with_remarks(file, settings, as_of=as_of)
    outcome = named("--outcome", outcome, Endings(scenario.model, scenario.packages).names)
    check_question(scenario, outcome, size["worlds"])  # before the work, not after
    with counting_bar("plays") as progress:
        found = find_conditions(scenario, outcome=outcome, unlikely=unlikely, as_of=as_of, progress=progress, **size)
    report(found, out, printed=printed)
