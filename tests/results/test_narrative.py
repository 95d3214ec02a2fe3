import json
from pathlib import Path

import numpy as np
import pytest

import sim
import sim.results.run
from sim.engine.person import MoveKind, Obstacle
from sim.engine.play import play_block
from sim.errors import SimError
from sim.play.moves import say_obstacle
from sim.results.naming import Naming, say_issue
from sim.results.narrative import tell
from sim.results.typical import typical_lane
from sim.scenario.load import load_scenario, load_scenario_text
from sim.scenario.starter import starter_scenario
from sim.worlds.draw import WorldSource

HERE = Path(__file__).parent
CONTRACT = HERE / "contract.yaml"
FLAGSHIP = Path(__file__).parents[2] / "scenarios" / "new_start" / "baseline.yaml"
STRICT = "{aspiration: {beta: 1, start: 0}}"  # takes anything better than no deal
CALM = [f"governments.{name}.tactic={STRICT}" for name in ("board", "council", "new_board")]


def contract(*settings):
    return load_scenario(CONTRACT, settings=settings)


def strict(*settings):
    """The contract with governments that do not look ahead, which look at the table only when something happens."""
    return contract(*CALM, *(f"governments.{name}.review_days=60" for name in ("board", "council")), *settings)


@pytest.fixture(scope="module")
def starter():
    return load_scenario_text(starter_scenario())


def test_what_could_not_happen_any_more_is_not_told():
    """The talks are over on 1 February: an event of open talks that lies ahead then cannot come, or be missed."""

    def lines(while_open):
        event = f"{{title: A strike, date: 2020-02-20, chance: 0.5, foreseen: false, while_open: {while_open}}}"
        story = tell(contract(f"events.strike={event}"), world=0, replication=6)
        assert any("is signed" in sentence for sentence in story.sentences)
        return [sentence for sentence in story.sentences if "strike" in sentence]

    assert lines("true") == []
    assert len(lines("false")) == 1


def test_that_what_nobody_had_heard_of_does_not_come_is_not_told():
    """As of a day before it became known a surprise has no chance: that it does not happen would be hindsight."""

    def lines(foreseen):
        event = f"{{title: A strike, date: 2020-01-09, chance: 0, foreseen: {foreseen}}}"
        return [each for each in tell(contract(f"events.strike={event}"), world=0).sentences if "A strike" in each]

    assert lines("false") == []
    assert len(lines("true")) == 1


def test_a_play_is_told_in_dated_sentences_with_its_numbers():
    assert tell(contract(), world=0, replication=6).sentences == (
        "1 January 2020. The Old board begins with “old contract” (low, nothing else) on the table.",
        "4 January 2020. Union refuses “old contract”: even in force it would be worth only 0 points to it, less "
        "than no agreement (20).",
        "4 January 2020. Union offers high and nothing else: worth 59 points to it, against 54 expected from "
        "waiting, mostly because it gives “The owners vote the board out” a chance of 50% and expects 64 then (44 "
        "otherwise). It sees a chance of 16% that the Old board would accept it today.",
        "8 January 2020. The Old board refuses high and nothing else: worth 39 points to it, against 44 expected "
        "from waiting, mostly because it gives “The owners vote the board out” a chance of 50% of not happening and "
        "expects 54 then (34 otherwise).",
        "8 January 2020. The Old board offers low (hours short): worth 59 points to it, against 44 expected from "
        "waiting. It sees next to no chance that Union would accept it today.",
        "11 January 2020. Union refuses low (hours short): worth 39 points to it, against 54 expected from waiting.",
        "1 February 2020. The owners vote the board out.",
        "1 February 2020. Waiting is now worth 34 points to the Old board (44 before).",
        "1 February 2020. The Old board accepts high and nothing else: worth 39 points to it, against 34 expected "
        "from waiting, since “The new board moves in” is due on 10 February 2020.",
        "1 February 2020. High and nothing else is signed. It takes effect at once.",
        "1 February 2020. The agreement enters into force, 29 days before the deadline.",
        "10 February 2020. The new board moves in.",
        "10 February 2020. The New board takes the place of the Old board.",
        "The end: a deal. It is worth 40 points to the Old board (20), 60 points to the New board (10) and 60 points "
        "to council (20); in brackets what no agreement is worth.",
    )


