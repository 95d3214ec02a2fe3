"""What would have to be true: the conditions under which an outcome becomes likely, or unlikely.

Scenario discovery (Bryant & Lempert 2010) over the worlds of a run, with the patient rule induction method.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.explanation.conditions import Box, Cases, Measures, Restriction, inside, measure, quasi_p
from sim.analysis.explanation.factors import FactorDescription, cases_of, described_factors, unsearched_events
from sim.analysis.explanation.prim import MOST, find_box
from sim.answer import Answer
from sim.arguments import check_type, flag_of, name_of, outcome_place
from sim.arrays import Bools
from sim.by_value import ByValue
from sim.ensemble.execution import Progress, progress_of
from sim.errors import InputError, whole_number
from sim.results.endings import Endings
from sim.results.estimates import Estimates
from sim.results.explained_record import check_effective
from sim.results.outcomes import Outcomes
from sim.results.provenance import Provenance
from sim.results.run import run
from sim.scenario.load import LoadedScenario

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BOXES", "Explained", "Explanation", "check_question", "discover", "explain"]

BOXES = 3
"""Boxes looked for one after the other, each among the plays that those before it left."""

SIGNIFICANT = 0.05
"""Quasi-p value above which a condition is dropped. ASSUMPTION: the customary level (Bryant & Lempert 2010)."""

BEATS_CHANCE = 0.01
"""Quasi-p value above which a box is dropped. ASSUMPTION: stricter, as many were searched."""

LEAST_WORLDS = 20
"""Below these, halves are too small for any test."""

LEAST_COVERAGE = 0.1
"""Share of the plays in question that a box has to hold. ASSUMPTION: less than a tenth explains little."""

ODDS = 1.5
"""Times the overall odds that a box has to reach. ASSUMPTION: less does not explain it, however certain."""


@dataclass(frozen=True, eq=False)
class Explained(ByValue):
    """One box of conditions, and how it did.

    Parameters
    ----------
    box : tuple of Restriction
        The conditions.
    quasi_p : tuple of float
        Of each, on the worlds set aside: the chance that the box without it does as well.
    found, held_out : Measures
        On the worlds it was found on, and on those set aside. Coverage and mass are shares of all plays of these
        worlds, boxes before it included; the density is of the plays that those left.
    """

    box: Box
    quasi_p: tuple[float, ...]
    found: Measures
    held_out: Measures


@dataclass(frozen=True, eq=False, repr=False)
class Explanation(Answer, presented_by="sim.present.explanation"):
    """What an outcome depends on.

    Parameters
    ----------
    outcome : str
        Which.
    unlikely : bool
        Whether it was asked what makes it unlikely; measures are then of the plays that did not end so.
    boxes : tuple of Explained
        In the order found; none where nothing beats chance.
    probability : float
        Of the outcome, over all worlds.
    luck : float
        Share of its variance that is luck; NaN where it cannot be known.
    cases : Cases
        What the boxes were found and judged on; the response is that the outcome came, or for unlikely that it did
        not. Worlds of even number were searched, the others set aside.
    descriptions : dict of str to FactorDescription
        The factors in words.
    provenance : Provenance
        The run.
    unsearched : tuple of str
        Events that are not searched, as they happen only while talks are open.
    effective_worlds : float, optional
        Where worlds are weighed by the record, how many of one weight they are as good as.
    """

    outcome: str
    unlikely: bool
    boxes: tuple[Explained, ...]
    probability: float
    luck: float
    cases: Cases = field(repr=False)
    descriptions: dict[str, FactorDescription] = field(repr=False)
    provenance: Provenance
    unsearched: tuple[str, ...] = ()
    effective_worlds: float | None = None

    def likelihood(self, measures: Measures) -> float:
        """Return the probability of the outcome in a box."""
        return 1 - measures.density if self.unlikely else measures.density

    @property
    def plays(self) -> int:
        """Number of plays."""
        return self.provenance.worlds * self.provenance.replications

    @property
    def sentences(self) -> list[str]:
        """What was found, in sentences; shares are those on the worlds set aside."""
        found: list[str] = self._presenter().sentences(self)
        return found

    @property
    def table(self) -> pd.DataFrame:
        """A row per condition: ``box``, ``condition``, ``quasi_p``, and the box's measures, found and held out."""
        return self.to_frame()

    def __repr__(self) -> str:
        kind = "unlikely" if self.unlikely else "likely"
        return f"<Explanation: what makes {self.outcome!r} {kind}; {len(self.boxes)} boxes>"


