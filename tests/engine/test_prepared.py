"""Plays share what has been worked out of their worlds: whoever asked first, they are what they are alone."""

from dataclasses import asdict

import numpy as np
import pytest

from sim.engine.play import play_block
from sim.minds.prepared import Prepared
from sim.worlds.draw import WorldSource
from tests.reference.random_files import random_scenario


@pytest.mark.parametrize("number", range(2000, 2012))
def test_plays_that_share_what_is_worked_out_are_what_they_are_alone(number):
    scenario = random_scenario(number)
    worlds = WorldSource(scenario.model, scenario.packages, seed=3).draw(np.arange(3))
    prepared = Prepared.of(scenario.model, worlds)

    def played(rows, replications, with_=None):
        lanes = {"row": np.array(rows), "replication": np.array(replications), "seed": 3, "prepared": with_}
        found = asdict(play_block(scenario.model, scenario.packages, worlds, **lanes))
        return {name: found[name].tolist() for name in ("package", "signed_day", "value", "offers", "refusals")}

    for lanes in (([2, 0], [9, 7]), ([0, 1, 2] * 2, [0, 1, 2, 3, 4, 5]), ([1, 1], [6, 8])):
        assert played(*lanes, prepared) == played(*lanes)