def test_no_deal_is_worth_to_a_successor_what_has_happened_by_its_first_day_and_all_in_the_end():
    settings = [
        "events.vote.chance=1",
        "events.vote.shift_no_deal={new_board: 5}",
        "events.audit={date: 2020-02-20, shift_no_deal: {new_board: -30}}",
        "governments.council.no_deal=99",
        "prolongations.more={to: 2020-03-20, chance: 1, shift_no_deal: {council: 7}}",
    ]
    story = tell(contract(*settings), world=0, replication=0)
    assert any("To the new government no agreement is worth 15 points." in line for line in story.sentences)
    assert story.ending.package < 0
    assert story.ending.no_deal == story.ending.value == {"board": 20, "council": 106, "new_board": -15}


@pytest.mark.parametrize(
    ("rule", "enough"), [("all", False), ("majority", True), ({"any_of": [["a", "b", "c"]]}, False)]
)
def test_an_offer_is_told_with_whose_acceptance_it_takes(rule, enough):
    points = {"a": [0, 60], "b": [0, 60], "c": [60, 30]}
    text = {
        "title": "Three", "start": "2024-01-01", "deadline": "2024-03-01", "outcomes": {"deal": {}},
        "issues": {"price": {"options": {"low": {}, "high": {}}}},
        "seats": {name: {"government": f"g{name}", "principal": True} for name in points},
        "governments": {
            f"g{name}": {"points": {"price": dict(zip(("low", "high"), worth, strict=True))}, "no_deal": 20}
            for name, worth in points.items()
        },
        "procedure": {"agreement": rule}, "minds": {"rivals_known": True, "choice": "exact"},
    }  # fmt: skip
    story = tell(load_scenario_text(json.dumps(text)), world=0, replication=2)
    offers = [line for line in story.sentences if "would accept it today" in line]
    assert offers and all((" that enough of " in line) == enough for line in offers)


def test_governments_that_do_not_look_ahead_are_told_without_waiting():
    story = tell(strict("events.vote.chance=0"), world=0, replication=0)
    assert any("points to it, against 20 without an agreement" in line for line in story.sentences)
    assert not any("waiting" in line for line in story.sentences)


def test_a_break_of_contact_is_told_with_its_end():
    story = tell(strict("events.vote.suspend={days: 10}", "events.vote.date=2020-01-02", "events.vote.chance=1"))
    assert "2 January 2020. There is no contact before 12 January 2020." in story.sentences
    rule = "governments.council.break_off={below: 10, days: 14}"
    story = tell(strict(rule), world=0, replication=0)
    assert story.sentences[2] == (
        "4 January 2020. Union breaks off contact until 18 January 2020: signed today, “old contract” would be worth "
        "-1, an offence against the 20 points it asks for."
    )


def sentences_of(*settings, **play):
    return [line.partition("2020. ")[2] for line in tell(contract(*settings), **play).sentences]


def test_talks_that_an_event_ends_are_over_before_the_deadline():
    lines = sentences_of("events.vote.ends_talks=true", "events.vote.chance=1", "governments.council.no_deal=99")
    assert lines[lines.index("The owners vote the board out.") + 1] == "The talks are over, without an agreement."
    late = sentences_of(
        *CALM, "events.vote.ends_talks=true", "events.vote.chance=1", "on_the_table={firm: {wage: mid}}"
    )
    assert any("is signed" in line for line in late)
    assert not any("talks are over" in line for line in late)


