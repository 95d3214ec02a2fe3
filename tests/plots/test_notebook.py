"""In a notebook every picture of a cell is shown once, in a loop too."""

import sys
from types import SimpleNamespace

import pytest
from matplotlib import pyplot

import sim
from sim.plots import notebook


class Shell:
    """A notebook's shell, as far as pictures go."""

    def __init__(self):
        self.after, self.events = [], self

    def has_trait(self, name):
        return name == "kernel"

    def register(self, event, call):
        assert event == "post_run_cell"
        self.after.append(call)


@pytest.fixture
def shown(monkeypatch):
    shell, shown = Shell(), []
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell, version_info=(9, 0)))
    monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(display=shown.append))
    monkeypatch.setattr(notebook, "_drawn", [])
    monkeypatch.setattr(notebook, "_watched", set())
    return shell, shown


def test_all_pictures_of_a_cell_are_shown_once_and_what_was_saved_is_not(shown, tmp_path):
    shell, seen = shown
    outcomes = sim.load("tests/ensemble/port.yaml").run(worlds=4, replications=2)
    axes = [outcomes.plot() for _ in range(3)]
    outcomes.plot().figure.savefig(tmp_path / "kept.png")
    axes[2]._repr_png_()  # the last line of the cell
    (call,) = shell.after
    call(None)
    assert seen == [each.figure for each in axes[:2]]
    call(None)
    assert len(seen) == 2


def test_a_picture_is_framed_as_asked_and_says_what_it_shows():
    outcomes = sim.load("tests/ensemble/port.yaml").run(worlds=4, replications=2)
    axes = outcomes.plot(title="Mine", figsize=(6, 4), xlim=(0, 100))
    assert axes.get_xlim() == (0, 100) and axes.figure.get_size_inches().tolist() == [6, 4]
    _, seen = axes._repr_png_()
    assert (seen["width"], seen["height"]) == (600, 400)
    assert seen["alt"].startswith("Mine: Probability of each outcome: high wage ")
    with sim.style():
        _, (own, other) = pyplot.subplots(1, 2)
        assert outcomes.plot(ax=own, title="Left").get_title(loc="left") == "Left"
        assert other.spines["top"].get_visible() is False
    with pytest.raises(sim.InputError, match="your own axes"):
        outcomes.plot(ax=own, figsize=(3, 3))
    pyplot.close("all")


def test_a_script_with_windows_shows_it_with_its_own(monkeypatch):
    asked = []
    monkeypatch.setattr(notebook, "get_backend", lambda: "TkAgg")
    monkeypatch.setattr(pyplot, "figure", lambda FigureClass, **size: asked.append(size) or FigureClass(**size))
    sim.load("tests/ensemble/port.yaml").run(worlds=2, replications=1).plot()
    assert len(asked) == 1 and asked[0]["layout"] == "constrained"


def test_what_a_picture_says_in_words_is_of_what_it_was_asked_for():
    port = sim.load("tests/ensemble/port.yaml")
    one, two = port.with_("chance.vote=0"), port.with_("chance.vote=1")
    compared = sim.compare({"port": port, "one": one, "two": two}, worlds=6, replications=4)
    swept = sim.sweep(port, {"chance.vote": [0, 1]}, worlds=6, replications=4)
    assert "otherwise in two than in port" in compared.plot.flows("two").figure.describe()
    assert "otherwise in one than in port" in compared.plot.flows().figure.describe()
    words = swept.plot(outcome="lapsed").figure.describe()
    assert "chance of “The members vote” varies: lapsed" in words
    found = port.analyse(worlds=6).plot.by_date().figure.describe()
    assert found.startswith("Share of worlds with a zone of agreement: ")
