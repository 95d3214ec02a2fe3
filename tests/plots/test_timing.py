from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from sim.plots import plot_timing
from sim.plots.calendar import set_days
from sim.plots.timing import marks, signed_shares
from sim.scenario.event import Actual, Event
from sim.scenario.load import load_scenario_text
from sim.scenario.starter import starter_scenario

pytestmark = pytest.mark.quick

MODEL = load_scenario_text(starter_scenario()).model


def line(axes, label):
    return next(each for each in axes.lines if each.get_label() == label)


def test_the_line_is_the_share_signed_by_each_day(outcomes):
    axes, curves = plot_timing(outcomes), outcomes.agreed_by()
    drawn = line(axes, "_signed")
    np.testing.assert_allclose(drawn.get_ydata()[:-1], 100 * curves.sum(axis=1))
    np.testing.assert_allclose(drawn.get_xdata()[:-1], date2num(curves.index.to_numpy()))


def test_what_is_signed_on_the_deadline_can_be_seen(outcomes):
    axes, curves = plot_timing(outcomes), outcomes.agreed_by()
    drawn = line(axes, "_signed")
    deadline = date2num(curves.index.to_numpy())[-1]
    assert drawn.get_ydata()[-1] == drawn.get_ydata()[-2]
    assert drawn.get_xdata()[-2] == deadline < drawn.get_xdata()[-1] == axes.get_xlim()[1]


def test_layers_are_stacked_to_the_line(outcomes):
    axes, curves = plot_timing(outcomes), outcomes.agreed_by()
    layers = {layer.get_label(): layer for layer in axes.collections}
    top = 0.0
    for name, last in curves.iloc[-1].items():
        if last:
            outline = layers[f"_{name}"].get_paths()[0].vertices[:, 1]
            top += 100 * last
            assert outline.max() == np.float64(top) or abs(outline.max() - top) < 1e-9
        else:
            assert f"_{name}" not in layers


def test_the_total_agrees_with_the_layers(outcomes):
    shares, total = signed_shares(outcomes)
    np.testing.assert_allclose(shares.sum(axis=1), total.probability)
    assert (total.low <= total.probability).all()
    assert (total.probability <= total.high).all()


def test_what_is_never_signed_is_named_as_the_gap(ending_always):
    texts = [text.get_text() for text in plot_timing(ending_always("lapsed")).texts if text.get_text()]
    assert "gap: never signed  100%" in texts
    texts = [text.get_text() for text in plot_timing(ending_always("the compromise")).texts if text.get_text()]
    assert "the compromise  100%" in texts
    assert "gap: never signed  0%" in texts


def test_events_deadline_and_real_signature_are_marked_by_date():
    actual = Actual(outcome="the compromise", signed=date(2024, 9, 20))
    drawn = marks(MODEL.model_copy(update={"actual": actual}))
    assert [mark.day for mark in drawn] == sorted(mark.day for mark in drawn)
    assert [mark.label for mark in drawn if mark.kind != "event"] == ["◆ really signed, 20 Sep", "deadline, 30 Sep"]
    assert {event.title or name.replace("_", " ") for name, event in MODEL.events.items()} == {
        mark.label.removesuffix(" (may happen)") for mark in drawn if mark.kind == "event"
    }


def test_of_too_many_events_those_that_shape_the_play_stay():
    events = {f"hearing_{place}": Event(date=date(2024, 8, 2 + place)) for place in range(20)}
    events["election"] = Event(date=date(2024, 9, 1), install={"port": "management"})
    events["verdict"] = Event(date=date(2024, 9, 2), chance=0.5)
    labels = [mark.label for mark in marks(MODEL.model_copy(update={"events": events}))]
    assert len(labels) == 11
    assert {"election", "verdict (may happen)"} <= set(labels)


def test_a_day_that_chance_picks_is_a_span(outcomes):
    between = {"between": (date(2024, 8, 10), date(2024, 8, 20))}
    events = {"strike": Event.model_validate({"date": between})}
    model = outcomes.scenario.model.model_copy(update={"events": events})
    axes = plot_timing(replace(outcomes, scenario=replace(outcomes.scenario, model=model)))
    span = next(patch for patch in axes.patches if patch.get_width() > 1)
    assert span.get_x() == date2num(date(2024, 8, 10))
    assert span.get_width() == 10


@pytest.mark.parametrize(
    ("as_of", "drawn"),
    [
        (None, ["deadline, 30 Sep", "if prolonged, 31 Oct", "if prolonged, 1 Dec"]),
        ("2024-08-10", ["deadline, 31 Oct", "if prolonged, 1 Dec"]),
        ("2024-08-16", ["deadline, 20 Aug"]),
    ],
)
def test_deadlines_are_as_the_record_has_them_on_the_day(as_of, drawn):
    who = next(iter(MODEL.seats))
    settings = [
        f"moves={{notice: {{seats: {who}, deadline: 2024-08-20}}}}",
        "prolongations={more: {days: 31, times: 2}}",
        f"record=[{{date: 2024-08-09, prolongs: more}}, {{date: 2024-08-15, seat: {who}, makes: notice}}]",
    ]
    model = load_scenario_text(starter_scenario(), settings=settings).model
    found = marks(model, as_of=None if as_of is None else date.fromisoformat(as_of))
    assert [mark.label for mark in found if mark.kind == "deadline"] == drawn


@pytest.mark.parametrize("days", [1, 2, 3, 5, 9, 40])
def test_no_day_is_named_twice_on_an_axis_of_few_days(days):
    axes = Figure().subplots()
    set_days(axes, date(2024, 1, 1), date(2024, 1, 1) + timedelta(days))
    places = axes.xaxis.get_majorticklocs()
    assert len(places) > 1 and all(float(place).is_integer() for place in places)
    names = axes.xaxis.get_major_formatter().format_ticks(places)
    assert len(set(names)) == len(names)
