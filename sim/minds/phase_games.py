"""The games of all phases that may follow: prolongations and moves lead from one to the next, the last first."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats, Ints, each_number
from sim.minds.foresight import Foresight, ForesightGame, solve
from sim.minds.foresight_game import MoveOption
from sim.minds.foresight_moves import paused
from sim.minds.games import Setup
from sim.scenario.prolongation import in_turn

__all__ = ["may_grant", "own_steps", "solve_phases"]

_Solved = dict[int, tuple[ForesightGame, Foresight]]
"""Games of phases and what is expected in them."""


def own_steps(setup: Setup, phase: int) -> tuple[int, ...]:
    """Return the steps still ahead that the government may take, in the seat in which it sits."""
    phases = setup.phases
    ahead = [step for step in range(len(phases.steps)) if not phases.taken[phase] >> step & 1]
    return tuple(step for step in ahead if setup.own in _may_sit(setup, phases.steps[step].seat))


def may_grant(setup: Setup, phase: int) -> bool:
    """Tell whether the government may sit where the next prolongation is granted."""
    seats, used = list(setup.scenario.seats), setup.phases.used[phase]
    granting = [*setup.scenario.grant_time, ()][used] if setup.phases.prolonged(phase) >= 0 else ()
    return any(setup.own in _may_sit(setup, seats[x]) for x in granting)


def _may_sit(setup: Setup, seat: str) -> set[int]:
    installed = {event.install[seat] for event in setup.scenario.events.values() if seat in event.install}
    return {setup.names.index(name) for name in {setup.scenario.seats[seat].government, *installed}}


def solve_phases(
    setup: Setup, rows: Ints, drafts: Ints, refused: Ints, rivals: slice, *, phase: int
) -> tuple[Floats, Floats]:
    """Solve the games of a government in a phase, and before it those of all that may follow.

    What a prolongation or a move brings is the value of waiting in the game that it leads to, on the same day.

    Parameters
    ----------
    setup : Setup
        The government's games as arrays; axes q game, e evaluator, s state, t grid day.
    rows, drafts, refused : (w,) int
        Worlds of the batch, and the numbers of what is being drafted in each (`Appraisal.drafts`) and of what third
        parties have refused (`ThirdParties.refuse`).
    rivals : slice
        Imagined rivals.
    phase : int
        Number of the phase.

    Returns
    -------
    waiting : (q, e, S, T) float
        C_e(s, t) in the phase.
    deciding : (q, k, S, T) float
        What the government decides its own moves by: the value of making none, whether it means to move later
        (above 0), then the value of each of its steps, where it has any; and where it may prolong the talks by itself
        the value of not doing so.
    """
    shared, mine = setup.of_worlds(rows, refused, rivals), own_steps(setup, phase)
    grants = may_grant(setup, phase)
    own = setup.evaluators.index(setup.own) if mine or grants else None
    solved: _Solved = {}
    options: dict[int, Floats] = {}
    for k in _ahead(setup, phase):
        options = _options(setup, k, shared, rows, solved)
        game = ForesightGame(
            **setup.in_phase(rows, drafts, k, shared, rivals=rivals),
            prolonged=_prolonged(setup, k, rows, refused, solved),
            **_who_prolongs(setup, k, rows, len(shared["value"]) // len(rows)),
            moves=tuple(
                MoveOption(setup.seats.index(setup.phases.steps[step].seat), worth) for step, worth in options.items()
            ),
        )
        last = k == phase
        found = solve(
            game,
            keep_value=bool(setup.phases.steps) and not last,
            staying=own if last and mine else None,
            granting=own if last and grants else None,
        )
        solved[k] = game, found
    waiting = found.waiting
    if own is None:
        return waiting, found.staying
    deciding = [found.staying, *(options[step][:, None, own] for step in mine)] if mine else []
    return waiting, np.concatenate([*deciding, found.ungranted[:, None]] if grants else deciding, axis=1)


def _who_prolongs(setup: Setup, phase: int, rows: Ints, each: int) -> dict[str, Any]:
    """Return who decides on the next prolongation, or how likely chance brings it on each day, in a game's arrays."""
    used, stop, scenario = setup.phases.used[phase], setup.days_until(phase), setup.scenario
    if used == len(in_turn(scenario.prolongations)):
        return {}
    found: dict[str, Any] = {
        "asked_to_prolong": scenario.asked_to_prolong[used],
        "assent_to_prolong": setup.third_parties(setup.assent_to_prolong[used], stop),
        "granting": setup.third_parties(scenario.grant_time[used], stop),
    }
    if (toss := setup.phases.tosses.get(phase)) is not None:
        chance = setup.appraisal.worlds.prolonging_chance[used][rows]
        found["granted"] = np.repeat(chance[:, None] * (setup.outlook.days[:stop] == toss), each, axis=0)
    return found


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


def _prolonged(setup: Setup, phase: int, rows: Ints, refused: Ints, solved: _Solved) -> Floats:
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
    early = setup.outlook.days[:stop] < setup.phases.windows[phase].start
    worth = np.where(early, -np.inf, worth)
    if step.assent or step.granted_by:
        cannot = _cannot_assent(setup, phase, k, rows, refused)
        worth = np.where(np.repeat(cannot, len(worth) // len(cannot), axis=0)[:, None], -np.inf, worth)
    return worth


def _cannot_assent(setup: Setup, phase: int, step: int, rows: Ints, refused: Ints) -> NDArray[np.bool_]:
    """Return where (w, s, t) a third party has refused a prolongation, or its answer would come too late.

    Who is asked is taken to answer after the median reply of their first governments (ASSUMPTION, as for packages).
    """
    seats, stop, known = list(setup.scenario.seats), setup.days_until(phase), setup.appraisal.third_parties
    asked = setup.assent_to_prolong[step] or setup.scenario.grant_time[step]
    sitting, cannot = setup.third_parties(asked, stop), np.empty((len(rows), setup.outlook.states, stop), np.bool_)
    for number, here in each_number(refused):
        refusing = np.array([known.has_refused_time(g, number, step) for g in setup.evaluators])
        cannot[here] = refusing[sitting].any(axis=2)
    if setup.scenario.grant_time[step]:  # nobody asks them
        return cannot
    reply = setup.appraisal.worlds.usual_reply(seats[x] for x in asked)[rows]
    late = setup.outlook.days[:stop] + reply[:, None] > setup.appraisal.deadlines[phase]
    return cannot | late[:, None]
