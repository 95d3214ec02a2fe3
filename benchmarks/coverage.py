"""``python -m benchmarks.coverage``: how often 95% intervals hold what they are about, against one large run.

A quick case is run with many seeds, the flagship with fewer; the truth is one run of many more worlds.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic

import click
import numpy as np
from numpy.typing import NDArray

import sim
from benchmarks.kept import Kept
from benchmarks.machine import ROOT
from sim.results.estimates import Estimates

__all__ = ["Case", "Coverage", "coverage", "say", "tolerance"]

Floats = NDArray[np.float64]

RARE = 0.005
"""Outcomes of a lower probability are not asked about: most runs of these sizes never see them."""

TRUTH_SEED = 900_001

PIECE = 1_000
"""Worlds at once of the large run; each piece has a seed of its own."""


@dataclass(frozen=True)
class Case:
    """What is run, and how often.

    Parameters
    ----------
    path : Path
    seeds, worlds, replications : int
        So many runs of so many worlds each.
    truth : int
        Worlds of the large run.
    """

    path: Path
    seeds: int
    worlds: int
    replications: int
    truth: int


CASES = (
    Case(ROOT / "tests" / "ensemble" / "port.yaml", seeds=1_000, worlds=60, replications=20, truth=30_000),
    Case(ROOT / "scenarios" / "new_start" / "baseline.yaml", seeds=300, worlds=100, replications=20, truth=20_000),
)


@dataclass(frozen=True)
class Coverage:
    """How often the intervals of one outcome held its probability.

    Parameters
    ----------
    outcome : str
    probability, error : float
        Of the large run, and its standard error.
    covered, below, above : float
        Shares of runs whose interval held it, lay below it, lay above it.
    runs : int
    """

    outcome: str
    probability: float
    error: float
    covered: float
    below: float
    above: float
    runs: int

    @property
    def honest(self) -> bool:
        """Whether so many runs cannot tell the coverage from 95%, or it is more."""
        return self.covered >= 0.95 - tolerance(self.runs)


def tolerance(runs: int) -> float:
    """Return how far below 95% the share covered may lie by luck: 2.5758 binomial errors, one time in 200.

    Examples
    --------
    >>> round(tolerance(1_000), 4)
    0.0178
    """
    return float(2.5758 * np.sqrt(0.95 * 0.05 / runs))


def coverage(case: Case, *, progress: bool = False, keep: Path | None = None) -> list[Coverage]:
    """Run a case with all its seeds and compare the intervals with the large run, which is played in pieces."""
    scenario = sim.load(case.path)
    made = {"scenario": scenario.digest, "version": sim.__version__}
    made |= {"worlds": case.worlds, "replications": case.replications}
    kept = Kept(keep and keep / f"coverage-{case.path.stem}.jsonl", made)

    def run(seed: int, worlds: int) -> Estimates:
        return scenario.run(worlds=worlds, replications=case.replications, seed=seed).estimates

    def piece(number: int) -> list[list[float]]:
        found = run(TRUTH_SEED + number, min(PIECE, case.truth))
        return [found.probability.tolist(), found.standard_error.tolist()]

    def interval(seed: int) -> list[list[float]]:
        found = run(seed, case.worlds)
        return [found.low.tolist(), found.high.tolist()]

    pieces = max(1, case.truth // PIECE)
    large = np.array([kept.once(f"truth {number}", partial(piece, number)) for number in range(pieces)])
    truth, error = large[:, 0].mean(axis=0), np.sqrt((large[:, 1] ** 2).sum(axis=0)) / pieces
    intervals = []
    for seed in range(1, case.seeds + 1):
        intervals.append(kept.once(f"seed {seed}", partial(interval, seed)))
        if progress and seed % 20 == 0:
            sys.stderr.write(f"\r{case.path.stem}: {seed} of {case.seeds} ")
    low, high = np.array(intervals).swapaxes(0, 1)
    names = scenario.run(worlds=1, replications=1).names
    return [
        Coverage(
            outcome=name,
            probability=float(truth[k]),
            error=float(error[k]),
            covered=float(((low[:, k] <= truth[k]) & (truth[k] <= high[:, k])).mean()),
            below=float((high[:, k] < truth[k]).mean()),
            above=float((low[:, k] > truth[k]).mean()),
            runs=case.seeds,
        )
        for k, name in enumerate(names)
        if truth[k] >= RARE
    ]


def say(case: Case, rows: list[Coverage]) -> str:
    """Return a table in Markdown."""
    size = f"{case.seeds:,} runs of {case.worlds} worlds x {case.replications}, truth from {case.truth:,} worlds"
    head = (
        f"{case.path.stem}: {size}\n\n| outcome | probability | covered | lies below | lies above | |\n| --- | --- "
    )
    body = "\n".join(
        f"| {row.outcome} | {100 * row.probability:.2f}% ± {196 * row.error:.2f} | {100 * row.covered:.1f}% | "
        f"{100 * row.below:.1f}% | {100 * row.above:.1f}% | {'' if row.honest else 'too low'} |"
        for row in rows
    )
    return f"{head}| --- | --- | --- | --- |\n{body}\n"


@click.command()
@click.option("--seeds", type=int, help="Runs of each case.  [default: 1,000 and 300]")
@click.option("--truth", type=int, help="Worlds of the large run.  [default: 30,000 and 20,000]")
@click.option("--case", "only", type=click.Choice([case.path.stem for case in CASES]), help="This case alone.")
@click.option("--keep", type=click.Path(path_type=Path), help="Keep what is done in this folder, and go on from it.")
def main(seeds: int | None, truth: int | None, only: str | None, keep: Path | None) -> None:
    """Tell how often 95% intervals hold what they are about; exit 1 where they do so too seldom."""
    honest = True
    for case in CASES:
        if only not in (None, case.path.stem):
            continue
        began = monotonic()
        tried = Case(case.path, seeds or case.seeds, case.worlds, case.replications, truth or case.truth)
        rows = coverage(tried, progress=sys.stderr.isatty(), keep=keep)
        click.echo(
            f"{say(tried, rows)}\n{monotonic() - began:.0f} s; a share covered below {_least(tried)} is no luck.\n"
        )
        honest &= all(row.honest for row in rows)
    sys.exit(not honest)


def _least(case: Case) -> str:
    return f"{100 * (0.95 - tolerance(case.seeds)):.1f}%"


if __name__ == "__main__":
    main()
