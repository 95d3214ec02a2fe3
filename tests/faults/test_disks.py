"""Disks that are full, or let nobody write, and files that are not what they were."""

import json
import resource
import shutil
import subprocess
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from tests.faults.held_runs import PORT, REPLICATIONS, SIZE, WORLDS, contents


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr("sim.results.planned.batch_size", lambda *_, **__: REPLICATIONS)


@pytest.fixture
def mount(tmp_path):
    """Mount a disk, in memory, or mount it anew in another way."""
    place = tmp_path / "disk"
    place.mkdir()

    def mounted(options):
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], capture_output=True)
        if done.returncode:
            pytest.skip("only root can mount a disk")
        return place

    yield mounted
    subprocess.run(["umount", place], capture_output=True)


@contextmanager
def files_up_to(size):
    """Let no file grow beyond so many bytes: a disk that is full, for whoever cannot mount one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def call(*words):
    return CliRunner().invoke(main, ["run", *map(str, words), "--workers", "1"])


def names(folder):
    return {path.name for path in folder.iterdir()}


def test_a_disk_that_fills_up_is_told_and_what_is_done_stays(mount, whole, small_batches):
    disk = mount("size=32k")  # room for some parts
    out = disk / "out"
    found = call(PORT, *SIZE, "--out", out)
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr == (
        f"{out / 'unfinished'}: cannot be written to (No space left on device)\n"
        f"What is done is kept: sim run --resume {out} goes on from there.\n"
    )
    kept = names(out / "unfinished") - {"run.json", "scenario.yaml"}
    assert 0 < len(kept) < WORLDS and all(name.endswith(".columns") for name in kept)
    again = call("--resume", out)
    assert again.exit_code == 1 and "No space left" in again.stderr, "still full"
    mount("remount,size=20m")
    assert call("--resume", out).exit_code == 0
    assert contents(out) == whole


def test_a_disk_too_full_for_the_results_keeps_the_plays(tmp_path, whole, small_batches):
    out = tmp_path / "out"
    sizes = [len(whole["results.parquet"]), len(whole["worlds.parquet"])]
    with files_up_to(max(sizes) - 1):
        found = call(PORT, *SIZE, "--out", out)
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr.startswith(f"{out}: cannot be written to (")
    assert found.stderr.endswith(f"What is done is kept: sim run --resume {out} goes on from there.\n")
    assert names(out) == {"unfinished"}, "nothing half-written is left"
    sim.resume(out)
    assert contents(out) == whole


@pytest.mark.quick
def test_a_full_disk_at_the_start_leaves_nothing(tmp_path, small_batches):
    with files_up_to(100):
        found = call(PORT, *SIZE, "--out", tmp_path / "new" / "out")
    assert found.exit_code == 1
    assert "cannot be written to (" in found.stderr and "resume" not in found.stderr
    assert not (tmp_path / "new").exists()


def test_a_disk_that_lets_nobody_write_is_refused_before_the_run(mount):
    disk = mount("ro")
    found = call(PORT, "--out", disk / "out")
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr == f"{disk / 'out'}: cannot be written to (Read-only file system)\n"


def test_a_folder_deleted_meanwhile_is_told_and_nobody_is_sent_to_go_on_from_there(tmp_path, small_batches):
    def delete(done, total):
        if done == total // 2:
            shutil.rmtree(tmp_path / "out")

    with pytest.raises(sim.SimError) as caught:
        sim.load(PORT).run(worlds=4, replications=2, out=tmp_path / "out", progress=delete)
    part = tmp_path / "out" / "unfinished" / "part-000000.columns"
    assert str(caught.value) == f"{part}: cannot be read (No such file or directory)"
    assert not list(tmp_path.glob("out/unfinished*")), "parts without a plan are of no use"


@pytest.fixture
def unfinished(tmp_path, small_batches, monkeypatch):
    """A run interrupted when half is done."""

    def stop(done, total):
        if done >= total // 2:
            raise KeyboardInterrupt

    with pytest.raises(sim.Interrupted) as caught:
        sim.load(PORT).run(worlds=WORLDS, replications=REPLICATIONS, out=tmp_path / "out", progress=stop)
    assert caught.value.folder == tmp_path / "out"
    assert caught.value.outcomes.provenance.worlds == WORLDS // 2
    return tmp_path / "out"


def test_an_interrupted_run_is_finished_with_the_results_of_one_that_was_not(unfinished, whole):
    outcomes = sim.resume(unfinished, workers=2)
    assert contents(unfinished) == whole
    assert len(outcomes.table) == len(outcomes) == WORLDS * REPLICATIONS
    assert sim.resume(unfinished).summary() == outcomes.summary(), "a finished one is told again"


def test_damaged_parts_are_played_again(unfinished, whole):
    parts = sorted((unfinished / "unfinished").glob("part-*.columns"))
    parts[0].write_bytes(parts[0].read_bytes()[:-50])
    parts[1].write_bytes(b"")
    spoilt = bytearray(parts[2].read_bytes())
    spoilt[len(spoilt) // 2] ^= 1
    parts[2].write_bytes(spoilt)
    parts[3].with_name("part-000099.columns").write_bytes(parts[3].read_bytes())
    parts[4].write_bytes(parts[5].read_bytes())  # another's
    parts[4].with_name(".part-000007.columns.99").write_bytes(b"half")
    calls = []
    sim.resume(unfinished, progress=lambda done, total: calls.append(done))
    assert calls[0] == (WORLDS // 2 - 4 + 1) * REPLICATIONS
    assert contents(unfinished) == whole


def test_a_run_of_another_version_or_scenario_is_not_mixed_with_this_one(unfinished):
    place = unfinished / "unfinished"
    text = (place / "scenario.yaml").read_text()
    (place / "scenario.yaml").write_text(text.replace("Port wage talks", "Port wages"))
    with pytest.raises(sim.SimError, match="is not the scenario that the run began with"):
        sim.resume(unfinished)
    (place / "scenario.yaml").write_text(text)
    plan = json.loads((place / "run.json").read_text())
    plan["provenance"]["version"] = "0.0.1"
    (place / "run.json").write_text(json.dumps(plan))
    with pytest.raises(sim.SimError, match=f"begun by another version .found 0.0.1; allowed {sim.__version__}"):
        sim.resume(unfinished)
    (place / "run.json").write_text("{")
    with pytest.raises(sim.SimError, match="is not the plan of a run"):
        sim.resume(unfinished)


@pytest.mark.quick
def test_there_must_be_something_to_finish(tmp_path):
    for folder, part in ((tmp_path, "holds no unfinished run"), (tmp_path / "nowhere", "no such folder")):
        found = call("--resume", folder)
        assert (found.exit_code, found.stderr) == (2, f"{folder}: {part}\n")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", [[PORT], ["--worlds", "5"], ["--set", "a=1"], ["--out", "there"]])
@pytest.mark.quick
def test_a_run_taken_up_again_cannot_be_changed(tmp_path, words):
    found = call("--resume", tmp_path, *words)
    assert found.exit_code == 2
    assert f"leave out {'FILE' if words == [PORT] else words[0]}." in found.stderr


def test_a_folder_of_the_users_own_is_not_taken_for_a_run_barely_begun(tmp_path, whole):
    out = tmp_path / "out"
    sim.load(PORT).run(worlds=2, replications=2, out=out)
    (out / "unfinished").mkdir()
    (out / "unfinished" / "scenario.yaml").write_text("half")
    sim.load(PORT).run(worlds=WORLDS, replications=REPLICATIONS, out=out)
    assert contents(out) == whole
    (out / "unfinished").mkdir()
    (out / "unfinished" / "thesis.docx").write_text("mine")
    found = call(PORT, "--out", out)
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr == f"{out / 'unfinished'}: is in the way: what is done of the run is to be kept there\n"
    assert contents(out) == whole and (out / "unfinished" / "thesis.docx").exists()
