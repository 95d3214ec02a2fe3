"""Comparisons: the same luck, paired errors, flows, and scenarios that differ in their outcomes."""

import json
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.analysis.comparison.comparison import Comparison
from sim.analysis.comparison.differences import scenario_differences
from sim.analysis.comparison.same_luck import paired_difference
from sim.errors import SimError
from sim.rendering.page import Rows

PORT = Path(__file__).parent.parent / "ensemble" / "port.yaml"


@pytest.fixture(scope="module")
def port():
    return sim.load(PORT)


@pytest.fixture(scope="module")
def found(port):
    scenarios = {
        "port": port,
        "no vote": port.with_("events.vote.chance=0"),
        "renamed": port.with_({"outcomes": {"high wage": {"wage": "high"}, "brief": {"hours": "short"}}}),
        "hard": port.with_({"governments.union.no_deal": {"uniform": [20, 60]}}),
    }
    return sim.compare(scenarios, worlds=60, replications=8, seed=3)


def test_a_scenario_differs_from_itself_in_nothing(port):
    same = sim.compare({"a": port, "b": port.with_()}, worlds=10, replications=4)
    assert str(same.changes("b")) == "nothing that a play depends on"
    assert (same.differences()["difference"] == 0).all() and not same.differences()["flagged"].any()
    assert same.moved("b") == (0.0, 0.0)
    flows = same.flows("b").to_numpy()
    assert (flows == np.diag(np.diag(flows))).all() and flows.sum() == 40


def test_differences_are_those_of_runs_made_apart(port, found):
    apart = port.with_("events.vote.chance=0").run(worlds=60, replications=8, seed=3).probabilities()["probability"]
    base = port.run(worlds=60, replications=8, seed=3).probabilities()["probability"]
    rows = found.differences().loc["no vote"].loc[base.index]
    np.testing.assert_allclose(rows["difference"], apart - base)


def test_the_paired_error_is_that_of_the_worlds_own_differences(found):
    shares = [found.runs[name].worlds["share_lapsed"].to_numpy() for name in ("port", "no vote")]
    row = found.differences().loc[("no vote", "lapsed")]
    d = shares[1] - shares[0]
    assert row["standard_error"] == pytest.approx(d.std(ddof=1) / np.sqrt(60))
    assert row["unpaired_error"] == pytest.approx(np.sqrt((shares[0].var(ddof=1) + shares[1].var(ddof=1)) / 60))
    assert row["correlation"] == pytest.approx(np.corrcoef(*shares)[0, 1])
    assert row["standard_error"] < row["unpaired_error"]
    assert found.correlation("no vote") > 0.8


def test_flows_add_up_to_the_endings_of_both(found):
    for name in found.variations:
        flows = found.flows(name)
        for side, axis in (("port", 1), (name, 0)):
            counts = found.runs[side].table["outcome"].value_counts().reindex(found.runs[side].names)
            assert flows.sum(axis=axis).tolist() == counts.tolist()


def test_an_outcome_of_one_scenario_alone_has_no_difference_but_is_in_the_flows(found):
    rows = found.differences().loc["renamed"]
    assert rows.loc[["short hours", "brief"]].drop(columns="flagged").isna().all(axis=None)
    assert not rows.loc[["short hours", "brief"], "flagged"].any()
    probabilities = found.probabilities()["probability"]
    assert np.isnan(probabilities["port", "brief"]) and np.isnan(probabilities["renamed", "short hours"])
    assert probabilities["renamed", "brief"] == probabilities["port", "short hours"]
    flows = found.flows("renamed")
    assert flows.at["short hours", "brief"] == flows.loc["short hours"].sum() > 0
    assert found.names == ("high wage", "short hours", "brief", "other agreement", "agreed too late", "lapsed")
    assert "only in one" in str(found)


def test_rows_of_flows_stand_in_the_order_of_their_letters(found):
    for name in found.variations:
        rows = [part for part in found.parts() if isinstance(part, Rows) and part.head[:1] == ("",)]
        assert rows
        for part in rows:
            letters = [row[0].split()[0] for row in part.body]
            assert letters == sorted(letters), (name, letters)
            assert list(part.head[1:]) == sorted(part.head[1:])
    brief = next(row for part in rows for row in part.body if row[0].endswith("  brief"))
    assert set(brief[1:]) == {"·"}  # how plays end in the other scenario alone


def test_an_end_that_cannot_come_about_has_probability_zero(port):
    everything = {"high wage": {"wage": "high"}, "any": {}}
    two = sim.compare({"a": port, "b": port.with_({"outcomes": everything})}, worlds=10, replications=2)
    assert two.probabilities().loc[("b", "other agreement"), "probability"] == 0
    assert not np.isnan(two.differences().loc[("b", "other agreement"), "difference"])


def test_whose_preferences_differ_is_told(found):
    assert found.preferences_differ("no vote") == ()
    assert found.preferences_differ("hard") == ("union",)
    assert "The evidence on union differs" in str(found)


def test_timing_is_of_the_plays_signed(found):
    timing = found.timing()
    table = found.runs["hard"].table
    assert timing.loc["hard", "signed"] == table["signed"].notna().mean()
    assert timing.loc["hard", "median_signed"] == table["signed_date"].median()
    assert timing.loc["port", "median_shift_days"] == 0


def test_one_world_is_compared_play_by_play(port):
    one = sim.compare({"a": port, "b": port.with_("events.vote.chance=0")}, worlds=1, replications=40)
    row = one.differences().loc[("b", "lapsed")]
    assert row["standard_error"] >= 0 and row["low"] <= row["difference"] <= row["high"]


