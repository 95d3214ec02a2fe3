"""Feed the reader and the engine random, broken and odd scenarios for some minutes: `python -m tests.fuzz 60`.

A second number begins elsewhere; `python -m tests.fuzz case 12345` shows one case and what becomes of it. With
`questions` before the minutes each right and small one is asked questions, and what these refuse is listed.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random
from time import monotonic

from tests.fuzz.cases import FILES, Cases
from tests.fuzz.guard import try_numbers
from tests.fuzz.questions import try_questions
from tests.fuzz.trial import Verdict, try_file, use_small_pools

AT_ONCE = 50  # cases a child


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Tally:
    """What became of the cases so far."""

    def __init__(self) -> None:
        self.kinds: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.slowest = (0.0, 0)

    def add(self, number: int, verdict: Verdict, seconds: float) -> None:
        """Count a case; show a fault that has not been shown twice."""
        self.kinds[verdict.kind] += 1
        self.slowest = max(self.slowest, (seconds, number))
        if verdict.kind == "found":
            fault = verdict.found.split("\n")[0][:100]
            self.faults[fault] += 1
            if self.faults[fault] <= 2:
                say(f"--- case {number} after {seconds:.1f} s\n{verdict.found}")

    def __str__(self) -> str:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in self.kinds.most_common())
        seconds, number = self.slowest
        return f"{self.kinds.total():,} cases: {kinds}; the slowest, {number}, took {seconds:.1f} s"


def fuzz(minutes: float, first: int) -> int:
    """Try cases from number `first` on; return how many different faults were found."""
    use_small_pools()
    try_file(FILES[0])  # loads here, once, what every child needs
    cases, tally, number = Cases(), Tally(), first
    ends, next_word = monotonic() + 60 * minutes, monotonic() + 60
    with tempfile.TemporaryDirectory() as scratch:
        while monotonic() < ends:
            for tried in try_numbers(cases, list(range(number, number + AT_ONCE)), Path(scratch)):
                tally.add(*tried)
            number += AT_ONCE
            if monotonic() > next_word:
                next_word += 60
                say(f"up to {number - 1}: {tally}")
    say(f"{first} to {number - 1}: {tally}")
    for fault, count in tally.faults.most_common():
        say(f"{count:6d} {fault}")
    return len(tally.faults)


def question(minutes: float, first: int) -> int:
    """Ask cases from number `first` on; return how many different faults were found."""
    use_small_pools()
    cases, tally, refused, number = Cases(), Tally(), Counter[str](), first
    ends = monotonic() + 60 * minutes
    while monotonic() < ends:
        began = monotonic()
        with tempfile.TemporaryDirectory() as folder:
            verdict = try_questions(cases.write(number, Path(folder)), Random(number))
        tally.add(number, verdict, monotonic() - began)
        refused.update(verdict.found.splitlines() if verdict.kind == "asked" else [])
        number += 1
    say(f"{first} to {number - 1}: {tally}")
    for line, count in [*tally.faults.most_common(), *refused.most_common()]:
        say(f"{count:6d} {line}")
    return len(tally.faults)


def show(number: int) -> None:
    """Print one case and its verdict."""
    use_small_pools()
    with tempfile.TemporaryDirectory() as folder:
        path = Cases().write(number, Path(folder))
        say(path.read_text(encoding="utf-8", errors="backslashreplace")[:20_000])
        verdict = try_file(path)
    say(f"--- {verdict.kind}: {verdict.found}")


def main(arguments: list[str]) -> int:
    """Fuzz, or show one case."""
    with tempfile.TemporaryDirectory() as pools:  # drawn once for all that is done with a case
        os.environ["NEGOTIATION_SIM_CACHE"] = pools
        if arguments[:1] == ["case"]:
            show(int(arguments[1]))
            return 0
        act = question if arguments[:1] == ["questions"] else fuzz
        arguments = arguments[act is question :]
        minutes, first = float(arguments[0]), int(arguments[1]) if arguments[1:] else 0
        return 1 if act(minutes, first) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
