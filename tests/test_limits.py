"""What the machine allows: cores, sizes, memory; whatever `sim check` lets pass can be played."""

import os

import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.ensemble.cores import MOST_PER_CORE, cores_allowed, usable_workers

PORT = "tests/ensemble/port.yaml"
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


def call(*arguments):
    return CliRunner().invoke(main, [str(each) for each in arguments])


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

    for module in ("sim.results.run", "sim.ensemble.play"):
        monkeypatch.setattr(f"{module}.usable_workers", counted)
    size = [] if command == "tell" else ["--worlds", 4, "--replications", 2]
    found = call(command, PORT, *size, *PLAYING[command], "--workers", 2)
    assert found.exit_code == 0, found.output
    assert set(asked) <= {1, 2} and 2 in asked


HUGE = 99999999999999999999


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "--worlds", HUGE], "worlds: must be at most 2,147,483,647 (found 99,999,999,999,999,999,999)"),
        (["run", "--replications", HUGE], "replications: must be at most 2,147,483,647"),
        (["run", "--worlds", 10**9, "--replications", 10**9], "worlds times replications: must be at most"),
        (["tell", "--world", HUGE], "world: must be at most 2,147,483,646"),
        (["tell", "--replication", HUGE], "replication: must be at most 2,147,483,646"),
        (["analyse", "--worlds", HUGE], "worlds: must be at most"),
        (["compare", "--vary", "chance.vote=0", "--worlds", HUGE], "worlds: must be at most"),
        (["explain", "--outcome", "high wage", "--worlds", HUGE], "worlds: must be at most"),
        (["forecast", "--worlds", HUGE], "worlds: must be at most"),
        (["sensitivity", "--assumed", "--worlds", HUGE], "worlds: must be at most"),
        (["evidence", "--influence", "--replications", HUGE], "replications: must be at most"),
        (["sweep", "--set", "chance.vote=0,1", "--replications", HUGE], "replications: must be at most"),
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