def test_what_is_agreed_but_not_written_by_the_deadline_is_not_said_to_be_no_agreement():
    drafted = [f"issues.wage.options.{option}.draft_days=90" for option in ("low", "mid", "high")]
    lines = sentences_of(*drafted, *CALM, "events.vote.chance=0")
    assert any("its text is still being written" in line for line in lines)
    assert "The deadline passes before what is agreed can be signed." in lines


def test_what_is_not_ratified_is_not_said_to_have_been_late():
    third = ["seats.state={government: state, asked: after}", "issues.wage.options.mid.needs=state"]
    state = (
        "governments.state={points: {wage: {low: 50, mid: 0, high: 100}, hours: {long: 0, short: 0}}, no_deal: DOUBT}"
    )
    state = state.replace("DOUBT", "{uniform: [-60, 60]}")  # governments that knew would not sign
    settings = ["on_the_table={firm: {wage: mid}}", "minds.rivals_known=false", "events.vote.chance=0"]
    lines = sentences_of(*third, state, *CALM, *settings, world=1)
    assert any(line.startswith("State does not ratify") for line in lines)
    assert "The deadline passes, and the agreement is not ratified." in lines


def test_nothing_is_taken_off_the_table_once_the_talks_are_over():
    tabled = "on_the_table={firm: [{wage: mid}, {wage: low}]}"
    taken = "events.back={date: 2020-02-20, withdraws: {firm: {wage: low}}}"
    lines = sentences_of(*CALM, tabled, taken, "events.vote.chance=0")
    assert any("is signed" in line for line in lines)
    assert "Back." in lines
    assert not any("off the table" in line for line in lines)


def test_a_refusal_of_what_no_third_party_would_allow_says_so():
    third = ["seats.state={government: state}", "issues.wage.options.mid.needs=state"]
    state = (
        "governments.state={points: {wage: {low: 100, mid: 0, high: 50}, hours: {long: 0, short: 0}}, no_deal: 45}"
    )
    no_deals = ["governments.council.no_deal=5", "governments.board.no_deal=65"]
    lines = sentences_of(*third, state, *no_deals, "events.vote.chance=0", "on_the_table={firm: {wage: mid}}")
    refusal = next(line for line in lines if line.startswith("Union refuses"))
    assert refusal.endswith(", but it sees no chance that third parties would assent to it.")


@pytest.mark.parametrize(
    ("no_deal", "message"),
    [
        (
            "{uniform: [-9, 9]}",
            "The state does not assent to mid and nothing else: worth -1 point to it, against 7 without.",
        ),
        ("-9", "The state assents to mid and nothing else: worth -1 point to it, against -9 without."),
    ],
)
def test_a_third_partys_answer_is_told_with_its_numbers(no_deal, message):
    scenario = load_scenario(
        HERE / "ministry.yaml", settings=[f"governments.ministry.no_deal={no_deal}", "minds.rivals_known=false"]
    )
    story = tell(scenario, world=0, replication=0)
    assert f"9 January 2020. {message}" in story.sentences
    assert ("Mid and nothing else is off the table" in " ".join(story.sentences)) == ("does not" in message)
    assert "to ministry" in story.sentences[-1]


