"""Moves are the truth: paused daily, played through and made again from the moves, a play is the same."""

import json
from contextlib import suppress
from datetime import timedelta
from random import Random

from hypothesis import Phase, assume, given, note, settings
from hypothesis import strategies as st

import sim
from sim.errors import InputError
from sim.play.moves import MOVES
from sim.play.table import Table
from sim.results.narrative import tell
from tests.reference.random_files import random_scenario

MANY = settings(max_examples=12, derandomize=True, phases=[Phase.explicit, Phase.generate])


def play(scenario, rng: Random, **which) -> Table:
    """A table at which people try all kinds of moves, and hand chairs over."""
    principals = [name for name, seat in scenario.model.seats.items() if seat.principal]
    table = sim.table(scenario, people=rng.sample(principals, rng.randint(1, len(principals))), **which)
    while not table.over:
        for _ in range(rng.choice([0, 0, 1, 3])):
            with suppress(InputError):  # the rules of the talks may not allow it
                something(table, rng, rng.choice(principals))
        if not table.over:
            table.advance(rng.choice([1, 1, 5]))
    return table


def something(table: Table, rng: Random, seat: str) -> None:
    if rng.random() < 0.1:
        table.hand_over(seat, to=rng.choice(["mind", "person"]))
    elif rng.random() < 0.2:
        table.advice(seat)
    else:
        kind = rng.choice(MOVES)
        package = table.scenario.packages.package(rng.randrange(len(table.scenario.packages)))
        table.move(seat, kind, package if kind in ("offer", "withdraw") else rng.randint(1, 4))


def log(table: Table):
    return table._play.block.log.of_lane(0, reviews=True)


@MANY
@given(st.integers(0, 2**40))
def test_a_table_without_people_is_the_play_of_a_run(number):
    scenario = random_scenario(number)
    assume(not scenario.model.moves)  # people cannot make these yet, and one may set a nearer deadline
    note(scenario.resolved_yaml())
    table = sim.table(scenario, people=[], world=2, replication=1, seed=3)
    while not table.over:
        table.advance(1)
    story = tell(scenario, world=2, replication=1, seed=3)
    assert table.story().moves == story.moves and table.story().reviews == story.reviews
    assert table.ending() == story.ending


@MANY
@given(st.integers(0, 2**40), st.floats(0, 1))
def test_a_play_made_again_from_its_moves_is_the_same_and_one_broken_off_is_taken_up(number, share):
    scenario = random_scenario(number)
    assume(not scenario.model.moves)  # people cannot make these yet, and one may set a nearer deadline
    note(scenario.resolved_yaml())
    whole = play(scenario, Random(number), world=1, replication=1, seed=number % 100)
    note(str(whole.moves))
    data = json.loads(json.dumps(whole.to_dict()))
    same = Table.replay(scenario, data)
    assert log(same) == log(whole) and same.to_dict() == data
    assert same.moves == whole.moves and same.ending() == whole.ending() and same.day == whole.day
    lasted = (whole.day - scenario.model.start).days  # a move may have set a nearer deadline
    lasted = min(lasted, max(whole._play.block.calendar.deadlines))  # what is ratified ends later
    day = scenario.model.start + timedelta(days=int(share * lasted))
    early = [move for move in whole.to_dict()["moves"] if move["date"] <= day.isoformat()]
    first = Table.replay(scenario, whole.to_dict() | {"moves": early, "day": day.isoformat(), "over": False})
    again = Table.replay(scenario, first.to_dict())
    for table in (first, again):
        rest = whole.to_dict()["moves"][len(early) :]
        finished = Table.replay(scenario, whole.to_dict() | {"moves": [*table.to_dict()["moves"], *rest]})
        assert log(finished) == log(whole)
    assert again.offers() == first.offers() and again.day == first.day
