"""Pictures of sweeps: lines and their errors, maps, and the scenario's own value."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

import sim
from sim.errors import SimError
from sim.plots.sweep import describe_sweep

SMALL = {"worlds": 20, "replications": 4}


@pytest.fixture(scope="module")
def port():
    return sim.load(Path(__file__).parent.parent / "ensemble" / "port.yaml")


@pytest.fixture(scope="module")
def line(port):
    return sim.sweep(port, {"chance.vote": [0, 0.5, 1]}, **SMALL)


@pytest.fixture(scope="module")
def map_(port):
    return sim.sweep(port, {"chance.vote": [0, 0.4, 1], "governments.new_board.no_deal": [0, 20]}, **SMALL)


def test_every_outcome_is_a_line_with_its_error(line):
    axes = line.plot()
    drawn = {each.get_label(): each for each in axes.lines}
    for name in line.names:
        np.testing.assert_allclose(drawn[f"_{name}"].get_ydata(), line.of(name))
    assert len(axes.collections) == len(line.names)


def test_one_outcome_can_be_drawn_alone(line):
    axes = line.plot(outcome="lapsed")
    assert len(axes.collections) == 1
    with pytest.raises(SimError, match="no such outcome"):
        line.plot(outcome="peace")


def test_names_at_the_ends_of_lines_do_not_touch_and_stay_on_the_picture(line):
    axes = line.plot()
    axes.figure.draw_without_rendering()
    boxes = [Text.get_window_extent(text) for text in axes.texts if text.get_visible()]  # without the leader
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    assert all(box.x1 <= axes.figure.bbox.width for box in boxes)


@pytest.mark.parametrize(
    ("path", "message"), [("chance.vote", "own: 0.5"), ("governments.union.no_deal", "own: 0 to 40")]
)
def test_the_scenarios_own_value_is_marked(port, path, message):
    axes = sim.sweep(port, {path: [0, 1]}, **SMALL).plot()
    assert any(message in text.get_text() for text in axes.figure.legends[0].get_texts())


def test_words_are_columns_and_outcomes_stand_beside_each_other(port):
    found = sim.sweep(port, {"governments.old_board.tactic": ["aspiration", "foresight"]}, **SMALL)
    axes = found.plot()
    assert [label.get_text() for label in axes.get_xticklabels()] == ["aspiration", "foresight"]
    places = [each.get_xdata()[0] for each in axes.lines if each.get_label()[1:] in found.names]
    assert len(set(places)) == len(found.names) == len(places)


def test_a_map_has_a_number_in_every_cell(map_):
    axes = map_.plot(outcome="lapsed")
    numbers = [int(text.get_text()) for text in axes.texts if text.get_text().isdecimal()]
    np.testing.assert_allclose(numbers, 100 * map_.of("lapsed").to_numpy().ravel(), atol=0.51)
    assert "along the edges, the scenario's own" in axes.get_figure().legends[0].get_texts()[0].get_text()


def test_a_fine_map_has_lines_of_equal_probability(port, monkeypatch):
    monkeypatch.setattr("sim.plots.sweep._MOST_NUMBERS", 8)
    quantities = {"chance.vote": [0, 0.4, 1], "governments.new_board.no_deal": [0, 20, 55]}
    found = sim.sweep(port, quantities, worlds=3, replications=2)
    axes = found.plot()
    assert not any(text.get_text().isdecimal() for text in axes.texts)


def test_axes_of_ones_own(line, map_):
    for found in (line, map_):
        axes = Figure().add_subplot()
        assert found.plot(ax=axes) is axes


def test_pictures_are_told_in_words(line, map_):
    place = "chance of “The members vote”"
    assert describe_sweep(line).startswith(f"Probability of outcomes as {place} varies: high wage")
    assert f"as {place} and " in describe_sweep(map_, "lapsed")
