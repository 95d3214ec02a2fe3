"""In a notebook every picture of a cell is shown once, in a loop too."""

import sys
from types import SimpleNamespace

import pytest

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
