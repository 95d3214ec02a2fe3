"""The bargaining set: what could be agreed at all, in every world the evidence allows, whoever faces whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.bargaining.frontier import pareto_frontier, zone_of_agreement
from sim.analysis.bargaining.pairings import Pairing, pairings, pairings_on, third_parties
from sim.analysis.bargaining.solutions import Rule, Solution, Status, solutions
from sim.analysis.bargaining.stakes import Stakes, draw_stakes
from sim.analysis.bargaining.standing import standing_on
from sim.analysis.bargaining.summary import (
    ProposalStanding,
    SolutionShares,
    ZoneSummary,
    proposal_standing,
    solution_shares,
    summarise_zone,
)
from sim.analysis.bargaining.zone_by_date import DatedZones, zone_by_date
from sim.answer import Answer
from sim.arguments import day_of
from sim.arrays import Bools, Floats
from sim.by_value import ByValue, read_only
from sim.ensemble.batches import MOST_NUMBER
from sim.ensemble.play import play_ensemble
from sim.errors import InputError, whole_number
from sim.minds.quorum import Quorum, quorum_of
from sim.results.observation import Observed, observed
from sim.results.weights import effective_size, read_weights
from sim.scenario.load import LoadedScenario
from sim.scenario.scenario import ScenarioModel
from sim.worlds.calendar import read_calendar
from sim.worlds.draw import WorldSource

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["BargainingSet", "NotComputed", "PairSet", "bargaining_set"]

MOST_BYTES = 1_000_000_000
"""What the values of packages may take in all worlds: what is worked out of them takes some more (measured)."""

_OTHERS = 6
"""Numbers a package has besides its values: days to force, and what is worked out at a time."""


@dataclass(frozen=True)
class NotComputed:
    """A question left open, and why: not the answer that there is nothing.

    Parameters
    ----------
    pairing : Pairing
        Who would face whom.
    reason : str
        A sentence.
    """

    pairing: Pairing
    reason: str
    status: Status = Status.NOT_COMPUTED


@dataclass(frozen=True, eq=False)
class PairSet(ByValue):
    """The bargaining set of governments that face each other; axes w world, g principal, p package.

    Parameters
    ----------
    scenario : LoadedScenario
        The negotiation.
    pairing : Pairing
        Who faces whom.
    gain : ndarray, shape (w, g, p)
        Points above no deal.
    assent : ndarray of bool, shape (w, p)
        Packages to which every third party they need assents.
    weights : ndarray, shape (w,), optional
        What each world weighs, in sum 1, where they are weighed by the record.
    """

    scenario: LoadedScenario
    pairing: Pairing
    gain: Floats
    assent: Bools
    weights: Floats | None = None

    @property
    def title(self) -> str:
        """The governments in words."""
        return self.pairing.title(self.scenario.model)

    @cached_property
    def quorum(self) -> Quorum:
        """Which of the principals are enough to agree."""
        return quorum_of(self.scenario.model, mediators=False)

    @cached_property
    def zone(self) -> Bools:
        """Packages (w, p) better than no deal for enough principals, to which third parties assent."""
        return read_only(zone_of_agreement(self.gain, self.assent, quorum=self.quorum))

    @cached_property
    def zone_without_third_parties(self) -> Bools:
        """Packages (w, p) better than no deal for enough principals, whatever third parties say."""
        return read_only(zone_of_agreement(self.gain, quorum=self.quorum))

    @cached_property
    def frontier(self) -> Bools:
        """Packages (w, p) that no other package with assent dominates."""
        gain, assent = self._unlike
        return read_only(_for_all(pareto_frontier(gain, assent), len(self.gain)))

    @cached_property
    def solutions(self) -> dict[Rule, Solution]:
        """The package each rule names in each world, of those by which every principal gains.

        So also where fewer are enough to agree: the rules are defined for a bargain to which all must agree.
        """
        gain, assent = self._unlike
        found = solutions(gain, zone_of_agreement(gain, assent))
        worlds = len(self.gain)
        return {
            rule: Solution(rule, *(read_only(_for_all(column, worlds)) for column in (each.package, each.tied)))
            for rule, each in found.items()
        }

    @property
    def _unlike(self) -> tuple[Floats, Bools]:
        """Gains and assent of the first world alone where preferences are certain, so that all worlds are alike."""
        alike = all((each == each[:1]).all() for gain in (self.gain, self.assent) for each in (gain[:2], gain))
        return (self.gain[:1], self.assent[:1]) if alike else (self.gain, self.assent)

    @cached_property
    def mean_gain(self) -> Floats:
        """Points above no deal (g, p), on average over worlds."""
        return np.asarray(np.average(self.gain, axis=0, weights=self.weights))

    def status(self, world: int) -> Status:
        """Return whether a zone of agreement exists in a world."""
        return Status.FOUND if self.zone[world].any() else Status.NONE_EXISTS

    @cached_property
    def zone_summary(self) -> ZoneSummary:
        """How often a zone exists, and its size, with third parties' assent."""
        return summarise_zone(self.zone, self.weights)

    @cached_property
    def zone_summary_without_third_parties(self) -> ZoneSummary:
        """The same, whatever third parties say."""
        return summarise_zone(self.zone_without_third_parties, self.weights)

    @cached_property
    def solution_shares(self) -> dict[Rule, SolutionShares]:
        """How often each package is named by each rule."""
        return {rule: solution_shares(found, self.weights) for rule, found in self.solutions.items()}

    @cached_property
    def proposals(self) -> dict[str, ProposalStanding]:
        """How each named proposal stands: in the zone, on the frontier, or refused by whom."""
        return {
            name: proposal_standing(
                package,
                self.gain,
                self.assent,
                self.frontier,
                quorum=self.quorum,
                weights=self.weights,
            )
            for name, package in self.scenario.packages.named.items()
        }


