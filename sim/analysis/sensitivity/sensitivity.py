"""Which of the numbers that a run drew its outcome depends on: from the worlds there are, without more runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from sim.analysis.explanation.factors import FactorDescription, described_factors
from sim.analysis.sensitivity.given_data import classes, first_order
from sim.answer import Answer
from sim.arguments import outcome_place
from sim.arrays import Floats
from sim.by_value import ByValue
from sim.errors import InputError
from sim.figures import bracketed, margin_in_words, percent, rounded
from sim.results.estimates import Z
from sim.results.explained_record import check_effective

if TYPE_CHECKING:
    import pandas as pd

    from sim.results.outcomes import Outcomes

__all__ = ["ChanceEvent", "FactorSensitivity", "Sensitivity", "sensitivity"]

Direction = Literal["up", "down", "no one way"]

_FIFTH = 0.2
_WEAK = 0.1
"""Rank correlation below which there is no one direction."""

_LEAST_WORLDS = 30

_CLEAR = 0.05
"""Family-wise p-value below which an input counts as one that matters."""


@dataclass(frozen=True, eq=False)
class FactorSensitivity(ByValue):
    """One drawn quantity, and what the outcome's probability does over its range.

    Parameters
    ----------
    name : str
        Its column or factor.
    description : str
        What it is, in words.
    index, error, p_value : float
        Share of the variance between worlds that knowing it would remove; its standard error; chance of as much
        from a quantity of no influence, all of them counted. See `sim.analysis.sensitivity.given_data.first_order`.
    rank_correlation : float
        Spearman's, in [-1, 1]; of a number.
    ends : tuple of str
        What it is at its low and high end: means of the lowest and highest fifth of worlds, or two categories.
    at_low, at_high : float
        Mean probability of the outcome there.
    at_low_error, at_high_error : float
        Their standard errors.
    """

    name: str
    description: str
    index: float
    error: float
    p_value: float
    rank_correlation: float
    ends: tuple[str, str]
    at_low: float
    at_high: float
    at_low_error: float
    at_high_error: float

    @property
    def matters(self) -> bool:
        """Whether the index is more than chance, all quantities counted (5%)."""
        return self.p_value < _CLEAR

    @property
    def direction(self) -> Direction:
        """Which way the outcome goes when it rises."""
        if abs(self.rank_correlation) < _WEAK:
            return "no one way"
        return "up" if self.rank_correlation > 0 else "down"

    def sentence(self) -> str:
        """Say what it does."""
        index = min(max(self.index, 0.0), 1.0)
        margin = bracketed(margin_in_words(index, Z * self.error, sign="± ", digits=0))
        way = "" if self.direction != "no one way" else ", highest or lowest in between"
        return (
            f"{self.description[:1].upper()}{self.description[1:]}: {percent(self.at_low)} at {self.ends[0]}, "
            f"{percent(self.at_high)} at {self.ends[1]}{way}; {100 * index:.0f}% {margin} of what "
            "the evidence leaves open."
        )


@dataclass(frozen=True, eq=False)
class ChanceEvent(ByValue):
    """A chance event, and the outcome's probability where it happens and where it does not.

    Parameters
    ----------
    name, description : str
    share : float
        Share of all variance between plays that knowing how it goes would remove.
    happens, does_not : float
        Probability of the outcome; NaN where it always, or never, happens.
    """

    name: str
    description: str
    share: float
    happens: float
    does_not: float


@dataclass(frozen=True, eq=False, repr=False)
class Sensitivity(Answer, presented_by="sim.present.sensitivity"):
    """What one outcome depends on.

    Parameters
    ----------
    outcome : str
    probability : float
    epistemic_share : float
        Share of the variance between plays that is ignorance, which the indices divide up; NaN if not known.
    worlds : int
    factors : tuple of FactorSensitivity
        Largest index first.
    events : tuple of ChanceEvent
    made : Outcomes
        The run.
    """

    outcome: str
    probability: float
    epistemic_share: float
    worlds: int
    factors: tuple[FactorSensitivity, ...]
    events: tuple[ChanceEvent, ...]
    made: Outcomes

    def table(self) -> pd.DataFrame:
        """Return a row per quantity, indexed by name, the weightiest first; columns as of `FactorSensitivity`."""
        import pandas as pd

        columns = [each.name for each in fields(FactorSensitivity)]
        return pd.DataFrame([vars(factor) for factor in self.factors], columns=columns).set_index("name")

    def to_frame(self) -> pd.DataFrame:
        """Return `table`."""
        return self.table()

    def __repr__(self) -> str:
        return f"<Sensitivity: {self.outcome!r}; {len(self.factors)} drawn quantities, {self.worlds:,} worlds>"

    def headline(self) -> str:
        """Say how many quantities matter."""
        count = sum(factor.matters for factor in self.factors)
        what = {0: "no drawn quantity", 1: "one drawn quantity"}.get(count, f"{count} drawn quantities")
        return (
            f"“{self.outcome}” ({percent(self.probability)}) depends on {what} of {len(self.factors)}, as far as "
            f"{self.worlds:,} worlds can tell."
        )


def sensitivity(outcomes: Outcomes, outcome: str | None = None) -> Sensitivity:
    """Return which drawn quantities an outcome depends on.

    Parameters
    ----------
    outcomes : Outcomes
        A run of 30 worlds or more; of 500 or more to tell small things from nothing.
    outcome : str, optional
        The likeliest by default.

    Raises
    ------
    InputError
        If there is no such outcome, or fewer than 30 worlds.

    Notes
    -----
    Whatever differs between worlds is asked after: part-worths, no-deal values, chances, beliefs, times, statements
    that hold or not, and what follows from them (how far proposals are above no deal, size of zones). Quantities are
    drawn together, within what the statements allow, and some follow from others: their shares overlap.

    Of a run whose worlds are weighed by the record everything is reckoned as they weigh; as good as 30 of one weight
    they must be.

    Examples
    --------
    >>> import sim
    >>> found = sensitivity(sim.load("tests/ensemble/port.yaml").run(worlds=60, replications=5))
    >>> found.worlds, bool(found.factors[0].index >= found.factors[-1].index)
    (60, True)
    """
    names = outcomes.names
    name = names[int(outcomes.estimates.probability.argmax())] if outcome is None else outcome
    worlds, k = outcomes.provenance.worlds, outcome_place(name, names)
    if worlds < _LEAST_WORLDS:
        raise InputError(f"worlds: at least {_LEAST_WORLDS} are needed to see what matters (found {worlds})")
    name = names[k]
    check_effective(outcomes, _LEAST_WORLDS, "too few to see what matters")
    weights = None if outcomes.weights is None else outcomes.weights.at()
    share = outcomes.worlds[f"share_{name}"].to_numpy(dtype=float)
    described = described_factors(outcomes)
    by_world = [each for each in described.values() if not each.by_play]
    by_play = [each for each in described.values() if each.by_play]
    return Sensitivity(
        outcome=name,
        probability=float(np.average(share, weights=weights)),
        epistemic_share=float(outcomes.estimates.epistemic_share[k]),
        worlds=worlds,
        factors=_factors(share, by_world, outcomes.provenance.replications, weights),
        events=tuple(_events(outcomes, name, by_play)),
        made=outcomes,
    )


def _factors(
    share: Floats, described: Sequence[FactorDescription], replications: int, weights: Floats | None
) -> tuple[FactorSensitivity, ...]:
    noise = float(np.average(share * (1 - share), weights=weights) / (replications - 1)) if replications > 1 else 0.0
    found = first_order(share, [each.factor.values for each in described], noise=noise, weights=weights)
    factors = [
        _factor(share, each, weights, *numbers)
        for each, *numbers in zip(
            described, found.index.tolist(), found.error.tolist(), found.p_value.tolist(), strict=True
        )
    ]
    return tuple(sorted(factors, key=lambda factor: (not np.isnan(factor.index), factor.index), reverse=True))


def _factor(
    share: Floats,
    description: FactorDescription,
    weights: Floats | None,
    index: float,
    error: float,
    p_value: float,
) -> FactorSensitivity:
    values = description.factor.values
    ends = [_End(values[held], share[held], None if weights is None else weights[held]) for held in _ends(values)]
    if description.factor.levels:
        words = ("no", "yes") if len(description.factor.levels) == 2 else tuple(description.factor.levels[:2])
    else:
        scale = 100 if description.unit == "%" else 1
        words = rounded(scale * ends[0].middle), rounded(scale * ends[1].middle)
    return FactorSensitivity(
        name=description.factor.name,
        description=description.axis,
        index=index,
        error=error,
        p_value=p_value,
        rank_correlation=_rank_correlation(values, share, weights),
        ends=(str(words[0]), str(words[1])),
        at_low=ends[0].share,
        at_high=ends[1].share,
        at_low_error=ends[0].error,
        at_high_error=ends[1].error,
    )


class _End:
    """The worlds at one end of a quantity: its mean there, that of the outcome's share, and its standard error."""

    def __init__(self, values: Floats, share: Floats, weights: Floats | None) -> None:
        nan = float("nan")
        self.middle, self.share, self.error = nan, nan, nan
        if weights is None:
            self.middle, self.share = float(values.mean()), float(share.mean())
            self.error = _mean_error(share)
        elif weights.sum() > 0:
            each = weights / weights.sum()
            self.middle, self.share = float((each * values).sum()), float((each * share).sum())
            squares = float((each**2).sum())
            spread = float((each**2 * (share - self.share) ** 2).sum())
            self.error = float(np.sqrt(spread / (1 - squares))) if squares < 1 else nan


