"""The gallery: every picture, with the line that makes it. The lines are run when the site is built."""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = ["LINES", "write_gallery"]

FIRST = """import sim

scenario = sim.example("new_start")
outcomes = scenario.run(worlds=60, replications=10)
other = scenario.with_("events.biden_wins.chance=0", title="No change of president")
"""

LINES = {
    "How it ends": "outcomes.plot()",
    "When they sign": "outcomes.plot.timing()",
    "What it is worth to whom": "outcomes.plot.values()",
    "What it depends on": "outcomes.sensitivity().plot()",
    "What could be agreed": "scenario.analyse(worlds=60).plot()",
    "What the clock leaves": "scenario.analyse(worlds=60).plot.by_date()",
    "One play": "scenario.tell(world=3).plot()",
    "Two scenarios": "sim.compare({'as it is': scenario, 'no change': other}, worlds=30, replications=5).plot()",
    "What becomes of the plays": (
        "sim.compare({'as it is': scenario, 'no change': other}, worlds=30, replications=5).plot.flows()"
    ),
    "One number, all its values": (
        "sim.sweep(scenario, {'chance.biden_wins': [0, 0.5, 1]}, worlds=20, replications=5).plot()"
    ),
    "What seats did, and plays do": "scenario.conduct(worlds=20, replications=5).plot()",
    "Day by day": "sim.forecast(scenario, every=40, worlds=15, replications=5).plot()",
    "Advice to a seat": (
        "scenario.advise('russia', worlds=10, replications=2, packages=['clean five years'],"
        " days=['2020-10-01', '2020-11-08']).plot()"
    ),
}
"""What each picture shows, and the expression that makes it."""


def write_gallery(folder: Path) -> None:
    """Run every line, and write the page ``gallery.md`` with the pictures beside it."""
    names: dict[str, Any] = {}
    exec(FIRST, names)
    parts = ["# Gallery\n\nEach picture with the line that makes it. All begin with\n", f"```python\n{FIRST}```\n"]
    (folder / "gallery").mkdir(parents=True, exist_ok=True)
    for number, (title, line) in enumerate(LINES.items(), start=1):
        axes = eval(line, names)
        picture = f"gallery/{number:02d}.png"
        axes.figure.savefig(folder / picture, dpi=110)
        parts.append(f"## {title}\n\n```python\n{line}\n```\n\n![{title}]({picture})\n")
    (folder / "gallery.md").write_text("\n".join(parts), encoding="utf-8")
