"""Bargaining points of two domains published with NegoLog (Doğru et al. 2024), by their part-worths.

Both domains have three issues; each side has the same worths on every issue, in opposite order, and weighs the
issues in opposite order; the value of no deal is 0. Published per domain: number of packages, Nash point and product,
and the package of largest welfare, which NegoLog calls Kalai. Ours would be falsified by any other package or value.
"""

from itertools import product

import numpy as np
import pytest

from sim.analysis.bargaining.frontier import gain_over_no_deal, pareto_frontier, zone_of_agreement
from sim.analysis.bargaining.solutions import Rule, solutions

pytestmark = pytest.mark.quick

WEIGHTS = (0.17, 0.33, 0.5)
WORTHS = {"domain0": (0.2, 0.61, 1.0), "domain1": (0.2, 0.47, 0.73, 1.0)}
PUBLISHED = {
    # packages, Nash point, product at it, option of each issue there, point of largest welfare
    "domain0": (27, (0.7353, 0.7353), 0.54066609, (0, 1, 2), (0.7353, 0.7353)),
    "domain1": (64, (0.7749, 0.6891), 0.53398359, (0, 2, 3), (0.864, 0.6)),
}


def domain(name):
    worths = WORTHS[name]
    packages = list(product(range(len(worths)), repeat=3))
    first = [sum(w * worths[o] for w, o in zip(WEIGHTS, package, strict=True)) for package in packages]
    second = [sum(w * worths[-1 - o] for w, o in zip(WEIGHTS[::-1], package, strict=True)) for package in packages]
    gain = gain_over_no_deal(np.array([[first, second]]), np.zeros((1, 2)))
    return packages, gain, solutions(gain, zone_of_agreement(gain))


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_nash_point_is_the_published_one_or_its_mirror_image(name):
    count, point, value, options, _ = PUBLISHED[name]
    packages, gain, found = domain(name)
    nash, published = found[Rule.NASH].package[0], packages.index(options)
    assert len(packages) == count
    assert gain[0, :, published] == pytest.approx(point, abs=1e-12)
    for package in (nash, published):
        assert gain[0, :, package].prod() == pytest.approx(value, abs=1e-12)
    # the domains are symmetric: unless both sides get the same, the mirrored package ties and the first is taken
    assert found[Rule.NASH].tied[0] == (point[0] != point[1])
    assert (nash == published) or nash == packages.index(tuple(max(options) - o for o in options[::-1])) < published


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_utilitarian_point_is_the_one_published_as_kalai(name):
    *_, point = PUBLISHED[name]
    _, gain, found = domain(name)
    utilitarian = gain[0, :, found[Rule.UTILITARIAN].package[0]]
    assert utilitarian.sum() == pytest.approx(sum(point), abs=1e-12)
    assert sorted(utilitarian) == pytest.approx(sorted(point), abs=1e-12)


def test_kalai_smorodinsky_and_egalitarian_by_hand_differ_from_what_peers_call_kalai():
    # both sides can reach 1, so ratios are gains; 0.7749 and 0.6891 is the best the worse-off side can have
    _, gain, found = domain("domain1")
    for rule in (Rule.KALAI_SMORODINSKY, Rule.EGALITARIAN):
        assert gain[0, :, found[rule].package[0]].min() == pytest.approx(0.6891, abs=1e-12)
    assert pytest.approx(tuple(gain[0, :, found[Rule.EGALITARIAN].package[0]])) != (0.864, 0.6)


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_point_is_on_the_frontier(name):
    _, gain, found = domain(name)
    frontier = pareto_frontier(gain)[0]
    assert all(frontier[point.package[0]] for point in found.values())


def test_divide_the_dollar_in_cents_splits_evenly_and_scales_as_kalai_and_smorodinsky_say():
    # Nash 1950: symmetric -> half each; Kalai & Smorodinsky 1975: equal shares of the ideal, on the grid
    cents = np.arange(101.0)
    gain = np.array([[cents, 2 * (100 - cents)]])
    found = solutions(gain, zone_of_agreement(gain))
    assert found[Rule.NASH].package[0] == 50
    assert found[Rule.KALAI_SMORODINSKY].package[0] == 50
    assert found[Rule.EGALITARIAN].package[0] in (66, 67)  # x = 2 (100 - x) at 66 2/3: equal gains
    assert found[Rule.UTILITARIAN].package[0] == 1  # all to the side that counts double, short of the other's no deal
