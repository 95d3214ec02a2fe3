"""Reasons as data: the numbers that explain a decision, written into the log where one is kept."""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats, Ints, each_number
from sim.minds.appraisal import Appraisal
from sim.minds.outlook import given_by
from sim.minds.solved_games import Games
from sim.minds.tactic import Review, Tactic
from sim.worlds.worlds import Worlds

__all__ = ["effective_number", "explain", "prospects", "worth_of"]


def explain(tactic: Tactic, review: Review, packages: Ints) -> dict[str, Floats]:
    """Return the numbers (n,) behind a tactic's decision on `packages` (n,), by name.

    Returns
    -------
    dict of str to ndarray
        Those of `worth_of`, and the tactic's own `reasons`.
    """
    view = tactic.view
    numbers = worth_of(
        view.appraisal, view.government, day=review.day, row=review.row, regime=review.regime, packages=packages
    )
    return {**numbers, **tactic.reasons(review, packages)}


def worth_of(
    appraisal: Appraisal, government: int, *, day: int, row: Ints, regime: Ints, packages: Ints
) -> dict[str, Floats]:
    """Return what makes up the worth a_g(p, t) of `packages` (n,) to a government.

    Returns
    -------
    dict of str to ndarray
        ``points``, U_g(p), what it will be worth in force; ``no_deal``, D_g, what none will be; ``in_force``,
        pi(p, t), the chance that it takes effect in time if signed today.
    """
    points, no_deal = np.empty(len(row)), np.empty(len(row))
    for r, here in each_number(regime):
        value, without = appraisal.expected(government, r, appraisal.turn_of(day, r))
        points[here], no_deal[here] = value[row[here], packages[here]], without[row[here]]
    return {"points": points, "no_deal": no_deal, "in_force": appraisal.in_force_of(day, row, packages, regime)}


def effective_number(weights: Floats) -> Floats:
    """Return how many imagined rivals (n,) are still plausible: 1 / sum_m omega_m^2 of weights (n, m).

    Examples
    --------
    >>> effective_number(np.array([[0.25, 0.25, 0.25, 0.25], [0.5, 0.5, 0, 0]])).tolist()
    [4.0, 2.0]
    """
    return np.asarray(1 / (weights**2).sum(axis=1))


def prospects(
    games: Games, worlds: Worlds, government: int, *, state: int, day: int, row: Ints, weights: Floats
) -> dict[str, Floats]:
    """Return what depends on the next foreseen chance events that are not decided yet.

    Parameters
    ----------
    games : Games
        The government's games.
    worlds : Worlds
        The batch.
    government : int
        Whose prospects they are.
    state, day : int
        Foreseen events so far, as bits, and today.
    row, weights : ndarray, shapes (n,) and (n, m)
        Each lane's row in the batch, and the weights of its imagined rivals.

    Returns
    -------
    dict of str to ndarray, shape (n,)
        For each such event ``belief:<event>``, the government's own chance for it; ``if:<event>`` and
        ``unless:<event>``, what waiting is worth on the event's day if it has happened and if not,
        sum_m omega_m C_g^m. Empty where nothing more is to be decided.
    """
    outlook, g = games.outlook, government
    numbers: dict[str, Floats] = {}
    for step, names in outlook.steps():
        then = int(outlook.days[step + 1])
        if day >= then or step + 1 >= games.days:  # an event after the deadline decides nothing
            continue
        for name in names:
            with_it = state | 1 << outlook.calendar.foreseen.index(name)
            if f"belief:{name}" in numbers or with_it == state:
                continue
            if (belief := _belief(games, worlds, g, name, state=state, day=day)) is None:
                continue
            numbers[f"belief:{name}"] = belief[row]
            for word, after in (("if", with_it), ("unless", state)):
                numbers[f"{word}:{name}"] = (games.of(g, after, step + 1, row) * weights).sum(axis=1)
        if any(f"belief:{name}" in numbers and not outlook.is_open(name) for name in names):
            break
    return numbers


def _belief(games: Games, worlds: Worlds, government: int, name: str, *, state: int, day: int) -> Floats | None:
    """Return the chance (w,) a government gives to an event, as changed by what has happened; None if it cannot come.

    Where chance picks its day, it is the chance that it still comes.
    """
    outlook = games.outlook
    place = outlook.calendar.place(name)
    given = given_by(outlook.scenario, name, games.made)

    def chance(cause: str | None) -> Floats:
        belief, cause = worlds.beliefs[government, :, place], given or cause
        return np.asarray(worlds.new_chance[outlook.calendar.place(cause), place] if cause else belief)

    if outlook.is_open(name):
        hazard = outlook.hazard(name, state, day, outlook.calendar.last[place])
        return np.broadcast_to(hazard.chance(chance), len(worlds)) if hazard.ahead else None
    return chance(outlook.changed_by(name, state)) if outlook.possible(name, state) else None
