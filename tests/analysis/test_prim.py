"""Boxes are found where they were planted, and measured as by hand and as published."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from sim.analysis.explanation.conditions import Cases, Factor, Restriction, balance, inside, measure, quasi_p
from sim.analysis.explanation.prim import LEAST_MASS, MOST, find_box, peel

PUBLISHED = Path(__file__).with_name("bryant_lempert_2010.csv")


def cases(response, **columns) -> Cases:
    """Cases of 20 plays each; a column is numbers, or (places, names of levels)."""
    count = len(response)
    factors = tuple(
        Factor(name, *column) if isinstance(column, tuple) else Factor(name, column)
        for name, column in columns.items()
    )
    return Cases(factors, np.asarray(response, dtype=float), np.full(count, 20.0), np.arange(count))


@pytest.fixture
def random():
    return np.random.default_rng(5)


def noise(random, count, number=15):
    return {f"noise_{k}": random.random(count) for k in range(number)}


def found(box):
    return {each.name: each for each in box}


def test_a_planted_range_is_found_and_nothing_else(random):
    x, y = random.random(600), random.random(600)
    box = found(find_box(cases((x > 0.6) & (y < 0.5), x=x, y=y, **noise(random, 600))))
    assert set(box) == {"x", "y"}
    assert box["x"].low == pytest.approx(0.6, abs=0.03) and box["x"].high == np.inf
    assert box["y"].high == pytest.approx(0.5, abs=0.03) and box["y"].low == -np.inf


def test_a_range_with_two_ends_is_found(random):
    x = random.random(800)
    (only,) = find_box(cases((x > 0.3) & (x < 0.6), x=x, **noise(random, 800)))
    assert (only.low, only.high) == (pytest.approx(0.3, abs=0.03), pytest.approx(0.6, abs=0.03))


def test_planted_levels_of_a_category_are_found(random):
    town = random.integers(0, 5, 500).astype(float)
    ended = np.isin(town, [1, 4])
    names = ("Oslo", "Rome", "Bonn", "Bern", "Kyiv")
    assert find_box(cases(ended, town=(town, names), **noise(random, 500))) == (
        Restriction("town", levels=frozenset({1, 4})),
    )


def test_a_category_a_truth_and_a_number_are_found_together(random):
    town, yes, x = (
        random.integers(0, 3, 900).astype(float),
        random.integers(0, 2, 900).astype(float),
        random.random(900),
    )
    ended = (town != 0) & (yes == 1) & (x > 0.4)
    given = {"town": (town, ("a", "b", "c")), "yes": (yes, ("no", "yes")), "x": x}
    box = found(find_box(cases(ended, **given, **noise(random, 900))))
    assert set(box) == {"town", "yes", "x"}
    assert box["town"].levels == {1, 2} and box["yes"].levels == {1}
    assert box["x"].low == pytest.approx(0.4, abs=0.04)


def test_a_share_is_enough_of_a_response(random):
    x, y = random.random(600), random.random(600)
    chance = np.where((x > 0.5) & (y > 0.3), 0.8, 0.2)
    shares = random.binomial(20, chance) / 20
    box = found(find_box(cases(shares, x=x, y=y, **noise(random, 600))))
    assert set(box) == {"x", "y"}
    assert box["x"].low == pytest.approx(0.5, abs=0.04) and box["y"].low == pytest.approx(0.3, abs=0.04)


def test_numbers_of_few_values_are_cut_at_values_that_occur(random):
    days = random.choice([7.0, 14.0, 60.0], 400)
    assert find_box(cases(days < 60, days=days)) == (Restriction("days", high=14.0),)


def test_limits_are_numbers_that_can_be_said(random):
    points = random.uniform(-30, 70, 700)
    (only,) = find_box(cases(points > 12.3456, points=points))
    assert only.low in (10, 12, 14, 15)


def test_no_box_is_larger_than_allowed_or_smaller_than_a_twentieth(random):
    columns = {f"x{k}": random.random(500) for k in range(6)}
    ended = np.all([column > 0.2 for column in columns.values()], axis=0)
    everything = cases(ended, **columns)
    box = find_box(everything)
    assert 2 <= len(box) <= MOST
    assert measure(everything, inside(box, everything)).mass >= LEAST_MASS
    assert len(find_box(everything, most=1)) == 1


@pytest.mark.parametrize("response", [0.0, 1.0, 0.4])
def test_what_is_the_same_everywhere_has_no_box(random, response):
    assert find_box(cases(np.full(200, response), **noise(random, 200))) == ()


def test_a_heavier_case_counts_for_more():
    x = np.arange(40.0)
    light = Cases((Factor("x", x),), (x >= 20).astype(float), np.where(x < 10, 1000.0, 1.0), np.arange(40))
    assert measure(light, x >= 20).mass == pytest.approx(20 / 10_030)


def test_the_same_cases_give_the_same_box(random):
    x = random.random(300)
    given = cases(random.binomial(20, x) / 20, x=x, **noise(random, 300))
    assert find_box(given) == find_box(given)


def test_peeling_goes_to_the_box_to_within_a_slice():
    x = np.arange(100.0)
    (only,) = peel(cases(x >= 50, x=x), ["x"])
    assert only.low == pytest.approx(50, abs=2.5) and only.high == np.inf


def test_coverage_density_and_mass_are_as_by_hand():
    """Of 2 + 4 + 4 = 10 plays 1 + 3 + 1 ended so; the box holds the first two worlds."""
    given = Cases((), np.array([0.5, 0.75, 0.25]), np.array([2.0, 4.0, 4.0]), np.arange(3))
    measures = measure(given, np.array([True, True, False]))
    assert measures.coverage == pytest.approx(4 / 5)
    assert measures.density == pytest.approx(4 / 6)
    assert measures.mass == pytest.approx(6 / 10)
    assert measures.balance == pytest.approx(2 * (0.4 - 0.6 * 0.5) / (0.6 * 0.5 + 0.5 * 0.4))


def test_the_balance_is_the_harmonic_mean_of_both_above_chance():
    mass, held, base = 0.35, 0.28, 0.42
    density, coverage = (held / mass - base) / (1 - base), (held / base - mass) / (1 - mass)
    assert float(balance(mass, held, base)) == pytest.approx(2 * density * coverage / (density + coverage))


def test_worlds_that_ended_so_always_or_never_give_the_binomial_tail(random):
    ended, x = random.random(200) < 0.3, random.random(200)
    given, held, among = cases(ended, x=x), x > 0.6, x > 0.1
    tail = binom.sf(ended[held].sum() - 1, held.sum(), ended[among].mean())
    assert quasi_p(given, held, among) == pytest.approx(tail)


def test_plays_of_a_world_are_not_so_many_trials():
    """Twenty plays that always end alike are worth one; twenty that luck decides are worth twenty."""
    ended = np.repeat([1.0, 0.0], 20)
    held = np.r_[np.arange(15), np.arange(20, 25)]
    box = np.isin(np.arange(40), held)
    alike, lucky = cases(ended), cases(np.where(ended > 0, 0.55, 0.45))
    everything = np.ones(40, dtype=bool)
    assert quasi_p(alike, box, everything) == pytest.approx(binom.sf(14, 20, 0.5))
    assert quasi_p(lucky, box, everything) == pytest.approx(binom.sf(209, 400, 0.5), rel=0.01)


@pytest.fixture(scope="module")
def bryant_lempert():
    """Cases of Bryant & Lempert (2010)."""
    data = pd.read_csv(PUBLISHED, comment="#").astype(float)
    factors = tuple(Factor(name, data[name].to_numpy()) for name in ("biomass", "elasticity", "backstop", "cost"))
    return Cases(factors, data["interest"].to_numpy(), np.ones(len(data)), np.arange(len(data)))


BOX_21 = (
    Restriction("biomass", high=755.8),
    Restriction("elasticity", low=-0.4220001),
    Restriction("backstop", low=150.049),
    Restriction("cost", low=72.65),
)
"""Box 21 of the EMA Workbench's worked example (documentation, "Scenario discovery"), limits as printed there."""


