"""Strikes: talks without an end that cost both sides by the day.

How long do they last? One mapping, made before anything was fitted. At stake is a tenth of pay over a contract of
three years, about 110 days' pay, so a day on strike costs the union 0.9 of the 100 points, and the company as much
(ASSUMPTIONS). The rise is one of eleven steps; what each side makes of going on as before is its own, anything from 0
to 40 points, and the other does not know it (ASSUMPTION). Both reply in about a week (the format's default) and look
at the table every week. The talks begin with the strike; the horizon is day 240, when all strikes of the data were
over.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
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

__all__ = ["hazards", "measure_strikes", "strike"]

STEPS, COST, HORIZON = 10, 0.9, 240
SPAN, SPANS = 10, 6
"""Days of a span, and the spans looked at: after sixty days few strikes are left."""


def strike(settings: Setting) -> LoadedScenario:
    """Return the scenario."""
    rises = {f"step_{n}": {} for n in range(STEPS + 1)}
    side = {
        "no_deal": {"uniform": [0, 40]},
        "reply_days": {"median": 7, "spread": 0.6},
        "review_days": 7,
        "cost_per_day": COST,
    }
    data = {
        "title": "A strike",
        "start": "1970-01-01",
        "deadline": "1970-08-29",
        "deadline_for": "horizon",
        "issues": {"rise": {"options": rises}},
        "seats": {
            "union": {"government": "workers", "principal": True},
            "company": {"government": "board", "principal": True},
        },
        "governments": {
            "workers": {"points": {"rise": {name: 10 * n for n, name in enumerate(rises)}}, **side},
            "board": {"points": {"rise": {name: 100 - 10 * n for n, name in enumerate(rises)}}, **side},
        },
        "procedure": {"signing_cost": 0},
        "outcomes": {"a settlement": {}},
    }
    return load_scenario_text(
        json.dumps(data), name="strike", settings=[f"{path}={value}" for path, value in settings.items()]
    )


def hazards(days: Floats) -> list[dict[str, float]]:
    """Return, for each of the first spans of ten days, how many strikes were left, and the share of them that ended.

    Days are the last of each strike; infinite where it did not end.
    """
    found = []
    for first in range(0, SPAN * SPANS, SPAN):
        left = days > first
        ended = left & (days <= first + SPAN)
        share = ended.sum() / left.sum() if left.any() else np.nan
        error = np.sqrt(share * (1 - share) / left.sum()) if left.any() else np.nan
        found.append({"from": first, "left": int(left.sum()), "hazard": float(share), "error": float(error)})
    return found


def measure_strikes(
    folder: Path,
    constants: Mapping[str, Setting],
    size: dict[str, int],
    *,
    progress: Callable[[str], object] = lambda _: None,
) -> dict[str, Any]:
    """Return hazards of strikes and of plays, and how well each predicts in which span strikes ended.

    The log loss is of the span in nats, one of six or later; the flat hazard is that of all six spans together.
    """
    days = _read(folder)
    spans = np.minimum((days - 1) // SPAN, SPANS).astype(int)
    observed = hazards(days)
    left = sum(each["left"] for each in observed)
    flat = sum(each["hazard"] * each["left"] for each in observed) / left
    measured: dict[str, Any] = {
        "strikes": len(days),
        "people": {"hazards": observed, **_ends(days)},
        "flat": {"hazard": flat, "loss": _loss(_shares_of([flat] * SPANS), spans)},
        "plays": {},
    }
    for name, settings in constants.items():
        progress(f"strikes: {name}")
        played = _played(settings, size)
        shares = np.bincount(np.minimum((played - 1) // SPAN, SPANS).astype(int), minlength=SPANS + 1) / len(played)
        mixed = 0.9 * shares + 0.1 / (SPANS + 1)
        measured["plays"][name] = {"hazards": hazards(played), **_ends(played), "loss": _loss(mixed, spans)}
    return measured


def _ends(days: Floats) -> dict[str, float]:
    return {"median": float(np.median(days)), "within_a_week": float((days <= 7).mean())}


def _shares_of(by_span: list[float]) -> Floats:
    """Return the shares (spans + 1,) of strikes that end in each span, and later."""
    lasting = np.cumprod([1.0, *(1 - each for each in by_span)])
    return np.append(lasting[:-1] * by_span, lasting[-1])


def _loss(shares: Floats, spans: np.ndarray) -> float:
    return float(-np.log(shares[spans]).mean())


def _read(folder: Path) -> Floats:
    days = []
    for number, row in enumerate(rows_of(folder, "us_strikes.csv", ("dur",)), start=2):
        try:
            days.append(float(row["dur"]))
        except ValueError:
            days.append(np.nan)
        if not days[-1] >= 1:
            raise InputError(f"us_strikes.csv:{number}: not a strike of one day or more")
    return np.array(days)


def _played(settings: Setting, size: dict[str, int]) -> Floats:
    """Return on which day plays ended; infinity where they did not.

    A strike in its first day is of one day, so days count from 1.
    """
    scenario = strike(settings)
    source = WorldSource(scenario.model, scenario.packages, seed=size["seed"])
    days = [play_batch(source, batch).lanes["signed"] for batch in split(size["worlds"], size["replications"])]
    signed = np.concatenate(days).astype(float)
    return np.where(signed < 0, HORIZON + 1.0, 1 + signed)
