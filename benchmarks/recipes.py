"""Time every recipe: `python -m benchmarks.recipes` prints the table of docs/recipes.md.

Processor seconds of one process, reading and pools included, for 100 worlds of 10 replications.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import process_time

import sim

RECIPES = sorted((Path(__file__).parents[1] / "scenarios" / "recipes").glob("*.yaml"))
WORLDS, REPLICATIONS = 100, 10


def seconds(path: Path) -> float:
    """Return the processor seconds of a run of a recipe."""
    before = process_time()
    sim.load(path).run(worlds=WORLDS, replications=REPLICATIONS, seed=1, workers=1)
    return process_time() - before


def main() -> None:
    """Print a line for each recipe as soon as it has been played."""
    sim.load(RECIPES[0]).run(worlds=1, replications=1, seed=1, workers=1)  # imports are nobody's time
    sys.stdout.write(f"| recipe | seconds, {WORLDS} x {REPLICATIONS} plays |\n| --- | --- |\n")
    for path in RECIPES:
        sys.stdout.write(f"| {path.stem} | {seconds(path):.1f} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
