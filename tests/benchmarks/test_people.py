"""Constants estimated on people: the mapping, the folds, and contestants' losses worked by hand."""

import csv
import json
from math import log

import numpy as np
import pytest
from click.testing import CliRunner

from benchmarks.people.__main__ import main
from benchmarks.people.campers import (
    CLASSES,
    DIVISIONS,
    FAILURE,
    POINTS,
    RELATIONS,
    Records,
    efficient,
    mirrored,
    mirrored_relation,
)
from benchmarks.people.campers_played import Campers, campsite
from benchmarks.people.contestants import PastDeals, Simulator, Uniform, logit, nash, spread
from benchmarks.people.data import aside, folds, read_campers
from benchmarks.people.scores import cross_validate, people
from benchmarks.people.search import bootstrap_error, coordinate_search, profile, step_error
from benchmarks.people.strikes import hazards, measure_strikes
from benchmarks.people.three_people import Timing, measure_three_people, round_of_three
from sim.errors import InputError

COLUMNS = ["a_food", "a_water", "a_firewood", "b_food", "b_water", "b_firewood", "deal"]
GOT = ["a_gets_food", "a_gets_water", "a_gets_firewood"]

HALVES = 16 * 2 + 4 * 1 + 1  # two of the best, one of the second, one of the third: 17 points of 36
OTHER = 16 * 2 + 4 * 2 + 0  # 18 of 36


