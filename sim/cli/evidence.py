"""``sim evidence``: what a scenario's preferences rest on, and what is assumed."""

from __future__ import annotations

import pathlib

import click

__all__ = ["evidence"]


@click.command()
@click.argument("file", type=click.Path(path_type=pathlib.Path))
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Set one value of the scenario.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Seed of the preference models."
)
@click.option("--all", "everything", is_flag=True, help="Tell claims whole, and list those that nothing uses.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, alone.")
def evidence(file: pathlib.Path, settings: tuple[str, ...], seed: int, everything: bool, as_json: bool) -> None:
    """Show what FILE rests on: statements and their claims, assumptions, disputes, unused claims."""
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

    console = Console(highlight=False)
    for part in show_evidence(report, everything=everything):
        console.print(part)
