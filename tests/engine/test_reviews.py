"""When seats look at the table."""

from sim.scenario.scenario import ScenarioModel
from tests.engine.cases import contract, governments, play

YIELDING = {"tactic": {"hold_out": {"until": "2020-03-01", "level": 1.0}}, "reply_days": 0}
SEATS = {"firm": {"government": "board", "principal": True}, "union": {"government": "council", "principal": True}}


def reviews(scenario: ScenarioModel, seat: str) -> list[int]:
    """Days on which a seat reviewed the table in lane 0."""
    log = play(scenario, worlds=1, replications=1, log=True).log
    assert log is not None
    return [day for day, kind, who, *_ in log.entries if kind == "review" and who == seat]


def test_every_seat_has_a_last_look_on_the_deadline():
    # foresight reckons with the deadline as a day of bargaining; a seat that slept through it would demand too much
    far_apart = governments(board={"review_days": 50, **YIELDING}, council={"review_days": 47, **YIELDING})
    scenario = contract(governments=far_apart)
    assert reviews(scenario, "firm")[-1] == scenario.days
    assert reviews(scenario, "union")[-1] == scenario.days


def test_a_slow_successor_has_a_last_look_too():
    scenario = contract(
        governments=governments(board=YIELDING, council=YIELDING, new_board={"reply_days": 500, "review_days": 300}),
        events={"change": {"date": "2020-02-20", "install": {"firm": "new_board"}}},
    )
    assert reviews(scenario, "firm")[-1] == scenario.days


def test_talks_shorter_than_an_interval_are_not_slept_through():
    scenario = contract(governments=governments(board={"review_days": 3000}), deadline="2020-01-03")
    assert reviews(scenario, "firm") != []


def test_a_third_partys_refusal_does_not_end_the_talks():
    # x and y would rather have what needs c; c refuses a month later, and they settle for the next best
    points = {"text": {"none": 0, "some": 40, "all": 100}}
    body = {"points": points, "no_deal": 20, "tactic": "aspiration", "reply_days": 5}
    scenario = contract(
        deadline="2020-06-01",
        issues={"text": {"options": {"none": {}, "some": {}, "all": {"needs": ["guest"]}}}},
        seats=SEATS | {"guest": {"government": "guest"}},
        governments={
            "board": body,
            "council": body,
            "guest": {
                "points": {"text": {"none": 0, "some": 0, "all": 0}},
                "no_deal": {"uniform": [-40, 60]},
                "reply_days": 30,
            },
        },
    )
    played = play(scenario, worlds=9, replications=3)
    assert {*played.package.tolist()} == {1, 2}
    assert (played.signed_day >= 30).all()


def test_three_principals_who_reply_at_once_reach_the_end_of_the_day():
    # firm and union each agree to the other's offer and wait for a third who agrees to neither
    points = {"text": {"a": 60, "b": 80, "c": 0}}
    other = {"text": {"a": 80, "b": 60, "c": 0}}
    never = {"text": {"a": 0, "b": 0, "c": 10}}
    body = {"no_deal": 5, "tactic": "aspiration", "reply_days": 0, "review_days": 1}
    scenario = contract(
        issues={"text": {"options": {"a": {}, "b": {}, "c": {}}}},
        seats=SEATS | {"state": {"government": "ministry", "principal": True}},
        governments={
            "board": {"points": points, **body},
            "council": {"points": other, **body},
            "ministry": {"points": never, **body},
        },
    )
    assert (play(scenario, worlds=1, replications=1).package == -1).all()
