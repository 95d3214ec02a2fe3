"""How governments bargain in New START, in figures; `python -m tests.new_start.conduct` writes them anew."""

from __future__ import annotations

import json
from pathlib import Path

import sim

FILE = Path(__file__).parents[2] / "scenarios" / "new_start" / "baseline.yaml"
GOLDEN = Path(__file__).parents[1] / "golden" / "new_start_conduct.json"


def shares(*, seed: int) -> dict[str, tuple[float | None, float | None]]:
    """Return every share of `sim conduct` with its standard error; None where there is no case."""
    table = sim.load(FILE).conduct(worlds=200, replications=10, seed=seed).to_frame()
    return {
        f"{row.of}: {row.share}": (round(row.value, 4), round(row.standard_error, 4)) if row.cases else (None, None)
        for row in table.itertuples()
    }


def main() -> None:
    """Write the figures of the first seed; the test holds those of another against them."""
    GOLDEN.write_text(json.dumps(shares(seed=1), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
