"""Others imagine a government by what they know of it, and doubt, not by all that the analyst knows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.scenario.load import LoadedScenario, load_scenario_text
from sim.scenario.statement import Statement
from sim.worlds.draw import WorldSource
from sim.worlds.worlds import Worlds

WORLDS = 200


def scenario(**keys: Any) -> LoadedScenario:
    """Two sides over four prices; the seller refuses the lowest for certain, with more `keys`."""
    text = f"""
title: A sale
start: 2024-01-01
deadline: 2024-03-01
issues: {{price: {{options: {{low: {{}}, middle: {{}}, high: {{}}, top: {{}}}}}}}}
seats: {{a: {{government: buyer, principal: true}}, b: {{government: seller, principal: true}}}}
governments:
  buyer: {{orders: {{price: low > middle > high > top}}}}
  seller:
    orders: {{price: top > high > middle > low}}
    statements: [{{refuses: {{price: middle}}{"".join(f", {key}: {value}" for key, value in keys.items())}}}]
outcomes: {{deal: {{}}}}
"""
    return load_scenario_text(text)


def draw(loaded: LoadedScenario) -> Worlds:
    return WorldSource(loaded.model, loaded.packages, seed=1).draw(np.arange(WORLDS))


def gains(worlds: Worlds) -> tuple[float, float]:
    """The share of true and of imagined sellers to whom the middle price is worth more than none."""
    true, imagined = worlds.value[1, :, 1] > worlds.no_deal[1], worlds.imagined[1]
    return float(true.mean()), float((imagined.value[:, :, 1] > imagined.no_deal).mean())


def test_by_default_others_know_what_the_analyst_knows():
    assert gains(draw(scenario())) == (0, 0)
    same, given = draw(scenario(credence=0.5)), draw(scenario(credence=0.5, others=0.5))
    np.testing.assert_array_equal(same.imagined[1].value, given.imagined[1].value)


def test_what_others_do_not_know_of_they_do_not_imagine():
    true, imagined = gains(draw(scenario(others=0)))
    unknown = gains(draw(scenario(credence=1e-9)))[0]  # as good as no statement: the seller himself
    assert true == 0
    assert imagined == pytest.approx(unknown, abs=0.05)
    np.testing.assert_array_equal(draw(scenario(others=0)).value, draw(scenario()).value)


def test_doubt_mixes_the_two():
    unknown = gains(draw(scenario(others=0)))[1]
    assert gains(draw(scenario(others=0.25)))[1] == pytest.approx(0.75 * unknown, abs=0.04)
    assert gains(draw(scenario(others=0.25)))[0] == 0


def test_what_is_left_of_alternatives_keeps_the_chance_that_others_give_it():
    sides = [{"accepts": "x", "weight": 1}, {"refuses": "x", "weight": 3}]
    whole = Statement.model_validate({"one_of": sides, "credence": 0.8, "others": 0.4})
    assert [each.others for each in whole.alternatives] == pytest.approx([0.1, 0.3])
    left = whole.only([1])
    assert left is not None and left.others == pytest.approx(0.3)
