"""The benchmarks run, in small and without NegMAS, and say what they measured."""

import json
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.__main__ import main
from benchmarks.generated import OPTIONS, generated
from benchmarks.interleaved import Contestant, take_turns
from benchmarks.record import record
from benchmarks.sizes import SIZES
from benchmarks.tables import goals
from benchmarks.watched import REST, station
from benchmarks.whole import watched
from sim.evidence.cache import CACHE_VARIABLE

ROOT = Path(__file__).parents[2]
PORT = ROOT / "tests" / "ensemble" / "port.yaml"


def bench(*arguments, out):
    given = ["--size", "smoke", "--scenario", str(PORT), "--out", str(out), *arguments]
    return CliRunner(env={CACHE_VARIABLE: ""}).invoke(main, given)  # the runner puts back what the command sets


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    out = tmp_path_factory.mktemp("bench")
    ran = bench("--without-negmas", "--part", "peers", "--part", "growth", out=out)
    assert ran.exit_code == 0, ran.output
    return out, ran.output, json.loads((out / "bench.json").read_text())


def test_engine_and_twin_are_timed_and_tell_the_same(measured):
    _, printed, found = measured
    first, *others = found["peers"]["seconds_per_replication"]
    assert first["ratio"] == 1
    twin = next(each for each in others if each["name"].startswith("slow twin, games solved"))
    assert twin["ratio"] == pytest.approx(twin["seconds"] / first["seconds"])
    assert found["peers"]["twin"]["alike"] == found["peers"]["twin"]["lanes"] == SIZES["smoke"].twin_replications
    assert "slow twin, games solved already" in printed


def test_large_run_is_timed_with_its_memory(measured):
    _, _, found = measured
    assert found["large_run"]["lanes"] == SIZES["smoke"].worlds * SIZES["smoke"].many
    assert found["large_run"]["seconds"] > 0
    assert 20e6 < found["large_run"]["most_bytes"] < 2e9


def test_growth_is_measured_on_every_axis_and_drawn(measured):
    out, printed, found = measured
    assert set(found["growth"]) == {"block", "worlds", "replications", "rivals", "packages", "days"}
    assert all(point["seconds_per_lane"] > 0 for grown in found["growth"].values() for point in grown["points"])
    assert (out / "growth.png").stat().st_size > 10_000
    assert "imagined rivals" in printed


def test_machine_and_scenario_are_told_but_no_path(measured):
    out, _, found = measured
    assert {"date", "version", "cores", "python", "numpy", "scenario"} <= set(found["machine"])
    assert str(ROOT) not in (out / "bench.json").read_text()


def test_missing_negmas_is_told_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "negmas", None)
    monkeypatch.delitem(sys.modules, "benchmarks.negmas_domain", raising=False)
    ran = bench("--part", "peers", out=tmp_path / "out")
    assert ran.exit_code == 1
    assert "NegMAS is not installed" in ran.output
    assert not (tmp_path / "out").exists()


def test_stations_of_a_command_add_up_to_its_time(tmp_path):
    began = time.time()
    report = watched(["run", PORT, "--worlds", 40, "--replications", 10, "--workers", 1], tmp_path)
    assert sum(report["seconds"].values()) == pytest.approx(report["wall"], rel=0.3)
    assert report["wall"] <= time.time() - began
    assert {"imports", "engine", "reading and checking the scenario"} <= set(report["seconds"])
    assert report["seconds"].get(REST, 0) < 0.1 * report["wall"]


def test_every_file_of_the_package_has_a_station():
    files = [path.relative_to(ROOT / "sim").as_posix() for path in (ROOT / "sim").rglob("*.py")]
    assert [file for file in files if station(file) == REST] == []
    assert station("minds/foresight_game.py") == "foresight"
    assert station("minds/foresight_tactic.py") == "minds, at reviews"
    assert station("streams.py") is None


@pytest.mark.quick
def test_ratios_are_taken_round_by_round():
    slow, fast = iter([99.0, 4.0, 20.0, 60.0]), iter([99.0, 1.0, 10.0, 20.0])  # the first of each warms up
    reference, other = take_turns(
        [Contestant("fast", lambda _: next(fast)), Contestant("slow", lambda _: next(slow))], rounds=3
    )
    assert other.ratios(reference) == [4.0, 2.0, 3.0]
    assert other.ratio(reference) == 3.0


@pytest.mark.quick
def test_goals_are_called_missed_when_missed():
    def found(seconds, lanes=1_000_000):
        large = {"lanes": lanes, "workers": 2, "seconds": seconds, "most_bytes": 1.5e9}
        return goals({"large_run": large, "cold_starts": {"sim run, 10,000 replications": 2.5, "sim --help": 9.0}})

    assert [met for _, _, met in found(9.9)] == [True, False]
    assert [met for _, _, met in found(10.1)] == [False, False]
    assert len(found(1.0, lanes=1000)) == 1  # a smaller run says nothing of the goal


@pytest.mark.quick
def test_recorded_tables_take_the_place_of_the_last(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text((ROOT / "benchmarks" / "README.md").read_text())
    record("one", readme)
    record("two", readme)
    before, after = (ROOT / "benchmarks" / "README.md").read_text(), readme.read_text()
    assert "two" in after.splitlines()
    assert "one" not in after.splitlines()
    assert after.startswith(before.split("<!-- latest: begin -->")[0])


@pytest.mark.parametrize("packages", OPTIONS)
def test_generated_negotiations_have_the_size_asked_for(packages):
    scenario = generated(packages=packages, days=90, rivals=4)
    assert (len(scenario.packages), scenario.model.days) == (packages, 90)
    assert scenario.model.minds.imagined_rivals == 4
