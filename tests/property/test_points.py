"""Points have neither a unit nor an origin of their own, as far as the model says so.

In points are: part-worths, adjustments, no-deal values and their shifts, costs of a day and of prolonging;
`signing_cost`, `noise`, `offer_cost` of the scenario; `break_off.below` of a government (and, with statements, the
hundred points of the scale, which no file can change, with ranges and margins). Shares, generosity, floor, legacy and
chances have no unit.

- All of them times a power of two: exactly nothing changes. The signing cost must not be 0, or a package whose chance
  of taking effect is next to nothing is as good as no deal to within a billionth of a point, which is not scaled.
- Each government by its own: the signing cost, which all bear alike, must be 0; nobody may reckon with its noise (no
  government opposite foresees) nor add its points to another's (two principals); the offer cost goes with the unit
  of the one that foresees.
- Points of all options of an issue and of no deal moved together: nothing changes for governments that do not
  discount (the discount draws values to zero points). The signing cost must not be 0 here either.
"""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from tests.property.cases import MANY, Lanes, assert_alike, cases, moved, seeds, without_ties
from tests.reference.random_scenarios import Data

POWERS = st.sampled_from([0.25, 0.5, 2.0, 8.0])
RANDOMS = st.randoms(use_true_random=False)


def times(part, factor: float):
    """Multiply every number in what is said."""
    if isinstance(part, dict):
        return {key: times(value, factor) for key, value in part.items()}
    return [times(value, factor) for value in part] if isinstance(part, list) else part * factor


def in_units(data: Data, factors: dict[str, float]) -> None:
    """Write the points of some governments in other units."""
    for name, factor in factors.items():
        body = data["governments"][name]
        body["points"], body["no_deal"] = times(body["points"], factor), times(body["no_deal"], factor)
        for adjustment in body.get("adjustments", ()):
            adjustment["points"] *= factor
        if "break_off" in body:
            body["break_off"]["below"] *= factor
        body["cost_per_day"] = times(body["cost_per_day"], factor)
        for event in (*data["events"].values(), *data["moves"].values(), *data["prolongations"].values()):
            for effect in ("shift", "shift_no_deal", "cost_per_day", "cost", "gain"):
                if name in event.get(effect, {}):
                    event[effect][name] = times(event[effect][name], factor)


def assert_rewritten(before: Lanes, after: Lanes, rewrite: Callable[[str, float], float]) -> None:
    """Check that two plays are the same, each government's values and demands in points rewritten."""
    for lane, part in before.items():
        part["value"] = {name: rewrite(name, value) for name, value in part["value"].items()}
        for (day, who, demand), (_, _, other) in zip(part["demands"], after[lane]["demands"], strict=True):
            by_sitter = [rewrite(f"{who}_{number}", demand) for number in (1, 2)]
            assert min(abs(other - either) for either in by_sitter) < 1e-7, (lane, day, who)
    assert_alike(*({lane: part | {"demands": []} for lane, part in lanes.items()} for lanes in (before, after)))


@MANY
@given(cases(statements=False), seeds, POWERS)
def test_another_unit_for_all_points_changes_nothing(case, seed, factor):
    def costly(data: Data) -> None:
        data["procedure"]["signing_cost"] = 1

    def scale(data: Data) -> None:
        in_units(data, factors)
        data["procedure"]["signing_cost"] *= factor
        data["minds"]["noise"] *= factor
        data["minds"]["offer_cost"] *= factor

    before, factors = case.changed(costly), dict.fromkeys(case.governments, factor)
    lanes, after = before.lanes(seed=seed), before.changed(scale).lanes(seed=seed)
    for part in lanes.values():  # to the last bit
        part["value"] = {name: value * factor for name, value in part["value"].items()}
        part["demands"] = [(day, who, demand * factor) for day, who, demand in part["demands"]]
    assert after == lanes


def alone(data: Data) -> None:
    """Two principals, certain leads, no signing cost, and only north_1 may look ahead."""
    data["procedure"] |= {"signing_cost": 0, "lead_spread": 0}
    for issue in data["issues"].values():
        for option in issue["options"].values():
            option["lead_spread"] = 0
    for seat in data["seats"].values():
        seat["procedure_days"] = 2
    for name, body in data["governments"].items():
        if body["tactic"] == "foresight" and name != "north_1":
            body["tactic"] = "aspiration"


@MANY
@given(cases(statements=False).filter(lambda case: len(case.principals) == 2), seeds, RANDOMS)
def test_every_government_may_count_in_a_unit_of_its_own(case, seed, luck):
    before = case.changed(alone)
    foresees = before.governments["north_1"]["tactic"] == "foresight"
    own = [name for name in case.governments if not (foresees and name.startswith("south"))]
    factors = {name: luck.choice([0.25, 0.5, 2.0, 8.0]) for name in own}

    def scale(data: Data) -> None:
        in_units(data, factors)
        data["minds"]["offer_cost"] *= factors["north_1"]

    after = before.changed(scale).lanes(seed=seed)
    assert_rewritten(before.lanes(seed=seed), after, lambda name, value: value * factors.get(name, 1.0))


@MANY
@given(cases(statements=False), seeds, RANDOMS)
def test_governments_that_do_not_discount_may_count_from_any_origin(case, seed, luck):
    points = {name: luck.randint(-200, 200) for name in case.governments}

    def patient(data: Data) -> None:
        without_ties(data)
        data["procedure"]["signing_cost"] = 1
        for body in data["governments"].values():
            body["discount"] = 1

    def shift(data: Data) -> None:
        for name, body in data["governments"].items():
            options = body["points"][luck.choice(list(body["points"]))]
            options |= {option: moved(worth, points[name]) for option, worth in options.items()}
            body["no_deal"] = moved(body["no_deal"], points[name])

    before = case.changed(patient)
    lanes, after = before.lanes(seed=seed), before.changed(shift).lanes(seed=seed)
    assert_rewritten(lanes, after, lambda name, value: value + points[name])