def written(folder, rows):
    with (folder / "casino.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow([*COLUMNS, *GOT])
        table.writerows(rows)
    return folder


def sixty_rows():
    """Half of all take all of their best good and leave the rest, one in twenty fails."""
    rows = []
    for n in range(60):
        if n % 20 == 7:
            rows.append([5, 4, 3, 3, 4, 5, 0, "", "", ""])
        elif n % 2:
            rows.append([3, 5, 4, 4, 3, 5, 1, 0, 3, 2])
        else:
            rows.append([5, 4, 3, 3, 4, 5, 1, 3, 1, 0])
    return rows


def test_goods_are_named_by_what_they_are_worth_to_the_first_person(tmp_path):
    rows = [[3, 5, 4, 5, 4, 3, 1, 0, 3, 2], [5, 4, 3, 5, 4, 3, 0, "", "", ""]]
    records = read_campers(written(tmp_path, rows))
    # the first person's best is water, second firewood, third food; the second gives 4, 3 and 5 for a unit of these
    assert RELATIONS[records.relation[0]] == (4, 3, 5)
    assert DIVISIONS[records.ended[0]].tolist() == [3, 2, 0]
    assert records.ended[1] == FAILURE
    assert POINTS[records.relation[0], :, records.ended[0]].tolist() == [3 * 5 + 2 * 4, 1 * 3 + 3 * 5]


def test_mirror_image_swaps_points_and_comes_back():
    shares = np.random.default_rng(1).dirichlet(np.ones(CLASSES), size=len(RELATIONS))
    turned, relation = mirrored(shares), mirrored_relation()
    assert (mirrored(turned) == shares).all()
    assert (turned[:, FAILURE] == shares[relation, FAILURE]).all()
    gained = (shares[:, None, :FAILURE] * POINTS).sum(axis=-1)
    assert np.allclose((turned[:, None, :FAILURE] * POINTS).sum(axis=-1), gained[relation][:, ::-1])


def test_efficient_divisions_of_opposite_and_equal_orders():
    good = efficient()
    assert good[RELATIONS.index((5, 4, 3))].all()  # equal orders: what one wins the other loses
    opposite = {tuple(units) for units in DIVISIONS[good[RELATIONS.index((3, 4, 5))]].tolist()}
    assert (3, 1, 0) in opposite
    assert (1, 1, 1) not in opposite  # two more of the best for one of the third would please both


@pytest.mark.parametrize("relation", range(6))
def test_scenario_holds_the_points_of_the_task(relation):
    scenario = campsite(relation, {"minds.noise": 2.5})
    model = scenario.model
    assert model.minds.noise == 2.5
    assert scenario.packages.options.tolist() == DIVISIONS.tolist()
    for person, points in zip(("first", "second"), POINTS[relation], strict=True):
        body = model.governments[person]
        worth = [
            sum(list(body.points[good].values())[n] for good, n in zip(body.points, units, strict=True))
            for units in DIVISIONS
        ]
        assert np.allclose(worth, points * 100 / 36)
        assert body.no_deal == pytest.approx(500 / 36)


def test_shares_are_played_once_and_are_the_same_from_both_sides():
    campers = Campers(worlds=2, replications=2)
    shares = campers.shares({"minds.noise": 3.0})
    assert np.allclose(shares.sum(axis=1), 1)
    assert np.allclose(shares, mirrored(shares))
    assert campers.shares({"minds.noise": 3.0}) is shares
    assert (Campers(worlds=2, replications=2).shares({"minds.noise": 3.0}) == shares).all()


def test_uniform_loses_the_logarithm_of_65_classes():
    records = Records(np.zeros(10, dtype=int), np.arange(10))
    (score,) = cross_validate([Uniform()], records)
    assert score.loss.value == pytest.approx(log(65))
    assert score.division.value == pytest.approx(log(64))
    assert score.failures.value == pytest.approx(1 / 65)
    assert score.joint.value == pytest.approx(36)


def test_a_sure_contestant_loses_what_its_tenth_leaves():
    def sure(setting):
        shares = np.zeros((6, CLASSES))
        shares[:, HALVES] = 1
        return shares

    records = Records(np.zeros(10, dtype=int), np.array([HALVES, OTHER] * 5))
    (score,) = cross_validate([Simulator("sure", sure, {})], records)
    right, wrong = -log(0.9 + 0.1 / 65), -log(0.1 / 65)
    assert score.loss.value == pytest.approx((right + wrong) / 2)
    assert score.loss.error == pytest.approx((wrong - right) / 2 / 10**0.5, rel=0.1)
    assert score.failures.value == 0
    assert score.joint.value == 36


def test_share_of_failures_and_weights_are_of_the_training_part():
    luck = np.random.default_rng(2)
    relation = luck.integers(0, 6, 4_000)
    attributes = POINTS.sum(axis=1) * 0.3 - abs(POINTS[:, 0] - POINTS[:, 1]) * 0.4
    odds = np.exp(attributes - attributes.max(axis=1, keepdims=True))
    shares = 0.95 * odds / odds.sum(axis=1, keepdims=True)
    shares = spread(np.hstack([shares, np.full((6, 1), 0.05)]))  # people are the logit, a tenth of them any
    ended = np.array([luck.choice(CLASSES, p=shares[k]) for k in relation])
    learned = logit()
    predicted = learned.learn(Records(relation, ended))
    assert predicted[0, FAILURE] == pytest.approx((np.sum(ended == FAILURE) + 0.5) / 4_001)
    assert predicted == pytest.approx((shares - 0.1 / 65) / 0.9, abs=0.03)
    assert np.allclose(predicted, mirrored(predicted))
    assert "points together" in learned.fitted


def test_nash_product_of_those_who_maximise_it_is_weighed_heavily():
    best = [int(np.argmax((POINTS[k] - 5).prod(axis=0))) for k in range(6)]
    records = Records(np.arange(600) % 6, np.array([best[n % 6] for n in range(600)]))
    contestant = nash()
    shares = contestant.learn(records)
    assert float(contestant.fitted.removeprefix("product ")) > 0.1
    assert (shares[:, FAILURE] == 0.5 / 601).all()


def test_table_counts_a_negotiation_and_its_mirror_image_half_each():
    relation, opposite = RELATIONS.index((3, 4, 5)), 16 * 3 + 4 * 1 + 0
    records = Records(np.full(500, relation), np.full(500, opposite))
    table = PastDeals()
    shares = table.learn(records)
    image = np.zeros((6, CLASSES))
    image[relation, opposite] = 1
    image = mirrored(image)[relation].argmax()
    assert image == 16 * 3 + 4 * 2 + 0  # to the second person: all of the best, two of the second
    assert shares[relation, opposite] == pytest.approx(shares[relation, image], abs=0.01)
    assert shares[relation, [opposite, image]].sum() > 0.95


def test_rows_kept_aside_and_folds_are_fixed():
    estimated_on, kept = aside(930)
    assert sorted([*estimated_on, *kept]) == list(range(930))
    assert len(kept) == 100
    assert kept[:5].tolist() == [793, 266, 768, 468, 895]
    assert np.bincount(folds(len(estimated_on))).tolist() == [166] * 5


def test_search_finds_the_best_of_two_keys_and_its_error():
    keys = {"a": (1.0, 2.0, 3.0, 4.0), "b": (0.0, 10.0)}
    found = coordinate_search(keys, lambda s: (s["a"] - 2.2) ** 2 + (s["b"] - 9) ** 2 + 0.1 * s["a"] * s["b"])
    assert found == {"a": 2.0, "b": 10.0}
    assert profile({"a": (1.0, 2.0)}, lambda s: s["a"] + s["b"], {"a": 1.0, "b": 5.0}) == {
        "a": [(1.0, 6.0), (2.0, 7.0)]
    }
    halves = np.array([[0.0] * 50 + [1.0] * 50, [1.0] * 50 + [0.0] * 50])  # as good for either half of the people
    assert bootstrap_error([{"a": 0.0}, {"a": 1.0}], halves)["a"] == pytest.approx(0.5, abs=0.01)
    assert bootstrap_error([{"a": 0.0}, {"a": 1.0}], np.array([[0.0] * 9, [1.0] * 9]))["a"] == 0


def test_a_step_counts_as_an_error():
    assert step_error((1.0, 2.0, 3.0), 2.0) == pytest.approx(1 / 12**0.5)
    assert step_error((1.0, 2.0, 3.0), 3.0) == pytest.approx(0.5 / 12**0.5)
    assert step_error((2.0,), 2.0) == step_error(("a", "b"), "b") == 0


def test_people_are_described_as_they_were():
    score = people(Records(np.array([0, 5, 5, 5]), np.array([FAILURE, 16 * 3 + 4, 16 * 3 + 8, 0])))
    assert score.failures.value == 0.25
    assert score.efficient.value == 1
    assert score.joint.value == pytest.approx(((15 + 4 + 8 + 15) + (15 + 8 + 4 + 15) + 36) / 3)


def test_shares_of_a_flat_hazard_are_geometric():
    days = np.array([1.0, 10, 11, 20, 25, 60, 61, np.inf])
    found = hazards(days)
    assert [each["left"] for each in found] == [8, 6, 4, 3, 3, 3]
    assert [each["hazard"] for each in found] == [2 / 8, 2 / 6, 1 / 4, 0, 0, 1 / 3]
    assert found[0]["error"] == pytest.approx((0.25 * 0.75 / 8) ** 0.5)


def test_strikes_are_held_against_a_flat_hazard(tmp_path):
    days = [5] * 8 + [15] * 4 + [25] * 2 + [35, 200]
    (tmp_path / "us_strikes.csv").write_text("dur\n" + "".join(f"{each}\n" for each in days))
    measured = measure_strikes(tmp_path, {"defaults": {}}, {"worlds": 2, "replications": 2, "seed": 1})
    assert measured["people"]["median"] == 10
    assert [each["hazard"] for each in measured["people"]["hazards"][:4]] == [0.5] * 4
    flat = (8 + 4 + 2 + 1) / (16 + 8 + 4 + 2 + 1 + 1)
    assert measured["flat"]["hazard"] == pytest.approx(flat)
    by_span = [flat * (1 - flat) ** k for k in (0, 1, 2, 3)]
    losses = [log(by_span[0])] * 8 + [log(by_span[1])] * 4 + [log(by_span[2])] * 2
    losses += [log(by_span[3]), 6 * log(1 - flat)]
    assert measured["flat"]["loss"] == pytest.approx(-np.mean(losses))
    assert sum(each["left"] for each in measured["plays"]["defaults"]["hazards"][:1]) == 4


@pytest.mark.parametrize(("text", "line"), [("dur\n3\n0\n", 3), ("dur\nx\n", 2)])
def test_strikes_of_no_days_are_refused_with_their_line(tmp_path, text, line):
    (tmp_path / "us_strikes.csv").write_text(text)
    with pytest.raises(InputError, match=f"us_strikes.csv:{line}"):
        measure_strikes(tmp_path, {}, {})


def test_rounds_of_three_people_are_timed_by_treatment(tmp_path):
    rows = ["dummy,270", "dummy,60", "dummy,", "dummy,100", "outside coalition 90,280"]
    (tmp_path / "three_player_timing.csv").write_text("treatment,agree_seconds\n" + "\n".join(rows) + "\n")
    measured = measure_three_people(tmp_path, {"defaults": {}}, {"worlds": 2, "replications": 2, "seed": 1})
    assert set(measured) == {"dummy", "outside coalition 90"}
    people = measured["dummy"]["people"]
    assert (people["rounds"], people["failures"], people["median"]) == (4, 0.25, 100)
    assert people["late"] == people["early"] == pytest.approx(1 / 3)
    assert measured["dummy"]["defaults"]["rounds"] == 4
    (tmp_path / "three_player_timing.csv").write_text("treatment,agree_seconds\nanother,3\n")
    with pytest.raises(InputError, match=r"three_player_timing.csv:2"):
        measure_three_people(tmp_path, {}, {})


def test_who_must_agree_among_three_depends_on_the_treatment():
    def winning(treatment):
        scenario = round_of_three(treatment, {})
        assert len(scenario.packages) == 91
        assert scenario.model.minds.rivals_known
        return scenario.model.procedure.agreement

    assert winning("outside coalition 10") == winning("outside coalition 30") == "all"
    assert winning("dummy").any_of == (("first", "second"),)
    assert winning("outside coalition 90").any_of == (("first", "second"), ("first", "third"))


def test_timing_of_rounds_without_any_agreement():
    timing = Timing.of(np.array([np.nan, np.nan]))
    assert timing.failures == 1
    assert np.isnan(timing.median)


def run(*arguments):
    return CliRunner().invoke(main, [*map(str, arguments), "--worlds", "2", "--replications", "2"])


def test_command_prints_tables_and_writes_them(tmp_path):
    out = tmp_path / "people.json"
    ran = run("--data", written(tmp_path, sixty_rows()), "--part", "casino", "--key", "minds.noise=1,3",
              "--last-word", "--out", out)  # fmt: skip
    assert ran.exit_code == 0, ran.output
    measured = json.loads(out.read_text())["casino"]
    assert measured["negotiations"] == 54
    assert measured["aside"]["negotiations"] == 6
    assert measured["people"]["failures"]["value"] == pytest.approx(3 / 54, abs=0.03)
    assert measured["constants"]["minds.noise"]["estimate"] in (1, 3)
    assert [value for value, _ in measured["constants"]["minds.noise"]["profile"]] == [1, 3]
    loss = {each["name"]: each["loss"]["value"] for each in measured["scores"]}
    assert loss["past deals"] < loss["uniform"]
    assert "54 negotiations, five folds" in ran.output
    assert "minds.noise" in ran.output
    assert str(tmp_path) not in ran.output


def test_all_parts_are_played_at_the_constants_estimated_and_set(tmp_path):
    written(tmp_path, sixty_rows())
    (tmp_path / "us_strikes.csv").write_text("dur\n10\n20\n")
    (tmp_path / "three_player_timing.csv").write_text("treatment,agree_seconds\ndummy,100\n")
    ran = run("--data", tmp_path, "--key", "minds.noise=2", "--set", "minds.noise=9", "--out", tmp_path / "out.json")
    assert ran.exit_code == 0, ran.output
    measured = json.loads((tmp_path / "out.json").read_text())
    assert list(measured["three"]["dummy"]) == ["people", "defaults", "as set", "estimated"]
    assert list(measured["strikes"]["plays"]) == ["defaults", "as set", "estimated"]
    assert "days 51 to 60" in ran.stdout


def test_missing_data_are_named_in_one_line_with_their_source(tmp_path):
    ran = run("--data", tmp_path / "nowhere", "--part", "casino")
    assert ran.exit_code == 2
    assert ran.stdout == ""
    (line,) = ran.stderr.splitlines()
    assert "casino.csv" in line
    assert "github.com/kushalchawla/CaSiNo" in line


@pytest.mark.parametrize(
    ("row", "where"),
    [([5, 5, 3, 5, 4, 3, 1, 0, 0, 0], ":2"), ([5, 4, 3, 5, 4, 3, 1, 4, 0, 0], ":2"), ([5, 4, 3, 5, 4], ":2")],
)
def test_data_that_are_not_the_tasks_are_refused_with_their_line(tmp_path, row, where):
    with pytest.raises(InputError, match="casino.csv" + where):
        read_campers(written(tmp_path, [row]))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"a_food,deal\n5,1\n", "no column a_water, a_firewood, b_food"),
        ((",".join(COLUMNS + GOT) + "\n").encode(), "no rows"),
        (b"\xff\xfe\x00", "not a table"),
    ],
)
def test_files_of_another_kind_are_refused(tmp_path, text, message):
    (tmp_path / "casino.csv").write_bytes(text)
    with pytest.raises(InputError, match=message):
        read_campers(tmp_path)


