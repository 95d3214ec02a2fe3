"""Figures that lessons quote, each from a run of the model."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np

import sim
from sim.figures import percent
from sim.scenario.load import load_scenario_text
from sim.scenario.starter import starter_scenario

__all__ = ["FUNCTIONS", "outcomes_of"]

ROOT = Path(__file__).parents[2]
WORLDS, REPLICATIONS = 100, 4
"""Of every run that a lesson quotes: margins of 10 points at most."""

STARTER = "sim new"
"""What stands for the scenario that ``sim new`` writes."""


@cache
def outcomes_of(scenario: str, *settings: str) -> sim.Outcomes:
    """Return a run of a scenario with values set on top."""
    if scenario == STARTER:
        found = sim.Scenario(**vars(load_scenario_text(starter_scenario(), settings=settings)))
    else:
        found = sim.load(ROOT / scenario, settings=settings)
    return found.run(worlds=WORLDS, replications=REPLICATIONS, seed=1)


def share(scenario: str, outcome: str, *settings: str) -> str:
    """Return the share of plays that end so."""
    outcomes = outcomes_of(scenario, *settings)
    return percent(outcomes.estimates.probability[outcomes.names.index(outcome)])


def likeliest(scenario: str, *settings: str) -> str:
    """Return the likeliest end, with its share."""
    outcomes = outcomes_of(scenario, *settings)
    place = int(np.argmax(outcomes.estimates.probability))
    return f"{outcomes.names[place]} ({percent(outcomes.estimates.probability[place])})"


def signed_by(scenario: str, day: date | str, *settings: str) -> str:
    """Return the share of plays that have signed by the end of a day, of those that sign at all."""
    curve = outcomes_of(scenario, *settings).agreed_by().sum(axis=1)
    return percent(float(curve.loc[str(day)] / curve.iloc[-1]))


def signed_before(scenario: str, day: date | str, *settings: str) -> str:
    """Return the share of plays that have signed before a day, of those that sign at all."""
    return signed_by(scenario, date.fromisoformat(str(day)) - timedelta(days=1), *settings)


def worth(scenario: str, government: str, *settings: str) -> str:
    """Return what it is worth to a government on average, in points, where something was signed in time."""
    table = outcomes_of(scenario, *settings).table
    signed = table[table["in_force"]]
    return f"{signed[f'value_{government}'].mean():.0f}"


def packages(scenario: str) -> int:
    """Return how many packages there are."""
    return len(outcomes_of(scenario).scenario.packages)


FUNCTIONS: dict[str, Callable[..., object]] = {
    function.__name__: function for function in (share, likeliest, signed_by, signed_before, worth, packages)
}
"""What prose may ask for, by name."""
