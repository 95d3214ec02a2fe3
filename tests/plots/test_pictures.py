"""What holds of every picture, on its own figure and on axes of the caller."""

from __future__ import annotations

import subprocess
import sys

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from sim.plots import plot_outcomes, plot_timing, plot_values

PICTURES = [plot_outcomes, plot_timing, plot_values]
pytestmark = pytest.mark.parametrize("draw", PICTURES)


def words(figure):
    return [text.get_text() for text in figure.findobj(mpl.text.Text) if text.get_visible() and text.get_text()]


def test_says_what_it_shows_and_where_it_comes_from(draw, outcomes):
    text = " ".join(words(draw(outcomes).figure))
    assert outcomes.scenario.model.title in text
    assert "180 plays: 30 worlds" in text
    assert outcomes.provenance.version in text
    assert outcomes.provenance.scenario in text
    assert "seed 1" in text


def test_is_drawn_on_the_callers_axes(draw, outcomes):
    axes = Figure().add_subplot()
    assert draw(outcomes, ax=axes) is axes
    assert outcomes.scenario.model.title in axes.get_title(loc="left").replace("\n", " ")
    assert len(axes.figure.axes) == 1


def test_leaves_matplotlib_as_it_was_and_no_figure_open(draw, outcomes):
    before = dict(mpl.rcParams)
    draw(outcomes)
    assert dict(mpl.rcParams) == before
    from matplotlib import pyplot

    assert pyplot.get_fignums() == []


def test_a_notebook_shows_it_as_a_sharp_picture(draw, outcomes):
    png, size = draw(outcomes)._repr_png_()
    assert png.startswith(b"\x89PNG")
    assert size["width"] == 900


def test_axes_of_the_caller_are_left_to_the_notebook(draw, outcomes):
    assert not hasattr(draw(outcomes, ax=Figure().add_subplot()), "_repr_png_")


@pytest.mark.parametrize("name", ["lapsed", "agreed too late", "the compromise"])
def test_draws_certainties(draw, ending_always, name):
    draw(ending_always(name)).figure.draw_without_rendering()


def test_labels_beside_the_picture_do_not_overlap(draw, outcomes):
    axes = draw(outcomes)
    placed = [a for a in axes.texts if isinstance(a, mpl.text.Annotation) and a.get_text()]
    boxes = [mpl.text.Text.get_window_extent(each) for each in placed]
    for first, box in enumerate(boxes):
        for other in boxes[first + 1 :]:
            overlap = mpl.transforms.Bbox.intersection(box, other)
            assert overlap is None or overlap.width * overlap.height < 20


def test_needs_no_display_and_no_pyplot(draw, outcomes):
    code = f"import sys; from sim.plots import {draw.__name__}; assert 'matplotlib.pyplot' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
