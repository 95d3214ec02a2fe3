"""A table as people use it: days pass, moves are made at once, the rules answer, nobody sees another's reasons."""

import datetime as dt
import json
import re

import numpy as np
import pytest

import sim
from sim.errors import InputError, SimError
from sim.play.table import Table

TREATY = "scenarios/new_start/baseline.yaml"
PORT = "tests/ensemble/port.yaml"


@pytest.fixture(scope="module")
def treaty():
    return sim.load(TREATY)


@pytest.fixture(scope="module")
def port():
    return sim.load(PORT)


def refusal(call, *args, **kwargs) -> str:
    with pytest.raises(SimError) as error:
        call(*args, **kwargs)
    return str(error.value)


@pytest.mark.quick
def test_a_person_is_silent_until_it_moves(treaty):
    table = sim.table(treaty, people="us")
    table.advance("inauguration")
    assert not [move for move in table._log() if move.who == "us" and move.kind in ("refuse", "accept", "withdraw")]
    assert table.day == dt.date(2021, 1, 20) and not table.over and table.moves == ()


@pytest.mark.quick
def test_moves_are_made_at_once_and_several_a_day(treaty):
    table = sim.table(treaty)
    assert [each.by for each in table.offers().offers] == ["us", "russia"]
    table.move("us", "offer", "clean one year")
    table.move("us", "offer", {"extension": "two_years"})
    offers = table.move("us", "withdraw", 1)
    assert [each.package for each in offers.offers if each.by == "us"] == [
        treaty.packages.index({"extension": name}) for name in ("one_year", "two_years")
    ] or len(offers) == 3
    table.move("us", "refuse", "clean five years")
    table.move("us", "accept", "clean_five_years")
    assert table.over and table.ending().outcome == "clean five years"
    assert [move.kind for move in table.moves] == ["offer", "offer", "withdraw", "refuse", "accept"]


def test_any_standing_offer_may_be_accepted_not_only_the_best(port):
    table = sim.table(port, people=["firm", "union"], world=3)
    table.move("union", "offer", {"wage": "low"})
    table.move("union", "offer", {"wage": "mid", "hours": "short"})
    worth = {each.package: each.worth for each in table.offers("firm").offers}
    worst = min(worth, key=worth.__getitem__)
    table.move("firm", "accept", port.packages.package(worst))
    assert table.ending().package == worst


def test_a_persons_moves_are_in_the_log_with_their_worth(treaty):
    table = sim.table(treaty)
    worth = table.packages().worth[treaty.packages.index({"extension": "two_years"})]
    advised = table.advice().demand
    assert "no offer of the others that it would answer today" in str(table.advice()), "they lie there since today"
    table.move("us", "offer", "extension=two_years")
    move = table._log()[-1]
    assert (move.kind, move.who) == ("offer", "us")
    assert move.numbers["worth"] == worth and move.numbers["advised"] == advised
    assert {"points", "no_deal", "in_force"} <= set(move.numbers)


@pytest.mark.parametrize(
    ("move", "message"),
    [
        (("us", "offer", "clean six years"), "package: no such proposal.*Did you mean 'clean_five_years'"),
        (("us", "offer", {"extenson": "one_year"}), "no such issue.*Did you mean 'extension'"),
        (("us", "offer", {"extension": "one_yer"}), "extension has no such option.*Did you mean 'one_year'"),
        (("us", "offer", {"freeze": "none", "scope": "all_warheads"}), "excludes this combination"),
        (("us", "offer", "september_paper"), "the United States stands by it already"),
        (("us", "offer", None), "must be a proposal's name or a mapping"),
        (("us", "offer", "extension=one_year, two"), "must be issue=option, joined by commas"),
        (("us", "offer", "extension=one_year, extension=five_years"), "names an issue twice"),
        (("us", "accept", "clean_one_year"), "none of the others has it on the table"),
        (("us", "withdraw", "clean_one_year"), "does not stand by it"),
        (("us", "accept", 7), "no offer on the table has this number .found 7; allowed 1 to 2"),
        (("us", "agree", 1), "no such move .found 'agree'"),
        (("us", "prolong", None), "the scenario knows no later deadline"),
        (("russia", "refuse", 1), "the model's mind sits in russia"),
        (("rusia", "refuse", 1), "nobody at the table has this seat.*Did you mean 'russia'"),
        (("china", "refuse", 1), "nobody at the table has this seat"),
    ],
)
def test_what_the_rules_do_not_allow_is_refused_with_the_reason(treaty, move, message):
    table = sim.table(treaty)
    found = refusal(table.move, *move)
    assert re.search(message, found), found
    assert "\n" not in found and table.moves == ()


def test_without_proposals_a_package_is_named_by_its_options():
    table = sim.table(sim.load("scenarios/recipes/walk_out.yaml"), people="third")
    assert "allowed none; give issue=option instead" in refusal(table.move, "third", "offer", "half of it")


