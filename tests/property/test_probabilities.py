"""Probabilities sum to one, stay within their bounds, and agree with each other however they are told."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from sim.results.endings import LAPSED, TOO_LATE
from sim.results.outcomes import Outcomes
from sim.results.run import run
from sim.scenario.outcome import EndRule
from tests.property.cases import MANY, Case, as_of_day, cases, seeds


def outcomes_of(case: Case, seed: int, *, worlds: int, replications: int, share: float | None) -> Outcomes:
    as_of = None if share is None else as_of_day(case, share)
    return run(case.loaded, worlds=worlds, replications=replications, seed=seed, as_of=as_of)


RUNS = (
    cases(statements=False),
    seeds,
    st.integers(1, 6),
    st.integers(1, 6),
    st.none() | st.floats(0, 1, exclude_max=True),
)


@MANY
@given(*RUNS)
def test_probabilities_and_the_shares_of_every_world_sum_to_one(case, seed, worlds, replications, share):
    outcomes = outcomes_of(case, seed, worlds=worlds, replications=replications, share=share)
    found = outcomes.probabilities()
    shares = outcomes.worlds[[f"share_{name}" for name in outcomes.names]].to_numpy()
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-12)
    np.testing.assert_allclose(found["probability"], shares.mean(axis=0), rtol=1e-12)
    assert abs(found["probability"].sum() - 1) < 1e-12
    assert found["lanes"].sum() == len(outcomes.table) == worlds * replications
    np.testing.assert_allclose(found["probability"], found["lanes"] / len(outcomes.table), rtol=1e-12)


@MANY
@given(*RUNS)
def test_intervals_and_bands_hold_what_they_are_about(case, seed, worlds, replications, share):
    outcomes = outcomes_of(case, seed, worlds=worlds, replications=replications, share=share)
    found = outcomes.probabilities()
    p, low, high = found["probability"], found["low"], found["high"]
    assert ((low >= 0) & (low <= p) & (p <= high) & (high <= 1)).all()
    assert (found["standard_error"] >= 0).all()
    band = found[["band_low", "band_high"]].dropna()
    assert len(band) == (0 if min(worlds, replications) == 1 else len(found))
    assert (band["band_low"] <= band["band_high"]).all()
    assert ((band >= -1e-12) & (band <= 1 + 1e-12)).to_numpy().all()
    assert found["share_between"].dropna().between(0, 1).all()


@MANY
@given(*RUNS)
def test_what_is_agreed_by_the_deadline_is_all_that_did_not_lapse(case, seed, worlds, replications, share):
    outcomes = outcomes_of(case, seed, worlds=worlds, replications=replications, share=share)
    model, p = case.loaded.model, outcomes.probabilities()["probability"].drop(LAPSED)
    signed, in_force = outcomes.agreed_by(), outcomes.agreed_by(counting="in_force")
    assert signed.index[[0, -1]].tolist() == [pd.Timestamp(model.start), pd.Timestamp(model.deadlines[-1])]
    for curves in (signed, in_force):
        assert (curves.diff().iloc[1:] >= 0).to_numpy().all()
    assert (in_force <= signed + 1e-12).to_numpy().all()
    if any(isinstance(each, EndRule) for each in model.outcomes.values()):
        return  # they may name what is no agreement, or came too late
    np.testing.assert_allclose(signed.iloc[-1], p, atol=1e-12)
    if model.deadline_for == "entry_into_force":  # else what is signed counts, and may be in force later
        np.testing.assert_allclose(in_force.iloc[-1], p.where(p.index != TOO_LATE, 0.0), atol=1e-12)
