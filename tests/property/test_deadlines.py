"""A later deadline never makes a slow package less likely to be in force, where the sides do as they did.

Signed on a given day, any package is at least as likely to be in force in time. Where the sides bargain over one
package by script, more is true, lane by lane: what is in force by a deadline is in force by a later one. They table
it on given days and take whatever is better than no deal, and signing is worth the more the more time is left.

It is not true of whole plays in general: see the last test.
"""

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.minds.appraisal import Appraisal
from sim.scenario.scenario import ScenarioModel
from tests.engine.cases import contract, play
from tests.property.cases import MANY, Case, cases, seeds
from tests.reference.random_scenarios import Data, iso


def later(case: Case, days: int) -> Case:
    """Return the case with its deadline put off; nothing else is dated by it."""
    deadline = date.fromisoformat(case.data["deadline"]) + timedelta(days)
    return case.changed(lambda data: data.update(deadline=deadline.isoformat()))


certain = cases(statements=False).filter(lambda case: isinstance(case.data["deadline"], str))
"""Of several possible deadlines a later one may be less likely to be left: what has not passed is news."""


@MANY
@given(certain, seeds, st.integers(1, 90), st.floats(0, 1))
def test_what_is_signed_on_a_given_day_is_no_less_likely_to_be_in_force_by_a_later_deadline(case, seed, days, share):
    day = int(share * case.days)
    both = [it.source(seed).draw(np.arange(3)) for it in (case, later(case, days))]
    sooner, put_off = (Appraisal(worlds, signing_cost=0.0).in_force(day) for worlds in both)
    assert (put_off >= sooner).all()


def scripted(data: Data, day: int) -> None:
    """One principal tables a package on a day; all go by a script, and nothing else happens."""
    first = next(seat for seat, body in data["seats"].items() if body.get("principal"))
    package = {issue: list(body["options"])[-1] for issue, body in data["issues"].items()}
    data |= {"events": {}, "on_the_table": {}, "record": [], "exclusions": []}
    for name, body in data["governments"].items():
        moves = [{"date": iso(day), "tables": package}] if name.startswith(first) else []
        body |= {"tactic": {"script": {"moves": moves}}, "beliefs": {}}
        body.pop("break_off", None)


@MANY
@given(certain, seeds, st.integers(1, 90), st.integers(0, 15))
def test_of_one_scripted_package_all_that_is_in_force_in_time_is_so_by_a_later_deadline(case, seed, days, day):
    case = case.changed(lambda data: scripted(data, day))
    sooner, put_off = (it.play(worlds=6, replications=30, seed=seed, log=False) for it in (case, later(case, days)))
    assert put_off.in_force[sooner.in_force].all()


def pipeline(deadline: str) -> ScenarioModel:
    """The firm has tabled a short pipeline (ten days of procedure) and a long one (forty); the union takes the
    better."""
    return contract(
        deadline=deadline,
        issues={"pipe": {"options": {"short": {"lead_days": 10}, "long": {"lead_days": 40}}}},
        governments={
            name: {"points": {"pipe": {"short": 60, "long": 100}}, "no_deal": 0, "reply_days": 0, "tactic": SILENT}
            for name in ("board", "council")
        },
        on_the_table={"firm": [{"pipe": "short"}, {"pipe": "long"}]},
    )


SILENT = {"script": {"moves": []}}


def test_a_later_deadline_may_bring_ambition_back_and_so_make_agreement_in_time_less_likely():
    """Why the stronger statement is false: time left changes what is signed, or whether waiting pays, not odds alone.

    With 20 days left the long pipeline is worth 100 Phi(ln(20/40)/0.5) = 8 and the short 60 Phi(ln(20/10)/0.5) = 55;
    with 60 days 79 and 60. So the union takes the short one, in time at 92 in 100, or the long one, at 79.
    """
    deadlines = "2020-01-21", "2020-03-01"
    sooner, put_off = (play(pipeline(deadline), worlds=1, replications=4000) for deadline in deadlines)
    assert {*sooner.package} == {0} and {*put_off.package} == {1}
    assert abs(sooner.in_force.mean() - 0.917) < 0.02 and abs(put_off.in_force.mean() - 0.791) < 0.03
