"""Observation models: what of a record worlds are weighed by.

See docs/model.md, "Weights".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from sim.arguments import flag_of
from sim.errors import InputError, shown
from sim.results.endings import Endings
from sim.scenario.as_of import known_by, read_as_of
from sim.scenario.bargain import Issue
from sim.scenario.certainty import certainty, decided_by
from sim.scenario.event import Between, first_day
from sim.scenario.government import Government
from sim.scenario.known import Claims, Known
from sim.scenario.load import LoadedScenario
from sim.scenario.scenario import ScenarioModel
from sim.scenario.weighing import Weighing

__all__ = [
    "DEFAULT",
    "MODELS",
    "Observed",
    "model_named",
    "observed",
    "undecided",
    "weighing_of",
    "without_recorded_claims",
]

MODELS = ("moves", "outcomes", "moves and silence", "outcomes and silence")
"""What counts: recorded moves alone, packages as they are or by the outcome they make; or what was not done, too."""

DEFAULT = "moves"


def model_named(weights: bool | str) -> str | None:
    """Return the observation model that is asked for; None for none.

    Raises
    ------
    InputError
        For a name that is none.

    Examples
    --------
    >>> model_named(True), model_named(False), model_named("outcomes")
    ('moves', None, 'outcomes')
    """
    if not isinstance(weights, str):
        return DEFAULT if flag_of("weights", weights) else None
    if weights not in MODELS:
        raise InputError(f"weights: no such observation model (found {shown(weights)}; allowed {', '.join(MODELS)})")
    return weights


def weighing_of(model: str, scenario: LoadedScenario) -> Weighing:
    """Return what an observation model comes to in a scenario."""
    by_outcome = model.startswith("outcomes")
    kinds = Endings(scenario.model, scenario.packages).of_packages() if by_outcome else np.empty(0, dtype=np.int64)
    return Weighing(silence=model.endswith("silence"), kinds=tuple(kinds.tolist()))


@dataclass(frozen=True)
class Observed:
    """A scenario as of a day.

    Parameters
    ----------
    scenario : LoadedScenario
        With what was known then; without what recorded moves rest on, where worlds are weighed by these.
    day : date or None
        None where it is as of none: the scenario is whole.
    model : str or None
        The observation model that was asked for.
    weighing : Weighing or None
        How worlds are weighed; None where they are not to be, or cannot (see `undecided`).
    """

    scenario: LoadedScenario
    day: date | None
    model: str | None
    weighing: Weighing | None


def observed(scenario: LoadedScenario, as_of: date | str | None, weights: bool | str = False) -> Observed:
    """Return a scenario as of a day, and how its worlds are weighed by the record up to then.

    Raises
    ------
    InputError
        For a day with nothing left to simulate, an observation model that there is not, or weights without a day.
    """
    model = model_named(weights)
    if as_of is None:
        if model is not None:
            raise InputError("weights: worlds are weighed by the record as of a day: say which (as_of, --as-of)")
        return Observed(scenario, None, None, None)
    day = read_as_of(scenario.model, as_of)
    scenario = known_by(scenario, day)
    if model is None or undecided(scenario.model, day):
        return Observed(scenario, day, model, None)
    scenario = without_recorded_claims(scenario, day)
    return Observed(scenario, day, model, weighing_of(model, scenario))


def undecided(model: ScenarioModel, day: date) -> tuple[str, ...]:
    """Return the events that may have happened by a day, and of which the record does not say whether they did.

    Where there are any, plays of one world differ in what led up to the day, and worlds are not weighed.
    """
    decided = decided_by(model, day)
    sure = certainty(model.events, decided, model.last_deadline, open_until=day if _open_until(model, day) else None)
    return tuple(
        name
        for name, event in model.events.items()
        if name not in decided
        and sure[name] != "never"
        and first_day(event) <= day
        and (sure[name] == "maybe" or isinstance(event.date, Between))
    )


def _open_until(model: ScenarioModel, day: date) -> bool:
    """Tell whether talks are sure to be open until a day: nothing on record, and no event, could have ended them."""
    record = [entry for entry in model.record if entry.day <= day]
    if any(event.ends_talks or event.tables for event in model.events.values()):
        return False
    if any(entry.signs is not None or entry.accepts is not None for entry in record):
        return False
    if any(model.moves[entry.makes].ends_talks for entry in record if entry.makes is not None):
        return False
    tabled = [(entry.seat, entry.tables) for entry in record if entry.tables is not None]
    tabled += [(seat, each) for seat, packages in model.on_the_table.items() for each in packages]
    offers = {(seat, tuple(model.spelt_out(each).values())) for seat, each in tabled}
    return len({package for _, package in offers}) == len(offers)  # no two stand by the same


class _Unrecorded(Known):
    """What is known of claims, but for those that a recorded move rests on."""

    def __init__(self, recorded: frozenset[str]) -> None:
        self._recorded = recorded

    def of(self, claims: Claims) -> Claims:
        """Return those that no recorded move rests on."""
        return tuple(name for name in claims if name not in self._recorded)


def without_recorded_claims(scenario: LoadedScenario, day: date) -> LoadedScenario:
    """Return a scenario whose statements and orders do not rest on what recorded moves up to a day rest on.

    A move then counts once, in the likelihood. Those that rest on other claims as well stay; those that have no claim
    are assumptions and stay.
    """
    model = scenario.model
    moves = [entry for entry in model.record if entry.day <= day and entry.seat is not None]
    known = _Unrecorded(frozenset(name for entry in moves for name in entry.claims))
    governments = {name: _unbound(body, known, model.issues) for name, body in model.governments.items()}
    return replace(scenario, model=model.model_copy(update={"governments": governments}))


def _unbound(body: Government, known: Known, issues: Mapping[str, Issue]) -> Government:
    """Return a government without statements and orders that cannot be made."""
    statements = [known.statement(each) for each in body.statements]
    orders = known.orders(body, issues)
    return body.model_copy(
        update={
            "statements": tuple(each for each in statements if each is not None),
            "orders": orders,
            "order_claims": {name: known.of(claims) for name, claims in body.order_claims.items() if name in orders},
        }
    )
