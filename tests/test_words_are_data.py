"""A user's words are data: read in one form, printed and drawn as they stand, told apart where they look alike."""

from __future__ import annotations

import unicodedata
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from ruamel.yaml import YAML

import sim
from sim.errors import ProblemsError
from sim.plots.labels import cut
from sim.plots.letters import MissingLettersWarning, find_letters
from sim.reading.names import looks
from sim.results.csv_text import csv_text
from sim.scenario.load import load_scenario, load_scenario_text
from sim.scenario.write import write_yaml
from tests.cli.calls import call

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


HOSTILE = Path(__file__).parent / "scenarios" / "valid" / "hostile_words.yaml"
FAIR, TITLE = "[bold]$5 to $8[/bold]", "[bold]Pay[/bold] $5 to $8 [/] :smile: <b>&amp;"
SMALL = ("--worlds", "30", "--replications", "3")
COMMANDS = {
    "run": SMALL,
    "tell": ("--outcome", FAIR),
    "analyse": ("--worlds", "30"),
    "evidence": (),
    "sensitivity": (*SMALL, "--outcome", FAIR),
    "explain": (*SMALL, "--outcome", FAIR),
    "conduct": SMALL,
    "forecast": ("--worlds", "10", "--replications", "3"),
    "compare": (*SMALL, "--vary", "chance.vote=0"),
    "sweep": (*SMALL, "--set", "chance.vote=0,1"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_hostile_words_are_printed_and_drawn_as_they_stand(command: str, tmp_path):
    out = [] if command == "evidence" else ["--out", str(tmp_path / ("out.svg" if command == "tell" else "out"))]
    arguments = [command, str(HOSTILE), *COMMANDS[command], *out]
    answer = call(*arguments, columns=200)
    assert answer.exit_code == 0, answer.output
    found = "[bold]" if command == "tell" else TITLE if command not in ("compare", "sweep") else FAIR
    assert found in answer.stdout
    assert "Warning" not in answer.stderr


@pytest.mark.parametrize("own", [True, False], ids=["own picture", "axes of the caller"])
def test_dollars_are_no_mathematics_in_a_picture(own: bool):
    ax = None if own else Figure().add_subplot()
    drawn = sim.load(HOSTILE).run(worlds=4, replications=2).plot(ax=ax)
    texts = [text for text in drawn.findobj(Text) if "$" in text.get_text()]
    assert len(texts) > 2 and not any(text.get_parse_math() for text in texts)
    drawn.get_figure(root=True).savefig(BytesIO())


def test_cells_that_a_spreadsheet_would_run_are_text():
    table = pd.DataFrame(
        {"=name": ["=1+1", "+1", "-1", "@x", "\tx", "fair"], "shift": [-1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
    )
    cells = [line.split(",")[0] for line in csv_text(table).splitlines()]
    assert cells == ["'=name", "'=1+1", "'+1", "'-1", "'@x", "'\tx", "fair"]
    assert "-1.0" in csv_text(table) and "'-1.0" not in csv_text(table)


def test_letters_no_font_has_are_named_once_in_one_line(monkeypatch):
    monkeypatch.setattr("sim.plots.letters._warned", [])
    figure = Figure()
    figure.text(0, 0, "\U000e0b80\U000e0b81")
    with pytest.warns(MissingLettersWarning, match="no installed font has these letters") as caught:
        find_letters(figure)
        figure.text(0, 0, "\U000e0b82")
        find_letters(figure)
    assert len(caught) == 1


def test_long_names_stay_different_and_rows_are_as_high_as_they_are():
    names = [f"A very long outcome name that an analyst would write out in full, variant {k:02}" for k in range(28)]
    names += [f"{k} differs at the start and is then as long as any other name of an outcome" for k in range(3)]
    names += [f"it differs in the middle {k} and is then as long as any other name of an outcome" for k in range(3)]
    shown = cut(names, 26, lines=3)
    assert len(set(shown)) == len(names)
    assert all(len(each.split("\n")) <= 3 and max(map(len, each.split("\n"))) <= 26 for each in shown)


def test_labels_of_long_names_do_not_overlap():
    loaded = sim.load(HOSTILE)
    long = "A very long outcome name that an analyst would write out in full, number"
    outcomes = {f"{long} {option}": {"pay": option} for option in loaded.model.issues["pay"].options}
    axes = loaded.with_({"outcomes": outcomes, "actual": None}).run(worlds=4, replications=2).plot()
    boxes = [label.get_window_extent() for label in axes.get_yticklabels()]
    assert all(not one.overlaps(other) for one, other in pairwise(boxes))
