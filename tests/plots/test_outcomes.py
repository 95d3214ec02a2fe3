from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from sim.plots import plot_outcomes
from sim.results.run import run
from sim.scenario.event import Actual
from sim.scenario.load import load_scenario_text
from sim.scenario.starter import starter_scenario
from tests.results.table_lanes import TableLanes


def bars(axes, outcomes):
    given = {patch.get_label(): patch for patch in axes.patches}
    return [given[f"_{name}"] for name in outcomes.names]


def test_bars_are_the_probabilities_in_the_scenarios_order(outcomes):
    axes, shares = plot_outcomes(outcomes), outcomes.probabilities()
    drawn = bars(axes, outcomes)
    np.testing.assert_allclose([bar.get_width() for bar in drawn], 100 * shares["probability"])
    heights = [bar.get_y() for bar in drawn]
    assert heights == sorted(heights)
    assert axes.yaxis.get_inverted()
    texts = [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()]
    assert texts == list(outcomes.names)


def test_the_band_is_the_evidence_and_the_whisker_the_run(outcomes):
    axes, shares = plot_outcomes(outcomes), outcomes.probabilities()
    band, *whiskers = axes.containers[-3:]
    np.testing.assert_allclose([bar.get_x() for bar in band], 100 * shares["band_low"])
    np.testing.assert_allclose([bar.get_x() + bar.get_width() for bar in band], 100 * shares["band_high"])
    for whisker in whiskers:
        ends = np.array([segment[:, 0] for segment in whisker.lines[2][0].get_segments()])
        np.testing.assert_allclose(ends, 100 * shares[["low", "high"]], atol=1e-9)


def test_the_legend_tells_luck_from_evidence(outcomes):
    texts = [text.get_text() for text in plot_outcomes(outcomes).figure.legends[0].get_texts()]
    assert len(texts) == 3
    assert "luck of a finite run" in texts[1]
    assert "evidence leaves open" in texts[2]


def test_one_world_has_no_evidence_band():
    one = run(load_scenario_text(starter_scenario()), worlds=1, replications=8)
    axes = plot_outcomes(one)
    assert len(axes.figure.legends[0].get_texts()) == 2
    assert all(bar.get_width() == 0 for bar in axes.containers[-3])


def test_what_really_happened_is_marked(outcomes):
    model = outcomes.scenario.model.model_copy(update={"actual": Actual(outcome="the compromise")})
    axes = plot_outcomes(replace(outcomes, scenario=replace(outcomes.scenario, model=model)))
    texts = [text.get_text() for text in axes.texts]
    assert ["what really happened" in text for text in texts] == [name == "the compromise" for name in outcomes.names]


def test_many_long_names_are_wrapped(outcomes):
    names = [f"outcome number {place} with a name longer than anyone would like it" for place in range(12)]
    table = outcomes.table.copy()
    codes = np.arange(len(table)) % 12
    table["outcome"] = pd.Categorical.from_codes(codes, names, ordered=True)
    axes = plot_outcomes(replace(outcomes, lanes=TableLanes(outcomes.scenario, outcomes.provenance.worlds, table)))
    axes.figure.draw_without_rendering()
    assert all(label.get_window_extent().x0 >= 0 for label in axes.get_yticklabels())
