"""Several pictures on one figure of the caller's: what is written has the room that is left once all are drawn."""

from __future__ import annotations

import warnings
from itertools import combinations, pairwise

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

import sim
from sim.analysis.influence.assumed import assumed_numbers
from sim.plots.labels import Box

SMALL = {"worlds": 20, "replications": 4}
TITLE = "Talks of the interim coalition of the northern provinces with its lenders from 1 October 2020"


@pytest.fixture(scope="module")
def answers():
    port = sim.load("tests/ensemble/port.yaml").with_(f"title={TITLE}")
    treaty = sim.load("tests/scenarios/valid/treaty.yaml")
    return {
        "tablings": port.advise("firm", worlds=8, replications=2, days=["2024-01-15"]),
        "influence": sim.influence(sim.load("scenarios/new_start/baseline.yaml"), worlds=6, replications=2),
        "conduct": treaty.conduct(**SMALL),
        "outcomes": port.run(**SMALL),
    }


@pytest.fixture(params=["tablings", "influence", "conduct", "outcomes"])
def side_by_side(request, answers):
    figure = Figure(figsize=(12, 5), layout="constrained")
    axes = figure.subplots(1, 2)
    for each in axes:
        getattr(answers[request.param].plot, request.param)(ax=each)
    figure.draw_without_rendering()
    return axes


def test_titles_are_broken_alike_where_both_have_the_same_room(side_by_side):
    first, second = (each.get_title(loc="left") for each in side_by_side)
    assert first == second
    assert all(len(one) > len(other) / 2 for one, other in pairwise(first.split("\n")[:-1]))


def test_a_key_stands_below_the_name_of_the_axis(side_by_side):
    for axes in side_by_side:
        key, name = axes.get_legend().get_window_extent(), axes.xaxis.label
        if name.get_text():
            assert key.y1 <= name.get_window_extent().y0 + 1


def test_names_at_the_side_do_not_cover_each_other(side_by_side):
    for axes in side_by_side:
        boxes = sorted((each.get_window_extent() for each in axes.get_yticklabels()), key=lambda box: box.y0)
        assert all(one.y1 < other.y0 + 2 for one, other in pairwise(boxes))


def test_what_stands_at_bars_does_not_cover_what_stands_at_the_next():
    found = assumed_numbers(sim.load("tests/ensemble/port.yaml"), worlds=8, replications=2)
    figure = Figure(figsize=(12, 6), layout="constrained")
    for axes in figure.subplots(1, 2):
        found.plot(ax=axes)
    figure.draw_without_rendering()
    for axes in figure.axes:
        boxes = [Box(*Text.get_window_extent(text).extents) for text in axes.texts]
        assert len(boxes) > 10
        assert all(one.overlap(other) < 0.3 * min(one.area, other.area) for one, other in combinations(boxes, 2))


def test_a_long_key_does_not_take_the_room_of_what_it_explains():
    forecast = sim.forecast(sim.load("scenarios/new_start/baseline.yaml"), every=60, worlds=6, replications=2)
    figure = Figure(figsize=(12, 5), layout="constrained")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for axes in figure.subplots(1, 2):
            forecast.plot(ax=axes)
            assert axes.get_window_extent().height > 0.3 * figure.bbox.height
