"""The picture of the bargaining set: what is on it, where, and that labels stay clear of each other."""

from datetime import date
from itertools import combinations

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

import sim
from sim import example
from sim.analysis.bargaining.bargaining_set import bargaining_set
from sim.errors import SimError
from sim.plots.bargaining_set import describe, draw_bargaining_set, plot_bargaining_set
from sim.plots.frontier import attained
from sim.plots.labels import Box, bar_boxes
from sim.scenario.load import load_scenario_text
from sim.scenario.starter import starter_scenario


@pytest.fixture(scope="module")
def found():
    return bargaining_set(load_scenario_text(starter_scenario()), worlds=60)


def names(axes):
    return [text for text in axes.texts if text.get_weight() == "bold"]


def test_proposals_are_named_and_their_names_cover_neither_each_other_nor_the_edge(found):
    axes = draw_bargaining_set(found).axes[0]
    axes.figure.draw_without_rendering()
    assert [text.get_text() for text in names(axes)] == ["status quo", "union goal", "port goal", "compromise"]
    boxes = [Text.get_window_extent(text) for text in names(axes)]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    frame = axes.get_window_extent()
    assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 for box in boxes)


def test_every_package_is_a_dot_at_its_mean(found):
    axes = draw_bargaining_set(found).axes[0]
    (dots,) = [collection for collection in axes.collections if collection.get_label() == "_packages"]
    assert np.allclose(dots.get_offsets(), found.pairs[0].gain.mean(axis=0).T)


def test_solutions_have_signs_of_their_own_and_are_told_in_the_key_with_their_shares(found):
    axes = draw_bargaining_set(found).axes[0]
    lines = [
        line
        for line in axes.lines
        if line.get_label().lstrip("_").split()[0] in ("Nash", "egalitarian", "utilitarian")
    ]
    assert len({line.get_marker() for line in lines}) == len(lines) == 3
    texts = [text.get_text() for text in axes.get_legend().get_texts()]
    assert [text.split(":")[0] for text in texts] == ["Nash", "Kalai-Smorodinsky", "egalitarian", "utilitarian"]
    assert all("%" in text for text in texts)


def test_a_zone_that_exists_nowhere_is_said_and_not_drawn():
    scenario = load_scenario_text(starter_scenario())
    late = bargaining_set(scenario, worlds=20, day=scenario.model.deadline)  # the ballot takes a week
    texts = [text.get_text() for text in draw_bargaining_set(late).axes[0].get_legend().get_texts()]
    assert all("none exists in any world" in text for text in texts)
    assert "2024-09-30" in describe(late)


def test_the_frontier_is_the_most_the_other_side_can_have():
    first, second = np.array([[0.0, 5.0], [1.0, 4.0]]), np.array([[9.0, 2.0], [7.0, 3.0]])
    line = attained(first, second, np.array([0.0, 2.0, 4.5]), (0.0, 1.0))
    assert line.tolist() == [[7.0, 2.0, -np.inf], [9.0, 3.0, 2.0]]


def test_it_is_drawn_on_axes_of_ones_own_and_the_method_does_the_same(found):
    axes = Figure().add_subplot()
    assert plot_bargaining_set(found, ax=axes) is axes
    assert axes.get_title(loc="left") or axes.get_title()
    assert found.plot(ax=Figure().add_subplot()).texts


def test_governments_get_panels_on_one_scale():
    text = starter_scenario().replace(
        "  second_round:", "  vote: {date: 2024-09-10, chance: 0.3, install: {port: owners}}\n  second_round:"
    )
    text = text.replace("on_the_table:", "  owners: {title: New owners}\n\non_the_table:")
    figure = draw_bargaining_set(bargaining_set(load_scenario_text(text), worlds=20))
    first, second = figure.axes
    assert first.get_xlim() == second.get_xlim() and first.get_ylim() == second.get_ylim()
    assert second.get_ylabel() == "New owners: points above no deal"


def test_nothing_computed_is_nothing_to_draw(found):
    from dataclasses import replace

    with pytest.raises(SimError, match="nothing to draw"):
        plot_bargaining_set(replace(found, pairs=()))


def test_a_dated_set_says_its_day():
    found = bargaining_set(load_scenario_text(starter_scenario()), worlds=10, day=date(2024, 9, 5))
    figure = draw_bargaining_set(found)
    assert any("signed on 2024-09-05, with the clock" in text.get_text() for text in figure.texts)


def test_solutions_are_marked_where_both_sides_gain(found):
    for panel, pair in zip(plot_bargaining_set(found).get_figure().axes, found.pairs, strict=False):
        for rule, shares in pair.solution_shares.items():
            for line in panel.lines if shares.packages else []:
                if line.get_label() == f"_{rule}":
                    assert float(line.get_xdata()[0]) >= 0 and float(line.get_ydata()[0]) >= 0


def test_rims_of_bars_cut_no_mark(found):
    axes = draw_bargaining_set(found).axes[0]
    rims = [bars for bars in axes.collections if bars.get_label() != "_packages" and is_white(bars.get_edgecolor())]
    (dots,) = [collection for collection in axes.collections if collection.get_label() == "_packages"]
    assert len(rims) == 2
    assert all(rim.get_zorder() < dots.get_zorder() for rim in rims)


def test_names_keep_off_bars_where_there_is_room(monkeypatch):
    found = bargaining_set(example("new_start"), worlds=20)
    kept_off = covered_bars(found)
    monkeypatch.setattr("sim.plots.bargaining_set.drawn_boxes", lambda *_, **__: [])
    assert kept_off < covered_bars(found) / 2


def covered_bars(found):
    """Return the area of bars behind names, in the panel of the second pair."""
    axes = draw_bargaining_set(found).axes[1]
    axes.figure.draw_without_rendering()
    gain = np.stack([standing.gain[:2] for standing in found.pairs[1].proposals.values()])
    bars = bar_boxes(*(axes.transData.transform(gain[:, :, part]) for part in (1, 0, 2)))
    boxes = [Box(*Text.get_window_extent(text).extents) for text in names(axes)]
    return sum(box.overlap(bar) for box in boxes for bar in bars)


def is_white(colours):
    return len(colours) > 0 and bool((colours[:, :3] == 1).all())


def test_the_callers_title_stands_above_the_zones_share():
    axes = Figure().add_subplot()
    sim.load("scenarios/theory/pie.yaml").analyse(worlds=4).plot(ax=axes, title="Mine")
    assert axes.get_title(loc="left").split("\n")[0] == "Mine"
    assert "zone in" in axes.get_title(loc="left")


def test_names_of_proposals_keep_off_the_signs_of_solutions():
    axes = sim.load("scenarios/new_start/baseline.yaml").analyse(worlds=20).plot()
    names = [text for text in axes.texts if text.arrow_patch is not None]
    signs = [line for line in axes.lines if line.get_markerfacecolor() == "none" and line.get_markersize() > 10]
    assert names and signs
    for sign in signs:
        (x, y), half = axes.transData.transform(sign.get_xydata()[0]), sign.get_markersize() * axes.figure.dpi / 144
        for name in names:
            box = Text.get_window_extent(name)
            assert x + half <= box.x0 or x - half >= box.x1 or y + half <= box.y0 or y - half >= box.y1
