"""``sim explain``: what is printed, what is saved, and how mistakes are told."""

import json

import pytest

from tests.cli.calls import call


def explain(*words, columns=100, worlds=40):
    return call("explain", *words, "--worlds", worlds, "--replications", 5, columns=columns)


def test_sentences_come_first(starter):
    result = explain(starter, "--outcome", "lapsed", worlds=200)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert "what would make “lapsed” likely" in lines[0]
    assert "200 worlds x 5 replications, seed 1" in lines[1]
    assert lines[3].startswith(("Lapsed is lik", "Nothing found makes", "There is nothing to explain"))


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_it_keeps_to_the_width_of_the_terminal_and_cuts_nothing(starter, columns):
    lines = explain(starter, "--outcome", "lapsed", columns=columns, worlds=200).output.splitlines()
    assert max(len(line) for line in lines) <= columns
    assert "…" not in "".join(lines)


def test_json_is_alone_and_whole(starter):
    data = json.loads(explain(starter, "--outcome", "lapsed", "--unlikely", "--json").output)
    assert (data["outcome"], data["asked"], data["worlds"]) == ("lapsed", "unlikely", 40)
    assert data["sentences"]


def test_nothing_is_written_without_out_and_with_it_tables_and_picture(starter, tmp_path):
    before = set(tmp_path.iterdir())
    explain(starter, "--outcome", "lapsed")
    assert set(tmp_path.iterdir()) == before
    result = explain(starter, "--outcome", "lapsed", "--out", tmp_path / "new" / "folder")
    assert result.exit_code == 0
    saved = {path.name for path in (tmp_path / "new" / "folder").iterdir()}
    assert saved == {"explanation.json", "explanation.svg", "explanation.png"}


def test_what_is_saved_is_the_same_each_time(starter, tmp_path):
    for name in ("one", "two"):
        explain(starter, "--outcome", "lapsed", "--out", tmp_path / name, "--seed", 3)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--outcome", "laps"], "--outcome: no such outcome (found 'laps'; allowed"),
        (["--outcome", "lapsed", "--worlds", "5"], "worlds: too few"),
        ([], "--outcome: must be given (allowed "),
        (["--outcome", "lapsed", "--set", "deadline=soon"], "deadline"),
    ],
)
def test_mistakes_are_told_without_a_traceback(starter, arguments, message):
    result = call("explain", starter, *arguments)
    assert result.exit_code == 2
    assert message in result.output and "Traceback" not in result.output


def test_a_folder_that_cannot_be_written_is_a_mistake(starter, tmp_path):
    (tmp_path / "taken").write_text("a file")
    result = explain(starter, "--outcome", "lapsed", "--out", tmp_path / "taken" / "below")
    assert result.exit_code == 2
    assert "cannot be written to" in result.output
