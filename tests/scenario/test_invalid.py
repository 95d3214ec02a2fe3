"""Every file under tests/scenarios/invalid begins with the problems it must give, and gives exactly those.

A line reads ``# expect: LINE:COLUMN: where: message``; the message may be cut short. A problem in another file, one
that is extended, begins with that file's path, as it is from the folder or from the one above. Documents under
tests/scenarios/invalid_claims do the same, in a library with a sound one.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from sim.errors import ProblemsError
from sim.reading import load, walk
from sim.scenario.load import load_scenario, load_scenario_text
from tests.scenario.problems_found import INVALID, INVALID_CLAIMS, SCENARIOS, claim_problems, expected, problems


@pytest.mark.quick
@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_file_gives_the_problems_it_names(path: Path):
    found, wanted = problems(path), expected(path)
    assert wanted, "an invalid file says what it must give"
    assert len(found) == len(wanted), found
    for part, start in zip(found, wanted, strict=True):
        assert part.startswith(start)


@pytest.mark.parametrize("path", INVALID_CLAIMS, ids=lambda path: path.stem)
def test_an_invalid_document_gives_the_problems_it_names(path: Path):
    assert expected(path)
    assert claim_problems(path) == expected(path)


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
    ("setting", "message"),
    [
        ("events.chang.chance=0.5", "events: no such event (found 'chang'; allowed talks, change"),
        ("events.storm.date=2020-11-01", "events: no such event (found 'storm'; allowed talks, change"),
        ("proposals.compromis.length=two", "proposals: no such proposal (found 'compromis'; allowed "),
        ("governments.kremlim.legacy=1", "governments: no such government (found 'kremlim'; allowed "),
        ("seats.usa.procedure_days=2", "seats: no such seat (found 'usa'; allowed us"),
        ("issues.lenght.options.two.lead_days=3", "issues: no such issue (found 'lenght'; allowed length"),
        ("outcomes.nothing.length=two", "outcomes: no such outcome (found 'nothing'; allowed "),
    ],
)
def test_a_setting_invents_no_name(setting: str, message: str):
    with pytest.raises(ProblemsError) as caught:
        load_scenario(SCENARIOS / "valid" / "treaty.yaml", settings=[setting])
    (problem,) = caught.value.problems
    assert str(problem).startswith(f"--set {setting}: {message}")
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


def test_an_unknown_claim_far_from_any_evidence_is_told_as_that():
    text = (SCENARIOS / "valid" / "minimal.yaml").read_text(encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        load_scenario_text(text.replace("shop: {}", "shop: {claims: [s-1]}"))
    found = "no such claim (found 's-1'; the scenario has none, and no folder named seeds is near)"
    assert caught.value.problems[0].message == found


def test_of_many_problems_the_later_ones_are_told_shortly():
    text = (SCENARIOS / "valid" / "minimal.yaml").read_text(encoding="utf-8")
    wrong = ", ".join(f"lowe{number}" for number in range(5000))
    with pytest.raises(ProblemsError) as caught:
        load_scenario_text(text + f"on_the_table: {{buyer: [{wrong}]}}\nproposals: {{low: {{price: low}}}}\n")
    found = [problem.message for problem in caught.value.problems]
    assert found[0] == "no such proposal (found 'lowe0'; allowed low). Did you mean 'low'?"
    assert found[-1] == "no such proposal (found 'lowe4999')"
    assert len(found) == 5000


def test_what_comes_together_from_many_lines_is_told_with_the_first_fifteen():
    text = (SCENARIOS / "valid" / "minimal.yaml").read_text(encoding="utf-8")
    many = ", ".join(f"o{number}: {{}}" for number in range(5000))
    with pytest.raises(ProblemsError) as caught:
        load_scenario_text(text.replace("high: {}", many).replace("shop: {}", "shop: {orders: {price: low > o1}}"))
    (problem,) = caught.value.problems
    assert problem.message.startswith("leaves out 'o0', 'o2'")
    assert problem.message.endswith("'o15', ...")
