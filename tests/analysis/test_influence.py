"""Dropping evidence: what falls with what, models coupled rightly, shifts with honest errors."""

import json
from random import Random

import numpy as np
import pytest
from scipy.stats import kstest

import sim
from sim.analysis.influence import replays as replays_module
from sim.analysis.influence.alternatives import list_alternatives
from sim.analysis.influence.coupled_pools import couple
from sim.analysis.influence.drops import list_drops, without
from sim.analysis.influence.influence import influence
from sim.analysis.influence.replays import Replays
from sim.ensemble.execution import RunSize
from sim.ensemble.play import play_ensemble
from sim.errors import ProblemsError, SimError
from sim.evidence.clauses import Clause
from sim.evidence.pools import draw_pool
from sim.evidence.space import PreferenceSpace
from sim.scenario.load import load_scenario_text
from sim.scenario.starter import starter_scenario
from tests.reference.random_files import random_data, read
from tests.scenario.test_exclusive_statements import talks

SPACE = PreferenceSpace(
    (("term", ("one", "five")), ("checks", ("no", "yes"))),
    np.array([[0, 0], [0, 1], [1, 0], [1, 1]]),
    (((1,), (0,)), ((0,), (1,))),
)
ACCEPTS, REFUSES = Clause("accepts", (2,), name="accepts"), Clause("refuses", (3,), name="refuses", credence=0.6)
PREFERS = Clause("prefers", (3,), other=0, name="prefers", margin=5.0)


def pool(*clauses):
    return draw_pool(SPACE, clauses, name="us", seed=3, size=2048)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((ACCEPTS,), ()),
        ((), (ACCEPTS,)),
        ((ACCEPTS, REFUSES, PREFERS), (ACCEPTS, REFUSES)),
        ((ACCEPTS, REFUSES), (REFUSES, PREFERS)),
        ((PREFERS,), (REFUSES,)),
    ],
    ids=["fewer", "more", "one of three", "another", "apart"],
)
def test_a_coupled_pool_is_distributed_as_one_drawn_afresh(before, after):
    fresh = draw_pool(SPACE, after, name="someone else", seed=4, size=2048)
    coupled = couple(pool(*before), before, pool(*after), after)
    for column in (1, 2, 4):
        if np.ptp(fresh.x[:, column]):
            assert kstest(coupled.x[:, column], fresh.x[:, column]).pvalue > 1e-3
    worth = fresh.values[:, 2] - fresh.no_deal, coupled.values[:, 2] - coupled.no_deal
    assert kstest(*worth).pvalue > 1e-3


def test_nothing_changed_keeps_every_model():
    same = pool(ACCEPTS, REFUSES)
    kept = couple(same, (ACCEPTS, REFUSES), pool(ACCEPTS, REFUSES), (ACCEPTS, REFUSES))
    assert (kept.x == same.x).all()


def test_the_share_kept_is_the_share_of_volume():
    kept = couple(pool(ACCEPTS), (ACCEPTS,), pool(), ())
    free = draw_pool(SPACE, (), name="free", seed=5, size=2048)
    volume = (free.values[:, 2] - free.no_deal >= 1).mean()
    assert (kept.x == pool(ACCEPTS).x).all(axis=1).mean() == pytest.approx(volume, abs=0.04)


@pytest.fixture(scope="module")
def starter():
    return load_scenario_text(starter_scenario())


def test_a_claim_falls_only_with_statements_that_rest_on_it_alone(starter):
    drops = {(drop.kind, drop.name): drop for drop in list_drops(starter)}
    body = starter.model.governments["union"]
    alone = [number for number, one in enumerate(body.statements) if one.claims == ("u-1",)]
    assert drops["claim", "u-1"].removes == {("union", number) for number in alone}
    assert drops["government", "union"].removes == {("union", number) for number in range(len(body.statements))}


