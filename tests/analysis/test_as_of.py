"""As of a date: what was known is used, and nothing else: no fact of later moves a forecast in any bit."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from click.testing import CliRunner

import sim
from sim.analysis.forecasts.as_of import choose_dates, claims_known, last_day, news, say_entries
from sim.cli.group import main
from sim.errors import SimError
from sim.evidence.claims import ClaimLibrary
from sim.scenario.as_of import known_by
from sim.scenario.event import Actual
from sim.scenario.load import load_scenario_text
from sim.scenario.remarks import hindsight, undated
from sim.scenario.vary import vary

BASELINE = "scenarios/new_start/baseline.yaml"
AS_OF = date(2020, 10, 18)
SMALL = {"worlds": 6, "replications": 3}


@pytest.fixture(scope="module")
def scenario():
    return sim.load(BASELINE)


@pytest.fixture(scope="module")
def outcomes(scenario):
    return scenario.run(**SMALL, as_of=AS_OF)


def with_model(scenario, **changes):
    return replace(scenario, model=scenario.model.model_copy(update=changes))


def with_claims(scenario, change):
    """The scenario beside a library in which every claim known after the date is changed."""
    documents = []
    for document in scenario.library.documents:
        claims = {}
        for name, claim in document.claims.items():
            claims[name] = claim if scenario.library.known(name) <= AS_OF else change(claim)
        documents.append(document.model_copy(update={"claims": claims}))
    return replace(scenario, library=ClaimLibrary(tuple(documents)))


def without_later_citations(scenario):
    """The scenario as it would have been written without the claims that came later."""
    known = set(scenario.library.known_by(AS_OF))
    governments = {}
    for name, body in scenario.model.governments.items():
        statements = tuple(
            each.model_copy(update={"claims": tuple(claim for claim in each.claims if claim in known)})
            for each in body.statements
            if known & {*each.claims}
        )
        late = {issue for issue, claims in body.order_claims.items() if not known & {*claims}}
        orders, claims = (
            {issue: part for issue, part in parts.items() if issue not in late}
            for parts in (body.orders, body.order_claims)
        )
        governments[name] = body.model_copy(
            update={"statements": statements, "orders": orders, "order_claims": claims}
        )
    return with_model(scenario, governments=governments)


CHANGES = {
    "later entries of the record dropped": lambda it: with_model(
        it, record=tuple(entry for entry in it.model.record if entry.day <= AS_OF)
    ),
    "later entries of the record turned round": lambda it: with_model(
        it,
        record=tuple(
            entry
            if entry.day <= AS_OF
            else entry.model_copy(update={"happened": not entry.happened})
            if entry.event
            else entry.model_copy(update={"tables": "september_paper", "refuses": None, "withdraws": None})
            for entry in it.model.record
        ),
    ),
    "later claims say something else": lambda it: with_claims(
        it, lambda claim: claim.model_copy(update={"claim": "The opposite.", "confidence": "low"})
    ),
    "later claims become known later still": lambda it: with_claims(
        it, lambda claim: claim.model_copy(update={"known": date(2021, 1, 31)})
    ),
    "later claims were never cited": without_later_citations,
    "another end": lambda it: with_model(it, actual=Actual(outcome="lapsed")),
    "no end": lambda it: with_model(it, actual=None),
    "later odds changed": lambda it: with_model(
        it, published_odds={"biden_wins": {date(2020, 10, 1): 0.5, date(2020, 11, 2): 0.01}}
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_no_fact_of_later_moves_a_forecast(scenario, outcomes, change):
    found = CHANGES[change](scenario).run(**SMALL, as_of=AS_OF)
    pd.testing.assert_frame_equal(found.table, outcomes.table, check_exact=True)
    pd.testing.assert_frame_equal(found.worlds, outcomes.worlds, check_exact=True)


def test_facts_of_before_do_move_it(scenario, outcomes):
    shorter = with_model(scenario, record=scenario.model.record[:1])
    assert not shorter.run(**SMALL, as_of=AS_OF).table.equals(outcomes.table)


def test_statements_rest_on_what_was_known(scenario):
    then = known_by(scenario, date(2020, 10, 16)).model.governments
    trump = [statement.refuses or statement.accepts for statement in then["trump"].statements]
    assert "year_and_freeze" not in trump, "Moscow offered it on the 20th"
    accepted = next(each for each in then["trump"].statements if each.accepts == "year_and_cap")
    assert accepted.claims == ("r-20", "r-23")
    assert "r-61" not in then["putin"].order_claims["extension"]


def test_orders_rest_on_what_was_known(scenario):
    whole = scenario.model.governments["putin"]
    then = known_by(scenario, date(2020, 10, 16)).model.governments["putin"]
    late = [
        issue
        for issue, claims in whole.order_claims.items()
        if not any(scenario.known(c) <= date(2020, 10, 16) for c in claims)
    ]
    assert late
    assert set(whole.orders) - set(then.orders) == set(late)
    assert "orders" not in undated(scenario, date(2020, 10, 16))


MANY = """
title: Talks
start: 2020-01-01
deadline: 2020-03-01
claims: {c-1: {date: 2020-02-10, claim: They said so.}}
issues:
  a: {options: {one: {}, two: {}, three: {}, four: {}, five: {}, six: {}, seven: {}, eight: {}, nine: {}}}
  b: {options: {one: {}, two: {}, three: {}}}
