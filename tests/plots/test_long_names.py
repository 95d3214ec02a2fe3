"""Titles that are sentences: what is named in a picture stays on it, and does not squeeze what it names."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text

import sim
from sim.errors import InputError
from sim.plots.labels import columns, shorten
from sim.scenario.starter import starter_scenario

LONG = "The interim coalition of national unity and economic recovery of the northern provinces"
PLAN = "a_plan_for_wages_and_for_cranes_that_both_sides_may_sign_now"
SIZE = {"worlds": 30, "replications": 4}


@pytest.fixture(scope="module")
def scenario() -> sim.Scenario:
    return sim.load(starter_scenario()).with_(
        f"title={LONG} talks with its lenders",
        f"governments.union.title={LONG} (union)",
        f"governments.management.title={LONG} (port)",
        f"events.ruling_for_port.title={LONG} loses its case",
        f"events.second_round.title={LONG} meets again",
        f"proposals.{PLAN}={{raise: five_percent, cranes: automatic}}",
    )


@pytest.fixture(scope="module")
def pictures(scenario) -> dict[str, Axes]:
    outcomes, found = scenario.run(**SIZE), scenario.analyse(worlds=30)
    compared = sim.compare({LONG: scenario, "other": scenario.with_("chance.ruling_for_port=0")}, **SIZE)
    return {
        "values": outcomes.plot.values(),
        "set": found.plot(),
        "by date": found.plot.by_date(),
        "compared": compared.plot(),
        "flows": compared.plot.flows(),
        "explained": sim.explain(outcomes, outcome="lapsed").plot(),
    }


@pytest.mark.parametrize("name", ["values", "set", "by date", "compared", "flows", "explained"])
def test_all_that_is_written_is_on_the_picture_and_its_axes_have_room(pictures, name):
    figure = pictures[name].figure
    with sim.style():
        figure.draw_without_rendering()
        width, height = figure.bbox.size
        ticks = {each for axes in figure.axes for each in (*axes.get_xticklabels(), *axes.get_yticklabels())}
        for text in {*figure.findobj(Text)} - ticks:
            box = Text.get_window_extent(text)
            if text.get_visible() and text.get_text().strip() and np.isfinite(box.bounds).all():
                words = text.get_text()
                assert box.x0 > -2 and box.y0 > -2, words
                assert box.x1 < width + 2 and box.y1 < height + 2, words
    assert all(each.get_window_extent().height > height / 4 for each in figure.axes)


def test_a_title_without_blanks_is_cut_too():
    name = "五年无条件延长并附带额外的核查措施" * 3
    assert shorten(name, 20).startswith("五年无条件") and columns(shorten(name, 20)) <= 20
    assert shorten("two words", 20) == "two words"


def test_a_size_in_which_nothing_fits_is_refused(scenario):
    found = scenario.analyse(worlds=30)
    with pytest.raises(InputError, match="figsize: too small for all that this picture holds"):
        found.plot(figsize=(3, 3))


def test_a_size_in_which_names_cover_each_other_is_refused(scenario):
    outcomes = scenario.run(**SIZE)
    with pytest.raises(InputError, match="figsize: too small for all that this picture holds"):
        outcomes.sensitivity("lapsed").plot(figsize=(4.5, 3.5))
    names = sorted(
        (each.get_window_extent() for each in outcomes.plot(figsize=(4.5, 3.5)).get_yticklabels()),
        key=lambda box: box.y0,
    )
    assert all(one.y1 < other.y0 + 2 for one, other in pairwise(names))


def test_names_from_right_to_left_keep_their_place_in_a_sentence():
    hebrew = "\u05e9\u05db\u05e8 \u05d4\u05e0\u05de\u05dc"
    port = sim.load("tests/ensemble/port.yaml").with_(f"title={hebrew}")
    found = sim.explain(port, outcome="lapsed", worlds=20, replications=2)
    (words,) = [text.get_text() for text in found.plot().figure.texts if "plays" in text.get_text()]
    mark = "\N{LEFT-TO-RIGHT MARK}"
    assert words.startswith(f"{mark}{hebrew}{mark}. 40 plays")
