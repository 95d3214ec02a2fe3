"""The picture of an explanation shows worlds where they lie, and the box where it is."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.analysis.explanation.conditions import Cases, Factor
from sim.analysis.explanation.explanation import Explanation, discover
from sim.analysis.explanation.factors import FactorDescription
from sim.plots.explain import describe, drawn_factors, plot_explanation


@pytest.fixture
def explained(outcomes):
    """An explanation of a planted response; columns are numbers, or places of two levels."""

    def build(ended, *, unlikely=False, **columns) -> Explanation:
        found = {}
        for name, values in columns.items():
            levels = (f"not {name}", name) if name.startswith("event") else ()
            found[name] = FactorDescription(
                Factor(name, values, levels), f"{name} (points)", f"{name} is", " points", levels=levels
            )
        count = len(ended)
        cases = Cases(
            tuple(each.factor for each in found.values()), ended * 1.0, np.full(count, 6.0), np.arange(count)
        )
        base = 1 - cases.base if unlikely else cases.base
        return Explanation("peace", unlikely, discover(cases), base, 0.5, cases, found, outcomes.provenance)

    return build


@pytest.fixture
def columns():
    random = np.random.default_rng(0)
    return {
        "x": random.uniform(0, 100, 300),
        "y": random.uniform(0, 100, 300),
        "event": random.integers(0, 2, 300).astype(float),
        "event_2": random.integers(0, 2, 300).astype(float),
    }


def frames(axes):
    return [patch for patch in axes.patches if isinstance(patch, Rectangle) and not patch.get_fill()]


def test_two_numbers_make_a_plane_with_the_box_on_it(explained, columns):
    axes = plot_explanation(explained((columns["x"] > 60) & (columns["y"] < 50), **columns))
    (dots,) = axes.collections
    assert len(dots.get_offsets()) == 300
    (frame,) = frames(axes)
    across, up = (axes.get_xlabel()[0].lower(), axes.get_ylabel()[0].lower())
    assert {across, up} == {"x", "y"}
    left, bottom = frame.get_xy()
    corner = left if across == "x" else bottom
    assert corner == pytest.approx(60, abs=5)


def test_a_number_and_an_event_make_strips_along_the_number(explained, columns):
    axes = plot_explanation(explained((columns["x"] > 60) & (columns["event"] == 1), **columns))
    assert axes.get_xlabel() == "X (points)"
    assert [label.get_text() for label in axes.get_yticklabels()] == ["not event", "event"]
    (frame,) = frames(axes)
    assert frame.get_y() == pytest.approx(0.54) and frame.get_height() == pytest.approx(0.92)


def test_two_events_make_a_strip_for_each_combination_the_likeliest_on_top(explained, columns):
    axes = plot_explanation(explained((columns["event"] == 1) & (columns["event_2"] == 1), **columns))
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert len(labels) == 4 and set(labels[-1].split("\n")) == {"event", "event_2"}
    means = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "D"]
    assert means == [0, 0, 0, 1]


def test_only_worlds_that_meet_the_other_conditions_are_drawn(explained, columns):
    ended = (columns["x"] > 40) & (columns["y"] < 60) & (columns["event"] == 1)
    explanation = explained(ended, **columns)
    assert len(explanation.boxes[0].box) == 3
    axes = plot_explanation(explanation)
    assert len(axes.collections[0].get_offsets()) < 300
    legend = axes.figure.legends[0].get_texts()
    assert any("only plays in which also" in text.get_text() for text in legend)


def test_for_unlikely_dark_is_still_likely(explained, columns):
    explanation = explained(columns["x"] > 60, unlikely=True, **columns)
    dots = plot_explanation(explanation).collections[0]
    shades, places = np.asarray(dots.get_array()), np.asarray(dots.get_offsets())[:, 0]
    assert (shades[places > 70] == 0).all() and (shades[places < 50] == 1).all()


def test_without_a_box_the_most_telling_are_drawn_all_the_same(explained, columns):
    random = np.random.default_rng(1)
    explanation = explained(random.integers(0, 2, 300), **columns)
    assert not explanation.boxes and len(drawn_factors(explanation)) == 2
    axes = plot_explanation(explanation)
    assert not frames(axes)
    assert "Nothing found" in describe(explanation)


def test_a_single_factor_is_drawn_too(explained, columns):
    axes = plot_explanation(explained(columns["x"] > 60, x=columns["x"]))
    assert axes.get_xlabel() == "X (points)" and len(frames(axes)) == 1


def test_without_any_factor_the_worlds_are_drawn_by_their_probability(explained):
    axes = plot_explanation(explained(np.tile([0.0, 0.5], 20)))
    assert [label.get_text() for label in axes.get_yticklabels()] == ["all worlds"]


def test_axes_of_the_caller_are_drawn_on(explained, columns):
    axes = Figure().add_subplot()
    assert plot_explanation(explained(columns["x"] > 60, **columns), ax=axes) is axes
    assert axes.get_title(loc="left") == "What would have to be true: peace"


def test_worlds_split_by_an_event_not_drawn_are_shown_once(explained, columns):
    explanation = explained(columns["x"] > 60, **columns)
    cases = explanation.cases
    twice = Cases(
        tuple(Factor(each.name, np.repeat(each.values, 2), each.levels) for each in cases.factors),
        np.repeat(cases.response, 2), np.repeat(cases.weight, 2), np.repeat(cases.world, 2),
    )  # fmt: skip
    assert len(plot_explanation(replace(explanation, cases=twice)).collections[0].get_offsets()) == 300
