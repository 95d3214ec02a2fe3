"""A user's words are data: read in one form, printed and drawn as they stand, told apart where they look alike."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from ruamel.yaml import YAML

import sim
from sim.errors import ProblemsError
from sim.reading.names import looks
from sim.scenario.load import load_scenario, load_scenario_text
from sim.scenario.write import write_yaml

VALID = sorted((Path(__file__).parent / "scenarios" / "valid").glob("*.yaml"))
APART, WHOLE = "e\u0301lite", "\u00e9lite"
ACCENTED = f"""
title: Pay talks
start: 2024-01-01
deadline: 2024-03-01
issues: {{pay: {{options: {{{WHOLE}: {{}}, mid: {{}}}}}}}}
seats: {{boss: {{government: firm, principal: true}}, staff: {{government: union, principal: true}}}}
governments: {{firm: {{orders: {{pay: "{WHOLE} > mid"}}}}, union: {{orders: {{pay: "mid > {WHOLE}"}}}}}}
events: {{{WHOLE}: {{date: 2024-02-01, chance: 0.5}}}}
outcomes: {{{WHOLE}: {{pay: {APART}}}}}
"""


def read_as_1_1(text: str) -> object:
    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 1)
    return reader.load(text)


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_reader_of_yaml_1_1_reads_what_is_written(path: Path):
    model = load_scenario(path).model
    expected = model.model_dump(by_alias=True, exclude_defaults=True)
    assert same(read_as_1_1(write_yaml(model)), expected)


def same(found: object, wanted: object) -> bool:
    """Whether a reader got the same keys and values, numbers of either kind, lists for tuples."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        return [*wanted] == [*found] and all(same(found[key], part) for key, part in wanted.items())
    if isinstance(wanted, list | tuple) and isinstance(found, list):
        return len(found) == len(wanted) and all(map(same, found, wanted))
    return found == wanted and isinstance(found, str) == isinstance(wanted, str)


WORDS = (
    "no", "Yes", "ON", "off", "y", "N", "null", "~", "012", "1_000", "0b1", "0o7", "1e5", "1.5", ".5", "1e-05",
    "@", "1,000", "2001-1-1", "2024-01-01", "12:30", "+1", "-", "=", "<<", "0x1F", "NaN",
    ".inf", "?", "!", "&", "*", "%",
)  # fmt: skip


@pytest.mark.parametrize("word", [*WORDS, "", " ", "a: b", "a #b", "- a"])
def test_a_title_of_any_word_stays_a_text(word: str):
    loaded = load_scenario_text(ACCENTED).model.model_copy(update={"title": word, "summary": f"a{word}"})
    assert read_as_1_1(write_yaml(loaded))["title"] == word
    assert load_scenario_text(write_yaml(loaded)).model.title == word


def test_small_numbers_are_numbers_to_yaml_1_1():
    loaded = load_scenario_text(ACCENTED, settings=[f"events.{WHOLE}.chance=0.00001"])
    assert read_as_1_1(write_yaml(loaded.model))["events"][WHOLE]["chance"] == 0.00001


def test_letters_and_their_accents_are_one_name_in_every_door():
    scenario = load_scenario_text(ACCENTED, settings=[f"events.{APART}.chance=0.25"])
    assert scenario.model.events[WHOLE].chance == 0.25
    varied = sim.Scenario(**vars(load_scenario_text(ACCENTED))).with_({f"events.{APART}.chance": 0.75})
    assert varied.model.events[WHOLE].chance == 0.75
    written = unicodedata.normalize("NFD", ACCENTED)
    assert write_yaml(load_scenario_text(written).model) == write_yaml(load_scenario_text(ACCENTED).model)


def test_an_extended_file_is_found_however_its_name_is_written(tmp_path):
    (tmp_path / f"{APART}.yaml").write_text(ACCENTED, encoding="utf-8")
    (tmp_path / "top.yaml").write_text(f"extends: {APART}.yaml\ntitle: Top", encoding="utf-8")
    assert load_scenario(tmp_path / "top.yaml").model.title == "Top"


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\ufeff", "\u2028"])
def test_marks_that_hide_are_refused_in_settings(mark: str):
    for setting in (f"events.a{mark}b.chance=0.5", f"title=a{mark}b"):
        with pytest.raises(ProblemsError, match="hidden mark U"):
            load_scenario_text(ACCENTED, settings=[setting])


def test_a_setting_names_numbered_options_without_quotes():
    path = Path(__file__).parent / "scenarios" / "valid" / "options_that_are_numbers.yaml"
    settings = ["issues.years.options.3.lead_days=5", "governments.1.statements.0.accepts={years: 05}"]
    model = load_scenario(path, settings=settings).model
    assert model.issues["years"].options["3"].lead_days == 5.0
    assert model.governments["1"].statements[0].accepts == {"years": "05"}


ALIKE = {"fair": "Fair", "a b": "ab", "a\u00a0b": "a b", "\u0430b": "ab", "\ufb01ve": "five", "a\u2013b": "a-b"}


@pytest.mark.parametrize(("one", "other"), ALIKE.items())
def test_names_that_look_alike_share_a_look(one: str, other: str):
    assert set(enumerate(looks(one))) & set(enumerate(looks(other)))


@pytest.mark.parametrize(
    ("one", "other"), [("one", "two"), ("a_b", "ab"), ("1", "l"), ("вода", "воды"), ("\u0131", "i")]
)
def test_names_that_differ_share_no_look(one: str, other: str):
    assert not set(enumerate(looks(one))) & set(enumerate(looks(other)))
