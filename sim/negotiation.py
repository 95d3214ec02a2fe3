"""The face of the package: a scenario that can be run."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from sim.scenario.load import LoadedScenario, load_scenario

if TYPE_CHECKING:
    from sim.ensemble.play import Progress
    from sim.results.outcomes import Outcomes

__all__ = ["Scenario", "load"]


@dataclass(frozen=True, eq=False)
class Scenario(LoadedScenario):
    """A negotiation read from its file; see `sim.load`."""

    def run(
        self,
        *,
        worlds: int = 500,
        replications: int = 20,
        seed: int = 1,
        workers: int = 1,
        executor: Executor | None = None,
        progress: Progress | None = None,
    ) -> Outcomes:
        """Simulate it; see `sim.results.run.run` for the parameters."""
        from sim.results.run import run  # late: loads pandas

        return run(
            self,
            worlds=worlds,
            replications=replications,
            seed=seed,
            workers=workers,
            executor=executor,
            progress=progress,
        )

    def __repr__(self) -> str:
        return f"<Scenario: {self.model.title}>"


def load(path: pathlib.Path | str, *, settings: Sequence[str] = ()) -> Scenario:
    """Read a scenario file.

    Parameters
    ----------
    path : path-like
        The YAML file.
    settings : sequence of str
        Values set on top, such as ``events.biden_wins.chance=0``.

    Raises
    ------
    ProblemsError
        With every problem found, sorted by place.
    """
    loaded = load_scenario(path, settings=settings)
    return Scenario(**{field.name: getattr(loaded, field.name) for field in fields(loaded)})
