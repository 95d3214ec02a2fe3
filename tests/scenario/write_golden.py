"""Write what every valid scenario is once resolved: `python -m tests.scenario.write_golden`.

The only way to change tests/golden/scenarios. Look at what it changed before you commit it, and say in the changelog
why the format now reads a file otherwise.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sim.scenario.load import load_scenario

TESTS = Path(__file__).parents[1]
VALID = sorted((TESTS / "scenarios" / "valid").glob("*.yaml"))
GOLDEN = TESTS / "golden" / "scenarios"


def resolved(path: Path) -> str:
    """The resolved form of a scenario, as its golden file has it."""
    return load_scenario(path).resolved_yaml("../../../scenarios/scenario.schema.json")


def main() -> None:
    """Write every golden file that is not as it should be, and remove those of scenarios that are gone."""
    wanted = {path.name: resolved(path) for path in VALID}
    for path in GOLDEN.glob("*.yaml"):
        if path.name not in wanted:
            path.unlink()
            sys.stdout.write(f"removed {path.name}\n")
    for name, text in wanted.items():
        path = GOLDEN / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"wrote {name}\n")


if __name__ == "__main__":
    main()
