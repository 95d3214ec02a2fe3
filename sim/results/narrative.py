"""One play as a story: replayed with its log, put into dated sentences, with the evidence behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np

from sim.answer import Answer
from sim.arrays import Floats
from sim.engine.play import Played, play_block
from sim.engine.record import Move
from sim.ensemble.batches import MOST_NUMBER
from sim.ensemble.execution import Progress, progress_of
from sim.ensemble.notebook import notebook_progress
from sim.ensemble.part import Part
from sim.errors import InputError, whole_number
from sim.results.endings import Endings
from sim.results.naming import say_day
from sim.results.observation import Observed, observed
from sim.results.standing import Behind, what_stands_behind
from sim.results.telling import Line, Term, narrate_moves
from sim.results.typical import Chosen, typical_lane
from sim.scenario.load import LoadedScenario
from sim.scenario.scenario import ScenarioModel
from sim.worlds.draw import WorldSource
from sim.worlds.worlds import Worlds

__all__ = ["Ending", "Story", "ending_of", "story_of", "tell", "terms_of", "typical_stories"]


@dataclass(frozen=True)
class Ending:
    """How a play ended.

    Parameters
    ----------
    outcome : str
        Its name.
    package : int
        What was signed; -1 for nothing.
    signed, in_force : int
        Days since the start; -1 where that never came by the deadline.
    value, no_deal : dict of str to float
        Points, by government: of the end as it was, and of no agreement.
    """

    outcome: str
    package: int
    signed: int
    in_force: int
    value: dict[str, float]
    no_deal: dict[str, float]


@dataclass(frozen=True, eq=False, repr=False)
class Story(Answer, presented_by="sim.present.story"):
    """One play as a story; see `tell`.

    Parameters
    ----------
    scenario : LoadedScenario
        The negotiation.
    world, replication, seed : int
        Which play it is.
    chosen : str
        Why this one.
    moves : tuple of Move
        What happened, in order, each with the numbers behind it.
    reviews : tuple of Move
        Every look of a seat at the table, with the best offer there and its demand.
    terms : tuple of Term
        Who sat in which seat when.
    no_deal : dict of str to float
        What no agreement is worth to each government at the start, in points.
    ending : Ending
        How it ended.
    behind : tuple of Behind
        The statements that hold in this world, by government, and their claims.
    as_of : date, optional
        The day as of which it is played.
    """

    scenario: LoadedScenario
    world: int
    replication: int
    seed: int
    chosen: str
    moves: tuple[Move, ...]
    reviews: tuple[Move, ...]
    terms: tuple[Term, ...]
    no_deal: dict[str, float]
    ending: Ending
    behind: tuple[Behind, ...]
    as_of: date | None = None

    @property
    def deadline(self) -> int:
        """The day of the deadline as it stands in the end."""
        return last_deadline(self.scenario.model, self.moves)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """What happened, in sentences without their dates."""
        return tuple(narrate_moves(self.scenario, self.moves, reviews=self.reviews, terms=self.terms))

    @property
    def sentences(self) -> tuple[str, ...]:
        """What happened, each sentence with its date, and last how it ended."""
        dated = [f"{say_day(self.date(line.day))}. {line.text}" for line in self.lines]
        return (*dated, *self._presenter().ending(self))

    def date(self, day: int) -> date:
        """Return the date of a day since the start."""
        return self.scenario.model.start + timedelta(days=day)

    as_data = Answer.to_dict

    def __repr__(self) -> str:
        return f"<Story: {self.scenario.model.title}; world {self.world}, replication {self.replication}>"


def tell(
    scenario: LoadedScenario,
    *,
    world: int | None = None,
    replication: int | None = None,
    outcome: str | None = None,
    seed: int = 1,
    workers: int | None = 1,
    progress: Progress | bool | None = None,
    as_of: date | str | None = None,
    weights: bool | str = False,
) -> Story:
    """Tell one play of a scenario.

    Parameters
    ----------
    scenario : LoadedScenario
        From `sim.load`.
    world, replication : int, optional
        Which play; either is 0 where only the other is given.
    outcome : str, optional
        Instead: a typical play with this outcome. With neither, one with the likeliest outcome.
    seed : int
        Of the run that the play belongs to.
    workers : int
        How many cores to search on for a typical play.
    progress : callable, or bool, optional
        Called with the plays done and all plays of that search; True shows a line on standard error.
    as_of : date or ISO text, optional
        With what was known on this day; what the record says happened by then is told first.
    weights : bool or str
        Whether the play is one of a run whose worlds are weighed by how well they explain the record by then: its
        governments go on with draws of noise that make likely what they did, and a typical play is typical of worlds
        so weighed. See `sim.results.run.run`.

    Returns
    -------
    Story
        The play as it is in any run of the seed: a lane's story does not depend on those played with it.

    Raises
    ------
    InputError
        If both a play and an outcome are asked for, numbers are negative, or no play has the outcome.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> story = tell(load_scenario_text(starter_scenario()), world=3, replication=1)
    >>> print(story.sentences[0])
    1 August 2024. The Dock workers' union begins with “union goal” (eight percent, nothing else) on the table.
    """
    by_number = world is not None or replication is not None
    if by_number and outcome is not None:
        raise InputError("outcome: give either a play by world and replication, or an outcome, not both")
    for name, number in (("world", world), ("replication", replication)):
        if number is not None and whole_number(name, number, most=MOST_NUMBER - 1) < 0:
            raise InputError(f"{name}: must be 0 or more (found {number})")
    seed = whole_number("seed", seed)
    workers = None if workers is None else whole_number("workers", workers, least=1)
    shown = progress_of(progress) or notebook_progress()
    seen = observed(scenario, as_of, weights)
    scenario = seen.scenario
    source = WorldSource(scenario.model, scenario.packages, seed=seed)
    if by_number:
        chosen = Chosen(world or 0, replication or 0, "The play asked for.")
    else:
        how: dict[str, Any] = {"workers": workers, "progress": shown}
        chosen = typical_lane(source, outcome, as_of=seen.day, weighing=seen.weighing, **how)
    return _replayed(seen, source, chosen)


def typical_stories(
    scenario: LoadedScenario,
    outcomes: Iterable[str],
    *,
    seed: int = 1,
    workers: int | None = 1,
    as_of: date | str | None = None,
    weights: bool | str = False,
) -> Iterator[Story]:
    """Yield a typical play of each of some outcomes, as `tell` does, from one search for all of them."""
    seen = observed(scenario, as_of, weights)
    source = WorldSource(seen.scenario.model, seen.scenario.packages, seed=seed)
    searched: dict[tuple[int, int], Part] = {}
    for outcome in outcomes:
        chosen = typical_lane(
            source, outcome, workers=workers, as_of=seen.day, weighing=seen.weighing, searched=searched
        )
        yield _replayed(seen, source, chosen)


def _replayed(seen: Observed, source: WorldSource, chosen: Chosen) -> Story:
    """Play the chosen lane alone, with its log."""
    worlds = source.draw([chosen.world])
    played = play_block(
        seen.scenario.model,
        seen.scenario.packages,
        worlds,
        row=np.array([0]),
        replication=np.array([chosen.replication]),
        seed=source.seed,
        log=True,
        as_of=seen.day,
        weighing=seen.weighing,
    )
    return replace(story_of(seen.scenario, worlds, played, seed=source.seed, why=chosen.why), as_of=seen.day)


def story_of(scenario: LoadedScenario, worlds: Worlds, played: Played, *, seed: int, why: str) -> Story:
    """Return the story of the one lane of a block, played with its log.

    Parameters
    ----------
    scenario : LoadedScenario
        The negotiation.
    worlds : Worlds
        The lane's world alone.
    played : Played
        How the lane ended.
    seed : int
        Of its run.
    why : str
        Why it is told, in a sentence.
    """
    if played.log is None:
        raise RuntimeError("a log was asked for and not kept")
    every = played.log.of_lane(0, reviews=True)
    moves = tuple(move for move in every if move.kind != "review")
    return Story(
        scenario=scenario,
        world=int(played.world[0]),
        replication=int(played.replication[0]),
        seed=seed,
        chosen=why,
        moves=moves,
        reviews=tuple(move for move in every if move.kind == "review"),
        terms=terms_of(scenario, moves, worlds),
        no_deal=dict(zip(worlds.governments, worlds.no_deal[:, 0].tolist(), strict=True)),
        ending=ending_of(scenario, worlds, played),
        behind=what_stands_behind(scenario, worlds),
    )


def terms_of(scenario: LoadedScenario, moves: tuple[Move, ...], worlds: Worlds | None = None) -> tuple[Term, ...]:
    """Return who sat in each seat, seat by seat; given the lane's one world, with what no deal was worth to them."""
    model, terms = scenario.model, []

    def term(seat: str, government: str, first: int, last: int) -> Term:
        if worlds is None:
            return Term(seat, government, first, last)
        no_deal = _no_deal_on(worlds, moves, first)[worlds.governments.index(government)]
        return Term(seat, government, first, last, float(no_deal))

    for seat, body in model.seats.items():
        sitting, since = body.government, 0
        for move in moves:
            new = model.events[move.who].install.get(seat, sitting) if move.kind == "event" else sitting
            if new != sitting:
                terms.append(term(seat, sitting, since, move.day))
                sitting, since = new, move.day
        terms.append(term(seat, sitting, since, last_deadline(model, moves)))
    return tuple(terms)


