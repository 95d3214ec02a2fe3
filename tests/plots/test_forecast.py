"""The picture of a series of forecasts: what is drawn, what it says, and that no label covers another."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.text import Text

import sim
from sim.plots.forecast import describe_forecast, plot_forecast

DATES = ["2020-10-01", "2020-10-16", "2020-11-07", "2021-01-20"]


@pytest.fixture(scope="module")
def found():
    scenario = sim.load(
        "scenarios/new_start/baseline.yaml", settings=["minds={choice: exact, imagined_as_of: record}"]
    )
    return sim.forecast(scenario, dates=DATES, worlds=12, replications=5)


@pytest.fixture(scope="module")
def axes(found):
    return plot_forecast(found)


def lines(axes):
    return {line.get_label(): line for line in axes.lines}


def test_a_line_is_the_chance_as_of_each_day(found, axes):
    line, k = lines(axes)["_clean five years"], found.names.index("clean five years")
    np.testing.assert_allclose(line.get_ydata(), 100 * found.probability[:, k])
    np.testing.assert_allclose(line.get_xdata(), date2num(np.array(found.dates)))


def test_outcomes_that_are_never_likely_are_drawn_as_their_sum(found, axes):
    rare = [k for k in range(len(found.names)) if found.probability[:, k].max() < 0.08 and k != found.actual]
    own = f"_{found.names[rare[0]]}"  # a single one goes by its name
    name = f"_{len(rare)} other outcomes together" if len(rare) > 1 else own
    drawn = [line for label, line in lines(axes).items() if label == name]
    assert rare and len(drawn) == bool(found.probability[:, rare].any())
    for line in drawn:
        np.testing.assert_allclose(line.get_ydata(), 100 * found.probability[:, rare].sum(axis=1))


def test_what_happened_and_the_record_are_told(axes):
    texts = [text.get_text().replace("\n", " ") for text in axes.texts]
    assert any(text.startswith("◆ clean five years") for text in texts)
    assert "◆ really signed, 26 Jan" in texts and "Biden elected, 7 Nov" in texts
    assert [text for text in texts if text.isdigit()] == [str(number) for number in range(1, 10)]
    key = [text.get_text() for text in axes.get_figure().legends[0].get_texts()]
    assert "5  27 Oct: Russia refuses year and verified freeze" in key


def test_no_label_covers_another(axes):
    axes.get_figure().draw_without_rendering()
    boxes = [Text.get_window_extent(text) for text in axes.texts if text.get_text()]  # without leader lines
    for one, other in combinations(boxes, 2):
        width = min(one.x1, other.x1) - max(one.x0, other.x0)
        height = min(one.y1, other.y1) - max(one.y0, other.y0)
        assert width <= 1 or height <= 1


def test_everything_is_within_the_picture(axes):
    figure = axes.get_figure()
    page = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    assert page.x0 >= 0 and page.y0 >= 0 and page.x1 <= width and page.y1 <= height


def test_it_can_be_drawn_on_axes_of_the_caller(found):
    own = Figure().add_subplot()
    assert found.plot(ax=own) is own
    assert own.get_title(loc="left").startswith("Forecast day by day")


def test_it_is_told_in_words(found):
    shown = describe_forecast(found)
    assert "2020-10-16: " in shown and "clean five years" in shown


def test_a_scenario_without_a_record_or_an_end_is_drawn_too():
    plain = sim.forecast(sim.load("tests/ensemble/port.yaml"), every=25, worlds=10, replications=4)
    axes = plain.plot()
    assert not [text for text in axes.texts if text.get_text().isdigit()]
    assert not [text for text in axes.texts if "◆" in text.get_text()]
