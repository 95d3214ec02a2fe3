"""Runs in processes of their own, held in the middle, to be killed there."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PORT = Path(__file__).parents[1] / "ensemble" / "port.yaml"
STEPWISE = Path(__file__).parent / "stepwise.py"
WORLDS, REPLICATIONS, HOLD_FROM = 12, 5, 6
SIZE = ("--worlds", str(WORLDS), "--replications", str(REPLICATIONS))
PATIENCE = 120
TABLES = ("results.parquet", "worlds.parquet", "summary.json", "scenario.yaml")


def until(condition: Callable[[], object], what: str) -> None:
    """Wait for a condition, however long a busy machine takes."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"waited in vain until {what}"
        time.sleep(0.02)


def is_gone(pid: int) -> bool:
    """Tell whether a process has ended, be it that nobody has asked for its end yet."""
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def environment(place: Path) -> dict[str, str]:
    """The environment of a process that is held; `place` is where it tells so and looks for its release."""
    (place / "held").mkdir(exist_ok=True)
    found = {"HOLD_FROM": str(HOLD_FROM), "HELD": str(place / "held"), "RELEASE": str(place / "release")}
    return {**os.environ, **found}


class Held:
    """A run in a process of its own: `sim run` into a folder, held from world `HOLD_FROM` on."""

    def __init__(self, place: Path, out: Path, *words: str, workers: int = 2) -> None:
        self.out, self.place = out, place
        command = [sys.executable, str(STEPWISE), "run", str(PORT), *SIZE, "--workers", str(workers), *words]
        self.process = subprocess.Popen(
            [*command, "--out", str(out)],
            env=environment(place),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    @property
    def waiting(self) -> set[int]:
        """The processes that wait to be released or killed."""
        return {int(path.name) for path in (self.place / "held").iterdir()}

    @property
    def kept(self) -> int:
        """How many batches are done and on disk."""
        return len(list((self.out / "unfinished").glob("part-*.columns")))

    def until_held(self, processes: int) -> None:
        """Wait until all that can be done is done, and so many processes wait."""
        until(
            lambda: self.process.poll() is not None or (self.kept == HOLD_FROM and len(self.waiting) >= processes),
            "the run is held",
        )
        assert self.process.poll() is None, self.process.stderr.read()

    def release(self) -> None:
        """Let the run go on."""
        (self.place / "release").touch()

    def end(self) -> tuple[int, str, str]:
        """Wait for the run's end; return exit status and what it said."""
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, err


def contents(folder: Path) -> dict[str, bytes]:
    """The files that a run writes, pictures aside."""
    return {name: (folder / name).read_bytes() for name in TABLES}
