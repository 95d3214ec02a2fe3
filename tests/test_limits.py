"""What the machine allows: cores, sizes, memory; whatever `sim check` lets pass can be played."""

import json
import os
import subprocess
import sys
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.ensemble.cores import MOST_PER_CORE, cores_allowed, usable_workers
from sim.ensemble.footprint import Footprint
from sim.ensemble.play import play_ensemble
from sim.evidence.clauses import Clause, clause_rows
from sim.evidence.space import Adjustment, PreferenceSpace
from sim.evidence.subsets import Subsets
from sim.memory import Kept
from sim.minds.paired import Paired
from sim.worlds.draw import WorldSource
from tests.cli.calls import PORT, call

NOISY = "tests/scenarios/valid/governments_that_take_positions.yaml"

PLAYING = {
    "run": [],
    "compare": ["--vary", "chance.vote=0"],
    "sweep": ["--set", "chance.vote=0,1"],
    "explain": ["--outcome", "high wage", "--worlds", "40"],
    "forecast": [],
    "sensitivity": ["--worlds", "30"],
    "evidence": ["--influence", "--worlds", "30"],
    "tell": [],
}


@pytest.fixture
def one_core():
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    yield
    os.sched_setaffinity(0, before)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="Linux")
def test_cores_are_those_the_process_may_run_on(one_core):
    assert cores_allowed() == 1
    assert usable_workers(60) == MOST_PER_CORE
    found = call("run", PORT, "--worlds", 4, "--replications", 2, "--workers", 60)
    assert found.exit_code == 0
    assert "--workers: playing on 4, not 60: this program may use 1 core, " in found.stderr


@pytest.mark.parametrize(
    ("mine", "files", "cores"),
    [
        ("0::/", {"cpu.max": "50000 100000"}, 1),
        ("0::/", {"cpu.max": "max 100000"}, None),
        ("0::/job/step", {"job/cpu.max": "100000 100000", "job/step/cpu.max": "max 100000"}, 1),
        ("4:cpu,cpuacct:/pod", {"cpu/cpu.cfs_quota_us": "100000", "cpu/cpu.cfs_period_us": "100000"}, 1),
        ("4:cpu,cpuacct:/", {"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, None),
        ("4:cpuset:/", {"cpu/cpu.cfs_quota_us": "100000", "cpu/cpu.cfs_period_us": "100000"}, None),
        ("0::/", {"cpu.max": "damaged"}, None),
    ],
)
def test_a_quota_of_processor_time_counts_as_cores(tmp_path, mine, files, cores):
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/self/cgroup").write_text(f"{mine}\n")
    for name, content in files.items():
        file = tmp_path / "sys/fs/cgroup" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    found = cores_allowed(proc=tmp_path / "proc", sys=tmp_path / "sys")
    assert found == (cores or len(os.sched_getaffinity(0)))


@pytest.mark.parametrize("command", PLAYING)
def test_every_command_that_plays_takes_workers(command, monkeypatch):
    asked = []

    def counted(workers, executor=None, **_):
        asked.append(workers)
        return 1

    for module in (
        "sim.results.run",
        "sim.ensemble.play",
        "sim.analysis.several_runs",
        "sim.analysis.influence.replays",
    ):
        monkeypatch.setattr(f"{module}.usable_workers", counted)
    size = [] if command == "tell" else ["--worlds", 4, "--replications", 2]
    found = call(command, PORT, *size, *PLAYING[command], "--workers", 2)
    assert found.exit_code == 0, found.output
    assert set(asked) <= {1, 2} and 2 in asked


HUGE = 99999999999999999999


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "--worlds", HUGE], "--worlds: must be at most 2,147,483,647 (found 99,999,999,999,999,999,999)"),
        (["run", "--replications", HUGE], "--replications: must be at most 2,147,483,647"),
        (["run", "--worlds", 10**9, "--replications", 10**9], "worlds times replications: must be at most"),
        (["tell", "--world", HUGE], "--world: must be at most 2,147,483,646"),
        (["tell", "--replication", HUGE], "--replication: must be at most 2,147,483,646"),
        (["analyse", "--worlds", HUGE], "--worlds: must be at most"),
        (["compare", "--vary", "chance.vote=0", "--worlds", HUGE], "--worlds: must be at most"),
        (["explain", "--outcome", "high wage", "--worlds", HUGE], "--worlds: must be at most"),
        (["conduct", "--worlds", HUGE], "--worlds: must be at most"),
        (["forecast", "--worlds", HUGE], "--worlds: must be at most"),
        (["sensitivity", "--assumed", "--worlds", HUGE], "--worlds: must be at most"),
        (["evidence", "--influence", "--replications", HUGE], "--replications: must be at most"),
        (["sweep", "--set", "chance.vote=0,1", "--replications", HUGE], "--replications: must be at most"),
    ],
)
def test_absurd_sizes_are_refused_in_a_line(arguments, message):
    found = call(arguments[0], PORT, *arguments[1:])
    assert found.exit_code == 2
    assert found.stderr.startswith(message) and found.stderr.count("\n") == 1
    assert not found.stdout


