"""Does the block engine tell the same stories as the slow twin, lane by lane and move by move?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from math import isclose
from typing import Any

import numpy as np

from sim.engine.play import Played, play_block
from sim.results.endings import Endings
from sim.scenario.packages import PackageTable
from sim.scenario.scenario import ScenarioModel
from sim.worlds.draw import WorldSource
from tests.reference.slow_play import Play, Told
from tests.reference.slow_world import World


@dataclass
class Lane:
    """What both say of one lane."""

    world: int
    replication: int
    engine: dict[str, Any]
    twin: dict[str, Any]

    @property
    def agrees(self) -> bool:
        return all(self._agrees_on(part) for part in self.engine)

    def _agrees_on(self, part: str) -> bool:
        """Whether both say the same; demands may differ by rounding, all else not at all."""
        ours, theirs = self.engine[part], self.twin[part]
        if part != "reviews" or len(ours) != len(theirs):
            return bool(ours == theirs)
        pairs = zip(ours, theirs, strict=True)
        return all(a == b and isclose(x, y, abs_tol=1e-6) for (*a, x), (*b, y) in pairs)

    def __str__(self) -> str:
        lines = [f"world {self.world}, replication {self.replication}"]
        for part in filter(lambda part: not self._agrees_on(part), self.engine):
            ours, theirs = self.engine[part], self.twin[part]
            if part in ("log", "reviews"):
                first = next(at for at, (a, b) in enumerate(zip_longest(ours, theirs)) if a != b)
                lines += [f"  both {move}" for move in ours[max(0, first - 12) : first]]
                lines += [f"  engine {move}" for move in ours[first : first + 4]]
                lines += [f"  twin   {move}" for move in theirs[first : first + 4]]
            else:
                lines.append(f"  {part}: engine {ours}, twin {theirs}")
        return "\n".join(lines)


def both(
    scenario: ScenarioModel,
    packages: PackageTable,
    *,
    worlds: list[int],
    replications: list[int],
    seed: int = 1,
    as_of: date | None = None,
) -> list[Lane]:
    """Play the same lanes twice."""
    drawn = WorldSource(scenario, packages, seed=seed).draw(worlds)
    row = np.repeat(np.arange(len(worlds)), len(replications))
    replication = np.tile(np.array(replications), len(worlds))
    played = play_block(scenario, packages, drawn, row=row, replication=replication, seed=seed, log=True, as_of=as_of)
    endings = Endings(scenario, packages)
    outcomes = [endings.names[code] for code in endings.of_played(played)]
    lanes = []
    for n in range(len(row)):
        if n % len(replications) == 0:
            world = World(scenario, packages, drawn, row=int(row[n]), seed=seed)
        told = Play(world, int(replication[n]), as_of=as_of).run()
        ours = _of_engine(scenario, played, n, outcomes[n])
        lanes.append(Lane(world.number, int(replication[n]), ours, _of_twin(told)))
    return lanes


def _of_engine(scenario: ScenarioModel, played: Played, n: int, outcome: str) -> dict[str, Any]:
    assert played.log is not None
    return {
        "outcome": outcome,
        "package": int(played.package[n]),
        "signed_day": int(played.signed_day[n]),
        "force_day": int(played.force_day[n]),
        "in_force": bool(played.in_force[n]),
        "value": dict(zip(scenario.governments, played.value[:, n].round(9).tolist(), strict=True)),
        "offers": dict(zip(scenario.seats, played.offers[:, n].tolist(), strict=True)),
        "refusals": dict(zip(scenario.seats, played.refusals[:, n].tolist(), strict=True)),
        "prolonged": int(played.prolonged[n]),
        "suspended_days": int(played.suspended_days[n]),
        "happened": dict(zip(scenario.events, played.happened[:, n].tolist(), strict=True)),
        "moved": dict(zip(scenario.moves, played.moved[:, n].tolist(), strict=True)),
        "log": [(move.day, move.kind, move.who, move.package) for move in played.log.of_lane(n)],
        "reviews": [
            (move.day, move.who, move.numbers["demand"])
            for move in played.log.of_lane(n, reviews=True)
            if move.kind == "review"
        ],
    }


def _of_twin(told: Told) -> dict[str, Any]:
    value = {government: round(points, 9) for government, points in told.value.items()}
    return vars(told) | {"value": value}
