"""``sim evidence``: what a scenario's preferences rest on, what is assumed, and which sources carry the forecast."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.arguments import COMPOSED, out_folder, scenario_file, settings, workers_option
from sim.cli.long_runs import INTERRUPTED, counting_bar, report
from sim.cli.terminal import say_json, show

if TYPE_CHECKING:
    from sim.analysis.influence.influence import Influence
    from sim.scenario.load import LoadedScenario

__all__ = ["evidence"]

_MANY = click.IntRange(min=1)


@click.command(short_help="Show what a scenario rests on, and what is assumed.")
@scenario_file
@settings
@click.option("--seed", type=int, metavar="N", default=1, show_default=True, help="Seed of the preference models.")
@click.option("--all", "everything", is_flag=True, help="Tell claims whole, and list those that nothing uses.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, and nothing else.")
@click.option(
    "--influence",
    "by_influence",
    is_flag=True,
    help="Drop each source in turn and show how far the forecast moves (takes minutes).",
)
@click.option(
    "--worlds", type=click.IntRange(min=2), metavar="N", help="With --influence: draws of what is not known; 300."
)
@click.option("--replications", type=_MANY, metavar="N", help="With --influence: plays in each world; 20.")
@workers_option
@click.option(
    "--outcome", metavar="NAME", type=COMPOSED, help="With --influence: told first, and drawn; the likeliest."
)
@out_folder("With --influence: save tables and picture here.")
def evidence(
    file: Path,
    settings: tuple[str, ...],
    seed: int,
    everything: bool,
    as_json: bool,
    by_influence: bool,
    worlds: int | None,
    replications: int | None,
    workers: int,
    outcome: str | None,
    out: Path | None,
) -> None:
    """Show what a scenario rests on: statements and their claims, assumptions, disputes, unused claims.

    Of every statement it tells how much it says: the share of preference models, drawn without any statement, that
    satisfy it. With --influence it tells which statements, claims, documents and tellings carry the forecast.
    """
    from sim.scenario.load import check_scenario, load_scenario

    given = {"--worlds": worlds, "--replications": replications, "--outcome": outcome, "--out": out}
    stray = [name for name, value in given.items() if value is not None]
    if stray and not by_influence:
        raise click.UsageError(f"{stray[0]} goes with --influence")
    scenario = load_scenario(file, settings=settings)
    check_scenario(scenario)
    if not by_influence:
        _report(scenario, seed=seed, everything=everything, as_json=as_json)
        return
    size = {"worlds": worlds or 300, "replications": replications or 20, "seed": seed}
    found = _find(scenario, outcome, **size, workers=workers)
    report(found, out, as_json=as_json, outcome=outcome, everything=everything)
    if found.undone:
        raise SystemExit(INTERRUPTED)


def _report(scenario: LoadedScenario, *, seed: int, everything: bool, as_json: bool) -> None:
    from sim.analysis.evidence.report import evidence_report

    evidence = evidence_report(scenario, seed=seed)
    if as_json:
        say_json(evidence.to_dict())
        return
    from sim.cli.evidence_view import show_evidence

    show(show_evidence(evidence, everything=everything))


def _find(
    scenario: LoadedScenario, outcome: str | None, *, worlds: int, replications: int, seed: int, workers: int
) -> Influence:
    from sim.analysis.influence.influence import influence
    from sim.results.endings import Endings

    names = Endings(scenario.model, scenario.packages).names
    if outcome is not None and outcome not in names:  # before the work, not after
        from sim.errors import InputError, did_you_mean

        known = f"allowed: {', '.join(names)}"
        raise InputError(f"--outcome: no such outcome (found {outcome!r}; {known}).{did_you_mean(outcome, names)}")
    with counting_bar("runs") as progress:
        return influence(
            scenario,
            worlds=worlds,
            replications=replications,
            seed=seed,
            workers=workers,
            progress=progress,
        )