@dataclass(frozen=True, eq=False, repr=False)
class BargainingSet(Answer, presented_by="sim.present.bargaining_set"):
    """What could be agreed, for all governments that may face each other.

    Parameters
    ----------
    scenario : LoadedScenario
        The negotiation.
    stakes : Stakes
        What is at stake in every world.
    seed : int
        Of the worlds.
    day : date or None
        The day of signing; None where packages are taken to be in force.
    pairs : tuple of PairSet or NotComputed
        In order of office.
    as_of : date, optional
        The day by which what is used was known.
    """

    scenario: LoadedScenario
    stakes: Stakes
    seed: int
    day: date | None
    pairs: tuple[PairSet | NotComputed, ...]
    as_of: date | None = None

    @property
    def worlds(self) -> int:
        """Number of worlds."""
        return len(self.stakes.appraisal.worlds)

    @property
    def effective_worlds(self) -> float | None:
        """How many worlds of one weight those weighed by the record are as good as; None where they are not."""
        return None if self.stakes.weights is None else effective_size(self.stakes.weights)

    @property
    def computed(self) -> tuple[PairSet, ...]:
        """The pairs that were computed."""
        return tuple(pair for pair in self.pairs if isinstance(pair, PairSet))

    @property
    def third_parties(self) -> tuple[str, ...]:
        """Seats whose assent some package needs."""
        return third_parties(self.scenario.model)

    @cached_property
    def by_date(self) -> DatedZones:
        """The zone on the dates that matter: how the clock empties it."""
        return zone_by_date(self.scenario.model, self.stakes)

    def plot_by_date(self, *, ax: Axes | None = None) -> Axes:
        """Draw how often there is anything to agree on, for signing on each day, with the clock."""
        return self.plot.by_date(ax=ax)

    def __repr__(self) -> str:
        return f"<BargainingSet: {self.scenario.model.title}; {self.worlds:,} worlds, seed {self.seed}>"


