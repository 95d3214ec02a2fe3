"""What the evidence report says of a small scenario, and of one that cites the library under seeds/."""

import json
import pathlib
from dataclasses import asdict, replace

import numpy as np
import pytest

import sim
from sim.analysis.evidence.report import EvidenceReport, evidence_report
from sim.errors import SimError
from sim.evidence.cache import CACHE_VARIABLE
from sim.evidence.claims import load_library
from sim.present.evidence import parts
from sim.scenario.load import LoadedScenario, load_scenario_text
from sim.scenario.remarks import hindsight
from sim.scenario.starter import starter_scenario
from sim.worlds.preferences import read_preferences

SCENARIO = """
title: Small
start: 2020-10-01
deadline: 2021-02-05
claims:
  a-1: {date: 2020-09-01, claim: FactorDescription by the first side., telling: us}
  a-2: {date: 2020-09-02, claim: FactorDescription by the second side., telling: russia}
  a-3: {date: 2020-12-01, claim: Reported plainly., telling: neutral}
  a-4: {date: 2020-09-04, claim: A column says so., telling: author}
  a-5: {date: 2020-09-05, claim: Nobody cites this., telling: us}
  a-6: {date: 2020-09-06, claim: No telling given.}
issues:
  length: {options: {one: {}, five: {title: five years}}}
  freeze: {options: {none: {}, declared: {lead_days: 7, claims: [a-3]}}}
proposals: {clean: {length: five}}
seats:
  us: {government: trump, principal: true, procedure_days: {median: 3, claims: [a-3], note: an assumption}}
  russia: {government: putin, principal: true, procedure_days: {median: 8, claims: [a-3]}}
governments:
  trump:
    orders: {length: one > five, freeze: declared > none}
    order_claims: {length: [a-1]}
    statements:
      - {refuses: clean, claims: [a-1, a-4]}
      - {refuses_any: {freeze: none}, claims: [a-2]}
      - {accepts: {length: one, freeze: declared}, claims: [a-3]}
      - {prefers: {this: {length: one}, to: clean}, claims: [a-1, a-2], credence: 0.5}
      - {accepts: {freeze: declared}, claims: [a-4]}
      - {accepts: {freeze: declared}}
      - {accepts: {freeze: declared}, claims: [a-6]}
  putin:
    orders: {length: five > one}
    beliefs: {election: 0.4}
    tactic: {aspiration: {beta: 0.5}}
  biden: {points: {length: {one: 10, five: 50}, freeze: {none: 0, declared: 20}}, no_deal: 5}
events:
  election: {date: 2020-11-07, chance: 0.7, claims: [a-3]}
  inauguration: {date: 2021-01-20, if: election, install: {us: biden}, shift: {putin: {freeze: {declared: 5}}}}
outcomes: {five: {length: five}}
"""


@pytest.fixture(autouse=True)
def _without_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, "off")


def _load(text: str = SCENARIO, *settings: str, seeds: bool = False) -> LoadedScenario:
    library = load_library(pathlib.Path("seeds")) if seeds else None
    return load_scenario_text(text, name="small.yaml", settings=settings, library=library)


@pytest.fixture(scope="module")
def report() -> EvidenceReport:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_VARIABLE, "off")
        return evidence_report(_load())


def _setting(report: EvidenceReport, place: str) -> tuple[str, bool, tuple[str, ...]]:
    (found,) = [setting for setting in report.settings if setting.place == place]
    return found.value, found.assumed, found.claims


def test_statements_are_sentences_with_packages_spelt_out(report: EvidenceReport) -> None:
    assert [statement.sentence for statement in report.governments[0].statements[:4]] == [
        "refuses clean (five years, nothing else)",
        "refuses anything with freeze none (2 of 4 packages)",
        "accepts one, freeze declared",
        "prefers one, nothing else to clean",
    ]


def test_a_statement_names_its_place_and_claims(report: EvidenceReport) -> None:
    statement = report.governments[0].statements[0]
    line = 1 + SCENARIO.splitlines().index("      - {refuses: clean, claims: [a-1, a-4]}")
    assert (statement.place, statement.where) == ("governments.trump.statements.0", f"small.yaml:{line}")
    assert [claim.id for claim in statement.claims] == ["a-1", "a-4"]
    assert statement.claims[0].cited_at == (
        "governments.trump.order_claims.length",
        "governments.trump.statements.0",
        "governments.trump.statements.3",
    )


