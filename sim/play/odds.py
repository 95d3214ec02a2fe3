"""How a table may end: what happened so far is fixed, in many worlds, and minds play on from there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from sim.engine.block import Block
from sim.engine.play import Play
from sim.engine.prologue import History, PastMove, Result
from sim.engine.record import Move
from sim.ensemble.drawn import world_columns
from sim.ensemble.execution import RunSize
from sim.ensemble.part import Part, lane_columns
from sim.minds.plugin import Plugins
from sim.results.from_lanes import outcomes_of_parts
from sim.results.outcomes import Outcomes
from sim.scenario.as_of import not_come_by
from sim.scenario.load import LoadedScenario
from sim.worlds.draw import WorldSource

__all__ = ["history_of", "odds_of"]

_REPEATED = ("offer", "withdraw", "refuse", "accept", "assent", "veto", "prolonged", "more time", "no more time")


def history_of(scenario: LoadedScenario, log: Sequence[Move], *, last: int) -> History:
    """Return what happened at a table up to and with the day `last`, as what is fixed in other plays.

    An agreement that a third party refused is not made again: its refusal alone counts.
    """
    results: dict[str, Result] = {}
    moves: list[tuple[int, PastMove]] = []
    for move in log:
        if move.kind in ("event", "no event"):
            results[move.who] = Result(move.day, move.kind == "event")
        elif move.kind == "suspend" and move.who in scenario.model.seats:
            moves.append((move.day, PastMove("suspend", move.who, days=int(move.numbers["until"]) - move.day)))
        elif move.kind in ("ready", "move"):
            mover = list(scenario.model.seats)[int(move.numbers["seat"])]
            moves.append((move.day, PastMove("make", mover, name=move.who)))
        elif move.kind in _REPEATED:
            if move.kind == "veto":
                _forget_agreement(moves, move.package)
            moves.append((move.day, PastMove(move.kind, move.who, move.package)))
    played: dict[int, tuple[PastMove, ...]] = {}
    for day, each in moves:
        played[day] = (*played.get(day, ()), each)
    return History(last, {}, results, played, day_is_over=False)


def _forget_agreement(moves: list[tuple[int, PastMove]], package: int) -> None:
    """Take out what completed the agreement on a package, the last acceptance or same offer before a refusal."""
    for place in range(len(moves) - 1, -1, -1):
        if moves[place][1].kind in ("accept", "offer") and moves[place][1].package == package:
            del moves[place]
            return


def odds_of(
    scenario: LoadedScenario,
    log: Sequence[Move],
    *,
    last: int,
    seed: int,
    worlds: int,
    replications: int,
    plugins: Plugins,
) -> Outcomes:
    """Return the outcomes of plays that go on from what happened at a table.

    Parameters
    ----------
    scenario : LoadedScenario
        The negotiation.
    log : sequence of Move
        What happened, in order.
    last : int
        Today, in days since the start; reviews begin tomorrow.
    seed, worlds, replications : int
        Of the run.
    plugins : Plugins
        Tactics from outside that may play.

    Notes
    -----
    As a run as of a date, with the table's moves in place of the record, and with all the evidence: an event that has
    not come yet does not come before tomorrow, nor does a third party's answer to what it was asked before today, or
    a text that is still being written; who has answered is not asked again. The world in which the table plays is
    unknown here: what the governments did weighs no world against another.
    """
    today, history = scenario.model.start + timedelta(days=last), history_of(scenario, log, last=last)
    events = {
        name: event if name in history.results else not_come_by(event, today)
        for name, event in scenario.model.events.items()
    }
    model = scenario.model.model_copy(update={"events": events})
    source = WorldSource(model, scenario.packages, seed=seed)
    drawn = source.draw(np.arange(worlds))
    block = Block(
        model,
        scenario.packages,
        drawn,
        row=np.repeat(np.arange(worlds), replications),
        replication=np.tile(np.arange(replications), worlds),
        seed=seed,
        plugins=plugins,
        known=last,
    )
    columns, size = lane_columns(model, Play(block, history).finish()), RunSize(worlds, replications, seed)
    worlds_drawn = world_columns(scenario.model, scenario.packages, drawn)
    return outcomes_of_parts(scenario, source, [Part(columns, worlds_drawn)], size, as_of=today.isoformat())