def bargaining_set(
    scenario: LoadedScenario,
    *,
    worlds: int = 500,
    seed: int = 1,
    day: date | str | None = None,
    as_of: date | str | None = None,
    weights: bool | str = False,
) -> BargainingSet:
    """Find the bargaining set of a scenario in every one of its first worlds.

    Parameters
    ----------
    scenario : LoadedScenario
        The negotiation.
    worlds : int
        How many worlds, >= 1.
    seed : int
        Their seed; the same worlds as in a run under this seed.
    day : date or ISO text, optional
        The day of signing: values are then weighed by the chance of being in force by the deadline, less the cost of
        signing, and only governments that may be in office face each other. Without it packages count as in force,
        and no event has shifted what they are worth. On a day after the deadline the talks have been prolonged.
    as_of : date or ISO text, optional
        With what was known on this day, and the deadline as the record has it then.
    weights : bool or str
        Whether worlds are weighed by how well they explain the record by then, which takes a play of each; see
        `sim.results.run.run`.

    Raises
    ------
    InputError
        If the day is not a date, or not between the start and the last day to which the talks can be prolonged.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> found = bargaining_set(load_scenario_text(starter_scenario()), worlds=50)
    >>> (pair,) = found.pairs
    >>> pair.title, pair.zone.shape
    ("Dock workers' union and Port management", (50, 9))
    """
    worlds, seed = whole_number("worlds", worlds, least=1, most=MOST_NUMBER), whole_number("seed", seed)
    seen = observed(scenario, as_of, weights)
    scenario = seen.scenario
    day, model = None if day is None else day_of("day", day), scenario.model
    if day is not None:
        _check_day(model, day, seen.day)
    _check_size(scenario, worlds)
    stakes = draw_stakes(scenario, worlds=worlds, seed=seed, as_of=seen.day)
    if seen.weighing is not None:
        stakes = replace(stakes, weights=_weights(seen, worlds, seed))
    pairs = _static(scenario, stakes) if day is None else _dated(scenario, stakes, day)
    return BargainingSet(scenario, stakes, seed, day, tuple(pairs), seen.day)


def _check_day(model: ScenarioModel, day: date, as_of: date | None) -> None:
    calendar = read_calendar(model)
    last = model.start + timedelta(days=standing_on(model, calendar, as_of).last)
    if not model.start <= day <= last:
        raise InputError(f"day: not within the talks (found {day}; allowed {model.start} to {last})")


def _weights(seen: Observed, worlds: int, seed: int) -> Floats | None:
    """Return what each world weighs; None where the record tells nothing.

    Raises
    ------
    KeyboardInterrupt
        On Ctrl-C.
    """
    source = WorldSource(seen.scenario.model, seen.scenario.packages, seed=seed)
    played = play_ensemble(source, worlds=worlds, replications=1, as_of=seen.day, weighing=seen.weighing)
    if played.interrupted or played.part is None:
        raise KeyboardInterrupt
    found = read_weights(played.part.worlds)
    return None if found is None else found.at()


def _for_all(found: NDArray[Any], worlds: int) -> NDArray[Any]:
    """Return what was found in the worlds that are unlike, for all of them."""
    return found if len(found) == worlds else np.repeat(found, worlds, axis=0)


def _check_size(scenario: LoadedScenario, worlds: int) -> None:
    """Refuse more worlds than fit into memory: values of all packages are kept in each."""
    model, packages = scenario.model, len(scenario.packages)
    several = len(pairings(model)) * (8 * sum(seat.principal for seat in model.seats.values()) + 4)
    each = packages * (8 * (len(model.governments) + _OTHERS) + several)
    if worlds * each > MOST_BYTES:
        raise InputError(
            f"worlds: {worlds:,} of {packages:,} packages take some {worlds * each / 1e9:,.1f} GB of memory (allowed "
            f"{MOST_BYTES / 1e9:g} GB, {max(1, MOST_BYTES // each):,} worlds)"
        )


def _static(scenario: LoadedScenario, stakes: Stakes) -> list[PairSet | NotComputed]:
    return [
        PairSet(scenario, pairing, read_only(stakes.gain(pairing)), read_only(stakes.assent(pairing)), stakes.weights)
        for pairing in pairings(scenario.model, stakes.standing.as_of)
    ]


def _dated(scenario: LoadedScenario, stakes: Stakes, day: date) -> list[PairSet | NotComputed]:
    model, number = scenario.model, (day - scenario.model.start).days
    as_of = stakes.standing.as_of
    present = pairings_on(model, stakes.calendar, number, as_of)
    pairs: list[PairSet | NotComputed] = [
        PairSet(
            scenario,
            pairing,
            read_only(stakes.gain(pairing, number)),
            read_only(stakes.assent(pairing, number)),
            stakes.weights,
        )
        for pairing in present
    ]
    sitting = {(pairing.principals, pairing.third) for pairing in present}
    absent = [pairing for pairing in pairings(model, as_of) if (pairing.principals, pairing.third) not in sitting]
    return [*pairs, *(NotComputed(pairing, f"they cannot face each other on {day}") for pairing in absent)]
