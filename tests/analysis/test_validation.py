"""A library of cases forecast and scored: what is played, baselines, scores, the criterion, what is kept."""

import re
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest

import sim
from sim.analysis.validation import making as module
from sim.analysis.validation.baselines import BASELINES, Case, baseline
from sim.analysis.validation.case_files import read_defaults, read_library
from sim.analysis.validation.case_forecast import CaseForecast, written_digest
from sim.analysis.validation.coding import breaches
from sim.analysis.validation.crowd import crowd_odds
from sim.analysis.validation.ends import MODEL, READINGS, TEMPERED_MODEL, UNWEIGHED, Ends
from sim.analysis.validation.families import mean_difference
from sim.analysis.validation.logistic import fit_logistic, logistic_chances
from sim.analysis.validation.two_coders import CodingAgreement, compare_codings
from sim.analysis.validation.validation import Made, Validation
from sim.errors import InputError, ProblemsError, SimWarning
from sim.present.validation_page import page
from sim.present.validation_rows import criterion
from tests.cli.calls import call

LIBRARY = Path("tests/analysis/library")
SMALL = {"worlds": 6, "replications": 4}
CASES = Path("scenarios/cases")


@pytest.fixture(scope="module")
def found():
    return sim.validate(LIBRARY, **SMALL)


def test_each_case_is_forecast_from_days_on_which_its_talks_were_on_and_open(found):
    days = [(each.case, each.coder, each.before) for each in found.forecasts]
    assert days == [
        *(("lease/autumn", coder, before) for coder in ("first", "second") for before in (30, 7, 1)),
        ("mill/spring", "first", 30),
        ("mill/spring", "first", 7),  # prolonged three days before its deadline
        ("mill/summer", "first", 30),  # agreed ten days before
    ]


def test_a_forecast_is_the_run_as_of_its_day_in_classes(found):
    each = next(one for one in found.forecasts if one.case == "mill/spring")
    settings = ["minds.imagined_rivals=4", "minds.noise=3", "procedure.signing_cost=1"]
    run = sim.load(LIBRARY / "mill" / "spring.yaml", settings=settings).run(as_of=each.as_of, **SMALL)
    lanes = run.table
    prolonged = (lanes["prolonged"] > 0).mean()
    agreed = ((lanes["prolonged"] == 0) & lanes["in_force_date"].notna()).mean()
    assert each.chances == pytest.approx((agreed, prolonged, 1 - agreed - prolonged))
    assert sum(each.days) == pytest.approx(1) and len(each.days) == each.before + 1
    assert not each.moves and each.ends[UNWEIGHED] == each.ends[MODEL]  # nothing was done by then


def test_worlds_are_weighed_by_what_was_done_beside_without(found):
    each = next(one for one in found.forecasts if one.case == "mill/summer")
    settings = ["minds.imagined_rivals=4", "minds.noise=3", "procedure.signing_cost=1"]
    scenario = sim.load(LIBRARY / "mill" / "summer.yaml", settings=settings)
    for reading, weights, beta in ((MODEL, True, 1), (TEMPERED_MODEL, True, 0.25), (UNWEIGHED, False, 1)):
        run = scenario.run(as_of=each.as_of, weights=weights, **SMALL)
        shares = run.lanes.tally.shares[:, run.names.index("a lease")]
        weighed = np.full(6, 1 / 6) if run.weights is None else run.weights.at(beta)
        assert each.ends[reading].chances[0] == pytest.approx(float(weighed @ shares))
    assert [(move.day, move.words) for move in each.moves] == [("2024-03-20", "miller offers high rent")]
    assert each.log_evidence == pytest.approx(np.log(each.moves[0].chance)) and 1 <= each.effective <= 6
    assert set(found.scores["forecaster"]) == {*READINGS, *BASELINES}


