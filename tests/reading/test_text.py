"""YAML text is read by the rules of YAML 1.2, or refused at the place that is wrong."""

from __future__ import annotations

import datetime
import time

import pytest

from sim.errors import ProblemsError
from sim.reading import Mark, load, load_text

pytestmark = pytest.mark.quick


def read(text: str):
    return load_text(text, name="f.yaml").data


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("~", None),
        ("", None),
        ("12", 12),
        ("012", 12),
        ("0o14", 12),
        ("0xC", 12),
        ("-12", -12),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("1e-3", 0.001),
        ("1E3", 1000.0),
        (".5", 0.5),
        ("5.", 5.0),
        (".inf", float("inf")),
        ("-.inf", float("-inf")),
        (".", "."),
        ("-", ["x"]),
        ("9" * 40, int("9" * 40)),
        ("9" * 5000, "9" * 5000),
        ("١٢", "١٢"),
        ("2020-10-01", datetime.date(2020, 10, 1)),
        ("2021-02-30", "2021-02-30"),
        ("2020-10-01T12:00:00", "2020-10-01T12:00:00"),
        ("2020-10-1", "2020-10-1"),
        ("'2020-10-01'", "2020-10-01"),
        ('"5"', "5"),
        ("|\n  a\n  b\n", "a\nb\n"),
        (">-\n  a\n  b\n", "a b"),
        ("[no, 1, {a: b}]", ["no", 1, {"a": "b"}]),
        ("{}", {}),
        ("=", "="),
    ],
)
def test_words_mean_what_yaml_1_2_says(word: str, value: object) -> None:
    if word == "-":
        assert read("a:\n- x") == {"a": value}
    else:
        found = read(f"a: {word}")["a"]
        assert found == value
        assert type(found) is type(value)


def test_keys_are_text_whatever_they_look_like() -> None:
    assert list(read("2020: a\n2020-01-01: b\ntrue: c\n~: d\nno: e\n1.50: f")) == [
        *("2020", "2020-01-01", "true", "~", "no", "1.50")
    ]


def test_every_part_has_its_mark() -> None:
    located = load_text("# note\na:\n  - b: 1\n    c: [x, y]\n", name="f.yaml")
    assert located.key_marks == {
        ("a",): Mark("f.yaml", 2, 1),
        ("a", 0): Mark("f.yaml", 3, 5),
        ("a", 0, "b"): Mark("f.yaml", 3, 5),
        ("a", 0, "c"): Mark("f.yaml", 4, 5),
        ("a", 0, "c", 0): Mark("f.yaml", 4, 9),
        ("a", 0, "c", 1): Mark("f.yaml", 4, 12),
    }
    assert located.value_marks[()] == Mark("f.yaml", 2, 1)
    assert located.value_marks["a", 0, "c"] == Mark("f.yaml", 4, 8)


def test_anchors_and_merge_keys_work() -> None:
    text = "base: &b {x: 1, y: 2}\nmore: &m {y: 3, z: 4}\none: {<<: *b, x: 9}\nboth: {<<: [*b, *m]}\nsame: *b\n"
    data = read(text)
    assert data["one"] == {"x": 9, "y": 2}
    assert data["both"] == {"x": 1, "y": 2, "z": 4}
    assert data["same"] == data["base"]
    assert data["same"] is not data["base"]
    assert read('"<<": 1') == {"<<": 1}


@pytest.mark.parametrize("text", ["\ufeffa: 1\n", "a: 1\r\n", "a: 1\r", "%YAML 1.2\n---\na: 1\n", "---\na: 1\n...\n"])
def test_harmless_oddities_are_accepted(text: str) -> None:
    assert read(text) == {"a": 1}


