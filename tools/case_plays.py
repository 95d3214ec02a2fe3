"""``python -m tools.case_plays [CASE ...]``: write anew the play that each case's page tells.

It is of the case's first deadline: among a few plays the one in the middle of those that end in the likeliest way.
`sim tell` with its world and replication tells it in full.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

import sim
from sim.analysis.validation.case_files import FactsFile
from sim.reading import load, validate
from sim.results.naming import say_day

__all__ = ["FOLDER", "page_of", "play_in_words"]

FOLDER = Path("scenarios") / "cases"
WORLDS, REPLICATIONS = 30, 4
"""Plays among which one is chosen: enough for a play in the middle, and quick."""

FIRST, LAST = 6, 6
"""Sentences shown from the beginning and from the end."""

_BEGIN, _END = "<!-- play: begin -->", "<!-- play: end -->"


def page_of(case: Path) -> str:
    """Return the page of a case with its play told anew."""
    head, _, rest = (case / "README.md").read_text(encoding="utf-8").partition(_BEGIN)
    tail = rest.partition(_END)[2]
    return f"{head}{_BEGIN}\n{play_in_words(case)}\n{_END}{tail}"


def play_in_words(case: Path) -> str:
    """Return a play of a case's first deadline, with the command that tells all of it."""
    deadline = next(iter(validate(load(case / "facts.yaml"), FactsFile).deadlines))
    file = case / f"{deadline}.yaml"
    scenario = sim.load(file)
    world, replication, share, end = _middle(scenario.run(worlds=WORLDS, replications=REPLICATIONS))
    story = scenario.tell(world=world, replication=replication)
    lines = [f"| {say_day(story.date(line.day))} | {_cell(line.text)} |" for line in story.lines]
    if len(lines) > FIRST + LAST:
        left_out = len(lines) - FIRST - LAST
        lines = [*lines[:FIRST], f"| ... | {left_out} more sentences |", *lines[-LAST:]]
    command = f"sim tell {file.as_posix()} --world {world} --replication {replication}"
    opening = (
        f"By [{deadline}]({file.name}), of {WORLDS} x {REPLICATIONS} plays that know nothing of what really happened,"
        f" one in the middle\nof those that end in the likeliest way ({100 * share:.0f}%): {end}. All of it:"
    )
    table = ["| day | what happened |", "|---|---|", *lines]
    ending = [_cell(text) for text in story.sentences[len(story.lines) :]]
    return "\n".join([opening, "", "```sh", command, "```", "", *table, "", *ending])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _middle(found: sim.Outcomes) -> tuple[int, int, float, str]:
    """Return world and replication of the play chosen, the share of its end, and that."""
    table = found.table
    shares = table["outcome"].value_counts(normalize=True, sort=False)
    end = str(shares.index[int(shares.to_numpy().argmax())])
    own = table[table["outcome"] == end]
    measure = own["signed"] if own["signed"].notna().all() else _moves(own)
    middle = measure.sort_values(kind="stable").iloc[(len(measure) - 1) // 2]
    chosen = own[measure == middle].iloc[0]
    return int(chosen["world"]), int(chosen["replication"]), float(shares[end]), end


def _moves(table: pd.DataFrame) -> pd.Series[int]:
    names = [name for name in table.columns if str(name).startswith(("offers_", "refusals_"))]
    return table[names].sum(axis=1)


def main(names: Sequence[str]) -> None:
    """Write the pages of the cases named, or of all."""
    for facts in sorted(FOLDER.glob("*/facts.yaml")):
        case = facts.parent
        if (case / "README.md").is_file() and (not names or case.name in names):
            (case / "README.md").write_text(page_of(case), encoding="utf-8")
            sys.stdout.write(f"{case / 'README.md'}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
