"""The games of all phases that may follow: prolongations and moves lead from one to the next, the last first."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats, Ints
from sim.minds.foresight import Foresight, ForesightGame, solve
from sim.minds.foresight_game import MoveOption
from sim.minds.foresight_moves import paused
from sim.minds.games import Setup
from sim.scenario.prolongation import in_turn

__all__ = ["own_steps", "solve_phases"]

_Solved = dict[int, tuple[ForesightGame, Foresight]]
"""Games of phases and what is expected in them."""


def own_steps(setup: Setup, phase: int) -> tuple[int, ...]:
    """Return the steps still ahead that the government may take, in the seat in which it sits."""
    phases = setup.phases
    ahead = [step for step in range(len(phases.steps)) if not phases.taken[phase] >> step & 1]
    return tuple(step for step in ahead if setup.own in _may_sit(setup, phases.steps[step].seat))


def _may_sit(setup: Setup, seat: str) -> set[int]:
    installed = {event.install[seat] for event in setup.scenario.events.values() if seat in event.install}
    return {setup.names.index(name) for name in {setup.scenario.seats[seat].government, *installed}}


def solve_phases(setup: Setup, rows: Ints, rivals: slice, *, refused: int, phase: int) -> tuple[Floats, Floats]:
    """Solve the games of a government in a phase, and before it those of all that may follow.

    What a prolongation or a move brings is the value of waiting in the game that it leads to, on the same day.

    Parameters
    ----------
    setup : Setup
        The government's games as arrays; axes q game, e evaluator, s state, t grid day.
    rows : (w,) int
        Worlds of the batch.
    rivals : slice
        Imagined rivals.
    refused : int
        Number of what third parties have refused (`ThirdParties.refuse`).
    phase : int
        Number of the phase.

    Returns
    -------
    waiting : (q, e, S, T) float
        C_e(s, t) in the phase.
    deciding : (q, k, S, T) float
        What the government decides its own moves by: the value of making none, whether it means to move later
        (above 0), then the value of each of its steps; empty where it has none.
    """
    shared, mine = setup.of_worlds(rows, refused, rivals), own_steps(setup, phase)
    own = setup.evaluators.index(setup.own) if mine else None
    solved: _Solved = {}
    asked = [*setup.scenario.asked_to_prolong, ()]
    options: dict[int, Floats] = {}
    for k in _ahead(setup, phase):
        options = _options(setup, k, shared, rows, solved)
        game = ForesightGame(
            **setup.in_phase(rows, k, shared, refused=refused, rivals=rivals),
            prolonged=_prolonged(setup, k, rows, solved, refused=refused),
            asked_to_prolong=asked[setup.phases.used[k]],
            assent_to_prolong=setup.assenting(setup.phases.used[k], setup.days_until(k)),
            moves=tuple(
                MoveOption(setup.seats.index(setup.phases.steps[step].seat), worth) for step, worth in options.items()
            ),
        )
        last = k == phase
        found = solve(game, keep_value=bool(setup.phases.steps) and not last, staying=own if last else None)
        solved[k] = game, found
    waiting, staying = solved[phase][1].waiting, solved[phase][1].staying
    if own is None:
        return waiting, staying
    return waiting, np.concatenate([staying, *(options[step][:, None, own] for step in mine)], axis=1)


def _ahead(setup: Setup, phase: int) -> list[int]:
    """Return the phases that may still follow one, and itself, the last first."""
    phases, spans = setup.phases, setup.outlook.calendar.spans
    late = [spans[step.move][1] < setup.outlook.since for step in phases.steps]  # nobody asks about its days any more
    found: list[int] = []
    stack = [(phase, False)]
    while stack:
        k, done = stack.pop()
        if done:
            found.append(k)
        elif k >= 0 and k not in found:
            steps = [step for step in range(len(phases.steps)) if not phases.taken[k] >> step & 1 and not late[step]]
            after = [phases.prolonged(k), *(phases.stepped(k, step) for step in steps)]
            stack += [(k, True), *((each, False) for each in after)]
    return list(dict.fromkeys(found))


def _options(setup: Setup, phase: int, shared: dict[str, Any], rows: Ints, solved: _Solved) -> dict[int, Floats]:
    """Return what each step still ahead is worth to everybody (q, e, S, T); -inf where it cannot be taken."""
    phases, taken, stop = setup.phases, setup.phases.taken[phase], setup.days_until(phase)
    options = {}
    for step, (name, _, _) in enumerate(phases.steps):
        if taken >> step & 1:
            continue
        suspend, after, completes = (
            setup.scenario.moves[name].suspend,
            phases.stepped(phase, step),
            phases.completes(taken, step),
        )
        if after >= 0 and after not in solved:
            worth = np.full((*shared["no_deal"].shape[:2], setup.outlook.states, stop), -np.inf)
        elif after < 0:
            worth = shared["no_deal"][:, :, setup.ending[phases.used[phase], taken | 1 << step][:, :stop]]
        else:
            game, found = solved[after]
            worth = paused(game, found.value, suspend.days) if completes and suspend else found.waiting
            late = stop - worth.shape[3]
            worth = np.concatenate([worth, np.full((*worth.shape[:3], late), -np.inf)], axis=3) if late else worth
        if completes:
            costs = setup.appraisal.worlds.move_cost[phases.moves.index(name)]
            cost = costs[list(setup.evaluators)][:, rows].T  # (w, e)
            worth = worth - np.repeat(cost, len(worth) // len(cost), axis=0)[:, :, None, None]
        options[step] = np.where(_can_move(setup, name, phases.made(taken), stop), worth, -np.inf)
    return options


def _can_move(setup: Setup, name: str, made: tuple[str, ...], stop: int) -> NDArray[np.bool_]:
    """Return where (s, t) a move's days and conditions allow it."""
    move, (first, last) = setup.scenario.moves[name], setup.outlook.calendar.spans[name]
    can = np.zeros((setup.outlook.states, stop), dtype=bool)
    for s, t, day in setup.nodes():
        if t < stop and first <= day <= last:
            done = {*setup.outlook.happened(s, day), *made}
            can[s, t] = set(move.if_) <= done and not set(move.unless) & done
    return can