def test_an_offer_is_answered_and_agreed_to_once(treaty):
    table = sim.table(treaty)
    table.move("us", "refuse", "clean_five_years")
    assert "has answered it already" in refusal(table.move, "us", "refuse", "clean_five_years")
    table.move("us", "accept", "clean_five_years")
    assert "the talks are over" in refusal(table.move, "us", "offer", "clean_one_year")
    assert "the talks are over" in refusal(table.advice)
    assert "the talks are over" in refusal(table.hand_over, "us")


def test_nobody_moves_while_there_is_no_contact_or_out_of_turn(port):
    table = sim.table(port.with_({"procedure": {"proposer": "alternating", "grid_days": 7}}), people=["union"])
    found = refusal(table.move, "union", "offer", {"wage": "high"})
    assert "the union" not in found.lower() or "8 January 2024" in found
    assert "propose in turn" in found and "8 January 2024" in found
    table.advance("strike")
    assert "there is no contact before" in refusal(table.move, "union", "offer", {"wage": "high"})


@pytest.mark.parametrize("to", ["2020-10-15", dt.date(2020, 10, 15), np.datetime64("2020-10-15"), 14])
def test_time_passes_to_a_day_of_any_type(treaty, to):
    table = sim.table(treaty)
    news = table.advance(to)
    assert table.day == news.day == dt.date(2020, 10, 15)


@pytest.mark.parametrize(
    ("to", "message"),
    [
        ("2020-09-01", "a day that is still to come"),
        ("2021-02-06", "allowed 2020-10-01 to 2021-02-05"),
        (-1, "to: must be at least 0"),
        (1.5, "to: must be a whole number"),
        ("biden_win", "Did you mean 'biden_wins'"),
        ("20-10-2020", "must be a date"),
    ],
)
def test_time_passes_to_no_other(treaty, to, message):
    assert message in refusal(sim.table(treaty).advance, to)


def test_an_event_that_chance_dates_is_waited_for(port):
    table = sim.table(port)
    table.advance("strike")
    days = [move.day for move in table._log() if move.who == "strike" and move.kind == "event"]
    assert days == [(table.day - dt.date(2024, 1, 1)).days]
    assert "is past" in refusal(table.advance, "strike")


def test_a_table_needs_a_scenario_not_its_path():
    assert "scenario" in refusal(sim.table, "scenarios/new_start/baseline.yaml")


def test_time_stops_at_the_first_news(treaty):
    table = sim.table(treaty.with_("minds.choice=exact"))
    news = table.advance("end", until_news=True)
    assert news.day == dt.date(2020, 10, 2)  # a day of talks: people hear what minds say on it
    assert [text for _, text in news.lines][:2] == [
        "Geneva talks.",
        "Russia refuses “september paper” (one year, framework political, China pledge).",
    ]
    assert [text for _, text in table.advance(3).lines] == ["Helsinki talks."]


def test_news_tell_no_one_elses_reasons(treaty):
    table = sim.table(treaty, people="russia")
    table.advance("end")
    shown = " ".join(text for _, text in table.news(since="2020-10-01").lines)
    assert "points" not in shown and "expected" not in shown and "worth" not in shown
    story = table.story()
    assert "worth" in " ".join(story.sentences) and story.chosen == "Played with people as Russia, who made 0 moves."


def test_the_story_waits_for_the_end(treaty):
    table = sim.table(treaty)
    assert table.ending() is None
    assert "once the talks are over" in refusal(table.story)


def test_the_mind_takes_a_chair_and_gives_it_back(treaty):
    table = sim.table(treaty, people=["us"])
    table.hand_over("us")
    assert table.people == () and "sits in us" in refusal(table.move, "us", "offer", "clean_one_year")
    table.advance(30)
    reviews = [move.day for move in table._play.block.log.of_lane(0, reviews=True) if move.who == "us"]
    assert 0 in reviews or 1 in reviews
    table.hand_over("us", to="person")
    assert "a person sits in us already" in refusal(table.hand_over, "us", to="person")
    assert [move.kind for move in table.moves] == ["mind", "person"]


def test_advice_is_what_the_mind_then_does(treaty):
    table = sim.table(treaty)
    table.advance("inauguration")
    advice = table.advice()
    assert advice.accepts and advice.best["extension"] == "five_years"
    table.hand_over("us")
    table.advance("end")
    accepted = next(move for move in table._log() if move.kind == "accept")
    assert (accepted.day, accepted.who) == (111, "us") and accepted.numbers["demand"] == advice.demand


def test_a_saved_table_is_taken_up_again(treaty, tmp_path):
    table = sim.table(treaty, world=4, replication=2, seed=3)
    table.advance(5)
    table.move("us", "offer", "clean_one_year")
    table.advance(9)
    assert table.save(tmp_path / "mine") == tmp_path / "mine"
    again = Table.load(tmp_path / "mine", treaty)
    assert again.to_dict() == table.to_dict() and str(again) == str(table)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": "0.0.1"}, "was played with version 0.0.1"),
        ({"scenario": "0" * 12}, "was played of another scenario"),
        ({"format": "x"}, "is not a table of negotiation-sim"),
        ({"moves": None}, "moves is missing or of another kind"),
        ({"moves": [{"date": "2020-10-02", "seat": "us", "move": "accept", "package": 9}]}, "move 1 cannot be made"),
        ({"moves": [{}]}, "move 1 cannot be made"),
    ],
)
def test_another_version_or_scenario_is_refused_in_a_line(treaty, change, message):
    data = json.loads(json.dumps(sim.table(treaty).to_dict())) | change
    found = refusal(Table.replay, treaty, data)
    assert message in found and "\n" not in found


