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


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("events.chang.chance=0.5", "events: no such event (found 'chang'; allowed talks, change"),
        ("events.storm.date=2020-11-01", "events: no such event (found 'storm'; allowed talks, change"),
        ("proposals.compromis.length=two", "proposals: no such proposal (found 'compromis'; allowed "),
        ("governments.kremlim.legacy=1", "governments: no such government (found 'kremlim'; allowed "),
        ("seats.usa.procedure_days=2", "seats: no such seat (found 'usa'; allowed us"),
        ("issues.lenght.options.two.lead_days=3", "issues: no such issue (found 'lenght'; allowed length"),
        ("outcomes.nothing={}", "outcomes: no such outcome (found 'nothing'; allowed "),
    ],
)
def test_a_setting_invents_no_name(setting: str, told: str):
    with pytest.raises(ProblemsError) as caught:
        load_scenario(SCENARIOS / "valid" / "treaty.yaml", settings=[setting])
    (problem,) = caught.value.problems
    assert str(problem).startswith(f"--set {setting}: {told}")
    near = {"chang": "change", "kremlim": "kremlin", "lenght": "length"}.get(setting.split(".")[1])
    assert near is None or str(problem).endswith(f"Did you mean '{near}'?")


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
