"""No text is an address: streams of luck, columns and files are found by frozen keys, and no two things share one.

`python -m tests.test_addresses` writes tests/golden/addresses.txt anew. A line that goes or changes moves published
figures: say in the changelog which and why.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
import sim.analysis.wording
import sim.streams
from sim.analysis.explanation.factors import described_factors
from sim.ensemble.drawn import column_name
from sim.evidence.clauses import Clause
from sim.evidence.coins import toss_coins
from sim.plots.saving import file_stems
from sim.scenario import preferences
from sim.scenario.government import Statement
from sim.scenario.load import load_scenario_text
from sim.scenario.preferences import statement_key
from tests.cli.calls import call

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden" / "addresses.txt"
VALID = (
    "statements_of_every_form", "margins_and_credence", "events_of_every_effect_at_once", "break_off_of_contact",
    "adjustments_of_every_kind", "tactics", "distributions", "points",
    "statements_that_exclude_each_other", "governments_that_take_positions",
)  # fmt: skip
FILES = [ROOT / "scenarios" / "new_start" / "baseline.yaml"]
FILES += [ROOT / "tests" / "scenarios" / "valid" / f"{name}.yaml" for name in VALID]
KEYS = {
    "accepts clean": {"accepts": "clean"},
    "refuses length one, freeze checked": {"refuses": {"length": "one", "freeze": "checked"}},
    "refuses the first options": {"refuses": {}},
    "refuses anything with china pledge or joins, freeze none": {
        "refuses_any": {"china": ("pledge", "joins"), "freeze": ("none",)}
    },
    "refuses anything at all": {"refuses_any": {}},
    "prefers clean to length two": {"prefers": {"this": "clean", "to": {"length": "two"}}},
}
KEYS_OF_NAMES = {
    "refuses anything that is clean": {"refuses_any": "clean"},
    "refuses anything that is clean or with china joins": {"refuses_any": ("clean", {"china": ("joins",)})},
}
EXCLUSIVE = {"one_of": ({"accepts": "clean", "weight": 4}, {"refuses_any": {"china": ("joins",)}, "weight": 6})}


def streams(patch: pytest.MonkeyPatch, path: Path) -> list[str]:
    """Return the names of the streams of luck that a small run draws from; of a flat's own the first parts."""
    names: set[str] = set()
    key = sim.streams.stream_key

    def record(seed: int, name: str) -> np.uint64:
        names.add("/".join(name.split("/")[:3]))
        return key(seed, name)

    with patch.context() as watched:
        watched.setenv("NEGOTIATION_SIM_CACHE", "off")
        watched.setattr(sim.streams, "stream_key", record)
        sim.load(path).run(worlds=3, replications=2, seed=1)
    return [f"{path.stem}: {name}" for name in sorted(names)]


def written(patch: pytest.MonkeyPatch) -> str:
    """Return all streams of all scenarios, as the golden file has them."""
    return "".join(f"{line}\n" for path in FILES for line in streams(patch, path))


def test_the_streams_of_luck_are_those_of_the_golden_file(monkeypatch):
    assert written(monkeypatch).splitlines() == GOLDEN.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("key", [*KEYS, *KEYS_OF_NAMES])
def test_the_keys_of_statements_are_frozen(key: str):
    statement = Statement.model_validate(
        {**(KEYS | KEYS_OF_NAMES)[key], "claims": ("s0-1",), "note": "x", "margin": 3, "credence": 0.5}
    )
    assert statement_key(statement) == key


def test_the_key_and_the_coin_of_statements_that_exclude_each_other_are_frozen():
    key = "one of accepts clean | refuses anything with china joins"
    assert statement_key(Statement.model_validate(EXCLUSIVE | {"note": "x", "credence": 0.5})) == key
    sides = ((0.0, 0.4), (0.4, 1.0))
    clauses = tuple(Clause("refuses", (0,), key=key, group=1, side=side) for side in sides)
    included, _ = toss_coins(clauses, np.arange(8), name="us", seed=1, is_possible=lambda _: True)
    assert included[:, 0].astype(int).tolist() == [1, 1, 0, 1, 1, 1, 1, 0]
    assert (included.sum(axis=1) == 1).all()


