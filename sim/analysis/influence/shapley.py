"""What each document adds to the forecast, whatever others are at hand: Shapley values.

Dropping one document shows little of claims that others repeat; here each is added to every set of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from sim.analysis.comparison.same_luck import PairedDifference, paired_difference
from sim.analysis.influence.drops import Drop, Falling, falling_of, list_drops, without
from sim.analysis.influence.replays import Replays
from sim.arrays import Floats
from sim.by_value import ByValue
from sim.ensemble.execution import Progress
from sim.errors import SimError
from sim.scenario.load import LoadedScenario

__all__ = ["MOST_DOCUMENTS", "DocumentValue", "document_values", "grouped_documents"]

MOST_DOCUMENTS = 6
"""Documents told apart, those cited most; the rest counts as one. As many sets as 2 to that power are played."""


@dataclass(frozen=True, eq=False)
class DocumentValue(ByValue):
    """What a document, or several taken as one, adds to the probability of each outcome.

    Parameters
    ----------
    names : tuple of str
        The documents.
    description : str
    value : PairedDifference
        The Shapley value by outcome, with its paired error over worlds. The values of all add up to the difference
        that all documents make together.
    """

    names: tuple[str, ...]
    description: str
    value: PairedDifference


def grouped_documents(scenario: LoadedScenario) -> list[list[Drop]]:
    """Return the documents that something rests on, those cited most by themselves, and the others together."""
    cited = [drop for drop in list_drops(scenario) if drop.kind == "document"]
    ranked = sorted(cited, key=lambda drop: -drop.touches - len(drop.values) - len(drop.parts))
    if len(ranked) <= MOST_DOCUMENTS:
        return [[drop] for drop in ranked]
    return [*([drop] for drop in ranked[: MOST_DOCUMENTS - 1]), ranked[MOST_DOCUMENTS - 1 :]]


def document_values(replays: Replays, *, progress: Progress | None = None) -> tuple[DocumentValue, ...]:
    """Return the Shapley value of each document, the largest first.

    Parameters
    ----------
    replays : Replays
        The scenario as it is.
    progress : callable, optional
        Called with (runs done, all runs).

    Raises
    ------
    KeyboardInterrupt
        On Ctrl-C.

    Notes
    -----
    With v(S) an outcome's probability where only the documents S are at hand, and n documents, the value of d is the
    sum over sets S without d of (v(S + d) - v(S)) / (n C(n - 1, |S|)) (Shapley 1953): what d adds on average over all
    orders in which the documents could have come. All v have the same luck, so that errors are those of the worlds'
    own values. What rests on no document is always at hand, and so is what nothing can be put in the place of.
    """
    groups = grouped_documents(replays.scenario)
    sets = [kept for size in range(len(groups) + 1) for kept in combinations(range(len(groups)), size)]
    falling = [falling_of(replays.scenario, _claims_but(replays.scenario, groups, kept)) for kept in sets]
    others = list(dict.fromkeys(each for each in falling if each != Falling()))
    known: dict[Falling, Floats] = {Falling(): replays.shares}
    changed = (without(replays.scenario.model, *each) for each in others)
    for place, found in replays.shares_with(changed, progress):
        if isinstance(found, SimError):
            raise found
        known[others[place]] = found
    shares = {kept: known[each] for kept, each in zip(sets, falling, strict=True)}
    values = [DocumentValue(*_named(group), _value(d, len(groups), shares)) for d, group in enumerate(groups)]
    return tuple(sorted(values, key=lambda each: -float(np.abs(each.value.difference).max())))


def _claims_but(scenario: LoadedScenario, groups: Sequence[Sequence[Drop]], kept: Sequence[int]) -> set[str]:
    """Return the claims of all documents but those of the groups kept."""
    names = {drop.name for g, group in enumerate(groups) if g not in kept for drop in group}
    documents = (each for each in scenario.library.documents if each.document in names)
    return {claim for each in documents for claim in each.claims if claim not in scenario.model.claims}


def _named(group: Sequence[Drop]) -> tuple[tuple[str, ...], str]:
    names = tuple(drop.name for drop in group)
    return names, group[0].description if len(group) == 1 else f"{len(group)} other documents: {', '.join(names)}"


def _value(d: int, count: int, shares: dict[tuple[int, ...], Floats]) -> PairedDifference:
    total = np.zeros_like(shares[()])
    for kept, before in shares.items():
        if d not in kept:
            after = shares[tuple(sorted((*kept, d)))]
            total += (after - before) / (count * comb(count - 1, len(kept)))
    return paired_difference(np.zeros_like(total), total)
