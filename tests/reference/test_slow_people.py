"""The block engine and its slow twin tell the same stories of plays with people in some seats."""

import numpy as np
from hypothesis import Phase, example, given, note, settings
from hypothesis import strategies as st

from sim.results.endings import Endings
from sim.worlds.draw import WorldSource
from tests.reference.agreement import Lane, _of_engine, _of_twin
from tests.reference.random_files import random_scenario
from tests.reference.random_people import play_with_people
from tests.reference.slow_play import Play
from tests.reference.slow_world import World

NUMBERS = st.integers(0, 2**40)
MANY = settings(max_examples=16, phases=[Phase.explicit, Phase.reuse, Phase.generate])


@MANY
@given(NUMBERS)
@example(1)
@example(15)  # somebody does something without the others
def test_plays_with_people_are_told_alike(number):
    scenario = random_scenario(number)
    note(scenario.resolved_yaml())
    seed = number % 1000
    played, moves = play_with_people(scenario, world=1, replication=2, seed=seed, number=number)
    note(str(moves))
    drawn = WorldSource(scenario.model, scenario.packages, seed=seed).draw([1])
    told = Play(World(scenario.model, scenario.packages, drawn, row=0, seed=seed), 2, people=moves).run()
    endings = Endings(scenario.model, scenario.packages)
    outcome = endings.names[int(endings.of_played(played)[0])]
    lane = Lane(1, 2, _of_engine(scenario.model, played, 0, outcome), _of_twin(told))
    assert lane.agrees, str(lane)


@MANY
@given(NUMBERS)
def test_who_looks_on_and_asks_for_advice_changes_nothing(number):
    scenario = random_scenario(number)
    note(scenario.resolved_yaml())
    plays = [
        play_with_people(scenario, world=0, replication=0, seed=1, number=number, peeks=peeks)
        for peeks in (False, True)
    ]
    (plain, moves), (peeked, same) = plays
    assert moves == same
    assert plain.log.of_lane(0, reviews=True) == peeked.log.of_lane(0, reviews=True)
    assert np.array_equal(plain.value, peeked.value)