def test_the_coins_of_credence_are_frozen():
    clauses = tuple(Clause("refuses", (0,), credence=0.5, key=key, name="any words") for key in (*KEYS, *KEYS))
    included, _ = toss_coins(clauses, np.arange(8), name="us", seed=1, is_possible=lambda _: True)
    rows = ["".join("01"[held] for held in row.astype(int)) for row in included]
    assert rows == [
        "000111000111",
        "000010111010",
        "110010001110",
        "001001011110",
        "111011111110",
        "001101101110",
        "000010001101",
        "101100011011",
    ]


SCENARIO = """
title: Pay talks
start: 2024-01-01
deadline: 2024-03-01
issues: {pay: {options: {low: {}, mid: {}, high: {}}}, hours: {options: {long: {}, short: {}}}}
seats: {boss: {government: firm, principal: true}, staff: {government: union, principal: true}}
governments:
  firm:
    orders: {pay: low > mid > high, hours: long > short}
    statements: [{accepts: {pay: mid}, credence: 0.5}, {refuses_any: {pay: high}, credence: 0.6}]
  union:
    orders: {pay: high > mid > low, hours: short > long}
    statements: [{prefers: {this: {pay: high}, to: {hours: short}}, credence: 0.4}]
outcomes: {more pay: {pay: [mid, high]}}
"""


@pytest.fixture
def run(tmp_path: Path):
    """Play a scenario given as text, from cold."""

    def play(text: str, worlds: int = 8) -> sim.Outcomes:
        path = tmp_path / "talks.yaml"
        path.write_text(text, encoding="utf-8")
        return sim.load(path).run(worlds=worlds, replications=2, seed=1)

    return play


def test_other_words_for_a_statement_change_no_number(monkeypatch, run):
    monkeypatch.setenv("NEGOTIATION_SIM_CACHE", "off")
    before = run(SCENARIO)
    for module in (preferences, sim.analysis.wording):
        monkeypatch.setattr(module, "say_statement", lambda *_: "some quite other words")
    monkeypatch.setattr(preferences, "say_package", lambda named: "a package")
    loaded = load_scenario_text(SCENARIO)
    clauses = preferences.compile_preferences(loaded.model, loaded.packages, "firm")[1]
    assert {clause.name for clause in clauses} == {"some quite other words"}
    after = run(SCENARIO)
    pd.testing.assert_frame_equal(after.worlds, before.worlds)
    pd.testing.assert_frame_equal(after.table, before.table)


def test_what_a_clause_is_called_is_not_part_of_its_key_in_the_cache():
    assert Clause("refuses", (0,), name="a").content() == Clause("refuses", (0,), name="b").content()
    assert Clause("refuses", (0,), key="a").content() != Clause("refuses", (0,), key="b").content()


def test_columns_of_names_without_underscores_before_the_last_keep_their_plain_names():
    assert column_name("points", "union", "pay", "two_percent") == "points_union_pay_two_percent"
    assert column_name("holds", "union") == "holds_union"


@given(
    kind=st.sampled_from(["belief", "points", "lead_days"]),
    one=st.lists(st.text("ab_", min_size=1, max_size=4), min_size=3, max_size=3),
    other=st.lists(st.text("ab_", min_size=1, max_size=4), min_size=3, max_size=3),
)
def test_no_two_lists_of_names_share_a_column(kind: str, one: list[str], other: list[str]):
    for count in (2, 3):
        same = one[:count] == other[:count]
        assert (column_name(kind, *one[:count]) == column_name(kind, *other[:count])) == same


