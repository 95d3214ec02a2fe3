"""Several runs for one answer: the same luck, progress of all together, Ctrl-C, and nothing played twice."""

import pytest

import sim
from sim.analysis import several_runs
from sim.analysis.several_runs import in_turn, play_in_turn
from sim.ensemble.execution import Execution, RunSize
from tests.cli.calls import PORT

SIZE = RunSize(6, 4)


@pytest.fixture(scope="module")
def port():
    return sim.load(PORT)


@pytest.fixture
def begun(monkeypatch):
    """The scenarios that are really played."""
    found, play = [], several_runs.play

    def noted(scenario, *args, **options):
        found.append(scenario)
        return play(scenario, *args, **options)

    monkeypatch.setattr(several_runs, "play", noted)
    return found


def test_a_change_that_changes_nothing_is_not_played_again(port, begun):
    same, other = port.with_("chance.vote=0.5"), port.with_("chance.vote=1")
    runs, whole = play_in_turn([port, other, same], SIZE, Execution(), keep=lambda run: run)
    assert whole and begun == [port, other]
    assert runs == [each.run(worlds=6, replications=4) for each in (port, other, same)]
    assert runs[2].scenario is same and runs[2].provenance.settings == same.settings


def test_one_scenario_as_of_several_days_is_played_for_each(port, begun):
    found = sim.forecast(port, every=30, worlds=6, replications=4)
    assert len(begun) == len(found.dates) == 2


def test_progress_is_that_of_all_runs(port):
    seen = []
    execution = Execution(progress=lambda done, total: seen.append((done, total)))
    play_in_turn([port, port.with_("chance.vote=1"), port], SIZE, execution, keep=len)
    assert seen[-1] == (72, 72)
    assert sorted(seen) == seen


def test_what_was_done_before_an_interrupt_is_kept():
    def do(place, task):
        if task == "c":
            raise KeyboardInterrupt
        return place, task

    assert in_turn("abcd", do) == ([(0, "a"), (1, "b")], False)


def test_an_interrupted_comparison_says_so(port, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(several_runs, "play", interrupted)
    with pytest.raises(KeyboardInterrupt):
        sim.compare({"a": port, "b": port}, worlds=6, replications=4)
