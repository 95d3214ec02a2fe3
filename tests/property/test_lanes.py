"""What holds of every play of every scenario: dates in order, accounts that add up, nothing signed against a will."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.minds.appraisal import Appraisal
from sim.scenario.deadline import chances_of_days
from sim.worlds.worlds import Worlds
from tests.property.cases import MANY, Case, as_of_day, cases, seeds
from tests.reference.random_scenarios import Data

SETTLED = {"review", "accept", "assent", "veto", "agreed"}
"""What seats do of their own accord, and never at the word of an event or the record."""


def days_of(case: Case, share: float | None) -> dict:
    return {} if share is None else {"as_of": as_of_day(case, share)}


SHARES = st.none() | st.floats(0, 1, exclude_max=True)


@MANY
@given(cases(), seeds, SHARES)
def test_dates_are_in_order_and_values_are_those_of_how_it_ended(case, seed, share):
    played = case.play(seed=seed, replications=30, log=False, **days_of(case, share))
    worlds = case.source(seed).draw(np.arange(3))
    days, ends = played.deadline, np.asarray(worlds.calendar.deadlines)
    possible = np.asarray(worlds.calendar.possible_deadlines or ends)
    more = played.prolonged > 0
    assert np.isin(days[~more], possible).all() and (days == ends[played.prolonged])[more].all()
    signed = played.package >= 0
    for column in (played.signed_day, played.force_day):
        np.testing.assert_array_equal(column >= 0, signed)
    assert (played.signed_day <= days)[signed].all()
    assert (played.signed_day <= played.force_day).all()
    in_time = played.force_day <= days if not case.loaded.model.signature_counts else signed
    assert not (played.in_force & ~(signed & in_time)).any()
    if not worlds.ratifiers:
        np.testing.assert_array_equal(played.in_force, signed & in_time)
    assert (played.offers >= 0).all() and (played.refusals >= 0).all() and (played.suspended_days >= 0).all()
    shifters = Appraisal(worlds, signing_cost=0.0).shifters
    for n, row in enumerate(np.repeat(np.arange(3), 30)):
        happened = [-1, *np.flatnonzero(played.happened[:, n] == 1)]
        shifts = [place for place in shifters if place in happened]
        length = played.signed_day[n] if signed[n] else days[n]
        for g in range(len(worlds.governments)):
            more = [worlds.shift[place][g, row] for place in shifts if place in worlds.shift]
            moved = [worlds.shift_no_deal[place][g, row] for place in shifts if place in worlds.shift_no_deal]
            for k in range(played.prolonged[n]):
                more += [worlds.stage_shift[k][g, row]] if k in worlds.stage_shift else []
                moved += [worlds.stage_shift_no_deal[k][g, row]] if k in worlds.stage_shift_no_deal else []
            points, none = worlds.value[g, row] + sum(more), worlds.no_deal[g, row] + sum(moved)
            worth = points[played.package[n]] if played.in_force[n] else none
            paid = worth - worlds.prolonging_cost[: played.prolonged[n], g, row].sum() - played.value[g, n]
            # a day of talks costs what is said from the start, and another price from events on that name one
            priced = {place: each[g][row] for place, each in worlds.daily_cost.items() if g in each}
            daily = [priced.get(-1, 0.0), *(priced[place] for place in happened[1:] if place in priced)]
            rounding = 1e-12 * (1 + abs(worth))
            assert min(daily) * length - rounding <= paid <= max(daily) * length + rounding


@MANY
@given(cases(), seeds, SHARES)
def test_moves_are_in_the_order_of_days_and_of_the_parts_of_a_day(case, seed, share):
    for part in case.lanes(seed=seed, **days_of(case, share)).values():
        days = [day for day, *_ in part["moves"]]
        assert days == sorted(days)
        later = ("in force", "ratified", "rejected") if case.loaded.model.signature_counts else ()
        assert all(0 <= day <= case.loaded.model.last_day for day, kind, *_ in part["moves"] if kind not in later)
        for day in sorted({*days}):
            today = [move for move in part["moves"] if move[0] == day]
            _events_come_first(case, today)
            _no_seat_reviews_twice_without_news(today)


@MANY
@given(cases().filter(lambda case: len(case.principals) == 2), seeds, SHARES)
def test_of_two_principals_nobody_reviews_while_a_third_party_is_asked(case, seed, share):
    for part in case.lanes(seed=seed, replications=6, **days_of(case, share)).values():
        asked = False
        for _, kind, _, _ in part["moves"]:
            assert not (asked and kind in ("review", "accept"))
            asked = kind == "accept" or (asked and kind not in ("veto", "agreed"))


def _events_come_first(case: Case, today: list) -> None:
    """Events come in the scenario's order, before all that seats do of their own accord."""
    kinds = [kind in ("event", "no event") for _, kind, *_ in today]
    events = [who for (_, _, who, _), is_event in zip(today, kinds, strict=True) if is_event]
    assert events == [name for name in case.data["events"] if name in events]
    settled = [place for place, (_, kind, *_) in enumerate(today) if kind in {*SETTLED, "in force", "lapsed"}]
    assert not any(kinds[min(settled, default=len(kinds)) :])


