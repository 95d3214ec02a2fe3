"""Random scenarios that hypothesis can shrink, ways to change them, and what is told of every lane.

A normal run tries the same few scenarios every time, so that a test that fails does so for what was changed. Many
more, and other ones each time, by hand: ``HYPOTHESIS_PROFILE=long python -m pytest tests/property`` (15 minutes, of
which `--hypothesis-show-statistics` tells how many were tried).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, reject, settings
from hypothesis import strategies as st

import sim.evidence.hit_and_run
import sim.worlds.preferences
from sim.engine.play import Played, play_block
from sim.errors import ProblemsError
from sim.scenario.load import LoadedScenario
from sim.worlds.draw import WorldSource
from tests.reference.random_files import random_data, read
from tests.reference.random_scenarios import Data

POOL_SIZE = 8
Lanes = dict[tuple[int, int], dict[str, Any]]
_PLAIN: dict[tuple[str, int], Lanes] = {}

settings.register_profile(
    "few",
    max_examples=5,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
settings.register_profile("long", settings.get_profile("few"), max_examples=120, derandomize=False)
MANY = settings.get_profile(os.environ.get("HYPOTHESIS_PROFILE", "few"))


class Case:
    """A scenario as plain data, and as the reader takes it."""

    def __init__(self, data: Data) -> None:
        self.data = data

    def __repr__(self) -> str:
        return f"\n{self.loaded.resolved_yaml()}"

    @cached_property
    def loaded(self) -> LoadedScenario:
        return read(self.data)

    @property
    def governments(self) -> Data:
        return dict(self.data["governments"])

    @property
    def principals(self) -> list[str]:
        return [seat for seat, body in self.data["seats"].items() if body.get("principal") or body.get("mediator")]

    @property
    def days(self) -> int:
        return self.loaded.model.days

    def changed(self, change: Callable[[Data], object]) -> Case:
        """Return the case with a change to (a copy of) its data; what the reader refuses is no case."""
        data = deepcopy(self.data)
        change(data)
        return checked(data)

    def source(self, seed: int) -> WorldSource:
        return WorldSource(self.loaded.model, self.loaded.packages, seed=seed)

    def play(
        self, *, worlds: list[int] | int = 3, replications: list[int] | int = 3, seed: int = 1, **how: Any
    ) -> Played:
        """Play every replication of every world in one block, with the log unless told otherwise."""
        numbers = np.arange(worlds) if isinstance(worlds, int) else np.asarray(worlds)
        plays = np.arange(replications) if isinstance(replications, int) else np.asarray(replications)
        return play_block(
            self.loaded.model,
            self.loaded.packages,
            self.source(seed).draw(numbers),
            row=np.repeat(np.arange(len(numbers)), len(plays)),
            replication=np.tile(plays, len(numbers)),
            seed=seed,
            **{"log": True} | how,
        )

    def lanes(self, **how: Any) -> Lanes:
        """Return everything that is told of each lane, by world and replication, in names."""
        played = self.play(**how)
        return {
            (int(world), int(replication)): self.of_lane(played, n)
            for n, (world, replication) in enumerate(zip(played.world, played.replication, strict=True))
        }

    def plain_lanes(self, seed: int) -> Lanes:
        """Return the lanes of plays from the start, which several tests of one case compare with others."""
        key = json.dumps(self.data), seed
        if key not in _PLAIN:
            if len(_PLAIN) >= 50:
                _PLAIN.clear()
            _PLAIN[key] = self.lanes(seed=seed)
        return _PLAIN[key]

    def of_lane(self, played: Played, n: int) -> dict[str, Any]:
        model = self.loaded.model
        found: dict[str, Any] = {
            "package": self.named(int(played.package[n])),
            "signed": int(played.signed_day[n]),
            "force": int(played.force_day[n]),
            "in force": bool(played.in_force[n]),
            "value": dict(zip(model.governments, played.value[:, n].tolist(), strict=True)),
            "offers": dict(zip(model.seats, played.offers[:, n].tolist(), strict=True)),
            "refusals": dict(zip(model.seats, played.refusals[:, n].tolist(), strict=True)),
            "suspended": int(played.suspended_days[n]),
            "happened": dict(zip(model.events, played.happened[:, n].tolist(), strict=True)),
        }
        if played.log is not None:
            moves = played.log.of_lane(n, reviews=True)
            found["moves"] = [(m.day, m.kind, m.who, self.named(m.package)) for m in moves]
            found["demands"] = [(m.day, m.who, m.numbers["demand"]) for m in moves if m.kind == "review"]
        return found

    def named(self, package: int) -> dict[str, str] | None:
        return None if package < 0 else self.loaded.packages.package(package)


def checked(data: Data) -> Case:
    """Return the case, if the reader accepts it."""
    case = Case(data)
    try:
        assert case.loaded
    except ProblemsError:
        reject()
    return case


@st.composite
def cases(draw: st.DrawFn, *, statements: bool = True, everything: bool = False) -> Case:
    """Return random negotiations; with `statements` some governments hold what statements leave possible.

    With `everything` moves of a seat alone, deadlines that chance picks and other ends are among them.
    """
    data = random_data(draw(st.randoms(use_true_random=False)), statements=statements)
    return checked(data if everything else without_news(data))


def without_news(data: Data) -> Data:
    """Leave out what these properties do not say yet: moves of a seat alone, deadlines that chance picks, other ends.

    The slow twin is compared on scenarios with all of it.
    """
    moves = data.pop("moves")
    for event in data["events"].values():
        event.pop("ends_talks", None)
        for condition in ("if", "unless"):
            if condition in event:
                event[condition] = [name for name in event[condition] if name not in moves]
    deadline = data["deadline"]
    if isinstance(deadline, dict):
        (days,) = deadline.values()
        data["deadline"] = max(day if isinstance(day, str) else day["date"] for day in days)
    outcomes = {name: body for name, body in data["outcomes"].items() if name in ("first", "second")}
    record = [entry for entry in data["record"] if "makes" not in entry]
    return data | {"moves": {}, "deadline_for": "entry_into_force", "outcomes": outcomes, "record": record}


def known_on(entry: Data) -> str:
    """Return the day from which an entry of the record counts."""
    return str(entry["date"] if isinstance(entry["date"], str) else entry["date"]["to"])


seeds = st.integers(0, 2**40)


def draw_small_pools(patch: pytest.MonkeyPatch) -> None:
    """Have pools hold a few models, so that worlds soon come to the second, and not wait until their chains mix."""
    patch.setattr(sim.worlds.preferences, "POOL_SIZE", POOL_SIZE)
    patch.setattr(sim.evidence.hit_and_run, "_STEPS_PER_DIMENSION", 16)
    patch.setattr(sim.evidence.hit_and_run, "DOUBLINGS", 0)


def as_of_day(case: Case, share: float) -> date:
    """Return a day of the talks before the deadline."""
    return case.loaded.model.start + timedelta(days=int(share * case.days))


def assert_alike(ours: Lanes, theirs: Lanes) -> None:
    """Check that two plays tell the same: numbers to rounding, all else to the letter."""
    assert ours.keys() == theirs.keys()
    for lane, expected in ours.items():
        for part, each in expected.items():
            assert _rounded(each) == _rounded(theirs[lane][part]), (lane, part)


def _rounded(part: Any) -> Any:
    """Return numbers in what is said as near to each other as rounding leaves them."""
    if isinstance(part, float):
        return _Near(part)
    if isinstance(part, Mapping):
        return {key: _rounded(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_rounded(value) for value in part]
    return part


class _Near(float):
    def __eq__(self, other: object) -> bool:
        return isinstance(other, float) and abs(self - other) <= 1e-7 * max(1.0, abs(self))

    __hash__ = float.__hash__


def renamed(part: Any, names: Mapping[str, str]) -> Any:
    """Return data, or what is told of a lane, with each name exchanged for another, keys included."""
    if isinstance(part, str):
        return re.sub(r"\w+", lambda found: names.get(found[0], found[0]), part)
    if isinstance(part, Mapping):
        return {renamed(key, names): renamed(value, names) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return type(part)(renamed(value, names) for value in part)
    return part


def moved(quantity: float | Data, points: float) -> float | Data:
    """Return a number or a distribution (uniform or normal) moved by some points."""
    if isinstance(quantity, Mapping):
        if "uniform" in quantity:
            return {"uniform": [bound + points for bound in quantity["uniform"]]}
        mean, sd = quantity["normal"]
        return {"normal": [mean + points, sd]}
    return quantity + points


def without_ties(data: Data) -> None:
    """Give every option and every no deal a fraction of a point of its own: no two packages are worth the same."""
    for name, body in data["governments"].items():
        for issue, options in body["points"].items():
            for option in options:
                options[option] = moved(options[option], Random(f"{name} {issue} {option}").random())
        body["no_deal"] = moved(body["no_deal"], Random(name).random())
