"""``sim evidence``: what a scenario's preferences rest on, what is assumed, and which sources carry the forecast."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from sim.cli.arguments import (
    Printed,
    check_outcome,
    json_option,
    load_with_remarks,
    out_folder,
    outcome_option,
    replications_option,
    scenario_file,
    seed_option,
    settings,
    workers_option,
    worlds_option,
)
from sim.cli.long_runs import counting_bar, report
from sim.cli.terminal import INTERRUPTED

if TYPE_CHECKING:
    from sim.analysis.influence.influence import Influence
    from sim.scenario.load import LoadedScenario

__all__ = ["evidence"]


@click.command(short_help="Show what a scenario rests on, and what is assumed.")
@scenario_file
@settings
@seed_option("Seed of the preference models.")
@click.option("--all", "everything", is_flag=True, help="Show claims whole, and list those that nothing uses.")
@json_option
@click.option(
    "--influence",
    "by_influence",
    is_flag=True,
    help="Drop each source in turn and show how far the forecast moves (takes minutes).",
)
@click.option(
    "--shapley", is_flag=True, help="With --influence: what each document adds whatever others are at hand, too."
)
@worlds_option(None, least=2, text="With --influence: draws of what is not known; 300.")
@replications_option(None, text="With --influence: plays of chance in each world; 20.")
@workers_option
@outcome_option("With --influence: shown first, and drawn; the likeliest.")
@out_folder("With --influence: save tables and picture here.")
def evidence(
    file: Path,
    settings: tuple[str, ...],
    seed: int,
    everything: bool,
    printed: Printed | None,
    by_influence: bool,
    shapley: bool,
    worlds: int | None,
    replications: int | None,
    workers: int,
    outcome: str | None,
    out: Path | None,
) -> None:
    """Show what a scenario rests on: statements and their claims, assumptions, disputes, unused claims.

    Of every statement it shows how much it says: the share of preference models, drawn without any statement, that
    satisfy it. With --influence it shows which statements, claims, documents and tellings carry the forecast.
    """
    from sim.analysis.evidence.report import evidence_report
    from sim.scenario.load import check_scenario

    given = {"--worlds": worlds, "--replications": replications, "--outcome": outcome, "--out": out}
    stray = [name for name, value in given.items() if value is not None]
    asked = click.get_current_context().get_parameter_source("workers")
    stray += ["--shapley"] * shapley
    stray += ["--workers"] * (asked is ParameterSource.COMMANDLINE)
    if stray and not by_influence:
        raise click.UsageError(f"{stray[0]} goes with --influence")
    scenario = load_with_remarks(file, settings)
    check_scenario(scenario)
    if not by_influence:
        report(evidence_report(scenario, seed=seed), None, printed=printed, everything=everything)
        return
    size = {
        "worlds": worlds or 300,
        "replications": replications or 20,
        "seed": seed,
        "workers": workers,
        "shapley": shapley,
    }
    found = _find(scenario, outcome, size)
    report(found, out, printed=printed, outcome=outcome, everything=everything)
    if found.undone:
        raise SystemExit(INTERRUPTED)


def _find(scenario: LoadedScenario, outcome: str | None, size: dict[str, Any]) -> Influence:
    from sim.analysis.influence.influence import influence

    check_outcome(scenario, outcome)  # before the work, not after
    with counting_bar("runs") as progress:
        return influence(scenario, progress=progress, **size)