def test_what_is_left_keeps_its_claims_and_so_its_coins(starter):
    changed = without(starter.model, [("union", 1)])
    before, after = starter.model.governments["union"].statements, changed.governments["union"].statements
    assert after == (before[0], *before[2:])
    assert changed.governments["management"] == starter.model.governments["management"]


@pytest.fixture(scope="module")
def found(starter):
    return influence(starter, worlds=12, replications=3)


def test_each_row_shares_luck_with_the_whole(found, starter):
    assert found.probability.sum() == pytest.approx(1)
    for row in found.rows:
        if row.shift is not None:
            assert row.shift.difference.sum() == pytest.approx(0, abs=1e-12)
    largest = [0.0 if row.shift is None else abs(row.shift.difference).max() for row in found.rows]
    assert largest == sorted(largest, reverse=True)


def test_a_shift_is_that_of_a_run_of_the_coupled_scenario(found, starter):
    replays = Replays(starter, RunSize(12, 3))
    row = next(row for row in found.rows if row.shift is not None)
    again = replays.shift(without(starter.model, row.removes))
    assert (again.difference == row.shift.difference).all()


def test_coupling_shrinks_the_error_and_keeps_the_mean(starter):
    removed = [("union", 0)]
    replays = Replays(starter, RunSize(200, 3))
    coupled = replays.shift(without(starter.model, removed))
    afresh = Replays(starter, RunSize(200, 3, 2)), Replays(starter, RunSize(200, 3, 3))
    others = [one.shift(without(starter.model, removed)) for one in afresh]
    for other in others:
        spread = np.hypot(other.standard_error, coupled.standard_error) + 1e-9
        assert (abs(other.difference - coupled.difference) < 4 * spread + 0.01).all()
    assert (coupled.standard_error <= coupled.unpaired_error + 1e-12).all()


def test_tables_are_plain_data(found):
    table = found.table()
    assert set(table["outcome"]) == set(found.names)
    assert set(table["kind"]) <= {"statement", "claim", "document", "telling", "government"}
    plain = found.as_dict()
    assert len(plain["rows"]) == len(found.rows)
    assert plain["probability"][found.likeliest] == max(plain["probability"].values())


def test_an_interrupt_keeps_what_is_done(starter, monkeypatch):
    whole, groups = Replays._parts, []

    def stopping(self, runs, *rest):
        if groups:
            raise KeyboardInterrupt
        groups.append(runs)
        return whole(self, runs, *rest)

    monkeypatch.setattr(Replays, "_parts", stopping)
    monkeypatch.setattr(replays_module, "_AT_ONCE", 2)
    part = influence(starter, worlds=10, replications=2)
    assert [len(runs) for runs in groups] == [2]
    assert sum(row.shift is not None for row in part.rows) == 2
    assert part.undone
    assert {*part.undone}.isdisjoint(drop for row in part.rows for drop in row.drops)


def shifts_alone(scenario, size, models):
    """Return what each change does, each played by itself as any run is."""
    replays = Replays(scenario, size)
    whole = replays._shares(scenario.model, play_ensemble(replays.source, worlds=size.worlds, replications=2).part)[0]
    for model in models:
        source = replays.changed(model)
        if source is None:
            yield None
            continue
        played = play_ensemble(source, worlds=size.worlds, replications=size.replications)
        yield replays._shares(model, played.part)[0] - whole


@pytest.mark.parametrize("name", ["starter", "new_start"])
def test_changes_played_together_do_what_each_does_alone(name, starter, monkeypatch):
    monkeypatch.setattr(replays_module, "_AT_ONCE", 5)
    scenario, every = (starter, 3) if name == "starter" else (sim.example("new_start"), 12)
    models = [without(scenario.model, *drop.falls) for drop in list_drops(scenario)]
    models = [*models, *(each.model for each in list_alternatives(scenario))][::every]
    size = RunSize(6, 2, 4)
    alone = [*shifts_alone(scenario, size, models)]
    assert sum(shift is not None for shift in alone) > 5
    for workers in (1, 2):
        reports, replays = [], Replays(scenario, size, workers=workers)
        found = dict(replays.shares_with(models, lambda *numbers, reports=reports: reports.append(numbers)))
        assert reports == sorted(reports)
        assert reports[-1] == (len(models) + 1, len(models) + 1)
        for place, shift in enumerate(alone):
            same = found[place] is replays.shares
            assert same if shift is None else (found[place] - replays.shares == shift).all()


