"""Others imagine a government by what they know of it, and doubt, not by all that the analyst knows."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.scenario.as_of import known_by
from sim.scenario.load import LoadedScenario, load_scenario_text
from sim.scenario.statement import Statement
from sim.worlds.draw import WorldSource
from sim.worlds.worlds import Worlds

WORLDS = 200


def text(**keys: Any) -> str:
    """Two sides over four prices; the seller refuses the lowest for certain, with more `keys`."""
    return f"""
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


def scenario(**keys: Any) -> LoadedScenario:
    return load_scenario_text(text(**keys))


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


LATE = """
claims:
  c-1: {date: 2023-12-01, claim: The middle price is out of the question., source: invented, telling: b}
  c-2: {date: 2024-02-01, claim: So is the high price., source: invented, telling: b}
minds: {imagined_as_of: start}
"""


def test_what_became_known_after_the_start_is_not_imagined_until_the_day_it_is():
    late = "{refuses: {price: high}, claims: [c-2]}"
    loaded = load_scenario_text(text(claims="[c-1]").replace("statements: [", f"statements: [{late}, ") + LATE)
    found = {each.claims: each.others for each in loaded.model.governments["seller"].statements}
    assert found == {("c-2",): 0, ("c-1",): None}
    assert load_scenario_text(loaded.resolved_yaml()).model == loaded.model, "saved and read again"
    then, later = (known_by(loaded, date.fromisoformat(day)) for day in ("2024-01-15", "2024-02-15"))
    assert [each.claims for each in then.model.governments["seller"].statements] == [("c-1",)]
    assert [each.others for each in later.model.governments["seller"].statements] == [None, None]
    worlds, whole = draw(loaded), draw(later)
    high = worlds.imagined[1].value[:, :, 2] > worlds.imagined[1].no_deal
    assert gains(worlds) == (0, 0)
    assert high.mean() > 0.2
    np.testing.assert_array_equal(worlds.value, whole.value)
    assert not (whole.imagined[1].value[:, :, 2] > whole.imagined[1].no_deal).any()


def test_what_is_left_of_alternatives_keeps_the_chance_that_others_give_it():
    sides = [{"accepts": "x", "weight": 1}, {"refuses": "x", "weight": 3}]
    whole = Statement.model_validate({"one_of": sides, "credence": 0.8, "others": 0.4})
    assert [each.others for each in whole.alternatives] == pytest.approx([0.1, 0.3])
    left = whole.only([1])
    assert left is not None and left.others == pytest.approx(0.3)