def test_settings_common_to_all_cases_are_those_that_are_played(found, tmp_path):
    shutil.copytree(LIBRARY, tmp_path / "library")
    (tmp_path / "library" / "defaults.yaml").write_text("minds: {imagined_rivals: 4, noise: 30}\n")
    played = {each.case: each.scenario for each in found.forecasts if each.coder == "first"}
    for case in read_library(tmp_path / "library"):
        assert case.scenario.model.minds.noise == 30 and written_digest(case.scenario) != played[case.name]
        assert not any("minds" in breach for breach in breaches(case, read_defaults(tmp_path / "library")))
    one = tmp_path / "library" / "mill" / "summer.yaml"
    one.write_text(one.read_text() + "minds: {noise: 2}\n")
    broken = [breaches(case, {"minds": {"noise": 30}}) for case in read_library(tmp_path / "library")]
    assert [breach for each in broken for breach in each if "minds" in breach] == [
        "minds.noise: is 2, and 30 for all cases"
    ]


def test_what_breaks_the_coding_rules_is_named(found):
    broken = dict.fromkeys(found.by_name["lease/autumn"].breaches)
    for words in (
        "review_days: is 3",
        "credence 0.7",
        "farm.tactic",
        "cites 0 claims",
        "facts.red_line: cites no claim",
    ):
        assert any(words in breach for breach in broken), words


@pytest.mark.quick
@pytest.mark.parametrize(
    ("part", "written", "message"),
    [
        ("ended: lapsed", "ended: won", "deadlines.autumn.ended"),
        ("day: 2024-09-15", "day: 2023-01-01", "must not lie before the start"),
        ("day: 2024-09-15", "day: 2024-09-15\n    replaced: [peace]", "must be an outcome of the scenario"),
        ("day: 2024-09-15", "day: 2024-09-15\n    positions: {judge: {position: 1, salience: 2}}", "must be a seat"),
        ("day: 2024-09-15", "day: 2024-09-15\n    claims: {mood: []}", "must be one of the facts"),
        ("day: 2024-09-15", "day: 2024-09-15\n    claims: {red_line: [z9-1]}", "no claim 'z9-1'"),
        ("day: 2024-09-15", "day: 2024-09-15\n    counts: false", "says why"),
        ("autumn:", "winter:", "there is no file"),
        ("day: 2024-09-15", "day: 2024-12-15", "day: lapsed, so not after the deadline"),
        ("day: 2024-09-15", "day: 2024-09-15\n    deadline: 2023-01-01", "deadline: must be a possible deadline"),
        ("day: 2024-09-15", "day: 2024-09-15\n    deadline: 2025-01-01", "deadline: must be a possible deadline"),
    ],
)
def test_mistakes_in_facts_are_placed(tmp_path, part, written, message):
    shutil.copytree(LIBRARY, tmp_path / "library")
    path = tmp_path / "library" / "lease" / "facts.yaml"
    path.write_text(path.read_text().replace(part, written))
    with pytest.raises(ProblemsError, match=message) as caught:
        sim.validate(tmp_path / "library", **SMALL)
    assert str(caught.value).startswith(f"{path}:")


