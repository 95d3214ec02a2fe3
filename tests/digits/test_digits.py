"""The same seed gives the same bits on every Python, library and processor (`make matrix` tries them)."""

import json
import os
import subprocess
import sys

import pytest

from tests.digits import hashes
from tests.digits.hashes import KEPT, PARTS, ROOT, found

QUICK = {"functions"}


@pytest.mark.parametrize("part", [pytest.param(p, marks=[pytest.mark.quick] * (p in QUICK)) for p in PARTS])
def test_bits_are_those_kept(part):
    assert found(part) == json.loads(KEPT.read_text(encoding="utf-8"))[part]


OLDER = {
    "OPENBLAS_CORETYPE": "Nehalem",
    "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_SPR",
}


def test_bits_are_those_kept_with_the_kernels_of_an_older_processor():
    """Questions ask runs of what is tried here; `make matrix` tries all parts."""
    parts = ["functions", "pools", "runs"]
    # numpy warns of features that it does not know or this processor does not have
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.digits.hashes", "--print", *parts],
        cwd=ROOT,
        env={**os.environ, **OLDER},
        capture_output=True,
        text=True,
        check=True,
    )
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    assert json.loads(done.stdout) == {part: kept[part] for part in parts}


def test_only_the_parts_that_are_named_are_written(tmp_path, monkeypatch):
    kept = tmp_path / "digits.json"
    kept.write_text('{"functions": {"exp": "old"}, "runs": {"one": "old"}}')
    monkeypatch.setattr(hashes, "KEPT", kept)
    monkeypatch.setattr(hashes, "found", lambda part: {part: "new"})
    hashes.main(["functions"])
    assert json.loads(kept.read_text()) == {"functions": {"functions": "new"}, "runs": {"one": "old"}}