@pytest.mark.parametrize("name", ["worlds", "replications", "seed", "workers"])
def test_numbers_too_long_to_write_out_are_refused(name):
    with pytest.raises(sim.SimError, match=f"{name}: must be at most .* \\(found a number of 16,610 bits\\)"):
        sim.load(PORT).run(**{"worlds": 2, "replications": 2, name: 10**5000})


def wide(options: tuple[int, ...], **more: object) -> str:
    """Return a scenario with an issue for each number of options, in points."""

    def points(rising: bool) -> dict[str, object]:
        return {
            f"i{k}": {
                f"o{o}": {"uniform": [low := 25 * (o if rising else count - 1 - o) / (count - 1), low + 5]}
                for o in range(count)
            }
            for k, count in enumerate(options)
        }

    scenario = {
        "title": "Wide",
        "start": "2024-01-01",
        "deadline": "2024-03-01",
        "issues": {f"i{k}": {"options": {f"o{o}": {} for o in range(count)}} for k, count in enumerate(options)},
        "seats": {
            "buyer": {"government": "shop", "principal": True},
            "seller": {"government": "farm", "principal": True},
        },
        "governments": {
            "shop": {"points": points(True), "no_deal": {"uniform": [30, 60]}},
            "farm": {"points": points(False), "no_deal": {"uniform": [30, 60]}},
        },
        "procedure": {"grid_days": 30},
        "outcomes": {"deal": {}},
    }
    return json.dumps(scenario | more)


def uncertain(count: int, day: str | None = None) -> dict[str, object]:
    """Return events that governments foresee, on days of their own or on one."""
    return {
        f"e{k}": {"date": day or f"2024-02-{k + 2:02d}", "chance": 0.4, "shift_no_deal": {"shop": -2, "farm": 1}}
        for k in range(count)
    }


