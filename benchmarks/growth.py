"""How cost grows: with the block, worlds, replications, imagined rivals, packages and days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.generated import OPTIONS, generated
from benchmarks.interleaved import Contestant, seconds, take_turns
from benchmarks.sizes import Size
from sim.ensemble.batches import LANES_PER_BATCH
from sim.ensemble.play import play_ensemble
from sim.scenario.load import LoadedScenario
from sim.scenario.vary import vary
from sim.worlds.draw import WorldSource

__all__ = ["measure_growth"]


@dataclass(frozen=True)
class Point:
    """A run to be timed: where it stands on which axis, and its size."""

    axis: str
    x: int
    source: WorldSource
    worlds: int
    replications: int
    lanes_per_batch: int = LANES_PER_BATCH

    def sample(self, number: int) -> float:
        """Return seconds per lane of the run, on one core; the number of the round changes nothing."""
        work = seconds(
            lambda: play_ensemble(
                self.source,
                worlds=self.worlds,
                replications=self.replications,
                lanes_per_batch=self.lanes_per_batch,
            )
        )
        return work / (self.worlds * self.replications)


def measure_growth(
    scenario: LoadedScenario, size: Size, *, tell: Callable[[str], object]
) -> dict[str, dict[str, Any]]:
    """Return, for each axis, its points: seconds per lane, lanes a second, and the size of the run."""
    points = _points(scenario, size)
    for point in points:
        point.source.draw([0])  # pools are drawn before the clock runs
    timed = take_turns(
        [Contestant(f"{point.axis} {point.x}", point.sample) for point in points],
        size.growth_rounds,
        tell=lambda round_: tell(f"growth, {round_}"),
    )
    grown: dict[str, dict[str, Any]] = {}
    for point, each in zip(points, timed, strict=True):
        run = {"x": point.x, "worlds": point.worlds, "replications": point.replications}
        run |= {"seconds_per_lane": each.median, "lanes_per_second": 1 / each.median}
        of = "the scenario" if point.axis not in ("packages", "days") else "a generated negotiation"
        grown.setdefault(point.axis, {"of": of, "points": []})["points"].append(run)
    return grown


def _points(scenario: LoadedScenario, size: Size) -> list[Point]:
    lanes = size.growth_lanes
    source = _source(scenario)
    root = max(1, int((lanes / 8) ** 0.5))  # as many worlds as replications, on fewer lanes: these are dearer
    return [
        *(Point("block", b, source, *_split(lanes, 1024), lanes_per_batch=b) for b in _up_to(lanes, 256)),
        *(Point("worlds", w, source, w, 20) for w in _up_to(max(1, lanes // 20), 25)),
        *(Point("replications", r, source, max(1, min(64, lanes // r)), r) for r in _up_to(min(lanes, 4096), 1)),
        *(
            Point("rivals", m, _source(vary(scenario, f"minds.imagined_rivals={m}")), root, root)
            for m in (1, 4, 16, 64)
        ),
        *(Point("packages", p, _source(generated(packages=p)), root, root) for p in OPTIONS),
        *(Point("days", d, _source(generated(days=d)), root, root) for d in (30, 90, 180, 360, 720)),
    ]


def _source(scenario: LoadedScenario) -> WorldSource:
    return WorldSource(scenario.model, scenario.packages, seed=1)


def _up_to(most: int, least: int) -> list[int]:
    """Return least, 4 least, 16 least and so on, up to most."""
    steps = [least]
    while steps[-1] * 4 <= most:
        steps.append(steps[-1] * 4)
    return steps


def _split(lanes: int, replications: int) -> tuple[int, int]:
    """Return worlds and replications of a run of about this many lanes."""
    replications = min(lanes, replications)
    return max(1, lanes // replications), replications
