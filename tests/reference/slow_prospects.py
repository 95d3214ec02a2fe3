"""What points and no deal will be worth at the deadline once an agreement is signed, one event and state at a time.

See docs/model.md, "Time: the clock eats the ambitious deals first".
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tests.reference.slow_outlook import Belief, Outlook, State

if TYPE_CHECKING:
    from tests.reference.slow_world import Model, Phase, World


def expected(
    world: World, government: str, model: Model, day: int, done: tuple[str, ...], phase: Phase
) -> tuple[list[float], float]:
    """U and D: what some events have made of points and no deal, and what others are expected to make of them."""
    value, no_deal = world.shifted(government, model, done)
    for name, event in world.scenario.events.items():
        ahead = event.foreseen and name not in done and world.last_day[name] > day
        if ahead and government in {*event.shift, *event.shift_no_deal}:
            chance = to_come(world, name, model, day, done, phase)
            if (name, government) in world.shift:
                value = [u + chance * more for u, more in zip(value, world.shift[name, government], strict=True)]
            no_deal += chance * world.shift_no_deal.get((name, government), 0.0)
    return value, no_deal


def to_come(world: World, name: str, model: Model, day: int, done: tuple[str, ...], phase: Phase) -> float:
    """How likely an event is to have happened by the deadline; what needs open talks does not come any more."""
    events = world.scenario.events
    bearing = world.bearing()
    surprises = frozenset(cause for cause in done if cause in bearing and not events[cause].foreseen)
    grid = Outlook(world, surprises, ())
    first, last = grid.cell(day), grid.cell(world.deadline_in(phase))
    outlook = Outlook(world, surprises, (), signed=grid.days[first])
    belief = Belief(world, model.beliefs, world.made(phase[1]))

    @cache
    def come(s: State, t: int) -> float:
        if t >= last:
            return float(name in outlook.happened(s, outlook.days[last]))
        chance = sum(odds * come(after, t + 1) for after, odds in outlook.odds(belief, s, t).items())
        if len(world.possible) > 1:  # the deadline may pass before the next grid day
            left = world.deadlines_from(outlook.days[t], phase)
            struck = sum(likely for deadline, likely in left if deadline < outlook.days[t + 1])
            chance = (1 - struck) * chance + struck * (name in outlook.happened(s, outlook.days[t]))
        return chance

    return come(State(cause for cause in done if cause in bearing and cause in world.foreseen), first)
