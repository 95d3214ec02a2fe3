"""The table of every lane, against one kept the plain way: offers, each with who agreed and who answered."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sim.engine.table import Table
from sim.minds.quorum import Quorum

PRINCIPALS, LANES = 3, 4
principal = st.integers(0, PRINCIPALS - 1)
package = st.integers(0, 3)
some_lanes = st.sets(st.integers(0, LANES - 1), min_size=1).map(lambda lanes: np.array(sorted(lanes)))


def everybody(seats: int) -> Quorum:
    return Quorum((True,) * seats, weights=(1.0,) * seats, at_least=seats)


class Tables(RuleBasedStateMachine):
    """Moves at random, in some lanes at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.table = Table(everybody(PRINCIPALS), LANES)
        # by principal and lane: packages it stands by, each with those who agree and those who have answered
        self.plain = [[{} for _ in range(LANES)] for _ in range(PRINCIPALS)]

    @rule(x=principal, lanes=some_lanes, packages=st.lists(package, min_size=LANES, max_size=LANES))
    def add(self, x, lanes, packages):
        chosen = np.array(packages)[lanes]
        new = ~self.table.holds(x, lanes, chosen)
        held = [p in self.plain[x][n] for n, p in zip(lanes.tolist(), chosen.tolist(), strict=True)]
        assert (~new).tolist() == held
        if new.any():
            self.table.add(x, lanes[new], chosen[new])
        for n, p in zip(lanes[new].tolist(), chosen[new].tolist(), strict=True):
            self.plain[x][n][p] = ({x}, {x})
            same = [offers[n][p] for offers in self.plain if p in offers[n]]  # one and the same package: one consent
            agreed = set().union(*(each[0] for each in same))
            for each in same:
                each[0].update(agreed)
                each[1].update(agreed)

    @rule(x=principal, lanes=some_lanes, p=package)
    def agree(self, x, lanes, p):
        self.table.agree(x, lanes, np.full(len(lanes), p))
        for n in lanes.tolist():
            for offers in self.plain:
                for part in offers[n].get(p, ()):
                    part.add(x)

    @rule(x=principal, by=principal, lanes=some_lanes)
    def answer(self, x, by, lanes):
        self.table.answer(x, by, lanes, self.table.unanswered(x, by, lanes))
        for n in lanes.tolist():
            for _, answered in self.plain[x][n].values():
                answered.add(by)

    @rule(x=principal, lanes=some_lanes, p=package)
    def remove(self, x, lanes, p):
        self.table.remove(x, lanes, self.table.offers(x, lanes) == p)
        for n in lanes.tolist():
            if self.plain[x][n].pop(p, None):
                for offers in self.plain:
                    if p in offers[n]:
                        offers[n][p][0].discard(x)

    @rule(x=principal, lanes=some_lanes)
    def void(self, x, lanes):
        self.table.void(x, lanes)
        for n in lanes.tolist():
            self.plain[x][n].clear()
            for offers in self.plain:
                for agreed, answered in offers[n].values():
                    agreed.discard(x)
                    answered.discard(x)

    @invariant()
    def both_agree(self):
        everyone, everybody = np.arange(LANES), set(range(PRINCIPALS))
        for x in range(PRINCIPALS):
            offers = self.table.offers(x, everyone)
            tabled = [sorted(p for p in row if p >= 0) for row in offers.tolist()]
            assert tabled == [sorted(on) for on in self.plain[x]]
            facing = [{p for p in row if p >= 0} for row in self.table.facing(x, everyone).tolist()]
            others = [y for y in range(PRINCIPALS) if y != x]
            assert facing == [{p for y in others for p in self.plain[y][n]} for n in range(LANES)]
            for by in range(PRINCIPALS):
                open_to = np.where(self.table.unanswered(x, by, everyone), offers, -1)
                assert [{p for p in row if p >= 0} for row in open_to.tolist()] == [
                    {p for p, (_, answered) in on.items() if by not in answered} for on in self.plain[x]
                ]
        for p in range(4):
            tabled = [[on[n][p][0] for on in self.plain if p in on[n]] for n in range(LANES)]
            packages = np.full(LANES, p)
            for x in range(PRINCIPALS):
                assert self.table.agrees(x, everyone, packages).tolist() == [all(x in a for a in on) for on in tabled]
            complete = [any(agreed == everybody for agreed in on) for on in tabled]
            assert self.table.agreed_by_enough(everyone, packages).tolist() == complete


TestTables = Tables.TestCase
TestTables.settings = settings(max_examples=40, stateful_step_count=20)


@given(st.lists(package, min_size=1, max_size=4, unique=True))
def test_lanes_with_the_same_moves_have_the_same_table(packages: list[int]):
    table = Table(everybody(2), 2)
    for p in packages:
        table.add(0, np.array([0]), np.array([p]))
    for p in packages:
        table.add(0, np.array([1]), np.array([p]))
    assert table.number[0] == table.number[1]


def test_of_more_offers_than_a_number_has_bits_each_is_answered_and_removed_by_itself():
    many, both = 130, np.array([0, 1])
    table = Table(everybody(2), 2)
    for p in range(many):
        table.add(0, both, np.full(2, p))
    offers = table.offers(0, both)
    table.answer(0, 1, both, np.stack([offers[0] >= 0, offers[1] == 128]))
    open_to = [set(offers[n][table.unanswered(0, 1, both)[n]].tolist()) for n in range(2)]
    assert open_to == [set(), set(range(many)) - {128}]
    table = Table(everybody(2), 2)
    for p in range(many):
        table.add(0, both, np.full(2, p))
    table.remove(0, both, np.stack([offers[0] == 70, offers[1] == 129]))
    left = [set(row[row >= 0].tolist()) for row in table.offers(0, both)]
    assert left == [set(range(many)) - {70}, set(range(many)) - {129}]
