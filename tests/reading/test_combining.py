"""Files that extend others, and values set one by one."""

from __future__ import annotations

import pathlib

import pytest

from sim.errors import ProblemsError
from sim.reading import Mark, assign, load_text, merge, resolve_extends, validate
from tests.reading.models import Talks


def write(folder: pathlib.Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)


def test_merge_keeps_both_files_as_they_were() -> None:
    base, over = load_text("a: {x: 1}\nb: [1]", name="b"), load_text("a: {y: {z: 2}}\nb:", name="o")
    merged = merge(base, over)
    merged.data["a"]["y"]["z"] = 5
    assert merged.data == {"a": {"x": 1, "y": {"z": 5}}, "b": None}
    assert (base.data, over.data) == ({"a": {"x": 1}, "b": [1]}, {"a": {"y": {"z": 2}}, "b": None})


def test_marks_follow_the_data_they_came_from() -> None:
    base = load_text("a: {x: 1}\nb: [1, 2, 3]\nc: 1", name="b")
    merged = merge(base, load_text("b:\n- 4\na: {y: 2}", name="o"))
    assert {path: mark[:3] for path, mark in merged.value_marks.items()} == {
        (): ("o", 1, 1),
        ("a",): ("o", 3, 4),
        ("a", "x"): ("b", 1, 8),
        ("a", "y"): ("o", 3, 8),
        ("b",): ("o", 2, 1),
        ("b", 0): ("o", 2, 3),
        ("c",): ("b", 3, 4),
    }
    assert set(merged.key_marks) == set(merged.value_marks) - {()}


def test_bases_are_laid_in_order_and_the_file_over_all(tmp_path) -> None:
    write(
        tmp_path,
        {
            "top.yaml": "extends: [one.yaml, more/two.yaml]\nz: top",
            "one.yaml": "x: one\ny: one\nz: one",
            "more/two.yaml": "extends: ../root.yml\ny: two",
            "root.yml": "w: root\ny: root\nmap: {a: 1}",
        },
    )
    located = resolve_extends(tmp_path / "top.yaml")
    assert located.data == {"x": "one", "y": "two", "z": "top", "w": "root", "map": {"a": 1}}
    assert not [path for path in located.value_marks if path[:1] == ("extends",)]
    assert located.value_marks["map", "a"] == Mark(str(tmp_path / "root.yml"), 3, 10, word="1")


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("baze.yaml", "2:10: extends: no such file (found 'baze.yaml'). Did you mean 'base.yaml'?"),
        ("[base.yaml, 5]", "2:22: extends[1]: must be a file name, or a list of file names (found 5)"),
        ("{a: b}", "2:10: extends: must be a file name, or a list of file names (found {a: 'b'})"),
        ("base.txt", "2:10: extends: must name a .yaml or .yml file (found 'base.txt')"),
        ("/base.yaml", "2:10: extends: no such file (found '/base.yaml')"),
        (f"{'deep/' * 20}base.yaml", f"2:10: extends: no such file (found '{'deep/' * 7}d...)"),
        ("top.yaml", "2:10: extends: circular: top.yaml extends top.yaml"),
        (f"[{'base.yaml, ' * 11}]", "2:10: extends: has too many items (found 11; allowed: at most 10)"),
        (f"{'x' * 300}.yaml", f"2:10: extends: no such file (found '{'x' * 36}...)"),
    ],
)
def test_bad_bases_are_refused_where_they_are_named(tmp_path, named: str, message: str) -> None:
    write(tmp_path, {"base.yaml": "a: 1", "top.yaml": f"b: 1\nextends: {named}\n"})
    with pytest.raises(ProblemsError) as caught:
        resolve_extends(tmp_path / "top.yaml")
    assert str(caught.value) == f"{tmp_path / 'top.yaml'}:{message}"


def test_circle_is_named(tmp_path) -> None:
    write(tmp_path, {f"{name}.yaml": f"extends: {base}.yaml" for name, base in ("ab", "bc", "ca")})
    with pytest.raises(
        ProblemsError, match=r"c\.yaml:1:10: extends: circular: a.yaml extends b.yaml extends c.yaml ext"
    ):
        resolve_extends(tmp_path / "a.yaml")