def test_a_folder_without_a_table_is_refused(treaty, tmp_path):
    assert "holds no table" in refusal(Table.load, tmp_path, treaty)
    (tmp_path / "table.json").write_text("{")
    assert "is damaged" in refusal(Table.load, tmp_path, treaty)


@pytest.mark.parametrize(
    ("which", "message"),
    [
        ({"world": -1}, "world: must be at least 0"),
        ({"seed": 1.5}, "seed: must be a whole number"),
        ({"people": ["nobody"]}, "people: nobody at the table has this seat"),
        ({"people": 5}, "people: must be names of seats"),
    ],
)
def test_what_cannot_be_played_is_refused(treaty, which, message):
    with pytest.raises(InputError, match=message):
        sim.table(treaty, **which)


def test_a_notebook_shows_the_table(treaty):
    table = sim.table(treaty)
    assert "<table>" in table._repr_html_() and "clean five years" in str(table)
    assert repr(table) == "<Table: New START, from 1 October 2020; 2020-10-01, people in us>"


def test_an_option_may_be_named_alone_where_one_issue_has_it(treaty):
    table = sim.table(treaty)
    offers = table.move("us", "offer", "two years, declared")
    assert "two years (freeze declared)" in [each.content for each in offers.offers]
    assert "no such proposal" in refusal(table.move, "us", "offer", "none")  # of a freeze, or of a text?


def test_what_is_offered_on_the_last_day_can_still_be_answered():
    table = sim.table(sim.load("scenarios/theory/uncertain_pie.yaml"), people="first")
    table.advance("2020-06-29")
    last = [each for each in table.offers().offers if each.by == "second"]
    assert any(move.day == 180 and move.who == "second" for move in table._log())
    table.move("first", "accept", last[-1].number)
    assert table.over and table.ending().signed == 180


def test_a_mind_answers_on_the_last_day_what_is_offered_then(treaty):
    table = sim.table(treaty.with_("minds.choice=exact"), people="us")
    table.advance("2021-02-05")
    table.move("us", "offer", "clean one year")
    news = table.advance("end")
    assert any("Russia refuses “clean one year”" in text for _, text in news.lines)


def test_a_move_is_checked_without_being_made(treaty):
    table = sim.table(treaty)
    assert table.check_move("us", "offer", "clean one year")["extension"] == "one_year"
    assert table.moves == () and len(table.offers()) == 2
    assert "does not stand by it" in refusal(table.check_move, "us", "withdraw", "clean one year")
    with pytest.raises(InputError, match="no such move"):
        table.check_move("us", "shout", None)


def test_time_that_others_grant_is_news_and_not_for_a_person_to_ask_for():
    steps = "prolongations={more: {days: 30, chance: 1, last_days: 0}}"
    table = sim.table(sim.load("tests/scenarios/valid/three_principals.yaml", settings=[steps]), people="upper")
    assert "does not depend on upper" in refusal(table.move, "upper", "prolong", None)
    deadline = table.deadline
    table.advance(deadline)
    news = table.advance(deadline + dt.timedelta(days=1))
    assert any("prolonged until 31 March 2024 (more)" in text for _, text in news.lines)
    assert table.deadline == dt.date(2024, 3, 31)


def test_a_deadline_that_a_move_would_bring_nearer_does_not_end_a_play_without_the_move():
    """Falsified where "the end" is the nearer deadline's, or the play cannot be made again beyond it."""
    scenario = sim.load("tests/scenarios/valid/moves.yaml")
    table = sim.table(scenario, people=["seller"], seed=1)  # who alone could give notice of 20 February
    table.advance("end")
    assert (table.day, table.over) == (dt.date(2024, 3, 1), True)
    assert Table.replay(scenario, table.to_dict()).to_dict() == table.to_dict()


def test_a_brief_names_every_chair_by_all_the_names_that_pages_use():
    """The header says "for first", the brief what "bob" wants: a reader is told who sits where, as of the day."""

    def talks(table: Table) -> str:
        return next(line.text for line in table.brief().lines if line.section == "talks")

    words = talks(Table(sim.load("scenarios/theory/uncertain_pie.yaml"), people=["first"]))
    assert words.startswith("You act for first (ann), in talks with second (bob) from 1 January 2020")
    table = Table(sim.load(TREATY, settings=["events.biden_wins.chance=1"]), people=["russia"], world=3)
    assert "You act for Russia, in talks with the United States (the Trump" in talks(table)
    table.advance("2021-01-25")
    assert not table.over and "the United States (the Biden administration)" in talks(table)
