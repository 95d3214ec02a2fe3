"""CaSiNo: every contestant on the same folds, and the simulator's constants with their errors."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from benchmarks.people.campers import Records
from benchmarks.people.campers_played import Campers
from benchmarks.people.contestants import Contestant, PastDeals, Simulator, Uniform, logit, nash, spread
from benchmarks.people.data import aside, read_campers
from benchmarks.people.scores import Score, cross_validate, people, score_aside
from benchmarks.people.search import Keys, Setting, bootstrap_error, profile, step_error
from sim.arrays import Floats

__all__ = ["measure_campers"]

Progress = Callable[[str], object]


def measure_campers(
    folder: Path,
    keys: Keys,
    size: dict[str, int],
    *,
    held: Setting = MappingProxyType({}),
    last_word: bool = False,
    progress: Progress = lambda _: None,
) -> dict[str, Any]:
    """Return scores over five folds, and the constants estimated on all negotiations but those kept aside.

    What is `held` is set in every run of the simulator but that at the defaults.
    """
    records = read_campers(folder)
    estimated_on, kept = (records[rows] for rows in aside(len(records)))
    played = _Remembered(Campers(**size).shares, progress)
    simulator = Simulator("simulator, estimated", lambda setting: played({**held, **setting}), keys)
    contestants: list[Contestant] = [
        Uniform(),
        nash(),
        logit(),
        PastDeals(),
        Simulator("simulator, defaults", played, {}),
        simulator,
    ]
    measured = {
        "negotiations": len(estimated_on),
        "people": _conduct(people(estimated_on)),
        "scores": _as_data(cross_validate(contestants, estimated_on)),
        "constants": _constants(simulator, estimated_on, played.settings, held),
    }
    if last_word:
        measured["aside"] = {
            "negotiations": len(kept),
            "people": _conduct(people(kept)),
            "scores": _as_data(score_aside(contestants, estimated_on, kept)),
        }
    return measured


class _Remembered:
    """Shares by setting, and which settings were played."""

    def __init__(self, shares: Callable[[Setting], Floats], progress: Progress) -> None:
        self._shares, self._progress = shares, progress
        self.settings: list[Setting] = []

    def __call__(self, setting: Setting) -> Floats:
        if setting not in self.settings:
            self._progress("playing " + (", ".join(f"{key} {value}" for key, value in setting.items()) or "defaults"))
            self.settings.append(dict(setting))
        return self._shares(setting)


def _constants(simulator: Simulator, records: Records, played: list[Setting], held: Setting) -> dict[str, Any]:
    """Return each key's estimate with its error over all settings played, and its likelihood profile."""
    simulator.learn(records)

    def losses(setting: Setting) -> Floats:
        return -np.log(spread(simulator.shares(setting)))[records.relation, records.ended]

    profiles = profile(simulator.keys, lambda setting: float(losses(setting).mean()), simulator.estimate)
    tried = [{key: each[key] for key in simulator.keys} for each in played if {*each} == {*held, *simulator.keys}]
    errors = bootstrap_error(tried, np.stack([losses(each) for each in tried]))
    return {
        key: {
            "estimate": value,
            "error": math.hypot(errors[key], step_error(simulator.keys[key], value)),
            "profile": profiles[key],
        }
        for key, value in simulator.estimate.items()
    }


def _as_data(scores: list[Score]) -> list[dict[str, Any]]:
    """Return scores as plain data, with what each gains on the logit, negotiation by negotiation."""
    logits = next(each.losses for each in scores if each.name == "logit")
    return [
        {
            "name": each.name,
            **{kind: vars(getattr(each, kind)) for kind in ("loss", "division")},
            "gain": _mean(logits - each.losses),
            **_conduct(each),
            "fitted": list(each.fitted),
        }
        for each in scores
    ]


def _conduct(score: Score) -> dict[str, Any]:
    return {"name": score.name, **{kind: vars(getattr(score, kind)) for kind in ("failures", "efficient", "joint")}}


def _mean(values: Floats) -> dict[str, float]:
    return {"value": float(values.mean()), "error": float(values.std() / np.sqrt(len(values)))}
