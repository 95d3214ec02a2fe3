"""Compare the engine with its slow twin on many lanes, for some minutes: `python -m tests.reference.many_lanes 10`.

An offset (a second number) takes other worlds and other random scenarios.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from time import monotonic

from sim.scenario.load import LoadedScenario, load_scenario
from tests.reference.agreement import Lane, both
from tests.reference.random_files import random_scenario
from tests.scenario_files import EXAMPLES


class Tally:
    """Lanes compared and lanes that differ, by where they come from."""

    def __init__(self) -> None:
        self.lanes: Counter[str] = Counter()
        self.differ: Counter[str] = Counter()
        self.moves: Counter[str] = Counter()

    def add(self, source: str, scenario: LoadedScenario, lanes: list[Lane]) -> None:
        for lane in lanes:
            self.lanes[source] += 1
            self.moves.update(kind for _, kind, _, _ in lane.engine["log"])
            if not lane.agrees:
                self.differ[source] += 1
                say(f"--- {source}\n{scenario.resolved_yaml()}{lane}")

    def __str__(self) -> str:
        told = [f"{source}: {n} lanes, {self.differ[source]} differ" for source, n in self.lanes.items()]
        return "\n".join([*told, f"in all {self.lanes.total()} lanes, {self.differ.total()} differ", f"{self.moves}"])


_A_TURN = 500
"""Random scenarios for every time all files are compared."""

SLOW = {"council"}
"""Minutes a play with 28 seats; random scenarios have the same rules with few."""


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def compare_file(tally: Tally, path: Path, turn: int) -> None:
    """Compare two worlds of a scenario, other ones each turn."""
    scenario = load_scenario(path)
    lanes = both(
        scenario.model,
        scenario.packages,
        worlds=[2 * turn, 2 * turn + 1],
        replications=list(range(5 * turn, 5 * turn + 5)),
    )
    tally.add(path.stem, scenario, lanes)


def compare_random(tally: Tally, number: int) -> None:
    """Compare a random scenario, every other one as of a day, every third with governments that choose anyhow."""
    scenario, luck = random_scenario(number, choosing=number % 3 == 0), Random(number)
    as_of, source = None, "random scenarios"
    if number % 2:
        as_of = scenario.model.start + timedelta(days=luck.randrange(scenario.model.days))
        source = "random scenarios as of a day"
    lanes = both(
        scenario.model, scenario.packages, worlds=[0, 1, 2], replications=list(range(8)), seed=number, as_of=as_of
    )
    tally.add(source, scenario, lanes)


def comparisons(tally: Tally, offset: int) -> Iterator[Callable[[], None]]:
    """Yield what to compare, without an end: a file now and then among random scenarios, so that time is shared."""
    files = [path for path in EXAMPLES if path.stem not in SLOW]
    between = _A_TURN // len(files)
    for turn in count(offset):
        for place in range(_A_TURN):
            yield partial(compare_random, tally, _A_TURN * turn + place)
            now, rest = divmod(place, between)
            if rest == 0 and now < len(files):
                yield partial(compare_file, tally, files[now], turn)


def main(minutes: float, offset: int = 0) -> None:
    tally, until, told = Tally(), monotonic() + 60 * minutes, monotonic()
    for compare in comparisons(tally, offset):
        compare()
        if monotonic() > until:
            break
        if monotonic() > told + 30:
            told = monotonic()
            say(f"{tally.lanes.total()} lanes so far, {tally.differ.total()} differ")
    say(str(tally))


if __name__ == "__main__":
    main(float(sys.argv[1]), *map(int, sys.argv[2:]))
