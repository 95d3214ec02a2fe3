"""``sim evidence``: what a scenario's preferences rest on, and what is assumed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from sim.cli.arguments import scenario_file, settings

__all__ = ["evidence"]

_PIPED_COLUMNS = 100


@click.command(short_help="Show what a scenario rests on, and what is assumed.")
@scenario_file
@settings
@click.option("--seed", type=int, metavar="N", default=1, show_default=True, help="Seed of the preference models.")
@click.option("--all", "everything", is_flag=True, help="Tell claims whole, and list those that nothing uses.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, and nothing else.")
def evidence(file: Path, settings: tuple[str, ...], seed: int, everything: bool, as_json: bool) -> None:
    """Show what a scenario rests on: statements and their claims, assumptions, disputes, unused claims.

    Of every statement it tells how much it says: the share of preference models, drawn without any statement, that
    satisfy it.
    """
    from sim.analysis.evidence import evidence_report
    from sim.scenario.load import check_scenario, load_scenario

    scenario = load_scenario(file, settings=settings)
    check_scenario(scenario)
    report = evidence_report(scenario, seed=seed)
    if as_json:
        import json
        from dataclasses import asdict

        click.echo(json.dumps(asdict(report), default=str, indent=2, ensure_ascii=False))
        return
    from rich.console import Console

    from sim.cli.evidence_view import show_evidence

    # rich takes 80 columns where there is no terminal
    chosen = sys.stdout.isatty() or "COLUMNS" in os.environ
    console = Console(width=None if chosen else _PIPED_COLUMNS, highlight=False)
    for part in show_evidence(report, everything=everything):
        console.print(part)