def test_plain_data_and_words_hold_all_of_it(found):
    data = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert data["compared"]["no vote"]["changes"] == [{"place": "events.vote.chance", "was": "0.5", "now": "0"}]
    assert sum(map(sum, (row.values() for row in data["compared"]["hard"]["flows"].values()))) == 480
    assert max(map(len, str(found).splitlines())) <= 100
    assert "<table>" in found._repr_html_() and "events.vote.chance: 0.5 -&gt; 0" in found._repr_html_()


@pytest.mark.parametrize("settings", [{"worlds": 5}, {"seed": 9}])
def test_runs_of_other_luck_or_size_are_not_compared(port, settings):
    size = {"worlds": 4, "replications": 2, "seed": 1}
    with pytest.raises(SimError, match="same seed, worlds and replications"):
        Comparison({"a": port.run(**size), "b": port.run(**(size | settings))})


def test_one_scenario_is_nothing_to_compare(port):
    with pytest.raises(SimError, match=r"at least two scenarios are needed \(found 1\)"):
        sim.compare({"a": port})


@pytest.mark.parametrize(("worlds", "flagged"), [(0, False), (5, False), (6, True)])
def test_six_worlds_that_differ_alike_are_the_least_that_stand_out(worlds, flagged):
    base = np.zeros((500, 1))
    other = base.copy()
    other[:worlds] = 0.3
    found = paired_difference(base, other)
    assert found.excludes_zero.tolist() == [flagged]
    assert found.low[0] < found.difference[0] < found.high[0]


def test_intervals_hold_the_true_difference_as_often_as_they_say():
    rng = np.random.default_rng(5)
    held = []
    for _ in range(400):
        p = rng.beta(0.4, 1.2, 150)[:, None]
        shared = rng.random((150, 12, 1))
        base, other = ((shared < q[:, None]).mean(axis=1) for q in (p, 0.9 * p))
        found = paired_difference(base, other)
        held.append(found.low[0] <= -0.1 * 0.25 <= found.high[0])
    assert 0.92 <= np.mean(held) <= 0.98


def test_statements_are_matched_by_what_they_say():
    start = sim.load(PORT.parents[2] / "scenarios" / "new_start" / "baseline.yaml")
    place = "governments.trump.statements"
    varied = start.with_(
        {f"{place}.1": {"accepts": "clean_five_years"}, f"{place}.6.credence": 0.5, f"{place}.2.note": "x"}
    )
    found = scenario_differences(start, varied)
    assert [str(change) for change in found.changes] == [
        "governments.trump.statements[1]: refuses clean five years, credence 0.9 -> "
        "accepts clean five years, no claim",
        "governments.trump.statements[6]: refuses year and freeze, credence 0.9, 0 to others -> "
        "refuses year and freeze, credence 0.5, 0 to others",
    ]
    assert found.texts == ("governments.trump.statements[2]",)


def test_a_deadline_on_one_of_several_days_is_compared_with_any_other():
    one_of = {"one_of": ["2024-03-01", {"date": "2024-03-08", "weight": 2}]}
    port = sim.load(PORT)
    assert str(scenario_differences(port, port.with_({"deadline": one_of}))).endswith(
        "-> one of 2024-03-01 and date 2024-03-08, weight 2"
    )


def test_what_only_one_scenario_has_is_added_or_removed():
    port = sim.load(PORT)
    event = {"date": "2024-02-20", "chance": {"uniform": [0.2, 0.4]}, "suspend": {"days": 3}}
    events = {**port.located.data["events"], "lockout": event}
    varied = port.with_({"exclusions": [], "seats.firm.procedure_days": 4}, events=events)
    text = str(scenario_differences(port, varied)).splitlines()
    assert text == [
        "exclusions[0]: removed: wage high, hours short",
        "seats.firm.procedure_days: 0 -> 4",
        "events.lockout: added: date 2024-02-20, chance 0.2 to 0.4, evenly, suspend days 3",
    ]
    assert "events.lockout: removed: date" in str(scenario_differences(varied, port))


def test_statements_that_exclude_each_other_are_compared_in_words():
    recipe = sim.load("scenarios/recipes/contradicting_tellings.yaml")
    varied = recipe.with_("governments.members.statements.1.one_of.0.weight=12")
    place = "governments.members.statements[1]"
    words = "one of: accepts october deal, weight {}; refuses october deal, weight 6"
    assert str(scenario_differences(recipe, varied)) == f"{place}: {words.format(4)} -> {words.format(12)}"
    without = recipe.with_({"governments.members.statements": []})
    assert f"{place}: removed: {words.format(4)}" in str(scenario_differences(recipe, without))


VALID = sorted(Path("tests/scenarios/valid").glob("*.yaml"))


@pytest.mark.parametrize("place", range(len(VALID)), ids=lambda place: VALID[place].stem)
def test_any_two_scenarios_can_be_told_apart(place):
    first, second = sim.load(VALID[place - 1]), sim.load(VALID[place])
    for one, another in ((first, second), (second, first)):
        assert str(scenario_differences(one, another))


def test_heads_of_columns_are_the_names_that_were_given():
    port = sim.load(PORT)
    setting = "governments.union.cost_per_day=0.1"
    found = sim.compare(
        {"my_port": port, "no_vote": port.with_("chance.vote=0"), setting: port.with_(setting)}, worlds=4
    )
    heads = [part.head for part in found.parts("full") if hasattr(part, "head") and part.head[:1] == ("outcome",)]
    assert [head[1:3] for head in heads] == [("my_port", "no_vote"), ("my_port", "here")]
