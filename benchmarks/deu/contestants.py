"""Who predicts decisions: rules of thumb, climatology, mixtures fitted on the other folds, and the simulator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product

import numpy as np

from benchmarks.deu.data import Decision
from benchmarks.deu.distributions import Distribution, median, mixed, of_points
from sim.arrays import Floats

__all__ = ["MIXTURES", "RULES", "predict_all"]

_STEP = 10
"""A mixture's shares are multiples of a tenth."""

SIMULATOR = "the simulator"


def positions(decision: Decision) -> Distribution:
    """Return the positions held, each as likely."""
    return of_points([each.position for each in decision.actors])


def weighted_positions(decision: Decision) -> Distribution:
    """Return the positions held, by salience."""
    return of_points([each.position for each in decision.actors], [each.salience + 1e-9 for each in decision.actors])


def plain_mean(decision: Decision) -> Distribution:
    """Return the mean position."""
    return of_points([float((positions(decision).points * positions(decision).chances).sum())])


def weighted_mean(decision: Decision) -> Distribution:
    """Return the mean position weighted by salience."""
    found = weighted_positions(decision)
    return of_points([float((found.points * found.chances).sum())])


def median_position(decision: Decision) -> Distribution:
    """Return the median position."""
    return of_points([median(positions(decision))])


RULES: Mapping[str, Callable[[Decision], Distribution]] = {
    "median position": median_position,
    "plain mean": plain_mean,
    "mean weighted by salience": weighted_mean,
    "positions": positions,
    "positions by salience": weighted_positions,
}
"""Those that need nothing but the decision, by name."""

MIXTURES: Mapping[str, tuple[str, ...]] = {
    "mixture": ("positions", "climatology", "plain mean"),
    "mixture with the simulator": ("positions", "climatology", "plain mean", SIMULATOR),
}
"""What each mixture is made of."""


def predict_all(
    decisions: Sequence[Decision], folds: Sequence[int], played: Sequence[Distribution]
) -> dict[str, list[Distribution]]:
    """Return every contestant's prediction of every decision, with nothing fitted on its own fold.

    Parameters
    ----------
    decisions : sequence of Decision
    folds : sequence of int
        The fold of each; a proposal's lie in one.
    played : sequence of Distribution
        What the simulator says of each.
    """
    found = {name: [rule(each) for each in decisions] for name, rule in RULES.items()}
    found[SIMULATOR] = list(played)
    found["climatology"] = climatology(decisions, folds)
    for name, parts in MIXTURES.items():
        shares = {}
        for fold in set(folds):
            blind = climatology(decisions, folds, without=fold)
            made_of = [blind if part == "climatology" else found[part] for part in parts]
            shares[fold] = _best_shares(made_of, decisions, folds, fold)
        found[name] = [
            mixed([(share, found[part][k]) for share, part in zip(shares[fold], parts, strict=True) if share > 0])
            for k, fold in enumerate(folds)
        ]
    return found


def climatology(
    decisions: Sequence[Decision], folds: Sequence[int], *, without: int | None = None
) -> list[Distribution]:
    """Return the outcomes of the other folds, of which one may be left out, too."""
    known = list(zip(decisions, folds, strict=True))
    return [of_points([each.outcome for each, there in known if there not in (fold, without)]) for fold in folds]


def _best_shares(
    parts: Sequence[Sequence[Distribution]], decisions: Sequence[Decision], folds: Sequence[int], fold: int
) -> Floats:
    """Return the shares (k,) that score best (CRPS) on the folds but one, of which the parts know nothing."""
    others = [k for k, there in enumerate(folds) if there != fold]
    terms = [_terms([part[k] for part in parts], decisions[k].outcome) for k in others]
    away, apart = np.array([each[0] for each in terms]), np.array([each[1] for each in terms])
    tried = np.array([each for each in product(range(_STEP + 1), repeat=len(parts)) if sum(each) == _STEP]) / _STEP
    scores = [(away @ share).mean() - (share[:, None] * share * apart).sum(axis=(1, 2)).mean() / 2 for share in tried]
    return np.asarray(tried[int(np.argmin(scores))])


def _terms(parts: Sequence[Distribution], outcome: float) -> tuple[list[float], list[list[float]]]:
    """Return E|X - y| of each part, and E|X - X'| of each two: a mixture's CRPS is a quadratic of its shares."""
    away = [_apart(each, of_points([outcome])) for each in parts]
    apart = [[_apart(one, other) for other in parts] for one in parts]
    return away, apart


def _apart(one: Distribution, other: Distribution) -> float:
    """Return E|X - X'|."""
    return float((one.chances[:, None] * other.chances * np.abs(one.points[:, None] - other.points)).sum())
