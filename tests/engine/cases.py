"""Small negotiations for tests of the engine, and a way to play them."""

from typing import Any

import numpy as np

from sim.engine.play import Played, play_block
from sim.scenario.packages import PackageTable, package_table
from sim.scenario.scenario import ScenarioModel
from sim.worlds.draw import WorldSource

STRICT = {"aspiration": {"beta": 1, "start": 0}}  # accepts anything better than no deal, and offers the rival's best


def contract(**changes: Any) -> ScenarioModel:
    """A firm and a union settle wages and hours within 60 days; `changes` replace whole sections."""
    firm = {"wage": {"low": 60, "mid": 30, "high": 0}, "hours": {"long": 40, "short": 0}}
    union = {"wage": {"low": 0, "mid": 30, "high": 60}, "hours": {"long": 0, "short": 40}}
    data: dict[str, Any] = {
        "title": "A contract",
        "start": "2020-01-01",
        "deadline": "2020-03-01",
        "issues": {
            "wage": {"options": {"low": {}, "mid": {}, "high": {}}},
            "hours": {"options": {"long": {}, "short": {}}},
        },
        "seats": {
            "firm": {"government": "board", "principal": True},
            "union": {"government": "council", "principal": True},
        },
        "governments": {
            "board": {"points": firm, "no_deal": {"uniform": [10, 40]}, "review_days": 9},
            "council": {"points": union, "no_deal": {"uniform": [10, 40]}, "review_days": 6},
            "new_board": {"points": firm, "no_deal": {"uniform": [0, 20]}, "review_days": 5},
        },
        "minds": {"choice": "exact", "imagined_rivals": 4},
        "outcomes": {"any deal": {}},
    }
    return ScenarioModel.model_validate(data | changes)


def governments(**changes: dict[str, Any]) -> dict[str, Any]:
    """The governments of the contract, each with `changes` to its entry."""
    base = contract().model_dump(mode="json", by_alias=True, exclude_defaults=True)["governments"]
    return {name: body | changes.get(name, {}) for name, body in base.items()}


def play(
    scenario: ScenarioModel, *, worlds: Any = 8, replications: Any = 5, seed: int = 1, log: bool = False
) -> Played:
    """Play every replication of every world in one block."""
    packages = packages_of(scenario)
    numbers = np.arange(worlds) if isinstance(worlds, int) else np.asarray(worlds)
    plays = np.arange(replications) if isinstance(replications, int) else np.asarray(replications)
    return play_block(
        scenario,
        packages,
        WorldSource(scenario, packages, seed=seed).draw(numbers),
        row=np.repeat(np.arange(len(numbers)), len(plays)),
        replication=np.tile(plays, len(numbers)),
        seed=seed,
        log=log,
    )


def packages_of(scenario: ScenarioModel) -> PackageTable:
    """The scenario's packages."""
    return package_table(scenario.issues, scenario.exclusions, scenario.proposals)


def story(scenario: ScenarioModel, **how: Any) -> list[str]:
    """Every move of lane 0 in short words."""
    played, packages = play(scenario, log=True, **how), packages_of(scenario)
    assert played.log is not None
    return [
        " ".join(filter(None, [str(m.day), m.who, m.kind, packages.label(m.package) if m.package >= 0 else ""]))
        for m in played.log.of_lane(0)
    ]
