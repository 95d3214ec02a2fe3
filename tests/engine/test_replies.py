"""When a seat answers: after its own delay, at talks, and always once more on the deadline."""

from tests.engine.cases import STRICT, contract, governments, story

ONE = {"worlds": 1, "replications": 1}


def slow_union(**changes):
    """A union that looks at the table every other day, and takes thirty days to answer an offer."""
    people = governments(
        board={"no_deal": 35, "reply_days": 4, "review_days": 60, "tactic": STRICT},
        council={"no_deal": 99.5, "reply_days": 30, "review_days": 2, "tactic": STRICT},
    )
    return contract(governments=people, on_the_table={"firm": [{"wage": "mid"}]}, **changes)


def answers(scenario):
    return [line for line in story(scenario, **ONE, seed=4) if line.endswith("union refuse mid")]


def test_a_diary_does_not_make_a_government_answer_sooner():
    assert answers(slow_union()) == ["30 union refuse mid"]


def test_talks_do():
    talks = {"meeting": {"date": "2020-01-11", "talks": ["firm", "union"]}}
    assert answers(slow_union(events=talks)) == ["10 union refuse mid"]


def test_an_answer_due_after_the_deadline_is_given_on_it():
    offer = {"late": {"date": "2020-02-20", "tables": {"firm": [{"wage": "high"}]}}}
    lines = story(slow_union(events=offer), **ONE, seed=4)
    assert "60 union accept high" in lines or "60 union refuse high" in lines
