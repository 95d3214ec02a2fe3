"""Every recipe is short, sound, told on the recipes page, and does what the page says."""

import re
from functools import cache
from pathlib import Path

import pytest

import sim
from sim.scenario.load import check_scenario

ROOT = Path(__file__).parents[2]
RECIPES = sorted((ROOT / "scenarios" / "recipes").glob("*.yaml"))
MANY = 150
"""Worlds of runs whose shares are compared with the page's; others use them again."""

PAGE = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")


@cache
def _run(name: str, *settings: str, worlds: int = 60) -> sim.Outcomes:
    path = ROOT / "scenarios" / "recipes" / f"{name}.yaml"
    return sim.load(path, settings=list(settings)).run(worlds=worlds, replications=4, seed=1)


@pytest.mark.quick
@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_a_recipe_is_short_and_runs(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 40
    assert f"../scenarios/recipes/{path.name}" in PAGE
    assert f"\nsim run example:recipes/{path.stem}\n" in PAGE, "works with and without a clone"
    assert f"| {path.stem} | " in PAGE, "python -m benchmarks.recipes times it"
    scenario = sim.load(path)
    check_scenario(scenario)
    few = 2 if len(scenario.model.seats) > 10 else 10  # worlds
    outcomes = scenario.run(worlds=few, replications=4, seed=1)
    assert outcomes.probabilities()["probability"].sum() == pytest.approx(1)
    for play in outcomes.table.drop_duplicates("outcome").itertuples():  # the typical one: tests/results
        assert scenario.tell(world=play.world, replication=play.replication).sentences


@pytest.mark.parametrize(
    ("name", "setting", "outcome", "sentence"),
    [
        ("stages", "prolongations.joint_plan.gain=null", "lapsed", "34% of plays end with nothing"),
        ("stages", "prolongations=null", "lapsed", "without one 36% do"),
        ("contradicting_tellings", "", "the October deal", "the October deal in 41% of plays"),
        (
            "contradicting_tellings",
            "governments.members.statements.1.one_of.0.weight=12",
            "the October deal",
            "in 68% where their weight is 12 against 6",
        ),
        ("contradicting_tellings", "drop_claims=[rebels]", "the October deal", "the deal comes in 80% of all"),
        ("mediator", "", "ships sail", "ships to sail in 43% of plays"),
        ("parliament", "events.election.chance=0", "lapsed", "Without an election 80% of plays lapse"),
        ("ratification", "", "not ratified", "42% of plays end with a treaty that is never ratified"),
        ("ratification", "seats.senate.asked=before", "middle", "52% of plays end with the middle"),
        ("drafting", "", "an inspected freeze", "inspections in 75% of plays"),
        (
            "drafting",
            "issues.freeze.options.inspected.draft_days=0",
            "an inspected freeze",
            "against 85% if they need",
        ),
    ],
)
def test_shares_on_the_page_are_those_that_are_played(name, setting, outcome, sentence):
    """Of fewer plays than the page's commands make: within four standard errors of these."""
    assert sentence in " ".join(PAGE.split())
    found = _run(name, *([setting] if setting else []), worlds=MANY)
    row = found.probabilities().loc[outcome]
    assert abs(row["probability"] - int(re.search(r"(\d+)%", sentence)[1]) / 100) < 4 * row["standard_error"] + 0.005


def test_prolonging_is_common_where_it_is_cheap_and_never_taken_where_it_is_dear():
    path = ROOT / "scenarios" / "recipes" / "prolongation.yaml"
    cheap, dear = (
        sim.load(path, settings=[f"prolongations.four_months.cost.the_six={cost}"]).run(
            worlds=60, replications=5, seed=1
        )
        for cost in (3, 30)
    )
    assert (cheap.table["prolonged"] > 0).mean() > 0.9
    assert (dear.table["prolonged"] == 0).all()
    assert cheap.table["signed"].median() > dear.table["signed"].median()


def test_a_strike_hurries_agreement_and_who_bears_it_cheaply_gets_more():
    path = ROOT / "scenarios" / "recipes" / "strike.yaml"

    def run(workers: float, board: float) -> sim.Outcomes:
        settings = [f"events.strike.cost_per_day.workers={workers}", f"events.strike.cost_per_day.board={board}"]
        return sim.load(path, settings=settings).run(worlds=60, replications=4, seed=1)

    strike, none, fund = run(2, 1.2), run(0, 0), run(0.8, 1.2)
    assert strike.table["signed"].median() < none.table["signed"].median() - 60
    high = [outcomes.probabilities()["probability"]["four per cent or more"] for outcomes in (strike, fund)]
    assert high[1] > high[0]


def test_a_deadline_that_nobody_knows_is_forestalled():
    path = ROOT / "scenarios" / "recipes" / "x_date.yaml"
    unknown, known = (
        sim.load(path, settings=settings).run(worlds=40, replications=5, seed=1)
        for settings in ([], ["deadline=2023-06-15"])
    )
    assert unknown.table["signed"].quantile(0.9) < 45 <= unknown.table["deadline"].min(), "before it may be too late"
    assert known.table["signed"].median() > unknown.table["signed"].median() + 5
    late = [run.probabilities()["probability"]["agreed too late"] for run in (known, unknown)]
    assert late[1] > late[0]


def test_a_deadline_for_signing_lets_slow_agreements_be():
    path = ROOT / "scenarios" / "recipes" / "signature.yaml"
    signing, force = (
        sim.load(path, settings=settings).run(worlds=60, replications=4, seed=1)
        for settings in ([], ["deadline_for=entry_into_force"])
    )
    slow = [run.probabilities()["probability"].iloc[0] for run in (signing, force)]
    assert slow[0] > 2 * slow[1]
    assert (signing.table["in_force_date"] > "2015-06-30").mean() > 0.5
    assert (force.table["in_force_date"].dropna() <= "2015-06-30").all()


def test_a_party_walks_out_where_no_coalition_is_worth_as_much_and_never_at_a_high_price():
    found, dear = _run("walk_out"), _run("walk_out", "moves.walk_out.cost.liberals=30")
    left = found.table["made_walk_out"].notna()
    assert 0.05 < left.mean() < 0.6
    assert (found.table["outcome"][left] == "lapsed").all()
    assert dear.table["made_walk_out"].isna().all()


def test_restraint_lasts_where_resuming_is_dear_and_is_ended_soon_where_it_is_cheap():
    found = _run("restraint", worlds=24)
    free = _run("restraint", "moves.south_resumes.shift_no_deal.northern=0", worlds=24)
    began = found.table["made_restraint"].notna()
    assert 0.2 < began.mean() < free.table["made_restraint"].notna().mean()
    resumed = found.table["made_south_resumes"].notna() | found.table["made_north_resumes"].notna()
    assert not (resumed & ~began).any()
    assert resumed.sum() / began.sum() > 0.6
    assert (found.table["made_south_resumes"] - found.table["made_restraint"]).median() < 28
    dear = [f"moves.{side}_resumes.shift_no_deal.{side}ern=-12" for side in ("north", "south")]
    lasting = _run("restraint", *dear, worlds=24)
    assert lasting.table["made_restraint"].notna().mean() > began.mean()
    assert lasting.table[["made_south_resumes", "made_north_resumes"]].notna().any(axis=1).mean() < 0.05


def test_a_threat_is_made_where_it_is_believed_and_brings_agreements():
    found, empty = _run("threat"), _run("threat", "moves.threat.chances.sanctions=0.2")
    dear = _run("threat", "moves.threat.cost.commission=20")
    made, of_empty, of_dear = (outcomes.table["made_threat"].notna().mean() for outcomes in (found, empty, dear))
    assert made > 0.3
    assert of_empty < made
    assert of_dear < made
    deals = [outcomes.probabilities()["probability"]["inspections"] for outcomes in (found, dear)]
    assert deals[0] > deals[1]


def test_of_contradicting_tellings_each_decides_as_often_as_it_is_believed():
    path = ROOT / "scenarios" / "recipes" / "contradicting_tellings.yaml"
    for weight in (4, 12):
        settings = [f"governments.members.statements.1.one_of.0.weight={weight}"]
        outcomes = sim.load(path, settings=settings).run(worlds=400, replications=1, seed=1)
        found = outcomes.probabilities()["probability"]["the October deal"]
        assert found == pytest.approx(weight / (weight + 6), abs=0.1)


def test_a_text_that_somebody_began_early_is_signed_more_often_than_one_that_nobody_began():
    begun = _run("drafting", worlds=MANY)
    plain = _run("drafting", "issues.freeze.options.inspected.draft_days=0", worlds=MANY)
    late = _run("drafting", "on_the_table.us=null")
    found = [run.probabilities()["probability"]["an inspected freeze"] for run in (late, begun, plain)]
    assert 0.3 < found[0] < found[1] < found[2]
    assert late.table["signed"].quantile(0.1) < begun.table["signed"].quantile(0.1)


def test_a_senate_asked_after_the_signature_may_reject_what_is_signed():
    after = _run("ratification", worlds=MANY)
    before = _run("ratification", "seats.senate.asked=before", worlds=MANY)
    found, asked_first = (run.probabilities()["probability"] for run in (after, before))
    assert 0.2 < found["not ratified"] < 0.6
    assert found["low"] > found["middle"]
    assert asked_first["not ratified"] == 0
    assert asked_first["middle"] > asked_first["low"]


def test_an_interim_accord_is_agreed_for_what_it_brings_and_what_follows():
    found, nothing = _run("stages"), _run("stages", "prolongations.joint_plan.gain=null")
    agreed = [(run.table["prolonged"] > 0).mean() for run in (found, nothing)]
    assert agreed[0] > 0.8
    assert agreed[1] < agreed[0]
    wholes = [run.probabilities()["probability"]["the whole"] for run in (found, nothing)]
    assert wholes[0] > wholes[1]
