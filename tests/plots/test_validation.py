"""Pictures of the library of cases: signs stay in their bars, and numbers off their dots."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import sim
from sim.plots.validation import _draw_bar, plot_reliability


@pytest.mark.parametrize("came", [0, 1, 2])
@pytest.mark.parametrize("chances", [(0.0, 0.0, 1.0), (1.0, 0.0, 0.0)])
def test_what_came_with_no_chance_is_marked_within_its_bar(chances, came):
    axes = Figure().add_subplot()
    _draw_bar(axes, 0, 0.0, chances, came)
    (place,) = axes.lines[-1].get_xdata()
    assert 0.03 < place < 0.97


def test_the_number_of_many_forecasts_stands_above_its_dot():
    rows = pd.DataFrame({"mean": [0.1, 0.6], "came": [0.2, 0.5], "forecasts": [2, 47]})
    made = SimpleNamespace(worlds=4, replications=2, seed=1, version="1")
    axes = plot_reliability(SimpleNamespace(made=made, reliability=rows, digest="0"))
    figure = axes.get_figure(root=True)
    for text, area in zip(axes.texts, axes.collections[0].get_sizes(), strict=True):
        top = axes.transData.transform(text.xy)[1] + math.sqrt(area) / 2 * figure.dpi / 72
        assert text.get_window_extent().y0 >= np.floor(top)


def test_small_pictures_name_every_day():
    found = sim.Validation.load("scenarios/cases/validation.json")
    axes = found.plot.cases(figsize=(4.5, 3.5))
    assert [label.get_visible() for label in axes.get_xticklabels()] == [True] * 4
