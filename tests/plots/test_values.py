from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PathCollection

from sim.errors import InputError
from sim.plots import plot_values
from sim.plots.gains import in_office, occurred, read_gains
from sim.results.outcomes import Outcomes
from sim.results.run import run
from sim.scenario.load import LoadedScenario, load_scenario, load_scenario_text

CHANGE = """
title: A change of boss
start: 2020-01-01
deadline: 2020-03-01
issues:
  wage: {options: {low: {}, mid: {}, high: {}}}
seats:
  firm: {government: old, principal: true}
  union: {government: crew, principal: true}
governments:
  old: {points: {wage: {low: 100, mid: 40, high: 0}}, no_deal: {uniform: [50, 70]}, tactic: aspiration}
  new: {points: {wage: {low: 100, mid: 80, high: 0}}, no_deal: {uniform: [0, 20]}, tactic: aspiration}
  crew: {points: {wage: {low: 0, mid: 60, high: 100}}, no_deal: {uniform: [20, 40]}, tactic: aspiration}
proposals:
  middle: {wage: mid}
  all_of_it: {wage: high}
events:
  vote: {date: 2020-01-20, chance: 0.7}
  new_boss: {date: 2020-02-01, if: vote, install: {firm: new}}
  strike: {date: 2020-01-15, shift_no_deal: {crew: 5, old: -3}}
outcomes:
  a wage in the middle: {wage: mid}
"""


@pytest.fixture(scope="module")
def scenario() -> LoadedScenario:
    return load_scenario_text(CHANGE)


@pytest.fixture(scope="module")
def changed(scenario) -> Outcomes:
    return run(scenario, worlds=20, replications=10)


def test_agreements_are_what_the_signers_gain_over_no_deal(changed):
    gains = {each.pair: each for each in read_gains(changed)}
    assert list(gains) == [("old", "crew"), ("new", "crew")]
    assert sum(each.plays for each in gains.values()) == changed.table["in_force"].sum()
    assert gains["new", "crew"].plays > 0
    drawn = gains["new", "crew"].agreements
    no_deal = changed.worlds.set_index("world").loc[drawn["world"]]
    np.testing.assert_allclose(drawn["first"], 80 - no_deal["no_deal_new"].to_numpy())
    np.testing.assert_allclose(drawn["second"], 60 - no_deal["no_deal_crew"].to_numpy() - 5)


def test_what_talks_cost_by_the_signature_counts_neither_for_nor_against_it():
    costly = CHANGE.replace("shift_no_deal: {crew: 5, old: -3}", "cost_per_day: {crew: 5}")
    found = run(load_scenario_text(costly), worlds=20, replications=10)
    drawn = read_gains(found)[1].agreements
    no_deal = found.worlds.set_index("world").loc[drawn["world"]]
    np.testing.assert_allclose(drawn["second"], 60 - no_deal["no_deal_crew"].to_numpy())
    signed = found.table[found.table["in_force"]]
    assert set(signed["package_number"]) == {1}
    assert signed["signed"].nunique() > 5
    cost = 5 * (signed["signed"].to_numpy() - 14)  # the strike begins on day 14, and nobody signs before
    np.testing.assert_allclose(signed["cost_crew"], cost)
    np.testing.assert_allclose(signed["value_crew"], 60 - cost)
    assert not {"cost_old", "cost_new"} & set(found.table)


def test_who_signs_is_who_is_in_office_that_day(scenario):
    table = pd.DataFrame(
        {
            "signed": pd.array([30, 31, 31, 40], dtype="Int16"),
            "happened_vote": pd.array([True, True, False, None], dtype="boolean"),
        }
    )
    assert occurred(table, scenario.model, "new_boss").tolist() == [True, True, False, False]
    assert in_office(table, scenario.model, "firm").tolist() == ["old", "new", "old", "old"]
    assert in_office(table, scenario.model, "union").tolist() == ["crew"] * 4


def test_proposals_are_means_over_worlds_with_bars_for_eight_in_ten(changed):
    old = read_gains(changed)[0].proposals
    assert list(old.index) == ["middle", "all_of_it"]
    no_deal = changed.worlds["no_deal_old"].to_numpy()
    assert old.loc["middle", "first"] == pytest.approx(40 - no_deal.mean())
    assert old.loc["middle", "first_low"] == pytest.approx(np.percentile(40 - no_deal, 10))
    assert old.loc["middle", "first_high"] == pytest.approx(np.percentile(40 - no_deal, 90))


