"""Whole runs of the command line in processes of their own: their seconds, their memory, where their time goes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.machine import ROOT
from benchmarks.sizes import Size
from sim.errors import SimError
from sim.evidence.cache import CACHE_VARIABLE

__all__ = ["LargeRun", "cold_starts", "watched", "where_time_goes"]


@dataclass
class LargeRun:
    """The large run on all cores, as often as asked for."""

    file: Path
    size: Size
    workers: int
    cache: Path
    reports: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self) -> float:
        """Make it once more; return its seconds per replication, start and printed table included."""
        arguments = ["run", self.file, "--worlds", self.size.worlds, "--replications", self.size.many]
        report = watched([*arguments, "--workers", self.workers], self.cache)
        self.reports.append(report)
        return report["wall"] / (self.size.worlds * self.size.many)

    def as_data(self) -> dict[str, Any]:
        """Return its median seconds and its greatest memory.

        Memory is at most that of the parent's peak and as many children as workers, each at the largest one's peak;
        pages that they share count several times.
        """
        return {
            "lanes": self.size.worlds * self.size.many,
            "workers": self.workers,
            "seconds": median(report["wall"] for report in self.reports),
            "runs": len(self.reports),
            "most_bytes": max(
                report["own_peak_bytes"] + self.workers * report["largest_child_peak_bytes"]
                for report in self.reports
            ),
        }


def cold_starts(file: Path, size: Size, cache: Path, *, tell: Callable[[str], object]) -> dict[str, float]:
    """Return median seconds of commands started from a shell, pools on disk but for the one that says otherwise."""
    default = ["run", file, "--worlds", size.default_worlds, "--replications", size.few]
    lanes = size.default_worlds * size.few
    taken: dict[str, list[float]] = {}
    for number in range(size.starts):
        tell(f"cold starts, {number + 1} of {size.starts}")
        with tempfile.TemporaryDirectory() as empty:
            for name, arguments, pools in (
                ("sim --help", ["--help"], cache),
                ("sim check", ["check", file], cache),
                (f"sim run, {lanes:,} replications", default, cache),
                (f"sim run, {lanes:,} replications, no pools on disk", default, Path(empty)),
            ):
                taken.setdefault(name, []).append(_started(["-m", "sim", *arguments], pools))
    return {name: median(each) for name, each in taken.items()}


def where_time_goes(file: Path, size: Size, cache: Path, *, tell: Callable[[str], object]) -> dict[str, Any]:
    """Return the seconds of each station of two runs on one worker: a default one and one of few worlds, saved."""
    tell("where time goes")
    runs = {
        "default": (size.default_worlds, size.few, False),
        "saved": (size.default_worlds, size.few, True),
        "large": (max(1, size.worlds // 10), size.many, False),
    }
    return {
        name: {
            "worlds": worlds,
            "replications": replications,
            "saved": saved,
            "seconds": _stations(file, worlds, replications, cache, saved=saved),
        }
        for name, (worlds, replications, saved) in runs.items()
    }


def _stations(file: Path, worlds: int, replications: int, cache: Path, *, saved: bool) -> dict[str, float]:
    arguments = ["run", file, "--worlds", worlds, "--replications", replications, "--workers", 1]
    with tempfile.TemporaryDirectory() as folder:
        report = watched([*arguments, *(["--out", Path(folder) / "out"] if saved else [])], cache)
    seconds: dict[str, float] = report["seconds"]
    return seconds


def watched(arguments: list[object], cache: Path) -> dict[str, Any]:
    """Run the command line; return its wall seconds and what `benchmarks.watched` reports of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.json"
        wall = _started(["-m", "benchmarks.watched", path, time.time(), *arguments], cache)
        return {**json.loads(path.read_text()), "wall": wall}


def _started(arguments: list[object], cache: Path) -> float:
    """Run Python in a process of its own; return its seconds from start to end."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, CACHE_VARIABLE: str(cache)},
        capture_output=True,
        text=True,
        check=False,
    )
    taken = time.perf_counter() - began
    if done.returncode:
        raise SimError(f"a run that was to be timed failed:\n{done.stderr}")
    return taken