def _no_seat_reviews_twice_without_news(today: list) -> None:
    """Chance picks who goes first; a seat looks again only on news of the day."""
    looked = set()
    for _, kind, who, _ in today:
        if kind == "review":
            assert who not in looked
            looked.add(who)
        elif kind in ("offer", "accept", "veto", "consent"):
            looked.clear()


@MANY
@given(cases(), seeds, SHARES)
def test_nothing_moves_after_signature_or_lapse(case, seed, share):
    model = case.loaded.model
    for part in case.lanes(seed=seed, **days_of(case, share)).values():
        kinds = [kind for _, kind, *_ in part["moves"]]
        assert kinds.count("agreed") == (part["package"] is not None)
        assert kinds.count("in force") == part["in force"]
        assert kinds.count("lapsed") == (not part["in force"] and not (model.signature_counts and "agreed" in kinds))
        if "lapsed" in kinds:
            possible = [*chances_of_days(model.deadline)]
            used = kinds.count("prolonged")
            ends = [model.deadlines[used]] if used or model.deadline_is_certain else possible
            assert kinds.index("lapsed") == len(kinds) - 1
            assert part["moves"][-1][0] in [(deadline - model.start).days for deadline in ends]
        if "agreed" in kinds:
            at = kinds.index("agreed")
            assert part["moves"][at][::3] == (part["signed"], part["package"])
            assert not {*SETTLED, "offer", "refuse"} & {*kinds[at + 1 :]}
        if part["in force"]:
            assert part["moves"][kinds.index("in force")][::3] == (part["force"], part["package"])


@MANY
@given(cases(), seeds, SHARES)
def test_the_log_is_an_account_of_the_table(case, seed, share):
    """Offers and refusals add up, and nobody accepts, refuses or withdraws what does not lie on the table."""
    for part in case.lanes(seed=seed, **days_of(case, share)).values():
        account = _Account(case)
        for move in part["moves"]:
            account.enter(*move[1:])
        assert (account.offers, account.refusals) == (Counter(part["offers"]), Counter(part["refusals"]))


