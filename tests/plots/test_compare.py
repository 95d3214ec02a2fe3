"""Pictures of comparisons: what is drawn where, and that flows are as thick as they are large."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

import sim
from sim.plots.compare import describe_comparison
from sim.plots.flows import describe_flows

PORT = Path(__file__).parent.parent / "ensemble" / "port.yaml"


@pytest.fixture(scope="module")
def found():
    port = sim.load(PORT)
    scenarios = {
        "port": port,
        "no vote": port.with_("events.vote.chance=0"),
        "greens": port.with_({"outcomes": {"high wage": {"wage": "high"}, "brief": {"hours": "short"}}}),
    }
    return sim.compare(scenarios, worlds=40, replications=6)


def drawn(axes, label):
    return next(line for line in axes.lines if line.get_label() == label)


def test_probabilities_and_differences_stand_side_by_side(found):
    axes = found.plot()
    beside = axes.figure.axes[1]
    shares = found.probabilities()["probability"]
    shown = [name for name in found.names if shares.xs(name, level=1).max() > 0]
    assert [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()] == shown
    for name in found.runs:
        np.testing.assert_allclose(drawn(axes, f"_{name}").get_xdata(), 100 * shares[name][shown])
    rows = found.differences().loc["no vote"].loc[shown]
    for flagged in (True, False):
        points = drawn(beside, f"_no vote {flagged}").get_xdata()
        np.testing.assert_allclose(points, 100 * rows["difference"][rows["flagged"] == flagged])
    assert axes.get_ylim() == beside.get_ylim()


def test_the_legend_names_scenarios_and_says_what_lines_mean(found):
    texts = [text.get_text() for text in found.plot().figure.legends[0].get_texts()]
    assert texts[:3] == [f"{name}: Port wage talks" for name in found.runs]
    assert "what the evidence leaves open: 8 of 10 worlds" in texts


def test_labels_and_legend_stay_on_the_picture(found):
    figure = found.plot().figure
    figure.draw_without_rendering()
    width = figure.bbox.width
    texts = [*figure.legends[0].get_texts(), *figure.axes[0].get_yticklabels(), *figure.axes[1].texts]
    assert all(text.get_window_extent().x0 >= 0 and text.get_window_extent().x1 <= width for text in texts)


def test_axes_of_ones_own_get_one_panel(found):
    for draw in (found.plot, found.plot.differences, found.plot.flows):
        axes = Figure().add_subplot()
        assert draw(ax=axes) is axes
        assert len(axes.figure.axes) == 1


def test_columns_and_ribbons_are_as_thick_as_the_flows_are_large(found):
    axes = found.plot.flows("no vote")
    flows = found.flows("no vote")
    shares = flows / flows.to_numpy().sum()
    columns = [patch for patch in axes.patches if patch.get_label().startswith("_") and hasattr(patch, "get_height")]
    heights = [patch.get_height() for patch in columns]
    np.testing.assert_allclose(heights, [*shares.sum(axis=1), *shares.sum(axis=0)])
    ribbons = {
        round(float(np.ptp(patch.get_path().vertices[[0, 7], 1])), 9)
        for patch in axes.patches
        if patch not in columns
    }
    assert {round(share, 9) for share in shares.to_numpy().ravel() if share} == ribbons


def test_an_outcome_has_one_colour_in_both_scenarios(found):
    axes = found.plot.flows("greens")
    colours: dict[str, set] = {}
    for patch in axes.patches:
        if hasattr(patch, "get_height"):
            colours.setdefault(patch.get_label(), set()).add(patch.get_facecolor())
    assert all(len(each) == 1 for each in colours.values())
    assert colours["_brief"] != colours["_short hours"]


def test_names_of_small_outcomes_do_not_touch(found):
    axes = found.plot.flows("no vote")
    axes.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in axes.texts if "%" in text.get_text()]
    assert not any(one.overlaps(other) for k, one in enumerate(boxes) for other in boxes[:k])


def test_pictures_are_told_in_words(found):
    assert "no vote: " in describe_comparison(found) and "in percentage points" in describe_comparison(found)
    assert describe_flows(found, "greens") == (
        "Plays that end otherwise in greens than in port: short hours to brief "
        f"{100 * found.moved('greens')[0]:.0f}%."
    )
