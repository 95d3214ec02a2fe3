"""With a limit to its offers a seat does not exchange them for ever on a day on which all is answered at once."""

from collections import Counter

from sim.scenario.load import load_scenario_text
from tests.reference.agreement import both

CASE = """
title: Three who cannot agree
start: 2024-01-01
deadline: 2024-01-11
issues:
  price: {options: {a: {}, b: {}, c: {}, d: {}}}
  term: {options: {e: {}, f: {}, g: {}}}
seats:
  buyer: {government: shop, principal: true}
  seller: {government: farm, principal: true}
  broker: {government: agent, mediator: true}
governments:
  shop: {points: {price: {a: 50, b: 30, c: 10, d: 0}, term: {e: 50, f: 20, g: 0}}, no_deal: 80, reply_days: 3}
  farm: {points: {price: {a: 0, b: 10, c: 30, d: 50}, term: {e: 0, f: 20, g: 50}}, no_deal: 80, reply_days: 3}
  agent: {points: {price: {a: 40, b: 50, c: 50, d: 40}, term: {e: 40, f: 50, g: 40}}, no_deal: 0, reply_days: 3}
minds: {choice: people, most_offers: 1, waits_for_offer: 0, imagined_rivals: 2}
outcomes: {a sale: {}}
"""


def test_offers_take_each_others_place_once_a_day_and_the_play_ends():
    loaded = load_scenario_text(CASE)
    exchanged = 0
    for lane in both(loaded.model, loaded.packages, worlds=range(12), replications=[0]):
        assert lane.agrees, str(lane)
        days = Counter((day, seat) for day, kind, seat, _ in lane.engine["log"] if kind == "withdraw")
        offers = Counter((day, seat) for day, kind, seat, _ in lane.engine["log"] if kind == "offer")
        exchanged += len(days)
        assert all(count <= 2 for count in offers.values())
    assert exchanged
