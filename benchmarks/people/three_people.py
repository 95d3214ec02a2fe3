"""Three people share 100 within five minutes, all of it known to all.

When do they agree, and do they? All three together share 100. In ``outside coalition 90`` the first with one of the
others can share 90 without the third (in ``10`` and ``30`` no more than that); in ``dummy`` the first and second need
nobody else. One mapping, made before anything was fitted:

===================  =================================================================================================
of the task          in the scenario
===================  =================================================================================================
100 to share         twelfths of 100 points; no deal 0. Signing costs nothing
who must agree       all three; with an outside coalition worth 90 the first and either other (who then share 100
                     rather than 90: a rule of agreement does not depend on the package); in ``dummy`` the first two.
                     Coalitions worth 10 and 30 are less than anybody's third, and left out
five seconds         a day; the deadline is day 60
free offers          replies after a median of two days (ten seconds), spread 0.6; a look at the table every two days
impatience           two points of 100 over the whole time, as in CaSiNo's mapping (ASSUMPTION)
what is known        everything (``rivals_known``)
===================  =================================================================================================
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.people.data import rows_of
from benchmarks.people.search import Setting
from sim.arrays import Floats
from sim.ensemble.batches import split
from sim.ensemble.part import play_batch
from sim.errors import InputError
from sim.scenario.load import LoadedScenario, load_scenario_text
from sim.worlds.draw import WorldSource

__all__ = ["AGREEMENT", "Timing", "measure_three_people", "round_of_three"]

AGREEMENT: dict[str, object] = {
    "outside coalition 90": {"any_of": [["first", "second"], ["first", "third"]]},
    "outside coalition 30": "all",
    "outside coalition 10": "all",
    "dummy": {"any_of": [["first", "second"]]},
}
"""Who must agree, by treatment."""

SECONDS_PER_DAY, DAYS, PARTS = 5, 60, 12
LATE, EARLY = 270, 60
PEOPLE = ("first", "second", "third")


def round_of_three(treatment: str, settings: Setting) -> LoadedScenario:
    """Return a treatment as a scenario."""
    divisions = [(one, two, PARTS - one - two) for one in range(PARTS + 1) for two in range(PARTS + 1 - one)]
    names = ["_".join(map(str, each)) for each in divisions]
    data = {
        "title": f"Three people share 100: {treatment}",
        "start": "2020-01-01",
        "deadline": "2020-03-01",
        "deadline_for": "signature",
        "issues": {"division": {"options": {f"twelfths_{name}": {} for name in names}}},
        "seats": {name: {"government": name, "principal": True} for name in PEOPLE},
        "governments": {
            person: {
                "points": {
                    "division": {
                        f"twelfths_{name}": 100 * division[k] / PARTS
                        for name, division in zip(names, divisions, strict=True)
                    }
                },
                "no_deal": 0,
                "reply_days": {"median": 2, "spread": 0.6},
                "review_days": 2,
                "cost_per_day": 2 / DAYS,
            }
            for k, person in enumerate(PEOPLE)
        },
        "procedure": {"signing_cost": 0, "grid_days": 2, "agreement": AGREEMENT[treatment]},
        "minds": {"rivals_known": True},
        "outcomes": {"a deal": {}},
    }
    return load_scenario_text(
        json.dumps(data), name="three people", settings=[f"{path}={value}" for path, value in settings.items()]
    )


@dataclass(frozen=True)
class Timing:
    """When rounds ended.

    Parameters
    ----------
    rounds : int
        How many there were.
    failures : float
        Share without an agreement.
    late, early : float
        Share of agreements in the last 30 seconds, and in the first 60; NaN where nobody agreed.
    median : float
        Seconds until half of the agreements.
    """

    rounds: int
    failures: float
    late: float
    early: float
    median: float

    @classmethod
    def of(cls, seconds: Floats) -> Timing:
        """Return the timing of rounds that agreed after so many seconds; NaN where they did not."""
        agreed = seconds[~np.isnan(seconds)]
        none = not len(agreed)
        return cls(
            rounds=len(seconds),
            failures=1 - len(agreed) / len(seconds),
            late=np.nan if none else float((agreed >= LATE).mean()),
            early=np.nan if none else float((agreed <= EARLY).mean()),
            median=np.nan if none else float(np.median(agreed)),
        )


def measure_three_people(
    folder: Path,
    constants: Mapping[str, Setting],
    size: dict[str, int],
    *,
    progress: Callable[[str], object] = lambda _: None,
) -> dict[str, Any]:
    """Return the timing of people and of plays, by treatment, under each set of constants."""
    records = _read(folder)
    measured: dict[str, Any] = {}
    for treatment, seconds in records.items():
        measured[treatment] = {"people": vars(Timing.of(seconds))}
        for name, settings in constants.items():
            progress(f"{treatment}: {name}")
            measured[treatment][name] = vars(Timing.of(_played(treatment, settings, size)))
    return measured


def _read(folder: Path) -> dict[str, Floats]:
    """Return the seconds (n,) after which rounds agreed, by treatment."""
    found: dict[str, list[float]] = {treatment: [] for treatment in AGREEMENT}
    for number, row in enumerate(rows_of(folder, "three_player_timing.csv", ("treatment", "agree_seconds")), start=2):
        try:
            found[row["treatment"]].append(float(row["agree_seconds"] or "nan"))
        except (KeyError, ValueError):
            raise InputError(
                f"three_player_timing.csv:{number}: not one of the treatments {', '.join(AGREEMENT)}, or not seconds"
            ) from None
    return {treatment: np.array(seconds) for treatment, seconds in found.items() if seconds}


def _played(treatment: str, settings: Setting, size: dict[str, int]) -> Floats:
    """Return the seconds (plays,) after which plays agreed."""
    scenario = round_of_three(treatment, settings)
    source = WorldSource(scenario.model, scenario.packages, seed=size["seed"])
    days = [play_batch(source, batch).lanes["signed"] for batch in split(size["worlds"], size["replications"])]
    signed = np.concatenate(days).astype(float)
    return np.where(signed < 0, np.nan, SECONDS_PER_DAY * signed)