seats: {x: {government: us, principal: true}, y: {government: them, principal: true}}
governments:
  us:
    orders: {a: one > two > three > four > five > six > seven > eight > nine, b: one > two > three}
    order_claims: {a: [c-1], b: [c-1]}
    adjustments: [{name: both, when: {a: six}, points: 5, claims: [c-1]}]
  them: {orders: {a: nine > eight > seven > six > five > four > three > two > one, b: three > two > one}}
outcomes: {any: {}}
"""


def test_an_order_that_cannot_be_left_out_stays_and_is_named():
    many = load_scenario_text(MANY)
    # 72 pairs of best and worst option on a, 6 on b: more than 256 together, so the issue with fewer options goes
    then = known_by(many, date(2020, 1, 5)).model.governments["us"]
    assert (list(then.orders), then.order_claims) == (["a"], {})
    assert undated(many, date(2020, 1, 5)).endswith("kept: orders, as too many issues would be without one: a (us)")
    assert undated(many, date(2020, 2, 10)) == ""


def test_hindsight_is_counted_by_kind():
    assert hindsight(load_scenario_text(MANY)) == (
        "2 of 4 orders and 1 of 1 adjustments rest only on claims known after the start, 2020-01-01: "
        "sim run --as-of leaves out what it can"
    )
    assert hindsight(load_scenario_text(MANY.replace("2020-02-10", "2020-01-01"))) == ""


def test_a_plain_run_says_what_is_hindsight_and_a_run_as_of_a_day_does_not(tmp_path):
    (tmp_path / "many.yaml").write_text(MANY, encoding="utf-8")
    size = ["--worlds", "3", "--replications", "1", "--workers", "1"]
    for more, part in (([], "known after the start"), (["--as-of", "2020-01-05"], "are kept: orders")):
        done = CliRunner().invoke(main, ["run", str(tmp_path / "many.yaml"), *size, *more])
        assert done.exit_code == 0
        assert [
            line
            for line in ("known after the start", "are kept: orders")
            if line in (done.stderr + done.stdout).replace("\n", " ")
        ] == [part]
    moves = ["conduct", "--window", "3"]
    for words in (moves, ["report", "--out", str(tmp_path / "page.html")], ["play", "--seat", "x"]):
        asked = [words[0], str(tmp_path / "many.yaml"), *words[1:], *(size if words[0] != "play" else [])]
        assert "2 of 4 orders" in CliRunner().invoke(main, asked, input="").stderr, words
    assert "2 of 4 orders" in CliRunner().invoke(main, ["check", str(tmp_path / "many.yaml")]).stderr
    shown = CliRunner().invoke(main, ["evidence", str(tmp_path / "many.yaml")]).stdout
    assert shown.count("c-1; known only after the start") == 2


def test_claims_that_became_known_between_two_days_are_named():
    many = load_scenario_text(MANY)
    days = [date(2020, 1, 1), date(2020, 2, 9), date(2020, 2, 10), date(2020, 2, 20)]
    assert claims_known(many, days) == [(), (), ("c-1",), ()]


def test_what_became_known_on_the_day_itself_counts(scenario):
    day = date(2020, 10, 20)
    then = known_by(with_model(scenario, published_odds={"biden_wins": {day: 0.5}}), day).model
    assert [(entry.tables, entry.refuses) for entry in then.record if entry.day == day] == [
        ("year_and_freeze", None),
        ("year_and_verified_freeze", None),
    ]
    assert then.published_odds == {"biden_wins": {day: 0.5}}


def test_the_scenario_itself_is_left_alone(scenario):
    before = scenario.model.digest
    known_by(scenario, AS_OF)
    assert scenario.model.digest == before


def test_what_was_known_by_the_deadline_is_nearly_everything(scenario):
    then = known_by(scenario, scenario.model.deadline)
    assert then.model.governments == scenario.with_("minds.imagined_as_of=record").model.governments
    assert (then.model.record, then.model.events) == (scenario.model.record, scenario.model.events)


TEXT = """
title: Talks
start: 2020-01-01
deadline: 2020-03-01
claims:
  c-1: {date: 2020-01-10, claim: They said so.}
  c-2: {date: 2020-02-10, claim: They said more.}