def test_support_is_the_best_telling_under_a_statement(report: EvidenceReport) -> None:
    assert [statement.support for statement in report.governments[0].statements] == [
        "own side",
        "other side",
        "independent",
        "both sides",
        "commentators",
        "assumption",
        "not said",
    ]


def test_hindsight_is_all_claims_known_after_the_start(report: EvidenceReport) -> None:
    late = [statement.hindsight for statement in report.governments[0].statements]
    assert late == [False, False, True, False, False, False, False]


def test_tellings_count_each_claim_of_a_government_once(report: EvidenceReport) -> None:
    assert report.governments[0].tellings == {"us": 1, "author": 1, "russia": 1, "neutral": 1, "": 1}


def test_tightness_is_the_share_of_free_models_left() -> None:
    settings = ("governments.trump.statements=[{accepts: {length: five}, margin: 25}]",)
    (statement,) = evidence_report(_load(SCENARIO, *settings)).governments[0].statements
    # the worst package is worth 0, no deal is even on [-50, 100]: a sixth lies 25 below it
    assert statement.leaves == pytest.approx(1 / 6, abs=0.03)


def test_no_deal_left_is_that_of_the_run_with_the_same_seed(report: EvidenceReport) -> None:
    scenario = _load()
    drawn = read_preferences(scenario.model, scenario.packages, "trump", seed=1).true(np.arange(2048))
    assert report.governments[0].no_deal_left == pytest.approx(np.percentile(drawn.no_deal, [10, 50, 90]))


def test_orders_cite_claims_or_are_assumptions(report: EvidenceReport) -> None:
    trump, putin, _ = report.governments
    assert [(order.issue, order.claims) for order in trump.orders] == [("length", ("a-1",)), ("freeze", ())]
    assert putin.orders[1].order == "not stated: any option may be best, any worst"
    assert putin.orders[1].where == "default"


def test_a_government_of_given_points_has_no_pool(report: EvidenceReport) -> None:
    biden = report.governments[2]
    assert (biden.pool, biden.statements, biden.orders, biden.seats) == (None, (), (), ("us",))
    assert _setting(report, "governments.biden.points.length.five") == ("50", True, ())


@pytest.mark.parametrize(
    ("place", "value", "assumed", "claims"),
    [
        ("issues.freeze.options.declared.lead_days", "7 days", True, ("a-3",)),
        ("seats.us.procedure_days", "median 3 days; spread 0.5", True, ("a-3",)),
        ("seats.russia.procedure_days", "median 8 days; spread 0.5", False, ("a-3",)),
        ("events.election.chance", "0.7", False, ("a-3",)),
        ("events.inauguration.date", "2021-01-20", True, ()),
        ("events.inauguration.shift.putin.freeze.declared", "5 points", True, ()),
        ("governments.putin.beliefs.election", "0.4", True, ()),
        ("governments.{trump,biden}.beliefs.election", "the event's own chance", True, ()),
        ("governments.putin.tactic", "aspiration: beta 0.5, start 1.0", True, ()),
        ("governments.*.legacy", "0", True, ()),
        ("governments.trump.statements.3.credence", "0.5", True, ("a-1", "a-2")),
        ("minds.noise", "4", True, ()),
        ("procedure.signing_cost", "1", True, ()),
    ],
)
def test_numbers_tell_whether_a_claim_carries_them(
    report: EvidenceReport, place: str, value: str, assumed: bool, claims: tuple[str, ...]
) -> None:
    assert _setting(report, place) == (value, assumed, claims)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("governments.a.tactic", "hold out: until 2021-01-20, level 0.9"),
        ("governments.b.tactic", "ultimatum: package clean"),
        ("governments.c.tactic", "script: moves 2020-12-01 year; 2020-12-24 length two"),
        ("governments.e.tactic", "plugin mine:Tactic: push 2.0, name x"),
    ],
)
def test_tactics_are_told_with_their_parameters(place: str, value: str) -> None:
    settings = evidence_report(sim.load("tests/scenarios/valid/tactics.yaml")).settings
    assert [one.value for one in settings if one.place == place] == [value]


