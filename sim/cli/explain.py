"""``sim explain``: what would have to be true for an outcome to come."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.arguments import COMPOSED, out_folder, scenario_file, settings, workers_option
from sim.cli.long_runs import report

__all__ = ["explain"]

_MANY = click.IntRange(min=1)


@click.command(short_help="Show what would have to be true for an outcome to come.")
@scenario_file
@click.option(
    "--outcome", metavar="NAME", type=COMPOSED, required=True, help="Which outcome, by its name in the file."
)
@click.option("--unlikely", is_flag=True, help="Ask what makes it unlikely instead.")
@click.option(
    "--worlds", type=_MANY, metavar="N", default=1000, show_default=True, help="Draws of what is not known."
)
@click.option("--replications", type=_MANY, metavar="N", default=20, show_default=True, help="Plays in each world.")
@click.option("--seed", type=int, metavar="N", default=1, show_default=True, help="The same seed, the same results.")
@settings
@workers_option
@out_folder()
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, and nothing else.")
def explain(
    file: Path,
    outcome: str,
    unlikely: bool,
    worlds: int,
    replications: int,
    seed: int,
    settings: tuple[str, ...],
    workers: int,
    out: Path | None,
    as_json: bool,
) -> None:
    """Show under which conditions an OUTCOME of FILE becomes likely, or unlikely.

    Conditions are ranges of what the worlds differ in (values, beliefs, procedure times) and chance events, found on
    half of the worlds and judged on the other half.
    """
    import sim
    from sim.analysis.explanation.explanation import check_question
    from sim.analysis.explanation.explanation import explain as find_conditions

    scenario = sim.load(file, settings=settings)
    check_question(scenario, outcome, worlds)  # before the work, not after
    found = find_conditions(
        scenario,
        outcome=outcome,
        unlikely=unlikely,
        worlds=worlds,
        replications=replications,
        seed=seed,
        workers=workers,
    )
    report(found, out, as_json=as_json)