MEASURED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
import sim
sim.load(sys.argv[1]).run(worlds=int(sys.argv[2]), replications=1)
(most,) = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]  # not its parent's, too
print(int(most) * 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells it in /proc")
@pytest.mark.parametrize(
    ("scenario", "worlds", "most"),
    [
        pytest.param(wide((10, 10, 10, 20)), 12, 1.5e9, id="20,000 packages"),
        pytest.param(wide((3, 3), events=uncertain(8)), 3, 0.22e9, id="eight events"),
        pytest.param(wide((3, 3), events=uncertain(8, "2024-02-02")), 6, 0.5e9, id="eight events of one day"),
        pytest.param(wide((3, 3), deadline="2043-12-31", procedure={"grid_days": 7}), 3, 0.17e9, id="twenty years"),
    ],
)
def test_the_largest_of_each_kind_is_played_in_little_memory(tmp_path, scenario, worlds, most):
    file = tmp_path / "large.yaml"
    file.write_text(scenario)
    assert call("check", file).exit_code == 0
    command = [sys.executable, "-c", MEASURED, str(file), str(worlds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < most


def test_worlds_in_a_batch_are_as_many_as_fit():
    def at_once(text):
        scenario = sim.load(text)
        return Footprint.of(scenario.model, scenario.packages)

    small, large = at_once("scenarios/new_start/baseline.yaml"), at_once(PORT)
    assert small.worlds_at_once > 500 and large.worlds_at_once > 500, "nothing of the usual size is cut up"
    huge = replace(small, packages=20_000)
    assert huge.worlds_at_once * huge.bytes_a_world < 2**29
    assert replace(small, cells=256 * 60).worlds_at_once < small.worlds_at_once
    assert replace(huge, packages=10**9).worlds_at_once == 1


def keep_only_the_last(kept, *, within, init=Kept.__init__):
    init(kept, within=-1)


@pytest.mark.parametrize(
    "scenario",
    [
        PORT,
        "tests/scenarios/valid/tactic_tit_for_tat_generous.yaml",
        "scenarios/recipes/drafting.yaml",
        NOISY,
        "eight",
        "wide",
    ],
)
def test_results_do_not_depend_on_how_much_is_worked_on_at_once(tmp_path, monkeypatch, scenario):
    texts = {"eight": wide((3, 2), events=uncertain(3, "2024-02-02")), "wide": wide((5, 3, 3))}
    if scenario in texts:
        file = tmp_path / "scenario.yaml"
        file.write_text(texts[scenario])
        scenario = str(file)
    loaded = sim.load(scenario)
    size = {"worlds": 5, "replications": 3}
    usual = play_ensemble(WorldSource(loaded.model, loaded.packages, seed=1), **size).part
    for module in (
        "minds.best_offer",
        "minds.offering",
        "minds.solved_games",
        "minds.foresight",
        "minds.foresight_shortlist",
        "minds.timing",
        "minds.trading",
    ):
        monkeypatch.setattr(f"sim.{module}.fitting", lambda each, *, most, within=0: min(most, 3))
    monkeypatch.setattr("sim.worlds.preferences.CHUNK", 0)
    monkeypatch.setattr(Kept, "__init__", keep_only_the_last)
    monkeypatch.setitem(Paired.__init__.__kwdefaults__, "within", 0)
    little = play_ensemble(WorldSource(loaded.model, loaded.packages, seed=1), **size, lanes_per_batch=5).part
    for kind in ("lanes", "worlds"):
        for name, column in getattr(usual, kind).items():
            assert column.tobytes() == getattr(little, kind)[name].tobytes(), name


def test_large_runs_are_announced_with_what_to_reduce(tmp_path):
    file = tmp_path / "wide.yaml"
    file.write_text(wide((10, 10, 10, 20)))
    found = call("check", file)
    assert (found.exit_code, found.stdout) == (0, f"{file}: ok\n")
    assert "500 worlds x 20 replications. This takes about 3 minutes on one core." in found.stderr
    assert "fewer --worlds or packages (20,000)." in found.stderr
    assert not call("check", PORT).stderr
    port = sim.load(PORT)
    footprint = Footprint.of(port.model, port.packages)
    assert not footprint.announcement(500, 20)
    assert "20 GB" not in footprint.announcement(10**9, 20, kept=True)
    assert "1,280 GB of memory" in footprint.announcement(10**9, 20)


def priced(options: int, statements: list[object]) -> str:
    """Return a scenario about a price, whose seller's preferences follow from statements."""
    names = [f"p{k:03d}" for k in range(options)]
    points = {name: round(100 - 100 * k / (options - 1), 3) for k, name in enumerate(names)}
    return wide(
        (2,),
        issues={"price": {"options": {name: {} for name in names}}},
        governments={
            "shop": {"points": {"price": points}, "no_deal": 30},
            "farm": {"orders": {"price": " > ".join(reversed(names))}, "statements": statements},
        },
    )


def test_pools_that_take_long_to_draw_are_announced(tmp_path):
    file = tmp_path / "price.yaml"
    clashing = [
        {kind: {"price": f"p{100 + k}"}, "credence": 0.6} for kind in ("accepts", "refuses") for k in range(8)
    ]
    file.write_text(priced(200, clashing))
    loaded = sim.load(str(file))
    footprint = Footprint.of(loaded.model, loaded.packages)
    assert 60 < footprint.pools < 600
    assert footprint.seconds(4_096, 1) - footprint.seconds(2_048, 1) > footprint.pools
    assert "fewer --worlds or options or uncertain statements." in footprint.announcement(500, 20)
    file.write_text(priced(200, clashing[:8]))  # what agrees needs no linear program of each subset
    loaded = sim.load(str(file))
    assert Footprint.of(loaded.model, loaded.packages).pools < 60


def test_subsets_of_statements_share_their_directions():
    orders = (tuple((o,) for o in reversed(range(60))),)
    space = PreferenceSpace(issues=named(60), orders=orders, packages=np.arange(60)[:, None])
    clauses = (Clause("accepts", (20,)), Clause("refuses", (20,)), Clause("refuses", (10,)))
    subsets = Subsets(space, clauses)
    one, other = (subsets.places(np.array([True, False, held]))[0].interior for held in (True, False))
    assert one.basis is other.basis and one.point is not other.point


def test_want_of_memory_is_told_in_a_line(monkeypatch):
    def exhausted(*_, **__):
        raise MemoryError

    monkeypatch.setattr("sim.results.planned.play_ensemble", exhausted)
    with pytest.raises(sim.SimError, match="not enough memory"):
        sim.load(PORT).run(worlds=2, replications=2)
    monkeypatch.setattr("sim.analysis.bargaining.bargaining_set.draw_stakes", exhausted)
    for command in ("run", "analyse"):
        found = call(command, PORT)
        assert found.exit_code == 1 and found.stderr.startswith("There is not enough memory. What takes less: ")


def named(*counts: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((f"i{k}", tuple(f"o{o}" for o in range(count))) for k, count in enumerate(counts))


def test_a_statement_about_twenty_thousand_packages_is_compiled_in_little_memory():
    orders = (tuple((o,) for o in range(100)), tuple((o,) for o in range(200)))
    grid = np.stack(np.meshgrid(range(100), range(200), indexing="ij"), axis=-1).reshape(-1, 2)
    space = PreferenceSpace(issues=named(100, 200), orders=orders, packages=grid)
    refused = np.flatnonzero(grid[:, 0] >= 70)
    tracemalloc.start()
    A, _ = clause_rows(space, Clause("refuses_any", tuple(refused.tolist())))
    assert tracemalloc.get_traced_memory()[1] < 3e8
    tracemalloc.stop()
    best = grid[refused[0]]
    assert best.tolist() == [70, 0] and len(A) == 1 and A[0, [70, 100]].tolist() == [1, 1]


@pytest.mark.parametrize("kind", ["accepts", "refuses_any"])
def test_what_follows_from_a_statement_does_not_depend_on_how_much_is_compared_at_once(monkeypatch, kind):
    grid = np.stack(np.meshgrid(range(4), range(3), range(2), indexing="ij"), axis=-1).reshape(-1, 3)
    orders = (((0,), (1, 2), (3,)), None, ((1,), (0,)))
    bonus = Adjustment("bonus", mask=grid[:, 1] == 2, low=-5.0, high=5.0)
    space = PreferenceSpace(issues=named(4, 3, 2), orders=orders, packages=grid, adjustments=(bonus,))
    clause = Clause(kind, tuple(range(3, 20)))
    usual = clause_rows(space, clause)
    monkeypatch.setattr("sim.evidence.clauses.fitting", lambda each, *, most, within: 2)
    little = clause_rows(space, clause)
    for a, b in zip(usual, little, strict=True):
        np.testing.assert_array_equal(a, b)
