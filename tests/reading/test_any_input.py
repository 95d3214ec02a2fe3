"""Whatever bytes come in, the answer is a model or problems with a place."""

from __future__ import annotations

import pathlib
import string
import tempfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ProblemsError
from sim.reading import Located, Mark, assign, load, load_text, merge, validate, walk
from tests.reading.models import Talks

SAMPLE = """\
deadline: 2021-02-05
title: &t "Talks \\u00e9"
days: {uniform: [0.5, 1e-3]}   # a note
points: &p {a: 1, b: 2}
rounds:
  - {deadline: 2020-12-01, points: *p, <<: {title: *t}}
  - deadline: 2020-12-02
    parts: [a, {b: 1}, 'c']
"""
FRAGMENTS = [
    *(
        "\t",
        "\r",
        "\0",
        "\ufeff",
        "\ud800",
        "\x1b",
        "\x85",
        "\u2028",
        "[",
        "]",
        "{",
        "}",
        ": ",
        "- ",
        "? ",
        "&t ",
        "*t",
    ),
    *(
        "!!python/object:x ",
        "!",
        "<<: ",
        "%YAML 1.1\n",
        "---\n",
        "...\n",
        "|\n",
        ">",
        "'",
        '"',
        "\\",
        "\\ud800",
        "\\x",
    ),
    *("~", "1e999", "0x", "9" * 50, ".nan", "#", ",", "\n", "  ", "`", "@", "%", "²", "title", "2020-13-45"),
]


def check(text: str) -> None:
    """Read `text`; whatever is wrong must be told on lines that can be printed."""
    try:
        located = load_text(text, name="f.yaml")
        assert_is_whole(located)
        validate(located, Talks)
    except ProblemsError as error:
        assert error.problems
        for problem in error.problems:
            str(problem).encode()
            assert "\n" not in str(problem)
            assert 0 <= problem.line <= text.count("\n") + text.count("\r") + 2


def assert_is_whole(located: Located) -> None:
    parts = {path for path, _ in walk(located.data)}
    assert set(located.value_marks) == parts
    assert set(located.key_marks) == parts - {()}


@given(st.text(max_size=80))
def test_any_text(text: str) -> None:
    check(text)


@given(st.text(alphabet=st.sampled_from("ab1 :-[]{}&*!|>'\"%#,?\n\t\\.~<=@`"), max_size=60))
@settings(max_examples=400)
def test_any_punctuation(text: str) -> None:
    check(text)


@given(st.data())
@settings(max_examples=300)
def test_any_mutation_of_a_good_file(data: st.DataObject) -> None:
    text = SAMPLE
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 8)))
        text = text[:start] + data.draw(st.sampled_from([*FRAGMENTS, ""])) + text[end:]
    check(text)


@given(st.binary(max_size=60) | st.binary(max_size=20).map(lambda raw: SAMPLE.encode()[:150] + raw))
def test_any_bytes(raw: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "f.yaml"
        path.write_bytes(raw)
        try:
            load(path)
        except ProblemsError as error:
            assert error.problems


@given(st.text(max_size=30), st.sampled_from(["", "days.", "rounds.0.", "="]))
def test_any_setting(setting: str, start: str) -> None:
    located = load_text(SAMPLE, name="f.yaml")
    try:
        assert_is_whole(assign(located, start + setting))
    except ProblemsError as error:
        assert "\n" not in str(error)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(string.printable, max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=2), inner, max_size=3),
    max_leaves=12,
)
MAPS = st.dictionaries(st.text("abc", max_size=2), PLAIN, max_size=4)


def located(data: object) -> Located:
    marks = {path: Mark("f.yaml", 1, 1) for path, _ in walk(data)}
    return Located(data, {path: mark for path, mark in marks.items() if path}, marks)


@given(MAPS, MAPS)
def test_merge_is_whole_and_what_lies_over_wins(base: dict, over: dict) -> None:
    merged = merge(located(base), located(over))
    assert_is_whole(merged)
    assert list(merged.data)[: len(base)] == list(base)
    for path, value in walk(over):
        if not isinstance(value, dict):
            found = merged.data
            for part in path:
                found = found[part]
            assert found == value
    assert merge(located(base), located(base)).data == base


@given(st.dictionaries(st.sampled_from([*Talks.model_fields, "if", "x"]), PLAIN, max_size=6))
@settings(max_examples=300)
def test_any_plain_data_is_a_model_or_told(data: dict) -> None:
    try:
        validate(located(data), Talks)
    except ProblemsError as error:
        assert all(problem.line == 1 for problem in error.problems)


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_every_fragment_alone_and_everywhere(fragment: str) -> None:
    for start in range(0, len(SAMPLE), 7):
        check(SAMPLE[:start] + fragment + SAMPLE[start:])
