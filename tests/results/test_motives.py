from pathlib import Path

import pytest

from sim.results.motives import Motives
from sim.results.naming import Naming
from sim.scenario.load import load_scenario

CONTRACT = load_scenario(Path(__file__).parent / "contract.yaml")

WAITING = {"worth": 75.0, "no_deal": 40.0, "plausible": 16.0, "if:vote": 57.0, "unless:vote": 65.0}


def weighed(belief, demand):
    motives = Motives(CONTRACT.model, Naming(CONTRACT.model, CONTRACT.packages))
    numbers = WAITING | {"belief:vote": belief, "demand": demand}
    return motives.weighed("council", numbers, day=3)


@pytest.mark.parametrize(("belief", "demand"), [(0.2, 63.4), (0.2, 65.2), (0.98, 57.2)])
def test_an_event_is_the_reason_where_its_prospects_make_up_the_whole(belief, demand):
    assert "mostly because it gives" in weighed(belief, demand)


@pytest.mark.parametrize(("belief", "demand"), [(0.2, 67.0), (0.0, 65.0), (0.01, 65.0), (0.99, 57.0), (1.0, 57.0)])
def test_an_event_is_no_reason_where_the_sum_does_not_come_out_or_it_is_as_good_as_decided(belief, demand):
    assert "mostly because" not in weighed(belief, demand)
    assert f"against {round(demand)} expected from waiting" in weighed(belief, demand)