def with_statements(number):
    """Return the first random scenario from a number on that says what governments want, and that can be read."""
    while True:
        try:
            scenario = read(random_data(Random(number), statements=True))
        except ProblemsError:
            number += 100
            continue
        if list_drops(scenario):
            return scenario
        number += 100


@pytest.mark.parametrize("number", range(2000, 2012))
def test_in_random_scenarios_too_whatever_statement_is_dropped(number):
    scenario = with_statements(number)
    drops = [drop for drop in list_drops(scenario) if drop.kind == "statement"][:6]
    models = [without(scenario.model, *drop.falls) for drop in drops]
    size = RunSize(3, 2, 4)
    replays = Replays(scenario, size)
    together = dict(replays.shares_with(models))
    for place, alone in enumerate(shifts_alone(scenario, size, models)):
        found = together[place]
        assert (found is replays.shares) if alone is None else (found - replays.shares == alone).all()


def test_one_change_that_cannot_be_stops_no_other():
    scenario = talks("{accepts: deal}")
    (government,) = (name for name, body in scenario.model.governments.items() if body.statements)
    other = talks("{accepts: deal}, {refuses: deal}").model
    quiet = without(scenario.model, [(government, 0)])
    found = dict(Replays(scenario, RunSize(4, 2)).shifts([other, quiet, scenario.model]))
    assert isinstance(found[0], SimError)
    assert found[1] is not None
    assert found[2] is None


def test_mistakes_are_told(found, starter):
    with pytest.raises(SimError, match="at least 2"):
        influence(starter, worlds=1)
    with pytest.raises(SimError, match="Did you mean 'lapsed'"):
        found.place("lapsd")


def test_it_is_on_the_face_of_the_package():
    assert sim.influence is influence


PORT = """
title: Port
start: 2024-01-01
deadline: 2024-03-01
claims:
  quick: {date: 2024-01-01, claim: It takes a week.}
  slow: {date: 2024-01-01, claim: It takes a year.}
  other: {date: 2024-01-01, claim: They say so too.}
issues: {wage: {options: {low: {}, high: {}}}}
seats:
  firm: {government: board, principal: true, procedure_days: {median: {by_claim: [
    {value: 7, claims: [quick]}, {value: 365, claims: [slow, other]}, {value: 30}]}, spread: 0}}
  union: {government: union, principal: true}
governments:
  board: {points: {wage: {low: 100, high: 40}}, no_deal: 10, reply_days: 1}
  union: {points: {wage: {low: 40, high: 100}}, no_deal: 10, reply_days: 1}
outcomes: {deal: {}}
"""


def test_values_of_numbers_fall_with_the_claims_that_tell_them():
    """A week or a year until it is in force, half of the worlds each: in time, or never."""
    scenario = load_scenario_text(PORT)
    drops = {drop.name: drop for drop in list_drops(scenario) if drop.kind == "claim"}
    path = ("seats", "firm", "procedure_days", "median")
    assert drops["quick"].values == {(path, 0)}
    assert not drops["slow"].values and not drops["other"].values  # either alone carries it
    found = influence(scenario, worlds=60, replications=2)
    (row,) = found.rows
    assert [drop.name for drop in row.drops] == ["quick"] and row.shift is not None
    k = found.names.index("deal")
    assert 0.3 < found.probability[k] < 0.7
    assert row.shift.difference[k] == pytest.approx(-found.probability[k])
    assert "seats.firm.procedure_days.median.by_claim.0" in found.to_json()


