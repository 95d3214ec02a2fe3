"""A run that is held in the middle, and the same run when nothing goes wrong."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import sim
from tests.faults.held_runs import PORT, REPLICATIONS, WORLDS, Held, contents


@pytest.fixture(autouse=True)
def _all_cores(all_cores: None) -> None:
    pass


@pytest.fixture
def held(tmp_path) -> Iterator[Callable[..., Held]]:
    """Begin a run that is held in the middle."""
    begun: list[Held] = []

    def begin(*words: str, workers: int = 2, out: Path | None = None) -> Held:
        begun.append(Held(tmp_path, out or tmp_path / "out", *words, workers=workers))
        return begun[-1]

    yield begin
    for each in begun:
        if each.process.poll() is None:
            os.killpg(each.process.pid, signal.SIGKILL)
        each.process.communicate()


@pytest.fixture(scope="session")
def whole(tmp_path_factory) -> dict[str, bytes]:
    """The files of the same run when nothing goes wrong."""
    folder = tmp_path_factory.mktemp("whole") / "out"
    sim.load(PORT).run(worlds=WORLDS, replications=REPLICATIONS, out=folder)
    return contents(folder)
