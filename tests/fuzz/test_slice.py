"""The same few dozen cases of the fuzzer each time: a result or a problem at its place, nothing else."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest

from sim.errors import Problem, ProblemsError
from sim.reading import load_text
from tests.fuzz import trial
from tests.fuzz.cases import Cases
from tests.fuzz.emit import emit
from tests.fuzz.guard import try_numbers
from tests.fuzz.questions import try_questions
from tests.fuzz.trial import try_file, use_small_pools

CASES = 36
FEW, LEAST_ASKED = 12, 2


@pytest.fixture(scope="module")
def cases() -> Cases:
    return Cases()


@pytest.fixture(autouse=True)
def _small_pools(monkeypatch: pytest.MonkeyPatch) -> None:
    use_small_pools(monkeypatch.setattr)


def test_a_slice_of_the_fuzzers_cases_is_refused_at_its_place_or_plays(cases: Cases, tmp_path: Path):
    kinds: Counter[str] = Counter()
    for number in range(CASES):
        folder = tmp_path / str(number)
        folder.mkdir()
        verdict = try_file(cases.write(number, folder))
        assert verdict.kind != "found", f"case {number}: {verdict.found}"
        kinds[verdict.kind] += 1
    assert kinds["refused"] > CASES / 4
    assert kinds["played"] > CASES / 10


def test_questions_to_a_slice_of_the_cases_are_answered_or_refused_in_a_line(cases: Cases, tmp_path: Path):
    kinds: Counter[str] = Counter()
    for number in range(FEW):
        (tmp_path / str(number)).mkdir()
        verdict = try_questions(cases.write(number, tmp_path / str(number)), Random(number))
        assert verdict.kind != "found", f"case {number}: {verdict.found}"
        kinds[verdict.kind] += 1
    assert kinds["asked"] >= LEAST_ASKED


@pytest.mark.quick
def test_a_case_is_the_same_whenever_it_is_asked_for(cases: Cases, tmp_path: Path):
    texts = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        texts.append([cases.write(number, tmp_path / name).read_bytes() for number in (5, 8)])
    assert texts[0] == texts[1]


@pytest.mark.quick
def test_what_is_emitted_reads_as_the_same():
    data = {"a": [1, -2.5, True, None, "x: y", {"z'": 'a"b\n'}, date(2024, 2, 29)], "é": {}, "inf": float("inf")}
    assert load_text(emit(data), name="f").data == data


class Hurt(Cases):
    """Cases that end their process, or never end."""

    def write(self, number: int, folder: Path) -> Path:
        if number == 1:
            os._exit(3)
        return super().write(7, folder)


def test_a_case_that_kills_its_process_is_a_find_and_the_others_go_on(tmp_path: Path):
    found = [(number, verdict.kind) for number, verdict, _ in try_numbers(Hurt(), [0, 1, 2], tmp_path)]
    alone = try_file(Hurt().write(7, tmp_path))
    assert found == [(0, alone.kind), (1, "found"), (2, alone.kind)]


@pytest.mark.quick
def test_a_problem_without_a_place_is_a_find(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(path: Path) -> None:
        raise ProblemsError([Problem(str(path), 0, 0, "", "wrong")])

    monkeypatch.setattr(trial, "load", refuse)
    assert try_file(tmp_path / "a.yaml").kind == "found"
