"""Coverage is counted against the large run, and too little of it is told."""

from dataclasses import replace

import numpy as np
import pytest
from click import BadParameter
from click.testing import CliRunner

from benchmarks import coverage as module
from benchmarks.coverage import CASES, Coverage, coverage, main, say, tolerance

SMALL = replace(CASES[0], seeds=8, worlds=20, replications=5, truth=400)


def test_every_outcome_above_half_a_percent_is_asked_about():
    rows = coverage(SMALL)
    assert all(row.probability >= 0.005 and row.runs == 8 for row in rows)
    assert sum(row.probability for row in rows) > 0.98
    for row in rows:
        assert np.isclose(row.covered + row.below + row.above, 1)
    assert say(SMALL, rows).count("\n| ") == len(rows) + 2


def test_what_was_kept_is_gone_on_from_and_other_sizes_are_refused(tmp_path):
    few, whole = replace(SMALL, seeds=3), coverage(SMALL)
    coverage(few, keep=tmp_path)
    (file,) = tmp_path.iterdir()
    assert len(file.read_text().splitlines()) == 1 + 1 + 3
    file.write_text(file.read_text()[:-20])  # ended while it wrote
    assert coverage(SMALL, keep=tmp_path) == whole
    with pytest.raises(BadParameter, match="another"):
        coverage(replace(SMALL, worlds=21), keep=tmp_path)


@pytest.mark.parametrize("damaged", [b"", b"{", b"[1]\n[2]\n", b"\xff\n", b"{}\n7\n", b"[[[\n"])
def test_a_damaged_file_is_one_line(tmp_path, damaged):
    kept = tmp_path / "coverage-port.jsonl"
    kept.write_bytes(damaged)
    ran = CliRunner().invoke(main, ["--case", "port", "--keep", str(tmp_path)])
    assert (ran.exit_code, kept.read_bytes()) == (2, damaged)
    assert "another folder" in ran.output
    assert "Traceback" not in ran.output


def test_intervals_that_hold_too_little_are_told_and_fail(monkeypatch):
    few = [Coverage("peace", 0.4, 0.01, covered=0.95 - tolerance(8) - 0.01, below=0.0, above=0.5, runs=8)]
    monkeypatch.setattr(module, "coverage", lambda *_, **__: few)
    ran = CliRunner().invoke(main, ["--seeds", "8", "--case", "port"])
    assert ran.exit_code == 1
    assert "too low" in ran.output