REFUSED = {
    "": "1:1: the file is empty (a map of keys is needed)",
    "# only a note\n": "1:1: the file is empty (a map of keys is needed)",
    "~": "1:1: the file is empty (a map of keys is needed)",
    "[a]": "1:1: the top level must be a map of keys",
    "word": "1:1: the top level must be a map of keys",
    "a: 1\nb: {c: 1, c: 2}\na: 3\n": "2:11: b: key 'c' is given twice (first on line 2)\n"
    "f.yaml:3:1: key 'a' is given twice (first on line 1)",
    "<<: {a: 1}\n<<: {b: 1}": "2:1: key '<<' is given twice (first on line 1)",
    "<<: 5": "1:5: '<<' merges maps only (write '<<: *anchor' or '<<: [*a, *b]')",
    "a: !!python/object:os.system x": "1:4: a: tags are not allowed (found '!!python/object:os.system')",
    "a: !foo [1]": "1:4: a: tags are not allowed (found '!foo')",
    "!map {a: 1}": "1:1: tags are not allowed (found '!map')",
    "a: 1\n---\nb: 1": "2:1: a second document begins here (allowed: one a file)",
    "%YAML 1.1\n---\na: no": "2:1: YAML version not supported (found 1.1; allowed 1.2)",
    "a: *b": "1:4: a: alias '*b' refers to no anchor above it",
    "a: &one 1\nb: *on": "2:4: b: alias '*on' refers to no anchor above it. Did you mean 'one'?",
    "a: &a [*a]": "1:8: a[0]: alias '*a' stands inside what it refers to",
    "a: &a {<<: *a}": "1:12: a.<<: alias '*a' stands inside what it refers to",
    "? [a]\n: 1": "1:3: a key must be one word (write text before the colon, in quotes if need be)",
    ": 1": "1:1: a key is empty (write text before the colon, in quotes if need be)",
    "a: b: c": "1:5: not YAML: a colon is out of place (text with ': ' needs quotes; a key above may lack its colon)",
    "a:\n\tb: 1": "2:1: not YAML: a tab cannot indent: use spaces",
    "a: [1, 2": "1:9: not YAML: a list or map is not closed",
    "a: 'x": "1:6: not YAML: a quote is not closed",
    "a: 'the men's work'": "1:13: not YAML: something follows a closing quote (a quote inside quotes: write it "
    "twice, or use the other kind)",
    'a: ["x" y]': "1:9: not YAML: something follows a closing quote (a quote inside quotes: write it twice, "
    "or use the other kind)",
    "a: 1\n}": "2:1: not YAML: out of place here (is it indented as the lines above?)",
    "a:\n  b: 1\n c: 2": "3:2: not YAML: out of place here (is it indented as the lines above?)",
    "a: 1\nb\nc: 2": "3:1: not YAML: a key needs a colon and a space after it",
    "a: \0": "1:4: character U+0000 is not allowed in YAML",
    "a: \x1b": "1:4: character U+001B is not allowed in YAML",
    "a: \ud800": "1:4: character U+D800 is not allowed in YAML",
    'a: "\\ud800"': "1:4: a: holds half of a surrogate pair, which is not a character",
    'a: "\\U0fffffff"': "1:1: not YAML: an escape or a number in it is out of range",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_a_scenario_is_refused_at_its_place(text: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        read(text)
    assert str(caught.value) == f"f.yaml:{REFUSED[text]}"


def ladder(rung: str, steps: int) -> str:
    return "a0: &a0 {x: [1, 2, 3, 4, 5, 6, 7, 8, 9]}\n" + "".join(
        f"a{step}: &a{step} {rung.format(below=f'*a{step - 1}')}\n" for step in range(1, steps)
    )


BOMBS = {
    "aliases": ladder("[" + ", ".join(["{below}"] * 9) + "]", 30),
    "wide aliases": "a: &a [" + "x, " * 1000 + "]\nb: [" + "*a, " * 1000 + "]",
    "merge keys": "a: &a {" + ", ".join(f"k{n}: 1" for n in range(1000)) + "}\nb: {<<: [" + "*a, " * 1000 + "]}",
    "nested in aliases": ladder("[{below}]", 80),
    "open lists": "[" * 5000,
    "closed lists": "a: " + "[" * 5000 + "]" * 5000,
    "open maps": "{" * 5000,
    "nested maps": "{a: " * 5000,
    "dashes": "- " * 5000,
    "questions": "? " * 5000,
    "size": "#" * 1_000_001,
}


@pytest.mark.parametrize("kind", BOMBS)
def test_bombs_are_refused_at_once(kind: str) -> None:
    start = time.perf_counter()
    with pytest.raises(ProblemsError, match=r"too large|nested too deeply"):
        read(BOMBS[kind])
    assert time.perf_counter() - start < 1


def test_merge_key_ladder_that_stays_small_is_read() -> None:
    ladder_of_merges = ladder("{{<<: [" + ", ".join(["{below}"] * 9) + "]}}", 40)
    assert read(ladder_of_merges)["a39"] == {"x": [1, 2, 3, 4, 5, 6, 7, 8, 9]}


def test_scenario_of_three_hundred_lines_is_read_fast() -> None:
    seat = "  us{n}:\n    title: 'Seat {n}'\n    statements:\n      - {{refuses: clean, claims: [s0-4, s1-8]}}\n"
    text = "seats:\n" + "".join(seat.format(n=n) for n in range(75))
    read(text)
    start = time.perf_counter()
    read(f"{text}# another text, which is not in memory")
    assert time.perf_counter() - start < 0.5  # about 0.04 s on a quiet core


def test_a_text_read_twice_is_the_same_whatever_became_of_the_first() -> None:
    text = "a: &x {b: [1, 2]}\nc: *x"
    first = load_text(text, name="a.yaml")
    first.data["a"]["b"].append(3)
    first.value_marks.clear()
    again = load_text(text, name="a.yaml")
    assert again.data == {"a": {"b": [1, 2]}, "c": {"b": [1, 2]}}
    assert again.value_marks["a", "b", 1].column == 15
    assert load_text(text, name="b.yaml").value_marks["a",].file == "b.yaml"


def test_missing_file_names_its_neighbours(tmp_path) -> None:
    (tmp_path / "baseline.yaml").write_text("a: 1")
    with pytest.raises(ProblemsError, match=r"basline\.yaml: no such file\. Did you mean 'baseline\.yaml'\?"):
        load(tmp_path / "basline.yaml")


def test_unreadable_files_are_problems(tmp_path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"a: 1\nb: caf\xe9\n")
    (tmp_path / "huge.yaml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(ProblemsError, match=r"latin\.yaml:2:7: not UTF-8 text \(found byte 0xe9\)"):
        load(tmp_path / "latin.yaml")
    with pytest.raises(ProblemsError, match=r"too large \(allowed: 1,000,000 bytes\)"):
        load(tmp_path / "huge.yaml")
    for path in (tmp_path / "a\0b.yaml", tmp_path / ("x" * 5000), tmp_path / "no" / "such.yaml"):
        with pytest.raises(ProblemsError, match=r"cannot be read|no such file"):
            load(path)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_text_in_the_encoding_of_a_windows_editor_says_so(tmp_path, encoding):
    (tmp_path / "a.yaml").write_text("a: 1", encoding=encoding)
    with pytest.raises(ProblemsError, match=r"a\.yaml:1:1: not UTF-8 text .*: it is UTF-16 or UTF-32; save"):
        load(tmp_path / "a.yaml")


def test_a_folder_names_the_files_in_it(tmp_path):
    with pytest.raises(ProblemsError, match=r": is a folder, not a file\.$"):
        load(tmp_path)
    (tmp_path / "scenario.yaml").write_text("a: 1")
    with pytest.raises(ProblemsError, match=r": is a folder, not a file\. Did you mean '.*scenario\.yaml'\?$"):
        load(tmp_path)


def test_a_file_is_not_proposed_for_its_ending_alone(tmp_path):
    (tmp_path / "port.yaml").write_text("a: 1\n", encoding="utf-8")
    with pytest.raises(ProblemsError, match=r"nothere\.yaml: no such file\.$"):
        load(tmp_path / "nothere.yaml")
    with pytest.raises(ProblemsError, match=r"prot\.yml: no such file\. Did you mean 'port\.yaml'\?$"):
        load(tmp_path / "prot.yml")