class _Account:
    """What lies on the table, and what was offered and refused, as the log tells it."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.table: dict[str, list] = {seat: [] for seat in case.principals}
        self.sitting = {seat: body["government"] for seat, body in case.data["seats"].items()}
        self.offers, self.refusals = Counter(), Counter()
        self.given = [(seat, dict(p)) for seat, offers in case.data["on_the_table"].items() for p in offers]
        self.given = [entry for n, entry in enumerate(self.given) if entry not in self.given[:n]]

    def enter(self, kind: str, who: str, package: dict | None) -> None:
        if kind == "event":
            for seat, government in self.case.data["events"][who].get("install", {}).items():
                if self.sitting[seat] != government and seat in self.table:
                    self.table[seat].clear()
                self.sitting[seat] = government
        elif kind == "veto":
            for lying in self.table.values():
                lying[:] = [p for p in lying if p != package]
        elif kind == "offer":
            assert package not in self.table[who]
            self.table[who].append(package)
            if (who, package) in self.given:
                self.given.remove((who, package))  # nobody's offer made
            else:
                self.offers[who] += 1
        elif kind == "withdraw":
            self.table[who].remove(package)
        elif kind in ("accept", "refuse"):
            assert any(package in lying for seat, lying in self.table.items() if seat != who)
            self.refusals[who] += kind == "refuse"
        elif kind == "agreed":
            # while third parties are asked, or a text is drafted, offers may be withdrawn and signatories leave
            assert self.waits(package) or any(package in lying for lying in self.table.values())

    def needs(self, package: dict) -> set[str]:
        return {seat for option in self.held(package) for seat in option.get("needs", [])}

    def waits(self, package: dict) -> bool:
        return bool(self.needs(package)) or any("draft_days" in option for option in self.held(package))

    def held(self, package: dict) -> list[dict]:
        issues = self.case.data["issues"]
        return [issues[issue]["options"][option] for issue, option in package.items()]


@MANY
@given(cases(), seeds, SHARES)
def test_nobody_signs_what_none_of_its_governments_can_find_better_than_no_deal(case, seed, share):
    """Whoever may sit in a seat, and whatever may have shifted its points, once signing costs something.

    Not so, by design, where a government discounts (waiting is then worth less than no deal above zero points), cares
    for what its successor signs (it may take a lesser evil), has a no-deal value that events move (it may keep
    today's by signing what comes too late), or pays for every day of talks or for time that others grant (signing
    ends that); nor of what the scenario or its record tables for a seat, which has then agreed to it.
    """

    def firm(data: Data) -> None:
        data["procedure"]["signing_cost"] = 1
        data["procedure"].pop("agreement", None)  # all principals must agree
        for body in data["governments"].values():
            body["discount"], body["legacy"], body["cost_per_day"] = 1, 0, 0
        for event in data["events"].values():
            event.pop("shift_no_deal", None)
            event.pop("cost_per_day", None)
        for accord in data.get("prolongations", {}).values():
            if "granted_by" in accord or "chance" in accord:
                accord.pop("cost", None)
            accord.pop("shift_no_deal", None)
            accord.pop("shift", None)

    case = case.changed(firm)
    worlds = case.source(seed).draw(np.arange(4))
    possible = _possible(case, worlds)
    played = case.play(worlds=4, replications=20, seed=seed, log=False, **days_of(case, share))
    signed = played.package >= 0
    assert possible[played.world[signed], played.package[signed]].all()


def _possible(case: Case, worlds: Worlds) -> np.ndarray:
    """Return which packages (w, p) every seat whose consent they need may find better than no deal."""
    packages, data = case.loaded.packages, case.data
    possible = np.ones(worlds.value.shape[1:], dtype=bool)
    for x, (seat, body) in enumerate(data["seats"].items()):
        sitters = {body["government"], *(event.get("install", {}).get(seat) for event in data["events"].values())}
        willing = np.zeros_like(possible)
        for government in sitters - {None}:
            g = worlds.governments.index(government)
            most = worlds.value[g] + sum(np.maximum(shift[g], 0) for shift in worlds.shift.values())
            willing |= most >= worlds.no_deal[g][:, None]
        done = [entry for entry in data["record"] if entry.get("seat") == seat]
        tabled = [entry[kind] for entry in done for kind in ("tables", "accepts", "assents") if kind in entry]
        if seat in case.principals:
            tabled += data["on_the_table"].get(seat, [])
            tabled += [p for event in data["events"].values() for p in event.get("tables", {}).get(seat, [])]
        willing[:, [packages.index(package) for package in tabled]] = True
        if not body.get("mediator"):  # whose consent nobody needs
            possible &= willing if body["principal"] else willing | ~worlds.needs[x]
    possible[:, [packages.index(entry["signs"]) for entry in data["record"] if "signs" in entry]] = True
    return possible
