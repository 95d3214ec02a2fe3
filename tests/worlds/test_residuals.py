"""A residual is what an adjustment written for each package with a name would be."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sim.scenario.load import LoadedScenario, load_scenario
from sim.worlds.draw import WorldSource

FILE = Path(__file__).parents[1] / "scenarios" / "valid" / "residuals_and_partial_orders.yaml"


def by_hand(government: str, points: float) -> str:
    """The setting that writes out the adjustments."""
    names = ("the_presidents", "the_speakers", "the_committees")
    each = [f"{{name: residual of {n}, when: {n}, points: {{above: {-points}, below: {points}}}}}" for n in names]
    return f"governments.{government}.adjustments=[{', '.join(each)}]"


def values(scenario: LoadedScenario) -> np.ndarray:
    return WorldSource(scenario.model, scenario.packages, seed=1).draw(np.arange(40)).value


@pytest.mark.parametrize(("government", "points"), [("democrats", 6), ("republicans", 4)])
def test_a_residual_is_the_adjustments_written_out(government: str, points: float):
    whole = load_scenario(FILE)
    written = load_scenario(FILE, settings=[f"governments.{government}.residual=0", by_hand(government, points)])
    assert np.array_equal(values(whole), values(written))


def test_only_packages_with_a_name_have_one_and_each_its_own():
    whole, without = (load_scenario(FILE, settings=s) for s in ([], ["governments.republicans.residual=0"]))
    gap = (values(whole) - values(without))[1]
    named = {whole.packages.index(package) for package in whole.model.proposals.values()}
    for p in range(len(whole.packages)):
        assert (np.abs(gap[:, p]) <= 4).all()
        assert (len(np.unique(gap[:, p])) == 40) == (p in named)
    columns = [gap[:, p] for p in sorted(named)]
    assert not any(np.array_equal(a, b) for a, b in pairwise(columns))