def _no_deal_on(worlds: Worlds, moves: tuple[Move, ...], day: int) -> Floats:
    """Return what no deal is worth (g,) in the one world on a day: by events up to it, and what seats did before."""
    past = [move for move in moves if move.day < day or (move.day == day and move.kind == "event")]
    places = [worlds.calendar.place(move.who) for move in past if move.kind in ("event", "move")]
    used = sum(move.kind == "prolonged" for move in past)
    shifts = [*map(worlds.shift_no_deal.get, places), *map(worlds.stage_shift_no_deal.get, range(used))]
    return np.asarray(worlds.no_deal[:, 0] + sum(shift[:, 0] for shift in shifts if shift is not None))


def ending_of(scenario: LoadedScenario, worlds: Worlds, played: Played) -> Ending:
    """Return how the one lane of a block ended."""
    endings = Endings(scenario.model, scenario.packages)
    in_force = bool(played.in_force[0])
    happened = [*(played.happened[:, 0] == 1), *(played.moved[:, 0] >= 0)]  # in the order of positions
    shifts = [shift for place, shift in worlds.shift_no_deal.items() if happened[place]]
    shifts += [shift for k, shift in worlds.stage_shift_no_deal.items() if k < played.prolonged[0]]
    no_deal = worlds.no_deal[:, 0] + sum(shift[:, 0] for shift in shifts)
    return Ending(
        outcome=endings.names[int(endings.of_played(played)[0])],
        package=int(played.package[0]),
        signed=int(played.signed_day[0]),
        in_force=int(played.force_day[0]) if in_force else -1,
        value=dict(zip(worlds.governments, played.value[:, 0].tolist(), strict=True)),
        no_deal=dict(zip(worlds.governments, np.asarray(no_deal).tolist(), strict=True)),
    )


def last_deadline(model: ScenarioModel, moves: tuple[Move, ...]) -> int:
    """Return the day of the deadline in the end, given what happened; the last possible one where it did not pass."""
    deadline = model.days
    for move in moves:
        if move.kind == "lapsed":
            return move.day
        if move.kind == "prolonged":
            deadline = int(move.numbers["until"])
        elif move.kind == "move" and (nearer := model.moves[move.who].deadline):
            deadline = min(deadline, (nearer - model.start).days)
    return deadline
