"""``python -m benchmarks.deu --data FOLDER``: decisions of the European Union, every contestant on the same folds."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np

from benchmarks.deu.contestants import predict_all
from benchmarks.deu.council import play_decision
from benchmarks.deu.data import FOLDS, Decision, folds_of, read_decisions
from benchmarks.deu.distributions import Distribution, crps, median
from benchmarks.record import record
from benchmarks.tables import table
from sim.analysis.validation.families import mean_difference
from sim.ensemble.execution import RunSize
from sim.errors import SimError
from sim.version import VERSION

WITHIN = 10
AGAINST = "mixture"


def measure(decisions: Sequence[Decision], played: Sequence[Distribution]) -> list[dict[str, Any]]:
    """Return the scores of every contestant: ``crps``, ``error`` (of the median), ``within``, and ``gain``.

    `gain` is how much lower its CRPS is than the mixture's, with its 95% interval over whole proposals.
    """
    predicted = predict_all(decisions, folds_of(decisions), played)
    outcomes = [each.outcome for each in decisions]
    scored = {
        name: [crps(each, outcome) for each, outcome in zip(found, outcomes, strict=True)]
        for name, found in predicted.items()
    }
    rows = []
    for name, found in predicted.items():
        off = np.array([abs(median(each) - outcome) for each, outcome in zip(found, outcomes, strict=True)])
        gaps = [own - other for own, other in zip(scored[name], scored[AGAINST], strict=True)]
        gain = mean_difference(gaps, [each.proposal for each in decisions])
        rows.append(
            {
                "name": name,
                "crps": float(np.mean(scored[name])),
                "error": float(off.mean()),
                "within": float((off <= WITHIN).mean()),
                "gap": [gain.mean, gain.low, gain.high],
            }
        )
    return sorted(rows, key=lambda row: float(row["crps"]))


def as_text(
    rows: Sequence[dict[str, Any]], decisions: Sequence[Decision], without: Sequence[float], size: RunSize
) -> str:
    """Return the scores as a table in Markdown, with what they are of; `without` agreement are shares of plays."""
    proposals = len({each.proposal for each in decisions})
    head = ("contestant", "CRPS", "mean absolute error", f"within {WITHIN}, %", f"CRPS less the {AGAINST}'s [95%]")
    body = [
        (row["name"], f"{row['crps']:.2f}", f"{row['error']:.1f}", f"{100 * row['within']:.1f}",
         f"{row['gap'][0]:.2f} [{row['gap'][1]:.2f}, {row['gap'][2]:.2f}]")
        for row in rows
    ]  # fmt: skip
    title = (
        f"### European Union: {len(decisions)} decisions on {proposals} proposals, {FOLDS} folds of whole proposals"
    )
    made = f"{size.worlds} worlds x {size.replications} of each decision, version {VERSION}"
    fail = f"{100 * float(np.mean(without)):.0f}% of the simulator's plays end without agreement"
    return f"{title}\n\n{table(head, body)}\n\n{made}; {fail}, and then count as the reference point.\n"


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="The folder that holds the data.")
@click.option("--proposals", type=click.IntRange(min=2 * FOLDS), help="The first so many alone.  [default: all]")
@click.option("--worlds", default=20, show_default=True, help="Worlds of each decision.")
@click.option("--replications", default=5, show_default=True, help="Plays of chance in each.")
@click.option("--choice", type=click.Choice(["people", "exact"]), default="people", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="Save the figures here as JSON.")
@click.option("--record", "recorded", is_flag=True, help="Keep the table in benchmarks/README.md.")
def main(
    data: Path, proposals: int | None, worlds: int, replications: int, choice: str, out: Path | None, recorded: bool
) -> None:
    """Hold the simulator against decisions of the European Union, and against rules of thumb on the same folds."""
    try:
        decisions = read_decisions(data)
        chosen = list(dict.fromkeys(each.proposal for each in decisions))[:proposals]
        decisions = [each for each in decisions if each.proposal in chosen]
        played, size = [], RunSize.of(worlds, replications, 1)
        for number, each in enumerate(decisions, start=1):
            settings = {"choice": choice, "rivals_known": True}
            played.append(play_decision(each, size, settings))
            if sys.stderr.isatty():
                click.echo(f"\r{number} of {len(decisions)} decisions", nl=False, err=True)
    except SimError as error:
        click.echo(str(error), err=True)
        raise SystemExit(error.exit_status) from None
    rows = measure(decisions, [each.outcomes for each in played])
    text = as_text(rows, decisions, [each.without_agreement for each in played], size)
    click.echo(text)
    if recorded:
        record(text, Path(__file__).parents[1] / "README.md", "deu")
    if out is not None:
        out.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