def test_a_published_box_has_its_published_coverage_density_and_mass(bryant_lempert):
    measures = measure(bryant_lempert, inside(BOX_21, bryant_lempert))
    assert measures.coverage == pytest.approx(0.752809, abs=1e-6)
    assert measures.density == pytest.approx(0.770115, abs=1e-6)
    assert measures.mass == pytest.approx(0.0986395, abs=1e-7)
    without = measure(bryant_lempert, inside(BOX_21[:3], bryant_lempert))
    assert without.coverage == pytest.approx(0.764045, abs=1e-6)
    assert without.density == pytest.approx(0.715789, abs=1e-6)


def test_a_published_box_has_its_published_quasi_p_values(bryant_lempert):
    published = [4.716968553178765e-06, 1.1849299115762218e-16, 3.515112530263049e-11, 0.15741333528927348]
    held = inside(BOX_21, bryant_lempert)
    for place, value in enumerate(published):
        among = inside(BOX_21[:place] + BOX_21[place + 1 :], bryant_lempert)
        assert quasi_p(bryant_lempert, held, among) == pytest.approx(value, rel=1e-6), BOX_21[place].name


def test_a_box_as_good_is_found_without_anyone_choosing_it(bryant_lempert):
    box = find_box(bryant_lempert)
    published, own = (measure(bryant_lempert, inside(each, bryant_lempert)) for each in (BOX_21[:3], box))
    assert {each.name for each in box} >= {"biomass", "elasticity", "backstop"}
    assert own.balance >= published.balance - 0.01