def test_as_of_a_day_who_has_been_replaced_has_no_panel(scenario):
    entry = {"date": "2020-01-20", "event": "vote", "happened": True}
    recorded = load_scenario_text(CHANGE, settings=[f"record=[{entry}]".replace("True", "true")])
    (gains,) = read_gains(run(recorded, worlds=2, replications=1, as_of="2020-02-02"))
    assert gains.pair == ("new", "crew")


def test_dots_and_means_are_drawn_where_the_gains_are(changed):
    panels = plot_values(changed).figure.axes
    for axes, gains in zip(panels, read_gains(changed), strict=True):
        means = next(line for line in axes.lines if line.get_label() == "_proposals")
        np.testing.assert_allclose(means.get_xydata(), gains.proposals[["first", "second"]])
        dots = [each.get_offsets() for each in axes.collections if each.get_label().startswith("_a wage")]
        assert sum(map(len, dots)) == len(gains.agreements)


def test_a_picture_has_a_panel_for_every_pair_and_axes_show_one(changed):
    assert len(plot_values(changed).figure.axes) == 2
    assert plot_values(changed, pair=("old", "crew")).get_xlabel() == "old: points above no deal"
    with pytest.raises(InputError, match="old and new cannot face each other"):
        plot_values(changed, pair=("old", "new"))


def test_the_quadrant_where_both_gain_is_named_and_shaded(changed):
    axes = plot_values(changed)
    assert any("zone of agreement" in text.get_text() for text in axes.texts)
    zone = next(each for each in axes.collections if each.get_label() == "_zone of agreement")
    corners = zone.get_paths()[0].vertices
    assert corners.min() == 0
    assert corners[:, 0].max() == axes.get_xlim()[1]
    assert corners[:, 1].max() == axes.get_ylim()[1]


def test_a_scenario_without_proposals_is_drawn(scenario, changed):
    bare = scenario.model.model_copy(update={"proposals": {}})
    axes = plot_values(replace(changed, scenario=replace(scenario, model=bare)))
    assert not axes.get_legend()


@pytest.mark.parametrize(("file", "worlds", "plays"), [("theory/rubinstein", 2, 1), ("new_start/baseline", 30, 5)])
def test_the_name_of_the_zone_covers_no_dot(file, worlds, plays):
    scenario = load_scenario(Path(__file__).parents[2] / "scenarios" / f"{file}.yaml")
    panels = plot_values(run(scenario, worlds=worlds, replications=plays)).figure.axes
    panels[0].get_figure().draw_without_rendering()
    for axes in panels:
        box = next(text for text in axes.texts if text.get_text().startswith("both gain")).get_window_extent()
        drawn = [each for each in axes.collections if isinstance(each, PathCollection)]
        dots = [place for each in drawn for place in each.get_offsets()]
        assert dots and not any(box.contains(x, y) for x, y in axes.transData.transform(dots))


MOVED = """
moves: {warns: {seats: union, shift_no_deal: {crew: 7, old: -20}}}
prolongations: {a_month: {days: 30, shift_no_deal: {crew: 2}}}
record:
  - {date: 2020-01-05, seat: union, makes: warns}
  - {date: 2020-02-28, prolongs: a_month}
"""


def test_gains_are_over_what_moves_and_prolongations_make_of_no_deal():
    found = run(load_scenario_text(CHANGE + MOVED), worlds=20, replications=2, as_of="2020-02-28")
    drawn = read_gains(found)[0].agreements
    assert len(drawn)
    no_deal = found.worlds.set_index("world").loc[drawn["world"]]
    np.testing.assert_allclose(drawn["first"], 40 - (no_deal["no_deal_old"].to_numpy() - 3 - 20))
    np.testing.assert_allclose(drawn["second"], 60 - (no_deal["no_deal_crew"].to_numpy() + 5 + 7 + 2))


def test_rims_of_bars_cut_no_mark(changed):
    axes = plot_values(changed).figure.axes[1]
    rims = [
        bars
        for bars in axes.collections
        if hasattr(bars, "get_segments") and (bars.get_edgecolor()[:, :3] == 1).all()
    ]
    marks = [
        dots
        for dots in axes.collections
        if len(dots.get_offsets()) and dots.get_label() in {f"_{n}" for n in changed.names}
    ]
    assert rims and marks
    assert max(rim.get_zorder() for rim in rims) < min(mark.get_zorder() for mark in marks)
