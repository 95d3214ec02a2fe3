"""How much of what is open is ignorance, which better evidence would settle, and how much is luck."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.answer import Answer
from sim.arguments import outcome_place
from sim.arrays import Floats
from sim.errors import InputError
from sim.figures import bracketed, margin_in_words, percent
from sim.results.components import components, share_between, weighed_components
from sim.results.estimates import Z
from sim.results.explained_record import check_effective

if TYPE_CHECKING:
    import pandas as pd

    from sim.results.outcomes import Outcomes
    from sim.results.provenance import Provenance

__all__ = ["VarianceSplit", "split_variance", "variance_split"]


@dataclass(frozen=True, eq=False, repr=False)
class VarianceSplit(Answer, presented_by="sim.present.variance"):
    """The variance of "does a play end so?" (1 or 0), for each outcome k; shapes (k,).

    Parameters
    ----------
    names : tuple of str
        The outcomes.
    probability : ndarray
    between : ndarray
        Variance of the worlds' probabilities: ignorance, what evidence could remove. Unbiased, so that an estimate of
        next to nothing may fall below 0.
    within : ndarray
        Mean variance inside a world: luck, which no evidence removes.
    between_error, within_error, share_error : ndarray
        Standard errors, by the jackknife over worlds.
    made : Provenance or None
        The run; None where shares were given.
    """

    names: tuple[str, ...]
    probability: Floats
    between: Floats
    within: Floats
    between_error: Floats
    within_error: Floats
    share_error: Floats
    made: Provenance | None = None

    @property
    def total(self) -> Floats:
        """Variance between plays."""
        return np.maximum(self.between, 0.0) + self.within

    @property
    def epistemic_share(self) -> Floats:
        """Share of the total that lies between worlds, in [0, 1]; NaN where there is no variance."""
        return share_between(np.maximum(self.between, 0.0), self.within)

    def table(self) -> pd.DataFrame:
        """Return it as a table indexed by outcome."""
        import pandas as pd

        fields = ("probability", "total", "between", "between_error", "within", "within_error")
        columns = {field: getattr(self, field) for field in fields}
        columns |= {"share_between": self.epistemic_share, "share_error": self.share_error}
        return pd.DataFrame(columns, index=pd.Index(self.names, name="outcome"))

    def sentence(self, outcome: str) -> str:
        """Say in one sentence what the uncertainty about an outcome is made of.

        Raises
        ------
        InputError
            If there is no such outcome.
        """
        k = outcome_place(outcome, self.names)
        outcome = self.names[k]
        share, error = self.epistemic_share[k], self.share_error[k]
        if np.isnan(share):
            return f"Whether it ends in “{outcome}” is not open: it comes in {percent(self.probability[k])} of plays."
        words = "" if np.isnan(error) else bracketed(margin_in_words(share, Z * error, sign="± ", digits=0))
        margin = f" {words}" if words else ""
        return (
            f"Of the uncertainty about “{outcome}” ({percent(self.probability[k])}), {100 * share:.0f}%{margin} is "
            f"ignorance that better evidence could remove; the other {100 * (1 - share):.0f}% is luck, which stays "
            "however much is known."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return `table`."""
        return self.table()

    def __repr__(self) -> str:
        return f"<VarianceSplit: {', '.join(self.names)}>"


def variance_split(outcomes: Outcomes) -> VarianceSplit:
    """Split the variance of each outcome between evidence (worlds) and luck (replications).

    Raises
    ------
    InputError
        If the run has fewer than three worlds or two replications, from which it cannot be known.

    Examples
    --------
    >>> import sim
    >>> split = variance_split(sim.load("tests/ensemble/port.yaml").run(worlds=20, replications=5))
    >>> bool(np.allclose(split.total, np.maximum(split.between, 0) + split.within))
    True
    """
    from sim.results.tables import shares  # late: loads pandas

    made = outcomes.provenance
    if made.worlds < 3 or made.replications < 2:
        raise InputError(
            "the split takes at least 3 worlds and 2 replications "
            f"(found {made.worlds} and {made.replications}): run more"
        )
    check_effective(outcomes, 2, "too few to tell evidence from luck")
    weights = None if outcomes.weights is None else outcomes.weights.at()
    found = split_variance(shares(outcomes.table), made.replications, names=outcomes.names, weights=weights)
    return replace(found, made=made)


def split_variance(
    shares: Floats, replications: int, *, names: tuple[str, ...], weights: Floats | None = None
) -> VarianceSplit:
    """Split the variance of each outcome, given the shares (w, k) of each world's `replications`.

    Parameters
    ----------
    shares : ndarray, shape (w, k)
    replications : int
    names : tuple of str
    weights : ndarray, shape (w,), optional
        What each world weighs, in sum 1; all the same by default.

    Notes
    -----
    Law of total variance, Var(Y) = Var(E[Y | world]) + E[Var(Y | world)], for Y = 1 where a play ends so. With R
    replications a world's share s has noise s (1 - s) / (R - 1), without bias; the mean noise, times R, is the luck
    within worlds, and what is left of the variance of the shares is the ignorance between them. Errors come from
    leaving out each world in turn (Efron & Tukey's jackknife), in closed form.

    Examples
    --------
    Sure one way or the other, by world: ignorance alone. A fair coin in each: luck alone.

    >>> sure = split_variance(np.array([[0.0], [1.0]] * 50), 10, names=("deal",))
    >>> coin = split_variance(np.full((100, 1), 0.5), 10, names=("deal",))
    >>> float(sure.epistemic_share[0]), float(coin.epistemic_share[0])
    (1.0, 0.0)
    """
    if weights is None:
        return VarianceSplit(names=names, probability=shares.mean(axis=0), **vars(components(shares, replications)))
    found = weighed_components(shares, replications, weights)
    return VarianceSplit(names=names, probability=(weights[:, None] * shares).sum(axis=0), **vars(found))
