"""Points have neither a unit nor an origin of their own, as far as the model says so.

In points are: part-worths, adjustments, no-deal values and their shifts; `signing_cost`, `noise`, `offer_cost` of the
scenario; `break_off.below` of a government (and, with statements, the hundred points of the scale, which no file can
change, with ranges and margins). Shares, generosity, floor, legacy and chances have no unit.

- All of them times a power of two: exactly nothing changes. The signing cost must not be 0, or a package whose chance
  of taking effect is next to nothing is as good as no deal to within a billionth of a point, which is not scaled.
- One government alone: the signing cost, which all bear alike, must be 0; nobody may reckon with its noise (no other
  government foresees) nor add its points to another's (two principals). The offer cost is then its own.
- Points of all options of an issue and of no deal moved together: nothing changes for a government that does not
  discount (the discount draws values to zero points).
"""

from hypothesis import given
from hypothesis import strategies as st

from tests.property.cases import MANY, Case, Lanes, assert_alike, cases, moved, seeds, without_ties
from tests.reference.random_scenarios import Data

POWERS = st.sampled_from([0.25, 0.5, 2.0, 8.0])


def times(said, factor: float):
    """Multiply every number in what is said."""
    if isinstance(said, dict):
        return {key: times(value, factor) for key, value in said.items()}
    return [times(value, factor) for value in said] if isinstance(said, list) else said * factor


def in_units(data: Data, factor: float, governments: set[str]) -> None:
    """Write the points of some governments in another unit."""
    for name in governments:
        body = data["governments"][name]
        body["points"], body["no_deal"] = times(body["points"], factor), times(body["no_deal"], factor)
        for adjustment in body.get("adjustments", ()):
            adjustment["points"] *= factor
        if "break_off" in body:
            body["break_off"]["below"] *= factor
    for event in data["events"].values():
        for effect in ("shift", "shift_no_deal"):
            for name in governments & event.get(effect, {}).keys():
                event[effect][name] = times(event[effect][name], factor)


def told_in_units(case: Case, lanes: Lanes, factor: float, governments: set[str]) -> Lanes:
    """Return what is told of lanes with values in another unit; whose demands they are is left out."""
    return {
        lane: told
        | {
            "value": {name: v * factor if name in governments else v for name, v in told["value"].items()},
            "demands": [(day, who) for day, who, _ in told["demands"]],
        }
        for lane, told in lanes.items()
    }


@MANY
@given(cases(statements=False), seeds, POWERS)
def test_another_unit_for_all_points_changes_nothing(case, seed, factor):
    def costly(data: Data) -> None:
        data["procedure"]["signing_cost"] = 1

    def scale(data: Data) -> None:
        in_units(data, factor, set(data["governments"]))
        data["procedure"]["signing_cost"] *= factor
        data["minds"]["noise"] *= factor
        data["minds"]["offer_cost"] *= factor

    before = case.changed(costly)
    lanes, everyone = before.lanes(seed=seed), set(case.governments)
    expected = told_in_units(case, lanes, factor, everyone)
    after = before.changed(scale).lanes(seed=seed)
    assert told_in_units(case, after, 1.0, everyone) == expected
    for lane, told in after.items():
        assert told["demands"] == [(day, who, demand * factor) for day, who, demand in lanes[lane]["demands"]]


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
@given(cases(statements=False).filter(lambda case: len(case.principals) == 2), seeds, POWERS, st.data())
def test_a_government_may_count_in_a_unit_of_its_own(case, seed, factor, data):
    before = case.changed(alone)
    name = data.draw(st.sampled_from(sorted(case.governments)))

    def scale(data: Data) -> None:
        in_units(data, factor, {name})
        if name == "north_1":
            data["minds"]["offer_cost"] *= factor

    after = before.changed(scale).lanes(seed=seed)
    assert told_in_units(case, after, 1.0, {name}) == told_in_units(case, before.lanes(seed=seed), factor, {name})


@MANY
@given(cases(statements=False), seeds, st.integers(-50, 50), st.data())
def test_a_government_that_does_not_discount_may_count_from_any_origin(case, seed, points, data):
    name = data.draw(st.sampled_from(sorted(case.governments)))
    issue = data.draw(st.sampled_from(sorted(case.data["issues"])))

    def patient(data: Data) -> None:
        without_ties(data)
        data["governments"][name]["discount"] = 1

    def shift(data: Data) -> None:
        body = data["governments"][name]
        body["points"][issue] = {option: moved(worth, points) for option, worth in body["points"][issue].items()}
        body["no_deal"] = moved(body["no_deal"], points)

    before = case.changed(patient)
    lanes, after = before.lanes(seed=seed), before.changed(shift).lanes(seed=seed)
    for told in lanes.values():
        told["value"][name] += points
    for told in (*lanes.values(), *after.values()):
        told["demands"] = [(day, who) for day, who, _ in told["demands"]]
    assert_alike(lanes, after)
