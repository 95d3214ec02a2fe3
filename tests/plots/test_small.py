"""Small pictures: names keep apart and are large enough to read, and what they name keeps its room."""

from __future__ import annotations

from itertools import combinations

import pytest
from matplotlib.text import Text

import sim
from sim.errors import InputError
from sim.plots.labels import Box

SMALL = {"worlds": 20, "replications": 4}
SIZES = [(4.5, 3.5), (3.75, 5), (6, 4.5)]


@pytest.fixture(scope="module")
def new_start():
    return sim.load("scenarios/new_start/baseline.yaml")


@pytest.fixture(scope="module")
def compared(new_start):
    return sim.compare({"as it is": new_start, "other": new_start.with_("minds.noise=8")}, **SMALL)


@pytest.fixture(scope="module")
def swept(new_start):
    return sim.sweep(new_start, {"minds.noise": [1, 6]}, **SMALL)


@pytest.fixture(scope="module")
def influence(new_start):
    return sim.influence(new_start, worlds=6, replications=2)


@pytest.fixture(scope="module")
def conduct(new_start):
    return new_start.conduct(**SMALL)


def box(text):
    return Box(*Text.get_window_extent(text).extents)


@pytest.mark.parametrize("size", SIZES)
def test_names_of_flows_keep_apart_and_on_the_picture(compared, size):
    axes = compared.plot.flows(figsize=size)
    boxes = [box(text) for text in axes.texts]
    assert all(one.overlap(other) < 0.2 * min(one.area, other.area) for one, other in combinations(boxes, 2))
    assert all(each.left > -2 and each.right < axes.figure.bbox.width + 2 for each in boxes)


@pytest.mark.parametrize("size", SIZES)
def test_lines_of_a_sweep_keep_most_of_the_width(swept, size):
    axes = swept.plot(figsize=size)
    drawn = axes.transData.transform([(1, 0), (6, 0)])[:, 0]
    assert drawn[1] - drawn[0] > 0.35 * axes.get_window_extent().width


@pytest.mark.parametrize("size", SIZES)
def test_no_word_of_a_title_is_torn(compared, size):
    axes = compared.plot(figsize=size)
    assert axes.get_title(loc="left") == "probability"


@pytest.mark.parametrize("size", SIZES)
def test_names_at_the_side_can_be_read_and_leave_room(influence, size):
    try:
        axes = influence.plot(figsize=size)
    except InputError:
        return
    assert all(label.get_fontsize() >= 6 for label in axes.get_yticklabels())
    assert axes.get_window_extent().width > 0.25 * axes.figure.bbox.width
    assert "more weight" in axes.get_xlabel().replace("\n", " ")


def test_the_key_above_a_bargaining_set_is_not_cut(new_start):
    axes = new_start.analyse(worlds=20).plot(figsize=(7.5, 6))
    figure = axes.get_figure(root=True)
    key = figure.legends[0].get_window_extent()
    assert key.x1 < figure.bbox.width and key.y0 > axes.get_window_extent().y1


@pytest.mark.parametrize("size", SIZES)
def test_the_name_of_the_axis_runs_on_below_the_names_at_the_side(conduct, size):
    axes = conduct.plot(figsize=size)
    name = box(axes.xaxis.label)
    assert axes.get_xlabel().count("\n") < 2
    assert name.left > 0 and name.right < axes.figure.bbox.width


def test_a_size_in_which_texts_cover_each_other_is_refused(new_start):
    with pytest.raises(InputError, match="figsize: too small for all that this picture holds"):
        new_start.run(**SMALL).plot.values(figsize=(3.75, 5))


def test_a_usual_size_has_room_for_the_forecast_and_for_a_play(new_start):
    size = (6.4, 4.8)
    axes = sim.forecast(new_start, every=40, worlds=6, replications=2).plot(figsize=size)
    assert axes.get_window_extent().height > 0.4 * axes.figure.bbox.height
    figure = new_start.tell(world=1).plot(figsize=size).get_figure(root=True)
    assert len(figure.legends[0].get_texts()) == 7 and figure.legends[0].get_window_extent().x1 < figure.bbox.width
    axes = new_start.analyse(worlds=20).plot(figsize=size)
    assert axes.get_window_extent().height > 0.2 * axes.figure.bbox.height


def test_names_of_proposals_lie_on_the_panel_and_hide_no_mean(new_start):
    figure = new_start.run(**SMALL).plot.values(figsize=(6.4, 4.8)).figure
    figure.draw_without_rendering()
    for axes in figure.axes:
        frame, names = axes.get_window_extent(), [text for text in axes.texts if text.get_weight() == "bold"]
        assert len(names) > 4 and all(text.get_bbox_patch() is None for text in names)
        means = axes.transData.transform([text.xy for text in names])
        for name in map(box, names):
            assert name.left > frame.x0 - 2 and name.right < frame.x1 + 2
            assert not any(name.left < x < name.right and name.bottom < y < name.top for x, y in means)