def _ends(values: Floats) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the cases of the lowest and highest fifth, or of the lowest and highest value where there are few."""
    label = classes(values)
    if label.max() < 1 / _FIFTH:
        return label == 0, label == label.max()
    low, high = np.quantile(values, [_FIFTH, 1 - _FIFTH])
    return values <= low, values >= high


def _rank_correlation(values: Floats, share: Floats, weights: Floats | None) -> float:
    from scipy.stats import rankdata

    ranks = rankdata(values), rankdata(share)
    if min(np.ptp(ranks[0]), np.ptp(ranks[1])) == 0:
        return 0.0
    weights = np.ones(len(values)) if weights is None else weights
    x, y = (each - (weights * each).sum() / weights.sum() for each in ranks)
    spread = np.sqrt((weights * x**2).sum() * (weights * y**2).sum())
    return float(((weights * x * y).sum() / spread).clip(-1, 1)) if spread > 0 else 0.0


def _mean_error(values: Floats) -> float:
    return float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else float("nan")


def _events(outcomes: Outcomes, outcome: str, described: Sequence[FactorDescription]) -> Iterator[ChanceEvent]:
    ended = (outcomes.table["outcome"] == outcome).to_numpy(dtype=float)
    found = outcomes.weight_of_plays()
    weigh = np.ones(len(ended)) if found is None else found
    overall = float(np.average(ended, weights=weigh))
    variance = float(np.average((ended - overall) ** 2, weights=weigh))
    for each in described:
        codes = each.factor.values.astype(np.int64)
        count = np.bincount(codes, weights=weigh, minlength=3)
        mean = np.bincount(codes, weights=ended * weigh, minlength=3) / np.where(count > 0, count, np.nan)
        between = float(np.nansum(count * (mean - overall) ** 2)) / len(ended)
        share = between / variance if variance > 0 else float("nan")
        yield ChanceEvent(each.factor.name, each.axis, share, happens=float(mean[1]), does_not=float(mean[0]))