def test_a_number_set_on_the_command_line_says_so() -> None:
    settings = evidence_report(_load(SCENARIO, "minds.noise=5")).settings
    assert [one.where for one in settings if one.place == "minds.noise"] == ["--set minds.noise=5"]


def test_the_number_of_imagined_rivals_matters_only_where_rivals_are_unknown() -> None:
    places = {one.place for one in evidence_report(_load(SCENARIO, "minds.rivals_known=true")).settings}
    assert "minds.rivals_known" in places
    assert "minds.imagined_rivals" not in places


def test_unused_claims_are_told_by_document(report: EvidenceReport) -> None:
    (own,) = report.documents
    assert (own.total, [claim.id for claim in own.unused]) == (6, ["a-5"])


def test_disputes_pair_a_cited_claim_with_what_contradicts_it() -> None:
    text = SCENARIO.replace("[a-1, a-4]", "[s3-5, s2-7]")
    report = evidence_report(_load(text, seeds=True))
    pairs = [(one.first.id, one.second.id, bool(one.second.cited_at)) for one in report.disputes]
    assert pairs == [("s3-5", "s2-7", True), ("s3-5", "s3-14", False)]
    used = {document.document: document.total - len(document.unused) for document in report.documents}
    assert used == {"r": 0, "s0": 0, "s1": 0, "s2": 1, "s3": 1, "s4": 0, "": 5}


def test_statements_that_contradict_each_other_are_an_error() -> None:
    text = SCENARIO.replace("      - {accepts: {freeze: declared}}\n", "      - {accepts: clean}\n")
    with pytest.raises(SimError, match="cannot all hold"):
        evidence_report(_load(text))


def test_the_report_is_plain_data(report: EvidenceReport) -> None:
    data = json.loads(json.dumps(asdict(report), default=str))
    assert data["governments"][0]["statements"][0]["claims"][0]["first"] == "2020-09-01"
    assert data["governments"][0]["pool"]["rhat"] < 1.05


def test_claims_that_nothing_uses_are_offered_only_where_there_are_some(report: EvidenceReport) -> None:
    used = replace(report, documents=tuple(replace(each, unused=()) for each in report.documents))
    offered = [("small", "--all lists them.") in parts(each, "full") for each in (report, used)]
    assert offered == [True, False]


def test_what_is_assumed_while_claims_are_not_known_is_shown() -> None:
    days = "{median: {by_claim: [{value: 3, claims: [a-3]}, {value: 9}]}, claims: [a-3], otherwise: {median: 15}}"
    report = evidence_report(_load(SCENARIO, f"seats.us.procedure_days={days}"))
    value, assumed, claims = _setting(report, "seats.us.procedure_days")
    assert "; assumed while its claims are not known: median 15 days; spread 0.5" in value
    assert value.endswith("; assumed while none of these is known: 9")
    assert (assumed, claims) == (False, ("a-3",))


def test_what_a_plural_states_is_told_in_the_plural():
    scenario = sim.load(starter_scenario()).with_("governments.union.title=The dock workers")
    text = str(scenario.evidence())
    assert "they …" in text and " accept union goal" in text and " refuse anything" in text
    assert "it …" in text and " prefers compromise" in text


def test_who_is_not_at_the_table_is_no_other_side():
    text = SCENARIO.replace("telling: russia", "telling: press")
    shown = evidence_report(_load(text)).text()
    assert "told by others than its own side, none independent" in shown and "other side" not in shown


def test_of_orders_those_are_counted_that_are_stated() -> None:
    late = _load(SCENARIO.replace("order_claims: {length: [a-1]}", "order_claims: {length: [a-3]}"))
    sentence = [part[1] for part in parts(evidence_report(late), "full") if isinstance(part, tuple)]
    assert "1 of 3 orders" in hindsight(late) and f"{hindsight(late)}." in sentence


def test_like_defaults_name_the_claims_of_all_of_them() -> None:
    text = SCENARIO.replace("orders: {length: five > one}", "statements: [{accepts: clean, claims: [a-3]}]")
    text = text.replace("date: 2020-09-04", "date: 2020-12-04").replace("claims: [a-1, a-4]", "claims: [a-4]")
    others = {each.place: each.claims for each in evidence_report(_load(text)).settings}
    assert others["governments.{trump,putin}.statements.0.others"] == ("a-4", "a-3")
