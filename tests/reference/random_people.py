"""People who make random moves that the rules allow, on random days, in some seats of a play."""

from __future__ import annotations

from random import Random

import numpy as np

from sim.engine.block import Block
from sim.engine.person import MoveKind, Person
from sim.engine.play import Play, Played
from sim.scenario.load import LoadedScenario
from sim.worlds.draw import WorldSource

Moves = dict[str, list[tuple[int, str, int]]]


def play_with_people(
    scenario: LoadedScenario, *, world: int, replication: int, seed: int, number: int, peeks: bool = False
) -> tuple[Played, Moves]:
    """Play one lane with people in some seats; with `peeks` they also ask for advice on every day."""
    rng = Random(number)
    play = start(scenario, world=world, replication=replication, seed=seed)
    block = play.block
    principals = [block.seats[seat] for seat in block.principals]
    chosen = sorted(rng.sample(range(len(principals)), rng.randint(1, len(principals))))
    people = {x: Person(block, play.schedule, play.seats[x], x) for x in chosen}
    for person in people.values():
        person.sit_down()
    moves: Moves = {principals[x]: [] for x in chosen}
    for day in range(block.calendar.deadlines[-1] + 1):
        for x, person in people.items():
            if peeks:
                play.advance(day)
                if block.lanes.open[0]:
                    person.counsel()
            if rng.random() < 0.3:
                play.advance(day)
                moves[principals[x]] += [(day, *move) for move in _some_moves(play, person, x, rng)]
    return play.finish(), moves


def start(scenario: LoadedScenario, *, world: int, replication: int, seed: int) -> Play:
    """The lane, before anything has happened."""
    worlds = WorldSource(scenario.model, scenario.packages, seed=seed).draw([world])
    lane = {"row": np.zeros(1, dtype=np.int64), "replication": np.array([replication])}
    return Play(Block(scenario.model, scenario.packages, worlds, **lane, seed=seed, log=True))


def own_steps(play: Play, person: Person) -> list[int]:
    """What a person's seat can do by itself, in the end."""
    steps = [person.step_of(name) for name in play.block.scenario.moves]
    return [step for step in steps if step is not None]


def _some_moves(play: Play, person: Person, x: int, rng: Random) -> list[tuple[str, int]]:
    """One to three moves of a day, those that can be made."""
    made = []
    for _ in range(rng.randint(1, 3)):
        kind = rng.choice([*MoveKind, MoveKind.OFFER])
        packages = range(len(play.block.packages))
        tabled = play.block.table.facing(x, np.zeros(1, dtype=np.int64))[0]
        some = [int(p) for p in tabled if p >= 0] if kind in (MoveKind.ACCEPT, MoveKind.REFUSE) else list(packages)
        if kind is MoveKind.DO:
            some = own_steps(play, person)
        package = rng.choice(some) if some else 0
        if (kind is not MoveKind.DO or some) and person.obstacle(kind, package) is None:
            person.do(kind, package)
            made.append((kind.value, -1 if kind is MoveKind.PROLONG else package))
    return made