def test_keys_that_are_not_numbers_or_not_keys_are_refused(tmp_path):
    folder = written(tmp_path, sixty_rows())
    for given in ("minds.noise", "minds.noise=1,", "=3"):
        ran = run("--data", folder, "--part", "casino", "--key", given)
        assert ran.exit_code == 2
        assert "minds.noise=1,3,10" in ran.output
    for given, named in (("minds.nosie=1", "nosie"), ("minds.noise=a", "noise"), ("minds.noise=nan", "noise")):
        ran = run("--data", folder, "--part", "casino", "--key", given)
        assert ran.exit_code == 2
        assert named in ran.stderr
    ran = run("--data", folder, "--part", "casino", "--set", "minds.noise")
    assert ran.exit_code == 2
    assert "minds.noise=5" in ran.output


def test_words_are_estimated_beside_numbers_and_what_is_set_is_held(tmp_path):
    folder = written(tmp_path, sixty_rows())
    keys = ["--key", "minds.noise=2,9", "--key", "procedure.proposer=random,alternating"]
    held = ["--set", "minds.noise_played=true"]
    ran = run("--data", folder, "--part", "casino", *keys, *held, "--out", tmp_path / "out.json")
    assert ran.exit_code == 0, ran.output
    assert "minds.noise_played true, minds.noise 9, procedure.proposer alternating" in ran.stderr
    found = json.loads((tmp_path / "out.json").read_text())["casino"]["constants"]["procedure.proposer"]
    assert found["estimate"] in ("random", "alternating")
    assert 0 <= found["error"] <= 0.5