def test_orders_spans_and_adjustments_fall_with_their_claims():
    loaded = load_scenario_text(
        starter_scenario(),
        settings=[
            "governments.union.order_claims={raise: [u-1]}",
            "governments.union.reply_days={median: 3, claims: [u-1], otherwise: {median: 9}}",
        ],
    )
    (drop,) = (drop for drop in list_drops(loaded) if drop.name == "u-1")
    assert ("governments", "union", "orders", "raise") in drop.parts
    assert ("governments", "union", "reply_days") in drop.parts
    body = without(loaded.model, *drop.falls).governments["union"]
    assert "raise" not in body.orders and body.reply_days.median == 9


def test_options_nobody_foresees_fall_with_their_claims_and_all_that_is_said_of_them():
    loaded = sim.load("tests/scenarios/valid/an_option_nobody_foresees.yaml", settings=["record=[]"])
    (drop,) = (drop for drop in list_drops(loaded) if (drop.kind, drop.name) == ("claim", "later"))
    assert ("issues", "ports", "options", "third") in drop.parts
    fewer = without(loaded.model, *drop.falls)
    assert fewer.governments["farm"].adjustments == ()
    assert len(fewer.governments["farm"].statements) == 2  # of a swap for a third port nothing is left to say
    found = influence(loaded, worlds=20, replications=3)
    (row,) = (row for row in found.rows if drop in row.drops)
    swapped = found.place("swapped")
    assert found.probability[swapped] > 0
    assert row.shift.difference[swapped] == pytest.approx(-found.probability[swapped])
    assert "issues.ports.options.third" in found.to_json()


LIBRARY = {
    "a": {"a-1": "One week.", "a-2": "Low."},
    "b": {"b-1": "A year."},
}


def test_shapley_values_add_up_to_what_all_documents_make(tmp_path):
    """A week by the one or by neither, a year by the other: never in time by b alone."""
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for name, claims in LIBRARY.items():
        rest = "actor: us, kind: procedure, informs: x, confidence: high, telling: neutral"
        lines = [f"  {key}: {{date: 2023-12-01, claim: {text}, {rest}}}" for key, text in claims.items()]
        head = f"document: {name}\ntitle: {name}\nauthor: x\noutlet: o\npublished: 2023-12-01\n"
        head += "dating: x\nkind: news\nvoice: x\nslant: x\n"
        (seeds / f"{name}.yaml").write_text(head + "claims:\n" + "\n".join(lines) + "\n")
    text = PORT.replace("[quick]", "[a-1]").replace("[slow, other]", "[b-1]").replace("value: 30", "value: 7")
    start, stop = text.index("claims:\n"), text.index("issues:")
    file = tmp_path / "port.yaml"
    file.write_text(text[:start] + text[stop:])
    found = influence(sim.load(file), worlds=60, replications=2, shapley=True)
    k = found.names.index("deal")
    values = {each.names: each.value.difference[k] for each in found.documents}
    p = found.probability[k]  # v(a, b) = p, v(b) = 0, v(a) = v(neither) = q
    (row,) = (row for row in found.rows if "b" in [drop.name for drop in row.drops])
    q = p + row.shift.difference[k]
    assert 0 < p < q
    assert values[("a",)] == pytest.approx(p / 2)
    assert values[("b",)] == pytest.approx(-q / 2 + (p - q) / 2)
    assert "Shapley" in str(found) and json.loads(found.to_json())["documents"]


def test_a_value_without_claims_is_taken_when_all_others_fall():
    scenario = load_scenario_text(PORT.replace("slow, other", "quick"))
    (drop,) = (drop for drop in list_drops(scenario) if drop.kind == "claim")
    assert len(drop.values) == 2
    number = without(scenario.model, drop.removes, drop.values).seats["firm"].procedure_days.median
    assert number.in_words() == "30"