def test_a_lane_alone_has_the_story_it_has_in_a_block():
    scenario = load_scenario(FLAGSHIP)
    row, replication = np.repeat(np.arange(20), 3), np.tile(np.arange(3), 20)
    worlds = WorldSource(scenario.model, scenario.packages, seed=4).draw(np.arange(20))
    played = play_block(scenario.model, scenario.packages, worlds, row=row, replication=replication, seed=4, log=True)
    for lane in (0, 23, 59):
        story = tell(scenario, world=lane // 3, replication=lane % 3, seed=4)
        assert list(story.moves) == played.log.of_lane(lane)
        assert story.ending.package == played.package[lane]
        assert list(story.ending.value.values()) == played.value[:, lane].tolist()


def test_a_log_changes_no_play():
    scenario = load_scenario(FLAGSHIP)
    worlds = WorldSource(scenario.model, scenario.packages, seed=2).draw(np.arange(30))
    plays = {"row": np.arange(30), "replication": np.zeros(30, dtype=int), "seed": 2}
    kept, none = (play_block(scenario.model, scenario.packages, worlds, **plays, log=log) for log in (True, False))
    for field in ("package", "signed_day", "force_day", "offers", "refusals", "value"):
        assert (getattr(kept, field) == getattr(none, field)).all(), field


def test_every_decision_of_a_mind_carries_its_numbers():
    scenario = load_scenario(FLAGSHIP)
    decided = [move for move in tell(scenario, world=1, replication=2).moves if "demand" in move.numbers]
    assert {move.kind for move in decided} >= {"offer", "refuse"}
    for move in decided:
        numbers = move.numbers
        assert {"worth", "points", "no_deal", "in_force", "accepted", "plausible"} <= set(numbers)
        assert numbers["worth"] == pytest.approx(
            numbers["no_deal"] + numbers["in_force"] * (numbers["points"] - numbers["no_deal"]) - 1
        )
        assert 1 <= numbers["plausible"] <= 16.001
        assert 0 <= numbers["accepted"] <= 1
        if move.day < 37:
            assert {"belief:biden_wins", "if:biden_wins", "unless:biden_wins"} <= set(numbers)
        else:
            assert "belief:biden_wins" not in numbers


def test_what_waiting_is_worth_is_the_mean_of_what_it_is_worth_with_the_event_and_without():
    """Nothing is expected to be agreed before the vote: the demand is made of the two prospects and nothing else."""
    story = tell(contract(), world=0, replication=1)
    first = next(move for move in story.moves if move.who == "union" and move.kind == "offer")
    belief, with_it = first.numbers["belief:vote"], first.numbers["if:vote"]
    assert belief == 0.5
    assert first.numbers["demand"] == pytest.approx(belief * with_it + (1 - belief) * first.numbers["unless:vote"])


def test_the_statements_that_hold_in_the_world_are_listed_with_their_claims():
    scenario = load_scenario(FLAGSHIP)
    story = tell(scenario, world=0, replication=0)
    for each in story.behind:
        body = scenario.model.governments[each.government]
        assert len(each.statements) + len(each.left_out) == len(body.statements)
        certain = [statement for statement in body.statements if statement.credence == 1]
        assert len(each.statements) >= len(certain)
    trump = story.behind[0]
    assert trump.title == "Trump administration"
    claim = trump.statements[0].claims[0]
    assert (claim.id, claim.date) == (
        scenario.model.governments["trump"].statements[0].claims[0],
        str(scenario.claims[claim.id].date),
    )
    found = story.text()
    assert f"{claim.id}, {claim.date} ({claim.telling}): " in found
    worlds = [tell(scenario, world=world, replication=0) for world in range(6)]
    assert len({len(story.behind[2].left_out) for story in worlds}) > 1, "statements of credence below 1 come and go"


def test_claims_of_the_scenarios_own_are_listed_and_assumptions_named(starter):
    story = tell(starter, world=0, replication=0)
    union = story.behind[0]
    assert union.statements[0].statement == "refuses “status quo” (two percent, nothing else)"
    assert union.statements[0].claims[0].text == "The members voted down the old contract by nine to one."
    assert "u-1, 2024-07-12: The members voted down the old contract by nine to one." in " ".join(
        story.text().split()
    )
    assert "council: its points are given in the scenario, without statements." in str(tell(contract(), world=0))


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("orders: {wage: four > two, overtime: limit > none}", "drawn from its orders alone, without statements"),
        ("", "drawn freely: the scenario has neither orders nor statements of it"),
    ],
)
def test_points_drawn_without_statements_are_not_said_to_be_given(keys, message):
    text = f"""
title: Bare
start: 2024-01-01
deadline: 2024-02-01
issues:
  wage: {{options: {{two: {{}}, four: {{}}}}}}
  overtime: {{options: {{none: {{}}, limit: {{}}}}}}
seats:
  a: {{government: union, principal: true}}
  b: {{government: firm, principal: true}}
governments:
  union: {{{keys}}}
  firm: {{points: {{wage: {{two: 60, four: 0}}, overtime: {{none: 40, limit: 0}}}}, no_deal: 20}}
outcomes: {{a deal: {{}}}}
"""
    story = tell(load_scenario_text(text), world=0)
    assert f"union: its points are {message}." in " ".join(str(story).split())
    assert "firm: its points are given in the scenario, without statements." in str(story)
    assert f"union: its points are {message}." in story._repr_html_()