def _prolonged(setup: Setup, phase: int, rows: Ints, solved: _Solved, *, refused: int) -> Floats:
    """Return what a prolongation in a phase brings (q, e, S, T) on its days; empty where none is left."""
    after, k = setup.phases.prolonged(phase), setup.phases.used[phase]
    if after < 0:
        return np.empty(0)
    (_, step), waiting, stop = (
        in_turn(setup.scenario.prolongations)[k],
        solved[after][1].waiting,
        setup.days_until(phase),
    )
    cost = setup.appraisal.worlds.prolonging_cost[k][list(setup.evaluators)][:, rows].T  # (w, e)
    worth = waiting[:, :, :, :stop] - np.repeat(cost, len(waiting) // len(cost), axis=0)[:, :, None, None]
    early = setup.outlook.days[:stop] < setup.appraisal.deadlines[phase] - step.last_days
    worth = np.where(early, -np.inf, worth)
    if setup.assent_to_prolong[k]:
        barred, late = _cannot_assent(setup, phase, k, rows, refused=refused)
        worth[:, :, barred] = -np.inf
        worth[np.broadcast_to(np.repeat(late, len(worth) // len(late), axis=0)[:, None, None], worth.shape)] = -np.inf
    return worth


def _cannot_assent(
    setup: Setup, phase: int, step: int, rows: Ints, *, refused: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return where (s, t) a third party has refused a prolongation, and where (w, t) its answer would come too late.

    They are taken to answer after the median reply of their first governments (ASSUMPTION, as for packages).
    """
    seats, stop = list(setup.scenario.seats), setup.days_until(phase)
    asked, barred = setup.assent_to_prolong[step], np.zeros((setup.outlook.states, stop), dtype=np.bool_)
    refusing = setup.appraisal.third_parties.has_refused_time
    for s, t, day in setup.nodes():
        if t < stop:
            sitting = [setup.names.index(setup.outlook.sitting(seats[x], s, day)) for x in asked]
            barred[s, t] = any(refusing(g, refused, step) for g in sitting)
    reply = setup.appraisal.worlds.usual_reply(seats[x] for x in asked)[rows]
    return barred, setup.outlook.days[:stop] + reply[:, None] > setup.appraisal.deadlines[phase]
