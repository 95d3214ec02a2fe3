"""The progress line of a notebook: silent when nothing is slow, or when it is no notebook."""

import pytest

from sim.ensemble import notebook

pytestmark = pytest.mark.quick


class Clock:
    now = 0.0

    def monotonic(self):
        return self.now


class Handle:
    def __init__(self, shown):
        self.shown = shown

    def update(self, words):
        self.shown.append(repr(words))


def line(monkeypatch):
    clock, shown = Clock(), []
    monkeypatch.setattr(notebook, "time", clock)
    return clock, shown, notebook._Line(lambda words, display_id: Handle(shown))


def test_there_is_none_outside_a_notebook():
    assert notebook.notebook_progress() is None


def test_a_quick_run_shows_nothing(monkeypatch):
    clock, shown, progress = line(monkeypatch)
    progress(50, 100)
    clock.now = 9.0
    progress(100, 100)
    assert shown == []


def test_a_slow_run_says_how_far_it_is_and_how_long_it_took(monkeypatch):
    clock, shown, progress = line(monkeypatch)
    for clock.now, done in ((3.0, 500), (5.0, 750), (8.0, 1000)):
        progress(done, 1000)
    assert shown == [
        "███████████████··············· 500 of 1,000, about 3 s left",
        "██████████████████████········ 750 of 1,000, about 2 s left",
        "1,000 done in 8 s",
    ]