def test_the_play_of_an_outcome_has_it_and_says_how_it_was_chosen(starter):
    story = tell(starter, outcome="lapsed")
    assert story.ending.outcome == "lapsed"
    assert "plays end like this: lapsed" in story.chosen
    assert "This is one with the median number of offers and refusals." in story.chosen
    table = sim.results.run.run(starter, worlds=100, replications=10).table
    lapsed = table[table["outcome"] == "lapsed"]
    moves = lapsed.filter(regex="^(offers|refusals)_").sum(axis=1)
    chosen = moves[(lapsed["world"] == story.world) & (lapsed["replication"] == story.replication)]
    assert chosen.item() == moves.sort_values().iloc[(len(moves) - 1) // 2]
    assert tell(starter, world=story.world, replication=story.replication).sentences == story.sentences


def test_the_likeliest_end_is_that_of_a_run_of_the_usual_size(starter):
    counts = sim.results.run.run(starter).table["outcome"].value_counts()
    chosen = typical_lane(WorldSource(starter.model, starter.packages, seed=1))
    assert f"{counts.max():,} of 10,000 plays end like this: {counts.idxmax()}, the likeliest end" in chosen.why


def test_the_median_day_of_signature_is_typical(starter):
    outcomes = sim.results.run.run(starter, worlds=100, replications=10)
    signed = outcomes.table[outcomes.table["signed"].notna()]
    name = str(signed["outcome"].iloc[0])
    same = signed[signed["outcome"] == name].sort_values(["signed", "world", "replication"])
    story = tell(starter, outcome=name)
    assert story.ending.signed == same["signed"].iloc[(len(same) - 1) // 2]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"outcome": "laps"}, "no such outcome (found 'laps'; allowed a deal, agreed too late, lapsed)"),
        ({"outcome": "lapsed", "world": 1}, "either a play by world and replication, or an outcome"),
        ({"world": -1}, "world: must be 0 or more (found -1)"),
    ],
)
def test_what_cannot_be_told_is_an_error(asked, message):
    with pytest.raises(SimError) as error:
        tell(contract(), **asked)
    assert message in str(error.value)


def test_an_outcome_no_play_has_is_an_error():
    certain = strict("events.vote.chance=0", "governments.board.no_deal=0", "governments.council.no_deal=0")
    with pytest.raises(SimError, match=r"none of 10,000 plays ends in 'lapsed' \(found a deal"):
        tell(certain, outcome="lapsed")


def test_a_story_is_plain_data_text_and_html():
    story = tell(contract(), world=0, replication=6)
    data = json.loads(json.dumps(story.as_data(), allow_nan=False))
    assert data["ending"]["signed"] == "2020-02-01"
    assert data["ending"]["package"] == {"wage": "high", "hours": "long"}
    assert data["moves"][0] == {
        "date": "2020-01-01",
        "kind": "offer",
        "who": "firm",
        "package": {"wage": "low", "hours": "long"},
        "numbers": {},
    }
    assert data["sentences"] == list(story.sentences)
    assert max(map(len, str(story).splitlines())) <= 100
    page = story._repr_html_()
    assert page.count("<tr>") == 1 + len(story.lines)
    assert "What stands behind this" in page
    assert '<td style="text-align:left;white-space:nowrap">1 January 2020</td>' in page


