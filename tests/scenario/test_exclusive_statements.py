"""Statements that exclude each other, and uncertain ones that clash: the same answer from every command."""

from dataclasses import fields
from datetime import date

import numpy as np
import pytest

import sim
from sim.analysis.evidence.report import evidence_report
from sim.analysis.influence.drops import list_drops, without
from sim.errors import ProblemsError
from sim.scenario.as_of import known_by
from sim.scenario.load import check_scenario, load_scenario_text
from sim.scenario.remarks import clashes

TALKS = """
title: A deal before the Commons
start: 2019-10-01
deadline: 2020-01-31
claims:
  c-1: {date: 2019-09-01, claim: The whips count a majority.}
  c-2: {date: 2019-11-01, claim: The rebels count one against.}
issues: {border: {options: {backstop: {}, sea: {}}}, length: {options: {short: {}, long: {}}}}
proposals: {deal: {border: sea, length: long}}
seats: {uk: {government: commons, principal: true}, eu: {government: council, principal: true}}
governments:
  commons:
    orders: {border: sea > backstop, length: short > long}
    statements: STATEMENTS
  council:
    orders: {border: backstop > sea, length: long > short}
outcomes: {deal: {border: sea}, other: {}}
"""
EITHER = "{one_of: [{accepts: deal, weight: 4, claims: [c-1]}, {refuses: deal, weight: 6, claims: [c-2]}]}"
CLASH = "{accepts: deal, credence: 0.5}, {refuses: deal, credence: 0.5}"


def talks(statements: str) -> sim.Scenario:
    loaded = load_scenario_text(TALKS.replace("STATEMENTS", f"[{statements}]"), name="talks.yaml")
    return sim.Scenario(**{part.name: getattr(loaded, part.name) for part in fields(loaded)})


def run(scenario: sim.Scenario, **size: int) -> sim.Outcomes:
    return scenario.run(**{"worlds": 2000, "replications": 1, "seed": 1} | size)


@pytest.fixture(scope="module")
def either() -> sim.Outcomes:
    return run(talks(EITHER))


def test_each_world_takes_in_exactly_one_by_their_weights(either: sim.Outcomes):
    accepts, refuses = (either.worlds[f"holds_commons_1.{side}"].astype(bool) for side in (1, 2))
    assert (accepts != refuses).all()
    assert accepts.mean() == pytest.approx(0.4, abs=0.03)


def test_what_a_world_takes_in_holds_of_its_points(either: sim.Outcomes):
    worlds = either.worlds
    # its length is the worst, so that the deal is worth what its border is worth more than the worst border
    gain = worlds["points_commons_border_sea"] - worlds["no_deal_commons"]
    accepts = worlds["holds_commons_1.1"].astype(bool)
    assert (gain[accepts] >= 1 - 1e-9).all()
    assert (gain[~accepts] <= -1 + 1e-9).all()


def test_with_a_credence_the_other_worlds_take_in_none():
    worlds = run(talks(EITHER.replace("]}]}", "]}], credence: 0.5}"))).worlds
    held = np.column_stack([worlds["holds_commons_1.1"], worlds["holds_commons_1.2"]]).astype(int)
    assert set(held.sum(axis=1)) == {0, 1}
    assert held.mean(axis=0) == pytest.approx([0.2, 0.3], abs=0.03)


def test_three_sides_share_one_coin_and_a_second_statement_of_the_same_words_has_its_own():
    three = "{one_of: [{accepts: deal}, {refuses: deal}, {refuses: {length: long}}]}"
    worlds = run(talks(f"{three}, {three}")).worlds
    first, second = (
        np.column_stack([worlds[f"holds_commons_{n}.{side}"] for side in (1, 2, 3)]).astype(bool) for n in (1, 2)
    )
    assert (first.sum(axis=1) == 1).all()
    assert (second.sum(axis=1) == 1).all()
    # accepting in one and refusing in the other is tossed again; two that agree, and unlike ones that can, remain
    assert not (first[:, 0] & second[:, 1]).any()
    assert (first.argmax(axis=1) != second.argmax(axis=1)).any()


def test_a_side_that_cannot_hold_beside_a_certain_statement_leaves_its_worlds_to_the_others():
    loaded = talks(f"{{accepts: deal}}, {EITHER}")
    check_scenario(loaded)
    assert run(loaded, worlds=200).worlds["holds_commons_2.1"].all()
    (found,) = clashes(loaded.model, loaded.packages)
    assert "accepts deal in 100% (credence 0.4); refuses deal in 0% (credence 0.6)" in found


def test_sides_none_of_which_can_hold_are_refused_with_what_forbids_them():
    with pytest.raises(ProblemsError, match=r"these statements cannot all hold: refuses deal .*; one of: accepts"):
        check_scenario(talks("{refuses: deal}, {one_of: [{accepts: deal}, {accepts: deal, margin: 3}]}"))


def test_each_side_cites_its_own_claims_in_the_evidence():
    statements = evidence_report(talks(EITHER)).governments[0].statements
    assert [(each.number, each.excludes, [claim.id for claim in each.claims]) for each in statements] == [
        ("1.1", ("1.2",), ["c-1"]),
        ("1.2", ("1.1",), ["c-2"]),
    ]
    assert [each.hindsight for each in statements] == [False, True]


def test_as_of_a_day_a_side_not_yet_known_is_left_out_and_the_other_keeps_its_chance():
    (left,) = known_by(talks(EITHER), date(2019, 10, 15)).model.governments["commons"].statements
    assert (left.form, left.credence, left.claims, left.one_of) == ("accepts", 0.4, ("c-1",), None)
    assert not known_by(talks(EITHER), date(2019, 8, 1)).model.governments["commons"].statements


def test_a_claim_that_is_dropped_takes_its_side_along():
    loaded = talks(EITHER)
    drops = {drop.name: drop for drop in list_drops(loaded)}
    (left,) = without(loaded.model, drops["c-1"].removes).governments["commons"].statements
    assert (left.form, left.credence) == ("refuses", 0.6)
    assert without(loaded.model, drops["commons 1"].removes).governments["commons"].statements == ()
    dropped = load_scenario_text(TALKS.replace("STATEMENTS", f"[{EITHER}]") + "drop_claims: [c-1]", name="talks.yaml")
    (resolved,) = dropped.model.governments["commons"].statements
    assert (
        resolved.model_copy(update={"others": left.others}) == left
    )  # read anew, it rests on what came after the start


def test_uncertain_statements_that_clash_are_played_checked_and_reported_alike():
    loaded = talks(CLASH)
    check_scenario(loaded)
    loaded.analyse(worlds=20)
    worlds = run(loaded).worlds
    held = [float(worlds[f"holds_commons_{number}"].mean()) for number in (1, 2)]
    report = evidence_report(loaded).governments[0]
    assert [each.held for each in report.statements] == pytest.approx(held, abs=0.01)
    assert held == pytest.approx([1 / 3, 1 / 3], abs=0.03)
    assert report.pool is not None
    assert report.pool.rejected == pytest.approx(0.25, abs=0.03)
    (found,) = clashes(loaded.model, loaded.packages)
    assert found.startswith("commons: statements of credence below 1 clash, so 2")


def test_a_certain_statement_clashes_with_uncertain_ones_without_being_refused():
    loaded = talks("{accepts: deal}, {refuses: deal, credence: 0.3}")
    check_scenario(loaded)
    assert not run(loaded, worlds=50).worlds["holds_commons_2"].any()
    with pytest.raises(ProblemsError, match="these statements cannot all hold"):
        check_scenario(talks("{accepts: deal}, {refuses: deal}"))
