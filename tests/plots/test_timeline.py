"""The timeline of one story: its rows, its signs, and that nothing written covers anything else."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from sim.plots.offers import rows_of
from sim.plots.timeline import plot_timeline
from sim.results.narrative import Story, tell
from sim.scenario.load import load_scenario, load_scenario_text

ROOT = Path(__file__).parents[2]
CONTRACT, MINISTRY = (ROOT / "tests" / "results" / f"{name}.yaml" for name in ("contract", "ministry"))
FLAGSHIP = ROOT / "scenarios" / "new_start" / "baseline.yaml"


@pytest.fixture(scope="module")
def story() -> Story:
    """The owners vote the board out; the old board then takes what the union has long offered."""
    return tell(load_scenario(CONTRACT), world=0, replication=6)


def words(figure):
    return [text for text in figure.findobj(mpl.text.Text) if text.get_visible() and text.get_text()]


def row(story, seat, label):
    packages = story.scenario.packages
    return next(row for row in rows_of(story) if row.seat == seat and packages.label(row.package) == label)


def test_every_offer_has_a_row_with_what_became_of_it(story):
    assert [(row.seat, row.package) for row in rows_of(story)] == [("firm", 0), ("firm", 1), ("union", 4)]
    high = row(story, "union", "high")
    assert high.spans == [(3, 31)]
    assert high.signs == [(3, "offered"), (7, "refused"), (31, "accepted")]
    assert row(story, "firm", "low").spans == [(0, 31)]


def test_a_new_governments_predecessors_offers_are_void():
    scenario = load_scenario(CONTRACT, settings=["events.vote.chance=1", "governments.council.no_deal=95"])
    rows = [row for row in rows_of(tell(scenario, world=0, replication=0)) if row.seat == "firm"]
    void = [sign for row in rows for sign in row.signs if sign.fate == "void"]
    assert void
    assert {sign.day for sign in void} == {40}


def test_a_third_partys_refusal_takes_the_offers_that_need_it_off_the_table():
    story = tell(load_scenario(MINISTRY), world=0, replication=0)
    mid = row(story, "firm", "mid")
    assert mid.signs == [(0, "offered"), (3, "accepted"), (8, "void")]
    assert mid.spans == [(0, 8)]


def test_withdrawals_show_and_the_deadline_ends_the_rest_without_a_sign():
    story = tell(load_scenario(FLAGSHIP, settings=["minds.choice=exact"]), outcome="lapsed")
    rows, days = rows_of(story), story.scenario.model.days
    withdrawn = [sign for row in rows for sign in row.signs if sign.fate == "withdrawn"]
    assert withdrawn
    assert all(sign.day < days for sign in withdrawn)
    assert all(first <= last <= days for row in rows for first, last in row.spans)


def test_says_what_happened_and_where_it_comes_from(story):
    shown = " / ".join(text.get_text() for text in words(story.plot().figure))
    for expected in (
        "How it went: A contract",
        "world 0, replication 6",
        "The end: a deal",
        "The owners vote the board out",
        "deadline, 1 Mar",
        "Old board",
        "high, in force on 1 Feb",
        f"scenario {story.scenario.digest} · seed 1",
    ):
        assert expected in shown
    assert "not: The owners vote" not in shown


def test_what_did_not_happen_is_marked_as_such():
    story = tell(load_scenario(CONTRACT, settings=["events.vote.chance=0"]), world=0, replication=0)
    texts = [text.get_text() for text in words(story.plot().figure)]
    assert "not: The owners vote the board out" in texts
    assert not any("The new board moves in" in text for text in texts)


def test_the_panel_below_shows_what_each_side_would_take(story):
    axes = plot_timeline(story)
    below = next(other for other in axes.figure.axes if other is not axes)
    lines = [line for line in below.lines if line.get_drawstyle() == "steps-post"]
    demands = [review.numbers["demand"] for review in story.reviews]
    assert sorted(value for line in lines for value in line.get_ydata()) == pytest.approx(sorted(demands))
    assert len({str(line.get_linestyle()) + str(line._dash_pattern) for line in lines}) >= 2  # told apart in grey


def test_is_drawn_on_the_callers_axes_alone(story):
    axes = Figure(figsize=(9, 5)).add_subplot()
    assert story.plot(ax=axes) is axes
    assert len(axes.figure.axes) == 1
    assert "A contract" in axes.get_title(loc="left")


def test_a_notebook_shows_it(story):
    png, size = story.plot()._repr_png_()
    assert png.startswith(b"\x89PNG")
    assert size["width"] == 900


LONG = [
    "governments.trump.title=The administration of the forty-fifth president of the United States of America",
    "governments.biden.title=The administration of the forty-sixth president of the United States of America",
    "seats.russia.title=Delegation of the Russian Federation to the strategic stability talks in Vienna",
    "events.biden_wins.title=The candidate of the Democratic Party is elected president in November",
]


@pytest.mark.parametrize(
    ("asked", "settings"),
    [({"outcome": "lapsed"}, []), ({"outcome": "clean five years"}, []), ({"world": 6}, LONG), ({"world": 11}, [])],
)
def test_no_label_covers_another_or_leaves_the_picture(asked, settings):
    story = tell(load_scenario(FLAGSHIP, settings=settings), **asked)
    axes = story.plot()
    figure = axes.figure
    lines = [line for line in figure.axes[1].lines if line.get_drawstyle() == "steps-post"]
    assert sum(len(line.get_xdata()) for line in lines) == len(story.reviews)  # each look is in one term
    figure.set_dpi(200)  # as it is saved: text is a little wider or narrower than on the screen
    figure.draw_without_rendering()
    texts = [*figure.texts, *axes.get_yticklabels(), *(text for panel in figure.axes for text in panel.texts)]
    boxes = {text: text.get_window_extent() for text in texts}
    width, height = figure.get_size_inches() * figure.dpi
    for text, box in boxes.items():
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= width, text
        assert box.y1 <= height, text
    for (one, first), (other, second) in combinations(boxes.items(), 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        up = min(first.y1, second.y1) - max(first.y0, second.y0)
        assert across <= 0 or up <= 2, (one.get_text(), other.get_text())


JANUARY = """
title: A pie
start: 2024-01-01
deadline: 2024-02-15
issues: {pie: {options: {a: {}, b: {}}}}
seats: {x: {government: gx, principal: true}, y: {government: gy, principal: true}}
governments:
  gx: {points: {pie: {a: 0, b: 100}}, no_deal: 10}
  gy: {points: {pie: {a: 0, b: 100}}, no_deal: 10}
