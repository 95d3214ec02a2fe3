"""Tornado pictures and what an outcome depends on: everything drawn is what was found."""

import pytest
from matplotlib.figure import Figure

import sim
from sim.analysis.influence.alternatives import list_alternatives
from sim.analysis.influence.assumed import assumed_numbers
from sim.analysis.influence.influence import influence
from sim.analysis.wording import say_place
from sim.plots.tornado import plot_influence, shown_row
from sim.scenario.load import load_scenario_text
from sim.scenario.starter import starter_scenario


@pytest.fixture(scope="module")
def found():
    return influence(load_scenario_text(starter_scenario()), worlds=30, replications=4)


def names(axes):
    return [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()]


def test_bars_are_the_shifts_the_farthest_on_top(found):
    k = found.place()
    axes = found.plot()
    widths = [bar.get_width() for bar in axes.patches]
    wanted = sorted(
        (100 * row.shift.difference[k] for row in found.rows if row.shift is not None and row.shift.difference[k]),
        key=abs,
        reverse=True,
    )[: len(widths)]
    assert widths == pytest.approx(wanted)


def test_what_may_be_nothing_is_white_and_what_falls_is_hatched(found):
    k = found.place()
    clear = {
        (round(100 * float(row.shift.difference[k]), 9), bool(row.shift.excludes_zero[k]))
        for row in found.rows
        if row.shift is not None
    }
    for bar in found.plot().patches:
        is_clear = bar.get_facecolor() != (1, 1, 1, 1)
        assert (round(bar.get_width(), 9), is_clear) in clear  # some are as long as others, and clear or not
        assert (bar.get_hatch() == "////") == (is_clear and bar.get_width() < 0)


def test_axes_of_the_caller_are_used(found):
    axes = Figure().add_subplot()
    assert plot_influence(found, "lapsed", ax=axes) is axes
    assert "lapsed" in axes.get_title(loc="left")


def test_rows_that_take_out_the_same_are_named_together(found):
    several = [row for row in found.rows if len(row.drops) > 1]
    assert several
    assert "= claim" in shown_row(several[0])


def test_assumed_numbers_have_a_bar_per_value_tried(monkeypatch):
    monkeypatch.setattr(
        "sim.analysis.influence.assumed.list_alternatives", lambda scenario: list_alternatives(scenario)[:8]
    )
    tried = assumed_numbers(sim.load("tests/ensemble/port.yaml"), worlds=10, replications=4)
    axes = tried.plot()
    labels = {text.get_text() for text in axes.texts}
    shown = [parameter for parameter in tried.parameters if parameter.largest(tried.k) > 0][: len(axes.get_yticks())]
    assert {one.alternative.other for one in shown[0].perturbations} <= labels
    assert say_place(tried.scenario.model, shown[0].place) in names(axes)[0].replace("\n", " ")


def test_both_ends_of_a_quantity_are_drawn():
    found = sim.load("tests/ensemble/port.yaml").run(worlds=100, replications=5).sensitivity()
    axes = found.plot()
    assert len(names(axes)) >= sum(factor.matters for factor in found.factors[:10])
    written = {text.get_text() for text in axes.texts}
    assert set(found.factors[0].ends) <= written