def test_chain_of_ten_is_read_and_of_eleven_refused(tmp_path) -> None:
    write(tmp_path, {f"{n}.yaml": f"extends: {n + 1}.yaml\nk{n}: 1" for n in range(11)})
    write(tmp_path, {"11.yaml": "a: 1"})
    assert resolve_extends(tmp_path / "2.yaml").data["a"] == 1
    with pytest.raises(ProblemsError, match="a chain of more than 10 files"):
        resolve_extends(tmp_path / "1.yaml")


def test_a_base_may_be_named_by_its_whole_path(tmp_path) -> None:
    write(tmp_path, {"base.yaml": "a: 1", "top.yaml": f"extends: {tmp_path / 'base.yaml'}\nb: 2"})
    assert resolve_extends(tmp_path / "top.yaml").data == {"a": 1, "b": 2}


def test_many_paths_to_one_file_cost_one_reading(tmp_path) -> None:
    write(tmp_path, {f"{n}.yaml": f"extends: [{f'{n + 1}.yaml, ' * 10}]" for n in range(9)})
    write(tmp_path, {"9.yaml": "a: 1"})
    assert resolve_extends(tmp_path / "0.yaml").data == {"a": 1}


def test_problems_of_every_base_are_told_together(tmp_path) -> None:
    write(tmp_path, {"top.yaml": "extends: [one.yaml, two.yaml, no.yaml]", "one.yaml": "a: [", "two.yaml": "b: *c"})
    with pytest.raises(ProblemsError) as caught:
        resolve_extends(tmp_path / "top.yaml")
    assert [pathlib.Path(problem.file).name for problem in caught.value.problems] == [
        "one.yaml",
        "top.yaml",
        "two.yaml",
    ]


BASE = "events: {election: {chance: 0.7}}\nparts: [a, {b: 1}]\nnone:\n"


@pytest.mark.parametrize(
    ("setting", "path", "value"),
    [
        ("events.election.chance=0", ("events", "election", "chance"), 0),
        ("parts.1.b=[1, x]", ("parts", 1, "b"), [1, "x"]),
        ("new.map.key={uniform: [0, 1e-3]}", ("new", "map", "key"), {"uniform": [0, 0.001]}),
        ("none.key=no", ("none", "key"), "no"),
        ("parts=", ("parts",), None),
        ("events=a=b # note", ("events",), "a=b"),
        ("2020='a, b'", ("2020",), "a, b"),
    ],
)
def test_setting_changes_one_value(setting: str, path: tuple[str | int, ...], value: object) -> None:
    base = load_text(BASE, name="base.yaml")
    changed = assign(base, setting)
    found = changed.data
    for part in path:
        found = found[part]
    assert found == value
    assert changed.value_marks[path][:3] == (f"--set {setting}", 0, 0)
    assert base == load_text(BASE, name="base.yaml")


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("events", "must be path=value, as in events.election.chance=0.5"),
        ("=3", "must be path=value, as in events.election.chance=0.5"),
        ("a..b=3", "must be path=value, as in events.election.chance=0.5"),
        ("parts.2=x", "parts: no such item (found '2'; allowed: 0 to 1)"),
        ("parts.b=x", "parts: no such item (found 'b'; allowed: 0 to 1)"),
        ("events.election.chance.x=1", "events.election.chance: holds no 'x': it is not a map (found 0.7)"),
        ("none=1, 2", "none: more than one value (a list needs brackets: [a, b]; text with commas needs quotes)"),
        ("none=[", "none: not YAML: a list or map is not closed"),
        ("none=]", "none: not YAML: something follows the end of the value"),
        ("none='a", "none: not YAML: a quote is not closed"),
        ("none=*a", "none: alias '*a' refers to no anchor above it"),
        (f"{'a.' * 60}a=1", "nested too deeply (allowed: 60 levels)"),
    ],
)
def test_bad_setting_is_refused_by_name(setting: str, message: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        assign(load_text(BASE, name="base.yaml"), setting)
    assert str(caught.value).endswith(f": {message}")
    assert str(caught.value).startswith(f"--set {setting[:57]}")


def test_error_in_a_set_value_names_the_setting() -> None:
    located = assign(load_text("deadline: 2021-02-05", name="base.yaml"), "days.unifrm=[0, 1]")
    with pytest.raises(ProblemsError) as caught:
        validate(located, Talks)
    assert str(caught.value) == (
        "--set days.unifrm=[0, 1]: days: must be number, uniform or normal (found {unifrm: [0, 1]}). "
        "Did you mean 'uniform'?"
    )