COLLIDING = """
title: Names that end as others begin
start: 2024-01-01
deadline: 2024-03-01
issues:
  a: {options: {none: {}, b_c: {lead_days: {uniform: [1, 2]}}}}
  a_b: {options: {none: {}, c: {lead_days: {uniform: [30, 60]}}}}
seats: {one: {government: a, principal: true}, two: {government: a_b, principal: true}}
governments:
  a: {orders: {a: none > b_c, a_b: none > c}, beliefs: {b_c: {uniform: [0.1, 0.2]}}}
  a_b: {orders: {a: b_c > none, a_b: c > none}, beliefs: {c: {uniform: [0.7, 0.9]}}}
events:
  b_c: {date: 2024-02-01, chance: 0.5}
  c: {date: 2024-02-02, chance: 0.5}
proposals: {days_a_b_c: {a: b_c, a_b: c}}
outcomes: {both: {a: b_c, a_b: c}}
"""


def test_numbers_of_two_governments_never_share_a_column(run):
    worlds = run(COLLIDING, worlds=30).worlds
    assert worlds["belief_a_b_c"].between(0.1, 0.2).all()
    assert worlds["belief_a_b.c"].between(0.7, 0.9).all()
    assert worlds["lead_days_a_b_c"].between(1, 2).all()
    assert worlds["lead_days_a_b.c"].between(30, 60).all()


def test_a_sensitivity_names_the_number_it_is_about(run):
    factors = described_factors(run(COLLIDING, worlds=30))
    assert factors["belief_a_b_c"].axis == "a gives “b c” a chance of (%)"
    assert factors["belief_a_b.c"].axis == "a b gives “c” a chance of (%)"
    assert factors["lead_days_a_b.c"].axis == "a b c (days to settle)"
    assert factors["lead_of_days_a_b_c"].axis == "“days a b c” from signature to force (days)"


def test_values_of_a_sweep_that_read_alike_stay_apart(run, tmp_path):
    run(SCENARIO)
    path, values = "governments.firm.reply_days", [{"median": 5, "note": "once"}, {"median": 5, "note": "again"}, 5]
    found = sim.sweep(sim.load(tmp_path / "talks.yaml"), {path: values}, worlds=4, replications=2)
    first, second, third = dict.fromkeys(found.table[path])
    assert second == f"{first} (2)" and third != first


def test_no_two_pictures_share_a_file(tmp_path):
    names = ["a=0.5", "a=0,5", "a 0 5", "b", "B", "港口", "谈判", "!", "?", "x" * 300, "x" * 300 + "y"]
    stems = list(file_stems("flows", names).values())
    assert len({stem.casefold() for stem in stems}) == len(names)
    assert stems[0] == "flows_a_0_5" and all(len(stem.encode()) < 120 for stem in stems)


def test_scenarios_whose_names_differ_by_a_replaced_character_get_a_picture_each(tmp_path):
    for name in ("base", "a-b", "a b", "a_b"):
        (tmp_path / f"{name}.yaml").write_text(SCENARIO, encoding="utf-8")
    files = [str(tmp_path / f"{name}.yaml") for name in ("base", "a-b", "a b", "a_b")]
    arguments = ["compare", *files, "--worlds", "2", "--replications", "2", "--out", str(tmp_path / "out")]
    answer = call(*arguments)
    assert answer.exit_code == 0, answer.output
    assert {path.stem for path in (tmp_path / "out").glob("*.png")} == {
        "comparison", "flows_a_b", "flows_a_b_2", "flows_a_b_3",
    }  # fmt: skip


def test_files_that_differ_by_their_ending_alone_are_not_given_twice(tmp_path):
    for name in ("talks.yaml", "talks.yml"):
        (tmp_path / name).write_text(SCENARIO, encoding="utf-8")
    arguments = ["compare", str(tmp_path / "talks.yaml"), str(tmp_path / "talks.yml"), "--worlds", "2"]
    assert call(*arguments, "--replications", 2).exit_code == 0


if __name__ == "__main__":
    with pytest.MonkeyPatch.context() as patch:
        text = written(patch)
    GOLDEN.write_text(text, encoding="utf-8")
    sys.stdout.write(f"wrote {GOLDEN.name}\n")