minds: {choice: exact}
outcomes: {b: {pie: b}}
"""


def test_a_year_is_written_once_and_an_agreement_of_the_last_day_has_its_bar():
    story = tell(load_scenario_text(JANUARY), world=0, replication=0)
    assert story.ending.signed == story.deadline
    axes = plot_timeline(story)
    dates = [text.get_text() for text in axes.figure.axes[1].get_xticklabels()]
    assert len(dates) > 3 and [date for date in dates if "2024" in date] == dates[:1]
    (bar,) = (each for each in axes.patches if each.get_hatch())
    assert bar.get_x() >= axes.get_xlim()[0] and bar.get_x() + bar.get_width() <= axes.get_xlim()[1]
    words = next(text for text in axes.texts if "in force on" in text.get_text())
    assert words.get_window_extent().x1 <= bar.get_window_extent().x0


def test_the_deadlines_name_ends_at_the_axes(story):
    axes = story.plot()
    (name,) = [text for text in axes.texts if text.get_text().startswith("deadline")]
    assert name.get_window_extent().x1 <= axes.get_window_extent().x1 + 1


def test_lines_to_the_names_of_many_principals_strike_no_other_name():
    seats = range(12)
    given = {
        "title": "Many", "start": "2024-01-01", "deadline": "2024-03-01", "outcomes": {"deal": {}},
        "issues": {"prize": {"options": {"first": {}, "second": {}, "third": {}}}},
        "seats": {f"seat_{k}": {"government": f"gov_{k}", "principal": True} for k in seats},
        "governments": {
            f"gov_{k}": {"points": {"prize": {"first": 100 - 5 * k, "second": 50 + 3 * k, "third": 0}}, "no_deal": 20}
            for k in seats
        },
    }  # fmt: skip
    figure = tell(load_scenario_text(json.dumps(given)), world=0, replication=0).plot().figure
    figure.draw_without_rendering()
    names = [text for text in figure.axes[1].texts if text.get_text().startswith("seat")]
    assert len(names) == len(seats)
    boxes = [mpl.text.Text.get_window_extent(name) for name in names]
    lines = [name.arrow_patch.get_transform().transform_path(name.arrow_patch.get_path()) for name in names]
    struck = [
        (names[k].get_text(), names[other].get_text())
        for k, line in enumerate(lines)
        for other, box in enumerate(boxes)
        if k != other and line.intersects_bbox(box.shrunk(0.8, 0.8), filled=False)
    ]
    assert not struck