def test_plural_titles_take_their_verbs_and_options_that_say_nothing_alone_their_issue():
    recipe = HERE.parents[1] / "scenarios" / "recipes" / "prolongation.yaml"
    loaded = load_scenario(recipe, settings=["governments.the_six.title=The six powers"])
    naming = Naming(loaded.model, loaded.packages)
    assert naming.does("the_six", "refuses a small programme") == "the six powers refuse a small programme"
    assert naming.does("the_six", "no longer", "accepts it") == "the six powers no longer accept it"
    assert naming.does("tehran", "takes") == "tehran takes"
    bare = load_scenario(recipe, settings=["governments.the_six.plural=true"])
    assert (naming.pronoun("tehran").it, Naming(bare.model, bare.packages).pronoun("the_six").it) == ("it", "they")
    untitled = load_scenario(recipe)
    assert Naming(untitled.model, untitled.packages).does("the_six", "refuses it") == "the six refuses it"
    assert [naming.seat_verb(seat, "tables") for seat in ("six", "iran")] == ["table", "tables"]
    why = say_obstacle(Obstacle.NOT_HELD, MoveKind.WITHDRAW, naming=naming, seat="six", about="it", until="")
    assert why.endswith("the Six do not stand by it")
    assert naming.package(0) == "open and nothing else"
    strike = load_scenario(recipe.with_name("strike.yaml"))
    assert Naming(strike.model, strike.packages).package(0) == "rise none and nothing else"
    story = str(tell(loaded, world=6, replication=2).sentences)
    assert "The Six are for prolonging the talks: worth 57 points to them, as much as waiting" in story
    assert "takes effect in time is 49%. They see a chance of 66% that" in story
    assert "Iran is for prolonging the talks: worth 64 points to it, against 47 of waiting" in story


@pytest.mark.parametrize(
    ("title", "name"),
    [("bodies", "bodies"), ("North-South bodies", "North-South bodies"), ("bodies of Ireland", "strand two")],
)
def test_an_issue_goes_by_its_title_where_that_has_no_more_words_than_its_name(title, name):
    minimal = HERE.parents[1] / "tests" / "scenarios" / "valid" / "minimal.yaml"
    issue = f"issues.strand_two={{title: {title}, options: {{none: {{}}, some: {{}}}}}}"
    loaded = load_scenario(minimal, settings=[issue])
    assert say_issue(loaded.model, "strand_two") == name


@pytest.mark.parametrize(
    ("title", "name"), [("The union", "the union"), ("Fain's board", "the union (Fain's board)")]
)
def test_who_sits_in_a_seat_is_named_beside_it_unless_it_is_called_the_same(title, name):
    recipe = HERE.parents[1] / "scenarios" / "recipes" / "strike.yaml"
    titled = sim.load(recipe).with_("seats.union.title=The union", f"governments.workers.title={title}")
    story = tell(titled, world=0, replication=0)
    assert f" points to {name} and " in " ".join(str(story).split())


def test_names_in_the_plural_without_a_title_take_an_apostrophe_alone():
    advice = sim.load(HERE.parents[1] / "scenarios" / "recipes" / "strike.yaml").advise(
        "union", worlds=8, replications=1
    )
    assert "Workers' own course is worth" in str(advice)


def test_the_search_for_a_typical_play_says_how_far_it_is():
    calls = []
    port = sim.load("tests/ensemble/port.yaml")
    port.tell(outcome="lapsed", progress=lambda done, total: calls.append((done, total)))
    assert calls and calls[-1] == (1000, 1000)
    port.tell(world=1, progress=lambda *_: pytest.fail("nothing is searched"))
