"""How well each world explains the record, as columns beside what was drawn in it."""

from __future__ import annotations

from sim.engine.explaining import Likelihood
from sim.ensemble.drawn import Columns

__all__ = ["DRAWN", "GOVERNMENT", "MOVE", "TOTAL", "likelihood_columns"]

TOTAL, DRAWN, MOVE, GOVERNMENT = "log_likelihood", "log_likelihood_drawn", "log_p_", "log_likelihood_of_"
"""Names of columns, or what they begin with (frozen): before the place of a move in the record, and a name."""


def likelihood_columns(found: Likelihood | None, governments: tuple[str, ...]) -> Columns:
    """Return the columns (w,) of a likelihood; none where worlds are not weighed, or the record tells nothing.

    Returns
    -------
    dict of str to ndarray
        ``log_likelihood``; ``log_likelihood_drawn``, at the draws of governments' noise with which plays went on;
        ``log_likelihood_of_<government>``; ``log_p_<place>`` of each move, by its place in the record as of the day.
    """
    if found is None or not found.moves:
        return {}
    columns: Columns = {TOTAL: found.total, DRAWN: found.drawn}
    columns |= {f"{GOVERNMENT}{governments[g]}": each for g, each in found.governments.items() if g >= 0}
    return columns | {f"{MOVE}{place}": found.moves[place] for place in sorted(found.moves)}
