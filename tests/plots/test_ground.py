"""On axes whose ground is dark: what is written and drawn there is seen, and what was there before stays."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib import style
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

import sim
from sim.plots.style import INK

PORT = "tests/ensemble/port.yaml"
SMALL = {"worlds": 20, "replications": 4}


@pytest.fixture(scope="module")
def answers(outcomes):
    port = sim.load(PORT)
    return [
        outcomes,
        sim.load("tests/scenarios/valid/treaty.yaml").analyse(worlds=6),
        sim.compare({"as it is": port, "no vote": port.with_("chance.vote=0")}, **SMALL),
        sim.explain(port, outcome="lapsed", worlds=60, replications=4),
        port.tell(world=3),
        sim.sweep(port, {"chance.vote": [0, 1]}, **SMALL),
        sim.sweep(port, {"chance.vote": [0, 1], "minds.noise": [1, 6]}, **SMALL),
        sim.forecast(port, every=30, **SMALL),
    ]


def contrast(one, other):
    bright, dark = sorted((lightness(one), lightness(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def lightness(colour):
    parts = np.array(to_rgb(colour))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def ground_of(text, axes):
    """The colour of the box behind a text, or of the axes."""
    box = text.get_bbox_patch()
    return box.get_facecolor() if box is not None and box.get_facecolor()[3] > 0.5 else axes.get_facecolor()


@pytest.mark.parametrize("look", ["dark_background", "Solarize_Light2", "default"])
def test_all_that_is_written_is_read_on_any_ground(answers, look):
    with style.context(look):
        for answer in answers:
            for name in dir(answer.plot):
                axes = Figure(figsize=(9, 6)).add_subplot()
                getattr(answer.plot, name)(ax=axes)
                cells = {*axes.texts} if len(axes.figure.axes) > 1 else set()
                for text in {*axes.figure.findobj(Text)} - cells:
                    if text.get_visible() and text.get_text().strip():
                        seen = contrast(text.get_color(), ground_of(text, axes))
                        assert seen > 3.5, (type(answer), name, text.get_text(), text.get_color())


def test_what_the_caller_drew_keeps_its_colours(outcomes):
    with style.context("dark_background"):
        axes = Figure().add_subplot()
        (line,), text = axes.plot([0, 1], color="#777777"), axes.text(0, 0, "mine", color="#999999")
        outcomes.plot.timing(ax=axes)
        assert line.get_color() == "#777777"
        assert text.get_color() == "#999999"


def test_marks_that_are_open_stay_open(outcomes):
    with style.context("dark_background"):
        axes = Figure().add_subplot()
        outcomes.plot.values(ax=axes)
    marks = next(line for line in axes.lines if line.get_label() == "_proposals")
    assert lightness(marks.get_markerfacecolor()) < 0.1 < lightness(marks.get_markeredgecolor())


def test_a_light_ground_changes_nothing(outcomes):
    axes = Figure().add_subplot()
    outcomes.plot.outcomes(ax=axes)
    assert any(text.get_color() == INK for text in axes.texts)


def test_the_halo_around_names_has_the_colour_of_the_ground():
    with style.context("dark_background"):
        axes = sim.load("tests/scenarios/valid/treaty.yaml").analyse(worlds=6).plot(ax=Figure().add_subplot())
    named = [effect for text in axes.texts for effect in text.get_path_effects() or ()]
    assert named and all(to_rgb(effect._gc["foreground"]) == (0, 0, 0) for effect in named)
