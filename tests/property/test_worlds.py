"""No world violates what is said of it: orders, ranges, and the statements it takes in, true or imagined."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given

from tests.property.cases import MANY, POOL_SIZE, Case, cases, seeds

WORLDS = np.arange(POOL_SIZE + 4)
ROUNDING = 1e-7
"""Points. Statements that only just agree leave a flat, on which linear programs end to their own tolerance."""


def stated(case: Case) -> dict[str, dict]:
    return {name: body for name, body in case.data["governments"].items() if "statements" in body}


def slack(case: Case, statement: dict, value: np.ndarray, no_deal: np.ndarray) -> np.ndarray:
    """Return by how many points a statement holds beyond its margin; `value` is (p, ...), `no_deal` (...)."""
    packages = case.loaded.packages
    margin = statement.get("margin", 1.0)
    if "accepts" in statement:
        return value[packages.index(statement["accepts"])] - no_deal - margin
    if "refuses" in statement:
        return no_deal - value[packages.index(statement["refuses"])] - margin
    if "prefers" in statement:
        this, to = (value[packages.index(statement["prefers"][which])] for which in ("this", "to"))
        return this - to - margin
    held = [p for p in range(len(packages)) if packages.package(p).items() & _pairs(statement["refuses_any"])]
    return no_deal - np.max(value[held], axis=0, initial=-np.inf) - margin


def _pairs(pattern: dict) -> set[tuple[str, str]]:
    return {(issue, option) for issue, options in pattern.items() for option in options}


@MANY
@given(cases().filter(stated), seeds)
def test_no_world_violates_a_statement_it_includes(case, seed):
    worlds = case.source(seed).draw(WORLDS)
    for name, body in stated(case).items():
        g = worlds.governments.index(name)
        for number, statement in enumerate(body["statements"]):
            included = worlds.included[g][:, number]
            assert included.all() or "credence" in statement
            held = slack(case, statement, worlds.value[g].T, worlds.no_deal[g]) >= -ROUNDING
            assert held[included].all()
            if "credence" not in statement:
                imagined = worlds.imagined[g]
                models = np.moveaxis(imagined.value, -1, 0), imagined.no_deal
                assert (slack(case, statement, *models) >= -ROUNDING).all()


@MANY
@given(cases().filter(stated), seeds)
def test_every_model_keeps_to_the_scale_the_orders_and_the_ranges(case, seed):
    source = case.source(seed)
    worlds = source.draw(WORLDS)
    for name, body in stated(case).items():
        g = worlds.governments.index(name)
        models = [source.preferences[g].pool(chunk) for chunk in (0, 1)]
        x = np.concatenate([pool.x for pool in models])[WORLDS]
        column = dict(zip(models[0].space.names, x.T, strict=True))
        best = 0.0
        for issue, parts in case.data["issues"].items():
            worth = {option: column[f"{issue}: {option}"] for option in parts["options"]}
            assert np.min([*worth.values()], axis=0) == pytest.approx(0, abs=ROUNDING)
            best += np.max([*worth.values()], axis=0)
            _keeps_to_order(body["orders"].get(issue, ""), worth)
        np.testing.assert_allclose(best, 100)
        low, high = body["no_deal_range"]
        assert ((worlds.no_deal[g] >= low - ROUNDING) & (worlds.no_deal[g] <= high + ROUNDING)).all()
        for adjustment in body.get("adjustments", ()):
            points = adjustment["points"]
            low, high = (points["above"], points["below"]) if isinstance(points, dict) else (points, points)
            assert ((column["both"] >= low - ROUNDING) & (column["both"] <= high + ROUNDING)).all()
        _adds_up(case, body, column, worlds.value[g])
        np.testing.assert_array_equal(worlds.no_deal[g], column["no deal"])
        for world, rivals in zip(WORLDS, worlds.imagined[g].no_deal, strict=True):  # from the pool the world is of
            assert case.data["minds"]["rivals_known"] or np.isin(rivals, models[world // POOL_SIZE].no_deal).all()


def _keeps_to_order(order: str, worth: dict[str, np.ndarray]) -> None:
    groups = [[option.strip() for option in group.split("=")] for group in order.split(">")] if order else []
    for group in groups:
        for option in group[1:]:
            np.testing.assert_array_equal(worth[option], worth[group[0]])
    for better, worse in pairwise(groups):
        assert (worth[better[0]] >= worth[worse[0]] - ROUNDING).all()


def _adds_up(case: Case, body: dict, column: dict[str, np.ndarray], value: np.ndarray) -> None:
    for p in range(len(case.loaded.packages)):
        package = case.loaded.packages.package(p)
        expected = sum(column[f"{issue}: {option}"] for issue, option in package.items())
        if any(adjustment["when"] == package for adjustment in body.get("adjustments", ())):
            expected = expected + column["both"]
        np.testing.assert_allclose(value[:, p], expected, rtol=0, atol=1e-9)