def _library(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """Return a copy of the library with changes: file, what is written, what instead."""
    shutil.copytree(LIBRARY, folder / "library")
    for name, written, instead in changes:
        path = folder / "library" / name
        assert written in path.read_text()
        path.write_text(path.read_text().replace(written, instead, 1))
    return folder / "library"


def test_the_same_scenario_and_deadline_are_no_second_case(tmp_path):
    again = "  autumn:\n", "  fall:\n    file: autumn.yaml\n  autumn:\n"
    facts = (LIBRARY / "lease" / "facts.yaml").read_text()
    body = facts.partition("autumn:\n")[2]
    library = _library(tmp_path, ("lease/facts.yaml", again[0], again[1].replace("\n  autumn", f"\n{body}  autumn")))
    with pytest.raises(ProblemsError, match=r"facts\.yaml:8:3: deadlines\.autumn: is the case lease/fall again"):
        sim.validate(library, **SMALL)


def test_a_library_in_which_nothing_can_be_forecast_is_refused_before_anything_is_written(tmp_path):
    early = ("mill/facts.yaml", "2024-02-27", "2024-01-01"), ("mill/facts.yaml", "2024-04-20", "2024-03-02")
    library = _library(tmp_path, *early)
    shutil.rmtree(library / "lease")
    found = call("validate", library, "--publish", "--out", tmp_path / "out")
    assert found.exit_code == 2 and "nothing to forecast" in found.stderr, found.output
    assert not (tmp_path / "out").exists() and not (library / "README.md").exists()


@pytest.mark.parametrize(
    ("change", "breach"),
    [
        (("mill/facts.yaml", "2024-02-27", "2024-01-01"), "day: is 2024-01-01, and leaves no day"),
        (("lease/facts.yaml", "ended: lapsed", "ended: prolonged"), "ended: is prolonged, and no play can be"),
        (
            ("mill/facts.yaml", "day: 2024-04-20", "day: 2024-04-02"),
            "the scenario's actual agreement is of 2024-04-20",
        ),
    ],
)
def test_an_end_that_the_scenario_cannot_have_or_tells_otherwise_is_named(tmp_path, change, breach):
    found = [each for case in read_library(_library(tmp_path, change)) for each in breaches(case, {})]
    assert any(breach in each for each in found), found
    others = [each for case in read_library(LIBRARY) for each in breaches(case, {})]
    assert not any(each.startswith(("day:", "ended:")) for each in others), others


def test_what_is_kept_is_not_made_again_unless_something_differs(found, tmp_path, monkeypatch):
    made = []
    play = module.forecast_case
    monkeypatch.setattr(module, "forecast_case", lambda *given: made.append(given[0].name) or play(*given))
    assert sim.validate(LIBRARY, out=tmp_path, **SMALL) == found
    assert len(made) == len(found.forecasts) and len(list((tmp_path / "conduct").iterdir())) == len(found.conduct)
    made.clear()
    broken = next((tmp_path / "forecasts").iterdir())
    whole = broken.read_text()
    changed = [whole.replace('"chances"', '"days"', 1), whole.replace("0.", "0.1", 1)]
    for text in ("{", "[" * 100_000, "[]", '{"ends": []}', *changed):
        broken.write_text(text)
        assert text != whole and sim.validate(LIBRARY, out=tmp_path, **SMALL) == found and made == [broken.stem]
        made.clear()
    with monkeypatch.context() as full, pytest.warns(SimWarning, match=r"forecasts: .*\(No space left.*is not kept"):
        broken.write_text("{")
        full.setattr(module, "write_whole", Mock(side_effect=OSError(28, "No space left on device")))
        assert sim.validate(LIBRARY, out=tmp_path, **SMALL) == found and broken.read_text() == "{"
    made.clear()
    broken.write_text(whole)
    sim.validate(LIBRARY, out=tmp_path, **SMALL, seed=2)
    assert len(made) == len(found.forecasts)


def test_no_two_cases_share_a_file():
    case = read_library(LIBRARY)[0]
    assert len({replace(case, name=name).stem for name in ("a_b/c", "a/b_c", "a.b/c", "a-b/c")}) == 4


def test_ctrl_c_keeps_what_is_made_and_the_same_command_goes_on(found, tmp_path, monkeypatch):
    play, calls = module.forecast_case, []

    def stop_at_the_third(*given):
        calls.append(given)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return play(*given)

    monkeypatch.setattr(module, "forecast_case", stop_at_the_third)
    size = ("--worlds", "6", "--replications", "4", "--workers", "1", "--out", str(tmp_path))
    result = call("validate", str(LIBRARY), *size)
    assert result.exit_code == 130 and "2 of 9 forecasts" in result.stderr
    result = call("validate", str(LIBRARY), *size)
    assert (
        result.exit_code == 0 and len(calls) == 3 + 7 and re.search(r"About \d+ (second|minute)s?, by", result.stderr)
    )
    assert Validation.load(tmp_path / "validation.json") == found
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == page(found)


def invented(family, ended, early=0, facts=(False,) * 4, **more):
    return Case(f"{family}/{ended}{early}", family, family, "2024-01-01", ended, early, facts, **more)


def test_climatology_leaves_the_family_out_and_counts_others_once():
    cases = [
        invented("a", "lapsed"), invented("b", "lapsed"), invented("b", "agreed in time", 3),
        invented("c", "prolonged"), invented("d", "lapsed", counts=False),
    ]  # fmt: skip
    chances, early = baseline("climatology", cases[0], cases)
    assert chances == pytest.approx(np.array([0.5 + 0.5, 1 + 0.5, 0.5 + 0.5]) / 3.5)
    assert early == ((3, 0.5),)
    assert baseline("climatology", cases[0], cases[:1]).chances == pytest.approx([1 / 3] * 3)


def test_the_other_baselines_say_what_they_say():
    cases = [invented("a", "lapsed", before="prolonged", spatial="agreed in time"), invented("b", "lapsed")]
    forecasts = {name: baseline(name, cases[0], cases) for name in BASELINES}
    assert [int(forecasts[name].chances.argmax()) for name in ("lapses", "last minute", "persistence")] == [2, 0, 1]
    assert forecasts["median position"].chances == pytest.approx([0.8, 0.1, 0.1])
    assert baseline("median position", cases[1], cases) is None
    assert baseline("persistence", cases[1], cases).chances == pytest.approx(
        baseline("climatology", cases[1], cases).chances
    )


def test_the_logistic_learns_a_fact_that_tells_all_and_ignores_others():
    cases = [invented(str(k), "lapsed" if k % 2 else "agreed in time", facts=(k % 2 > 0, k < 6, False, True))
             for k in range(12)]  # fmt: skip
    chances = baseline("logistic", invented("new", "lapsed", facts=(True, True, False, True)), cases).chances
    assert chances[2] > 0.6 > 0.1 > chances[1]
    none = [replace(each, facts=(False,) * 4) for each in cases]
    new = invented("new", "lapsed")
    plain = baseline("climatology", new, none).chances
    assert baseline("logistic", new, none).chances == pytest.approx(plain, abs=0.01)


def test_the_logistic_is_at_its_optimum():
    """The slope of the penalised likelihood is zero there, by finite differences."""
    luck = np.random.default_rng(4)
    facts, ended, weight = luck.random((9, 2)) - 0.5, luck.integers(0, 3, 9), luck.random(9)
    found = fit_logistic(facts, ended, weight, classes=3)

    def loss(coefficients):
        own = -(weight * np.log(logistic_chances(coefficients, facts)[np.arange(9), ended])).sum()
        half = -0.5 * np.log(logistic_chances(coefficients, np.zeros((1, 2)))).sum()
        return own + half + 0.5 * (coefficients[1:] ** 2).sum()

    for place in np.ndindex(found.shape):
        step = np.zeros(found.shape)
        step[place] = 1e-5
        assert abs(loss(found + step) - loss(found - step)) / 2e-5 < 1e-6


@cache
def answered(gap, families=8, scatter=0.02):
    """A library in which the model is better than chance by a gap at every case."""
    cases = tuple(invented(f"f{k}", ("agreed in time", "prolonged", "lapsed")[k % 3]) for k in range(families))
    forecasts = []
    for k, case in enumerate(cases):
        right = 1 / 3 + gap + scatter * (k % 2)
        chances = [(1 - right) / 2] * 3
        chances[case.came] = right
        forecasts.append(
            CaseForecast(
                case.name,
                "first",
                30,
                "2023-12-02",
                "0",
                "x",
                10,
                10,
                1,
                dict.fromkeys(READINGS, Ends(tuple(chances), (0.0,) * 30 + (1.0,))),
            )
        )
    return Validation(Made("0", "d", "r", 10, 10, 1), cases, tuple(forecasts))


def test_the_criterion_is_the_first_line_and_both_ways():
    good, bad, few = answered(0.5), answered(-0.2), answered(0.5, families=4)
    assert good.is_forecaster and "stated beforehand: met" in criterion(good)
    assert not bad.is_forecaster and "not met: a laboratory of mechanisms" in criterion(bad)
    assert not few.is_forecaster
    assert str(good).splitlines()[1].startswith("Criterion")
    assert page(bad).splitlines()[4].startswith("**Criterion, stated beforehand: not met")


def test_a_page_keeps_what_else_it_says():
    first = page(answered(0.5)).replace("# Cases\n", "# Our cases\n", 1) + "\nSee [more](more.md).\n"
    again = page(answered(-0.2), first)
    assert again.startswith("# Our cases\n") and again.endswith("\nSee [more](more.md).\n") and "not met" in again
    assert page(answered(0.5), again) == first


def test_two_codings_are_held_against_each_other_statement_by_statement():
    usmca = next(each for each in read_library(CASES) if each.name == "usmca/sep_2018")
    same = compare_codings("usmca", usmca.as_written, usmca.as_written)
    assert same.share == same.alike == same.kappa == 1 and {each.verdict for each in same.statements} == {"same"}
    other = compare_codings("usmca", usmca.as_written, usmca.second)
    verdicts = {(each.of, each.first or each.second, each.verdict) for each in other.statements}
    assert ("us", "refuses_any", "same") in verdicts and ("us", "refuses_any", "second alone") in verdicts
    assert ("us", "accepts", "credence differs") in verdicts and ("mexico", "accepts", "first alone") in verdicts
    assert other.matched < len(other.statements) and 0 < other.kappa < other.alike < 1
    assert CodingAgreement.from_dict(other.as_dict()) == other


def test_the_bootstrap_over_families_covers_and_counts_a_family_once():
    assert mean_difference([1, 1, 1, 4], ["a", "a", "a", "b"]).mean == 2.5
    luck = np.random.default_rng(1)
    covered = sum(
        low <= 0 <= high
        for _ in range(100)
        for low, high in [mean_difference(luck.normal(size=12), list("abcdefghijkl"))[1:3]]
    )
    assert 85 <= covered <= 99
    assert np.isnan(mean_difference([1.0], ["a"]).low)


def test_a_difference_as_large_as_the_least_detectable_is_found_in_four_of_five():
    luck = np.random.default_rng(2)
    samples = luck.normal(size=(2000, 10))
    least = np.sqrt(1 / 10) * (2.262 + 0.883)
    found = [mean_difference(each, list("abcdefghij")).detectable for each in samples[:50]]
    assert np.mean(found) == pytest.approx(least, rel=0.1)
    t = (samples.mean(axis=1) + least) / (samples.std(axis=1, ddof=1) / np.sqrt(10))
    assert (t > 2.262).mean() == pytest.approx(0.8, abs=0.04)


def test_published_odds_stand_beside_the_forecast_of_their_day(found, tmp_path):
    head = "question,platform,as_of,probability_yes,outcome,resolved_on,source\n"
    path, files = tmp_path / "crowd_odds.csv", read_library(LIBRARY)
    path.write_text(
        f"{head}The mill is let in summer,A market,2024-04-10,0.7,1,2024-04-20,x\n"
        "The mill is let in summer,A market,2024-03,0.4,1,2024-04-20,x\nAnother,B,2024-03,0.2,,,x\n"
    )
    late, early = (each.beside(found.forecasts) for each in crowd_odds(tmp_path, files))
    own = next(each for each in found.forecasts if each.case == "mill/summer")
    assert (late.model, late.model_as_of, late.published) == (own.chances[0], own.as_of, 0.7)
    beside = replace(found, crowd=(late, early))
    assert early.model is None and "A market" in beside.text() and "A market" in page(beside)
    path.write_text(f"{head}The mill is let in summer,A market,soon,0.7,1,,x\n")
    with pytest.raises(InputError, match=r"crowd_odds.csv:2: needs a chance, a day"):
        crowd_odds(tmp_path, files)
    with pytest.raises(InputError, match="cannot be read"):
        sim.validate(LIBRARY, data=tmp_path / "none", **SMALL)


def test_a_folder_without_cases_and_a_file_that_holds_none_are_refused(tmp_path):
    with pytest.raises(InputError, match="no cases here"):
        sim.validate(tmp_path)
    for name in ("none", "n" * 5000):
        with pytest.raises(InputError, match="no such folder"):
            sim.validate(tmp_path / name)
    (tmp_path / "validation.json").write_text('{"format": "another"}')
    with pytest.raises(InputError, match="holds no validation"):
        Validation.load(tmp_path / "validation.json")
