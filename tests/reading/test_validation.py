"""Every error of a model is told once, at its place, in plain words."""

from __future__ import annotations

import pytest

from sim.errors import ProblemsError
from sim.reading import load, load_text, validate
from tests.reading.models import Talks

pytestmark = pytest.mark.quick

HEAD = "deadline: 2021-02-05\n"

# what stands on the second line, and the one problem it makes
ONE_PROBLEM = {
    "deadlne: 1": "2:1: deadlne: unknown key 'deadlne' (allowed: deadline, start, title, days, lead, chance, "
    "speed, colour, limit, names, pet, points, if, rounds, parts). Did you mean 'deadline'?",
    "start: soon": "2:8: start: must be a date, YYYY-MM-DD (found 'soon')",
    "start: 2021-02-30": "2:8: start: must be a date, YYYY-MM-DD (found '2021-02-30')",
    "start: 2021-03-01": "1:1: start lies after the deadline",
    "title: 2020": "2:8: title: must be text (found 2020; in quotes it is text)",
    "title: true": "2:8: title: must be text (found true; in quotes it is text)",
    "title: 2020-10-01": "2:8: title: must be text (found 2020-10-01; in quotes it is text)",
    "title:": "2:7: title: must be text (found nothing)",
    "if: 5": "2:5: if: must be text (found 5; in quotes it is text)",
    "condition: x": "2:1: condition: unknown key 'condition' (allowed: deadline, start, title, days, lead, chance, "
    "speed, colour, limit, names, pet, points, if, rounds, parts)",
    "days: soon": "2:7: days: must be a number (found 'soon')",
    "days: no": "2:7: days: must be a number (found 'no')",
    "days: true": "2:7: days: must be a number (found true)",
    "days: {unifrm: [0, 1]}": "2:7: days: must be number, uniform or normal (found {unifrm: [0, 1]}). "
    "Did you mean 'uniform'?",
    "days: {uniform: [0, x]}": "2:21: days.uniform[1]: must be a number (found 'x')",
    "days: {uniform: [0]}": "2:17: days.uniform: has too few items (found 1; needed: 2)",
    "days: {uniform: [0, 1, 2]}": "2:17: days.uniform: has too many items (found 3; allowed: at most 2)",
    "days: {uniform: 3}": "2:17: days.uniform: must be a list (found 3)",
    "days: {uniform: [1, 0]}": "2:7: days: uniform: [a, b] needs a <= b",
    "days: {normal: [0, 1], ct: 3}": "2:24: days.ct: unknown key 'ct' (allowed: normal, cut). Did you mean 'cut'?",
    "lead: soon": "2:7: lead: must be a whole number or a map (found 'soon')",
    "lead: 1.5": "2:7: lead: must be a whole number or a map (found 1.5)",
    "lead: {uniform: [0, x]}": "2:21: lead.uniform[1]: must be a number (found 'x')",
    "chance: 1.5": "2:9: chance: must be at most 1 (found 1.5)",
    "chance: -1": "2:9: chance: must be at least 0 (found -1)",
    "chance: .nan": "2:9: chance: must be a finite number (found .nan)",
    "speed: fats": "2:8: speed: must be 'slow' or 'fast' (found 'fats'). Did you mean 'fast'?",
    "colour: rde": "2:9: colour: must be 'red' or 'blue' (found 'rde'). Did you mean 'red'?",
    "limit: atuo": "2:8: limit: must be a number or 'auto' (found 'atuo'). Did you mean 'auto'?",
    "names: [a, 'b c']": r"2:12: names[1]: must match the pattern ^\w+$ (found 'b c')",
    "names: a b": r"2:8: names: must match the pattern ^\w+$ (found 'a b')",
    "pet: {kind: cow}": "2:6: pet: must be cat or dog (found 'cow')",
    "pet: {lives: 3}": "2:6: pet: missing key 'kind' (allowed: cat, dog)",
    "pet: {kind: cat, lives: many}": "2:25: pet.lives: must be a whole number (found 'many')",
    "pet: [cat]": "2:6: pet: must be a map (found ['cat'])",
    "points: {a b: 1}": r"2:10: points.a b: must match the pattern ^\w+$ (found 'a b')",
    "points: {a: b}": "2:13: points.a: must be a whole number (found 'b')",
    "points: [a]": "2:9: points: must be a map (found ['a'])",
    "rounds: [{deadline: 2021-01-01}, {}]": "2:34: rounds[1]: missing key 'deadline'",
    "rounds: [{deadline: 2021-01-01, days: x}]": "2:39: rounds[0].days: must be a number (found 'x')",
    "parts: [a, {b: c}]": "2:16: parts[1].b: must be a whole number (found 'c')",
    "parts: [a, 5]": "2:12: parts[1]: must be text or a map (found 5; in quotes it is text)",
    "parts: [a, b, c, d]": "2:8: parts: has too many items (found 4; allowed: at most 3)",
    f"start: {'x' * 60}": f"2:8: start: must be a date, YYYY-MM-DD (found '{'x' * 36}...)",
}


@pytest.mark.parametrize("line", ONE_PROBLEM)
def test_one_mistake_makes_one_problem_at_its_place(line: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        validate(load_text(HEAD + line, name="talks.yaml"), Talks)
    assert str(caught.value) == f"talks.yaml:{ONE_PROBLEM[line]}"


def test_all_mistakes_are_told_at_once_sorted_by_place() -> None:
    text = "title: 5\nstart: soon\nrounds:\n  - {deadline: never}\n  - {dedline: 2020-01-01}\n"
    with pytest.raises(ProblemsError) as caught:
        validate(load_text(text, name="talks.yaml"), Talks)
    places = [(problem.line, problem.column) for problem in caught.value.problems]
    assert places == [(1, 1), (1, 8), (2, 8), (4, 16), (5, 5), (5, 6)]


def test_good_file_is_read_as_a_model(tmp_path) -> None:
    path = tmp_path / "talks.yaml"
    path.write_text(HEAD + "days: {uniform: [1e-3, 2]}\nnames: a\nif: no\nlead: {uniform: [1, 2]}\nlimit: 3\n")
    talks = validate(load(path), Talks)
    assert talks.days.uniform == (0.001, 2.0)
    assert talks.names == ("a",)
    assert talks.condition == "no"


def test_schema_error_in_a_merged_key_is_told_where_it_was_written() -> None:
    text = "deadline: 2021-02-05\nrounds:\n  - &first {deadline: 2021-01-01, title: 5}\n  - {<<: *first}\n"
    with pytest.raises(ProblemsError) as caught:
        validate(load_text(text, name="talks.yaml"), Talks)
    assert [(p.line, p.column, p.where) for p in caught.value.problems] == [
        (3, 42, "rounds[0].title"),
        (3, 42, "rounds[1].title"),
    ]