issues: {wage: {options: {low: {}, high: {}}}}
seats: {firm: {government: board, principal: true}, union: {government: council, principal: true}}
governments:
  board:
    orders: {wage: low > high}
    statements: [{accepts: {wage: low}, claims: [c-2]}, {refuses: {wage: high}}]
  council:
    orders: {wage: high > low}
    order_claims: {wage: [c-2]}
    adjustments: [{name: late, when: {wage: low}, points: {below: 0}, claims: [c-2]}]
    statements: [{accepts: {wage: high}, claims: [c-1, c-2]}]
events:
  scandal: {date: 2020-02-10, foreseen: false, shift_no_deal: {board: 5}, claims: [c-2]}
  fair: {date: 2020-02-12, talks: [firm, union], claims: [c-2]}
outcomes: {deal: {}}
"""


@pytest.fixture(scope="module")
def talks():
    from sim.scenario.load import load_scenario_text

    return load_scenario_text(TEXT)


def test_claims_of_the_scenarios_own_count_from_their_date(talks):
    early, middle, late = (known_by(talks, date(2020, month, day)).model for month, day in ((1, 9), (1, 10), (2, 10)))
    assert not early.governments["council"].statements
    assert middle.governments["council"].statements[0].claims == ("c-1",)
    assert late.governments == vary(talks, "minds.imagined_as_of=record").model.governments


def test_assumptions_stay_and_adjustments_go_with_their_claims(talks):
    then = known_by(talks, date(2020, 1, 10)).model.governments
    assert [each.refuses for each in then["board"].statements] == [{"wage": "high"}]
    assert not then["council"].adjustments and not then["council"].order_claims


def test_a_surprise_of_later_is_not_reckoned_with_but_what_is_on_the_calendar_is(talks):
    events = known_by(talks, date(2020, 1, 10)).model.events
    assert (events["scandal"].chance, events["fair"].chance) == (0.0, 1.0)
    assert known_by(talks, date(2020, 2, 10)).model.events["scandal"].chance == 1.0


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("2020-09-30", "must lie within the talks"),
        ("2021-02-05", "must lie within the talks"),
        ("2021-01-26", "was signed on 2021-01-26; with `signs` in the record what follows is simulated"),
        ("yesterday", r"must be a date, YYYY-MM-DD \(found 'yesterday'\)"),
    ],
)
def test_days_with_nothing_to_simulate_are_refused(scenario, day, message):
    with pytest.raises(SimError, match=message):
        scenario.run(**SMALL, as_of=day)


def test_the_day_is_told_with_the_results_and_kept_with_them(outcomes, scenario, tmp_path):
    assert outcomes.provenance.as_of == "2020-10-18"
    assert outcomes.provenance.scenario == scenario.digest
    assert ", as of 2020-10-18: 6 worlds" in str(outcomes)
    loaded = sim.Outcomes.load(outcomes.save(tmp_path))
    assert loaded.provenance == outcomes.provenance
    assert loaded.scenario.model == outcomes.scenario.model


def test_a_run_without_a_date_says_nothing_of_one(scenario):
    found = scenario.run(worlds=1, replications=1)
    assert found.provenance.as_of is None and "as of" not in str(found).splitlines()[0]


def test_dates_to_forecast_from_are_those_of_the_record_and_first_days_of_months(scenario):
    found = [day.isoformat() for day in choose_dates(scenario.model)]
    assert found[:3] == ["2020-10-01", "2020-10-05", "2020-10-13"]
    assert {"2020-11-01", "2020-12-01", "2021-01-01", "2021-01-21"} <= {*found}
    assert found == sorted({*found}) and found[-1] < "2021-01-26"


def test_where_the_end_is_not_known_dates_run_to_the_deadline(scenario):
    model = scenario.model.model_copy(update={"actual": None})
    assert last_day(model) == model.deadline
    assert choose_dates(model)[-1] == date(2021, 2, 1)


def test_dates_asked_for_are_sorted_and_told_once(scenario):
    asked = ["2020-12-24", date(2020, 10, 1), "2020-12-24"]
    assert choose_dates(scenario.model, asked) == (date(2020, 10, 1), date(2020, 12, 24))
    with pytest.raises(SimError, match="at least one"):
        choose_dates(scenario.model, [])
    with pytest.raises(SimError, match="not both"):
        choose_dates(scenario.model, asked, every=7)
    with pytest.raises(SimError, match="at least 1 day"):
        choose_dates(scenario.model, every=0)


def test_news_is_what_the_record_says_since_the_date_before(scenario):
    dates = [date(2020, 10, 13), date(2020, 10, 20), date(2020, 11, 1)]
    found = [say_entries(scenario, entries) for entries in news(scenario.model, dates)]
    assert found[0] == "The United States offers october framework and offers year and cap; Russia refuses it"
    assert found[1].endswith("Russia offers year and freeze; the United States offers year and verified freeze")
    assert found[2] == "Russia refuses year and verified freeze"
    plural = sim.load(BASELINE, settings=["seats.us.title=Buyers"])
    buyers = say_entries(plural, news(plural.model, dates)[0])
    assert buyers == "Buyers offer october framework and offer year and cap; Russia refuses it"
    own = sim.load(
        "tests/scenarios/valid/record_of_signature_and_moves.yaml",
        settings=["seats.north.title=The dockers", "moves.restraint.title=walk out"],
    )
    moves = [entry for entry in own.model.record if entry.makes]
    assert say_entries(own, moves) == "The dockers are ready for “walk out”; south is ready for “walk out”"


@pytest.mark.parametrize(
    ("day", "first"), [("2024-01-05", "2024-01-10"), ("2024-01-15", "2024-01-16"), ("2024-01-20", "2024-01-10")]
)
def test_an_event_of_unknown_day_that_the_record_does_not_have_has_not_come_yet(day, first):
    """Of days that are all past chance still picks one."""
    strike = known_by(sim.load("tests/ensemble/port.yaml"), date.fromisoformat(day)).model.events["strike"]
    assert strike.date.between == (date.fromisoformat(first), date(2024, 1, 20))


def test_the_last_day_on_which_an_event_can_still_come_is_its_day():
    known = known_by(sim.load("tests/ensemble/port.yaml"), date(2024, 1, 19))
    assert known.model.events["strike"].date == date(2024, 1, 20)