def explain(
    subject: Outcomes | LoadedScenario,
    *,
    outcome: str,
    unlikely: bool = False,
    worlds: int = 1000,
    replications: int = 20,
    seed: int = 1,
    workers: int | None = 1,
    progress: Progress | bool | None = None,
    as_of: date | str | None = None,
    weights: bool | str = False,
) -> Explanation:
    """Find the conditions under which an outcome becomes likely, or unlikely.

    Parameters
    ----------
    subject : Outcomes or LoadedScenario
        A run, or a scenario to run.
    outcome : str
        Its name.
    unlikely : bool
        Ask what makes it unlikely instead.
    worlds, replications, seed, workers : int
        Of the run, where a scenario is given.
    progress : callable or bool, optional
        Called with (plays done, all plays) of that run; True shows a line.
    as_of : date or ISO text, optional
        With what was known on this day, where a scenario is given.
    weights : bool or str
        Whether its worlds are weighed by how well they explain the record by then; see `sim.results.run.run`.

    Raises
    ------
    InputError
        If there is no such outcome, or fewer than 20 worlds.

    Notes
    -----
    Conditions are found on the worlds of even number, and judged on those of odd number. A condition whose quasi-p
    value there is above 0.05 is dropped. Whether a box does better than the same box without one of its conditions
    says next to nothing of how well the wider box does, so that the shares reported after dropping are still fair.

    A box counts if its own quasi-p value is at most 0.01 against all plays left, its odds are at least 1.5 times the
    overall odds, and it holds a tenth of the plays in question. Boxes are tested in the order found, and the first
    that fails ends the search, so no correction for the number of tests is due.

    Examples
    --------
    >>> import sim
    >>> found = explain(sim.load("tests/ensemble/port.yaml"), outcome="lapsed", worlds=40, replications=5)
    >>> found.outcome, len(found.cases) >= 40
    ('lapsed', True)
    """
    outcome, unlikely = name_of(outcome), flag_of("unlikely", unlikely)
    check_type("subject", subject, Outcomes | LoadedScenario, "a scenario, or the outcomes of a run")
    progress = progress_of(progress)
    if isinstance(subject, Outcomes):
        outcomes = subject
    else:
        check_question(subject, outcome, worlds)
        size: dict[str, Any] = {"worlds": worlds, "replications": replications, "seed": seed}
        outcomes = run(subject, **size, workers=workers, progress=progress, as_of=as_of, weights=weights)
    check_question(outcomes.scenario, outcome, outcomes.provenance.worlds)
    check_effective(outcomes, LEAST_WORLDS, "too few to search half and judge on half")
    described = described_factors(outcomes)
    cases = cases_of(outcomes, outcome, described)
    if unlikely:
        cases = replace(cases, response=1 - cases.response)
    place = outcomes.names.index(outcome)
    return Explanation(
        outcome=outcome,
        unlikely=unlikely,
        boxes=discover(cases),
        probability=float(outcomes.estimates.probability[place]),
        luck=_luck(outcomes.estimates, place),
        cases=cases,
        descriptions=described,
        provenance=outcomes.provenance,
        unsearched=unsearched_events(outcomes),
        effective_worlds=None if outcomes.weights is None else outcomes.weights.size(),
    )


def _luck(estimates: Estimates, place: int) -> float:
    """Return the share of an outcome's variance that is luck; NaN where too few worlds hold it to tell."""
    return float("nan") if np.isnan(estimates.share_error[place]) else 1 - float(estimates.epistemic_share[place])


def check_question(scenario: LoadedScenario, outcome: str, worlds: int) -> None:
    """Check that the question can be asked.

    Raises
    ------
    InputError
        If there is no such outcome, or too few worlds.
    """
    outcome_place(outcome, Endings(scenario.model, scenario.packages).names)
    if whole_number("worlds", worlds) < LEAST_WORLDS:
        raise InputError(
            f"worlds: too few to search half and judge on half (found {worlds}; allowed {LEAST_WORLDS} up)"
        )


def discover(cases: Cases, *, boxes: int = BOXES, most: int = MOST) -> tuple[Explained, ...]:
    """Return boxes that hold the response better than chance, found on even worlds and judged on odd ones.

    Parameters
    ----------
    cases : Cases
        Of both halves.
    boxes : int
        How many to look for.
    most : int
        Factors in a box, at most.
    """
    even = cases.world % 2 == 0
    search, judge = cases.take(even), cases.take(~even)
    left = [np.ones(len(search), dtype=bool), np.ones(len(judge), dtype=bool)]
    found: list[Explained] = []
    while len(found) < boxes and all(rows.any() for rows in left):
        here, there = search.take(left[0]), judge.take(left[1])
        box = _pruned(find_box(here, most=most), there)
        if not box or not _beats_chance(there, inside(box, there), judge.base):
            break
        measures = [
            measure(each.take(rows), inside(box, each.take(rows)), total=each)
            for each, rows in zip((search, judge), left, strict=True)
        ]
        if measures[1].coverage < LEAST_COVERAGE:
            break
        found.append(Explained(box, _quasi_ps(box, there), *measures))
        left = [rows & ~inside(box, each) for rows, each in zip(left, (search, judge), strict=True)]
    return tuple(found)


def _beats_chance(cases: Cases, held: Bools, overall: float) -> bool:
    """Return whether a box is unlikely to be an accident, and large enough a difference to be worth reporting."""
    density = cases.take(held).base
    if not held.any() or quasi_p(cases, held, np.ones(len(cases), dtype=bool)) > BEATS_CHANCE:
        return False
    return density * (1 - overall) >= ODDS * overall * (1 - density)


def _pruned(box: Box, cases: Cases) -> Box:
    """Drop what does not matter: the condition, or end of a range, with the highest quasi-p value first."""
    sides = [side for restriction in box for side in restriction.sides()]
    while sides:
        worst, place = max((p, place) for place, p in enumerate(_quasi_ps(tuple(sides), cases)))
        if worst <= SIGNIFICANT:
            break
        del sides[place]
    names = dict.fromkeys(side.name for side in sides)
    return tuple(_joined([side for side in sides if side.name == name]) for name in names)


def _joined(sides: list[Restriction]) -> Restriction:
    """Return the range that two ends make."""
    if len(sides) == 1:
        return sides[0]
    return Restriction(sides[0].name, max(side.low for side in sides), min(side.high for side in sides))


def _quasi_ps(box: Box, cases: Cases) -> tuple[float, ...]:
    held = inside(box, cases)
    return tuple(quasi_p(cases, held, inside(box[:place] + box[place + 1 :], cases)) for place in range(len(box)))
