"""Pictures of talks of three whose second seat changes hands: who is shown is named, and nothing is covered."""

from __future__ import annotations

import pytest
from matplotlib.text import Text

import sim

TEXT = """
title: Three sides
start: 2024-01-01
deadline: 2024-04-01
issues:
  territory: {options: {line: {title: the line as it is}, map: {title: the map of the mediators}}}
  troops: {title: foreign troops, options: {stay: {}, leave: {title: none after some years}}}
seats:
  north: {government: first, principal: true}
  south: {government: old_guard, principal: true}
  lender: {government: bank, principal: true}
governments:
  first:
    title: The northern coalition
    points: {territory: {map: 60, line: 0}, troops: {stay: 40, leave: 0}}
    no_deal: 20
  old_guard:
    title: The old guard
    points: {territory: {line: 60, map: 0}, troops: {leave: 40, stay: 0}}
    no_deal: 20
  reformers:
    title: The reformers
    points: {territory: {map: 60, line: 0}, troops: {leave: 40, stay: 0}}
    no_deal: 20
  moderates:
    title: The moderates
    points: {territory: {map: 50, line: 0}, troops: {leave: 50, stay: 0}}
    no_deal: 20
  bank:
    title: The bank
    points: {territory: {map: 50, line: 0}, troops: {leave: 50, stay: 0}}
    no_deal: 10
events:
  vote: {date: 2024-02-01, chance: 0.6, install: {south: reformers}}
  second_vote: {date: 2024-03-01, chance: 0.5, install: {south: moderates}}
proposals: {the_plan: {territory: map, troops: leave}, as_it_is: {territory: line}}
outcomes: {deal: {}}
"""


@pytest.fixture(scope="module")
def scenario() -> sim.Scenario:
    return sim.load(TEXT)


def test_each_panel_of_values_names_the_second_side_that_it_shows(scenario):
    figure = scenario.run(worlds=10, replications=2).plot.values().figure
    titles = [axes.get_title(loc="left").split("\n")[0] or axes.get_title().split("\n")[0] for axes in figure.axes]
    names = [axes.get_ylabel().partition(":")[0] for axes in figure.axes]
    assert titles == names == ["The old guard", "The reformers", "The moderates"]
    words = " ".join(text.get_text() for text in figure.findobj(Text))
    assert "two of 3 principals shown" in words
    assert "zone of agreement" not in words


def test_keys_stand_below_the_names_of_axes_and_titles_are_whole(scenario):
    figure = scenario.analyse(worlds=10).plot().figure
    with sim.style():
        figure.draw_without_rendering()
        for axes in figure.axes:
            name, key = axes.xaxis.label.get_window_extent(), axes.get_legend().get_window_extent()
            assert key.y1 <= name.y0 + 1
            assert key.y0 > 0
            assert axes.get_window_extent().width > figure.bbox.width / 5
            assert not any("…" in axes.get_title(loc=side) for side in ("left", "center"))
