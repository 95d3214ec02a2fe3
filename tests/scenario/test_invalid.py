"""Every file under tests/scenarios/invalid begins with the problems it must give, and gives exactly those.

A line reads ``# expect: LINE:COLUMN: where: message``; the message may be cut short.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from sim.errors import ProblemsError
from sim.reading import load, walk
from sim.scenario.load import check_scenario, load_scenario, load_scenario_text

SCENARIOS = Path(__file__).parent.parent / "scenarios"
FILES = sorted((SCENARIOS / "invalid").glob("*.yaml"))
EXPECT = "# expect: "


def problems(path: Path) -> list[str]:
    try:
        check_scenario(load_scenario(path))
    except ProblemsError as error:
        return [str(problem).removeprefix(f"{path}:") for problem in error.problems]
    return []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_invalid_file_gives_the_problems_it_names(path: Path):
    lines = path.read_text(encoding="utf-8").splitlines()
    expected = [line.removeprefix(EXPECT) for line in lines if line.startswith(EXPECT)]
    found = problems(path)
    assert expected, "an invalid file says what it must give"
    assert len(found) == len(expected), found
    for said, wanted in zip(found, expected, strict=True):
        assert said.startswith(wanted)


def test_problems_of_shape_and_of_meaning_are_told_together_in_the_order_of_the_file():
    found = problems(SCENARIOS / "invalid" / "ten_mistakes.yaml")
    lines = [int(line.split(":")[0]) for line in found]
    assert len(set(lines)) == 10
    assert lines == sorted(lines)


def test_a_text_extends_nothing():
    with pytest.raises(ProblemsError, match=r"a:1:1: extends: only a file can extend another"):
        load_scenario_text("extends: b.yaml", name="a")


def test_a_bad_setting_is_told_with_the_setting():
    with pytest.raises(ProblemsError, match=r"--set events.change.chance=2: events.change.chance: must lie between"):
        load_scenario(SCENARIOS / "valid" / "treaty.yaml", settings=["events.change.chance=2"])


ODD = [
    "",
    "7",
    "-1.5",
    "true",
    "word",
    "2020-11-01",
    "[]",
    "{}",
    "[[1]]",
    "{a: {b: [c]}}",
    "[word, {x: y}]",
    "[1, 2]",
]


def test_no_odd_value_anywhere_makes_the_checks_stumble():
    treaty = SCENARIOS / "valid" / "treaty.yaml"
    text = treaty.read_text(encoding="utf-8")
    paths = [path for path, _ in walk(load(treaty).data) if path]
    choose = random.Random(1)
    for _ in range(150):
        setting = ".".join(map(str, choose.choice(paths))) + "=" + choose.choice(ODD)
        try:
            load_scenario_text(text, settings=[setting])
        except ProblemsError as error:
            assert error.problems
