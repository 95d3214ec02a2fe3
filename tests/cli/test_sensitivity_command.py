"""``sim sensitivity`` and ``sim evidence --influence``: what is printed, saved and refused."""

import json
import pathlib
from typing import Any

import pytest

from sim.analysis.influence import alternatives
from sim.scenario.load import LoadedScenario
from tests.cli.calls import PORT, call


@pytest.mark.parametrize("columns", [70, 100])
def test_drawn_quantities_are_told_within_the_width(columns: int) -> None:
    result = call("sensitivity", PORT, "--worlds", "60", "--replications", "5", columns=columns)
    assert result.exit_code == 0
    text = " ".join(result.output.split())
    assert "no deal to union" in text
    assert "is ignorance" in text
    assert max(map(len, result.output.splitlines())) <= columns


def test_json_is_the_result_and_nothing_else() -> None:
    data = json.loads(call("sensitivity", PORT, "--worlds", "40", "--replications", "3", "--json").stdout)
    assert data["drawn"][0]["index"] >= data["drawn"][1]["index"]


def _few(scenario: LoadedScenario) -> tuple[alternatives.Alternative, ...]:
    return alternatives.list_alternatives(scenario)[:4]


def test_assumed_numbers_are_told_and_saved(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.analysis.influence.assumed.list_alternatives", _few)
    out = tmp_path / "out"
    result = call("sensitivity", PORT, "--assumed", "--worlds", "4", "--replications", "2", "--out", out)
    assert result.exit_code == 0
    assert "which assumed numbers move" in result.output
    assert sorted(file.name for file in out.iterdir()) == ["assumed.json", "assumed.png", "assumed.svg"]
    assert json.loads((out / "assumed.json").read_text())["assumed"]


def test_sobol_indices_are_shown_and_saved(tmp_path: pathlib.Path) -> None:
    out = tmp_path / "out"
    ranges = ("--sobol", "chance.vote=0:1", "--sobol", "minds.noise=1:6")
    size = ("--points", "2", "--worlds", "6", "--replications", "3")
    result = call("sensitivity", PORT, *ranges, *size, "--out", out, columns=80)
    assert result.exit_code == 0
    assert "events.vote.chance" in result.output
    table = result.output.partition("\nSaved in ")[0]  # a folder's name is not broken
    assert max(map(len, table.splitlines())) <= 80
    assert sorted(file.name for file in out.iterdir()) == ["sobol.json", "sobol.png", "sobol.svg"]
    found = json.loads(call("sensitivity", PORT, *ranges, *size, "--json").stdout)
    assert found == json.loads((out / "sobol.json").read_text())
    assert found["evaluations"] == 2 * (2 + 2)


def test_influence_is_told_and_saved(starter: pathlib.Path, tmp_path: pathlib.Path) -> None:
    out = tmp_path / "out"
    size = ("--worlds", "10", "--replications", "3", "--out", out)
    result = call("evidence", starter, "--influence", *size)
    assert result.exit_code == 0
    assert "which sources carry the forecast" in result.output
    assert max(map(len, result.output.splitlines())) <= 100
    assert sorted(file.name for file in out.iterdir()) == ["influence.json", "influence.png", "influence.svg"]


def test_influence_as_json(starter: pathlib.Path) -> None:
    size = ("--worlds", "4", "--replications", "2")
    data = json.loads(call("evidence", starter, "--influence", *size, "--json").stdout)
    assert {one["kind"] for row in data["rows"] for one in row["dropped"]} >= {"statement"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("evidence", PORT, "--worlds", "5"), "--worlds goes with --influence"),
        (("evidence", PORT, "--influence", "--outcome", "lapsd"), "Did you mean 'lapsed'"),
        (("sensitivity", PORT, "--outcome", "lapsd"), "Did you mean 'lapsed'"),
        (("sensitivity", PORT, "--sobol", "minds.noise"), "two numbers, the lower first"),
        (("sensitivity", PORT, "--sobol", "minds.noise=6:1"), "two numbers, the lower first"),
        (("sensitivity", PORT, "--sobol", "minds.noise=1:nan"), "two numbers, the lower first"),
        (("sensitivity", PORT, "--sobol", "chance.vote=0:1", "--sobol", "events.vote.chance=0:1"), "given twice"),
        (("sensitivity", PORT, "--sobol", "minds.nois=1:6"), "Did you mean 'noise'"),
        (("sensitivity", PORT, "--sobol", "minds.noise=1:6", "--points", "9"), "--points"),
        (("sensitivity", PORT, "--sobol", "minds.noise=1:6", "--assumed"), "give one of them"),
        (("sensitivity", PORT, "--sobol", "minds.noize=1:6"), "--sobol minds.noize=1.0: "),
    ],
)
def test_mistakes_are_told(arguments: tuple[str, ...], message: str) -> None:
    result = call(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_ctrl_c_tells_what_is_done(starter: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.analysis.influence import influence as module
    from sim.analysis.influence import replays

    whole, runs = module.Replays._parts, []

    def stopping(self: module.Replays, *asked: Any) -> object:
        if runs:
            raise KeyboardInterrupt
        runs.append(asked)
        return whole(self, *asked)

    monkeypatch.setattr(module.Replays, "_parts", stopping)
    monkeypatch.setattr(replays, "_AT_ONCE", 1)
    result = call("evidence", starter, "--influence", "--worlds", "5", "--replications", "2")
    assert result.exit_code == 130
    assert "Interrupted" in result.output
