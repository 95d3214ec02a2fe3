"""Conduct of plays beside the record: answers that can be counted by hand, and New START's within their margins."""

import json
import math
import re
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

import sim
from sim.analysis.conduct.conduct import conduct
from sim.analysis.conduct.rates import rate
from sim.cli import main
from sim.negotiation import Scenario
from sim.present.conduct import drawings
from sim.results.endings import Endings
from sim.scenario.load import load_scenario_text
from tests.new_start.conduct import GOLDEN, shares

SCRIPTED = """
title: Two who do as they are told
start: 2024-01-01
deadline: 2024-03-01
issues:
  price: {options: {low: {}, middle: {}, high: {}}}
  place: {options: {here: {}, there: {}}}
seats:
  buyer: {government: shop, principal: true}
  seller: {government: farm, principal: true}
governments:
  shop:
    points: {price: {low: 80, middle: 40, high: 0}, place: {here: 20, there: 0}}
    no_deal: 30
    reply_days: 2
    tactic:
      script:
        moves:
          - {date: 2024-01-10, tables: {price: low, place: there}}
          - {date: 2024-01-15, tables: {price: middle, place: there}}
          - {date: 2024-02-10, tables: {price: low}}
  farm:
    points: {price: {low: 0, middle: 40, high: 80}, place: {here: 0, there: 20}}
    no_deal: 75
    reply_days: 2
    tactic: {script: {moves: [{date: 2024-01-12, tables: {price: high}}]}}
  heirs:
    points: {price: {low: 80, middle: 40, high: 0}, place: {here: 20, there: 0}}
    no_deal: 30
    reply_days: 3
    tactic: {script: {moves: [{date: 2024-02-26, tables: {price: middle}}]}}
on_the_table: {seller: {price: high, place: there}}
events:
  sale: {date: 2024-02-20, chance: 0.5, install: {buyer: heirs}}
  lower: {date: 2024-02-22, if: sale, tables: {seller: {price: middle}}, withdraws: {seller: {price: high}}}
outcomes:
  cheap: {price: low}
  dear: {price: [middle, high]}
record:
  - {date: 2024-01-09, seat: buyer, tables: {price: low, place: there}}
  - {date: 2024-01-11, seat: seller, refuses: {price: low}}
  - {date: 2024-01-20, seat: buyer, tables: {price: low, place: there}}
  - {date: 2024-02-20, seat: seller, withdraws: {price: high}}
  - {date: 2024-02-24, seat: buyer, refuses: {price: middle}}
  - {date: 2024-02-28, event: sale, happened: true}
"""


def loaded(text):
    found = load_scenario_text(text)
    return Scenario(**{name: getattr(found, name) for name in found.__dataclass_fields__})


@pytest.fixture(scope="module")
def scripted():
    return loaded(SCRIPTED).conduct(worlds=40, replications=5, window=2)


def values(part):
    return {name: each.value for name, each in vars(part).items() if hasattr(each, "standard_error")}


def test_moves_that_scripts_make_are_found_and_others_are_not(scripted):
    first, refusal, again, withdrawal, _ = scripted.moves
    # the buyer tables it on the 10th, a day late; it stands there from then on
    assert values(first) == {
        "going_on": 1, "tables": 1, "accepts": 0, "refuses": 0, "keeps": 1, "withdraws": 0,
        "same": 1, "alike": 1, "any_package": 1,
    }  # fmt: skip
    assert (first.move.first, first.move.last) == (6, 10)
    # the seller refuses low and there on the 12th, not low and here: alike, as both are cheap
    assert values(refusal)["same"] == 0
    assert values(refusal)["alike"] == values(refusal)["any_package"] == 1
    # nothing is tabled from the 18th to the 22nd, and the first offer still stands
    assert values(again)["any_package"] == 0
    assert values(again)["keeps"] == 1
    # an event withdraws it in the plays of the sale
    assert withdrawal.same.value == withdrawal.withdraws.value == pytest.approx(0.5, abs=0.12)
    assert withdrawal.keeps.value == pytest.approx(1 - withdrawal.same.value)
    assert withdrawal.same.standard_error > 0


def test_seats_are_counted_by_what_they_do_of_their_own_accord(scripted):
    buyer, seller = scripted.seats
    sale = scripted.moves[3].same.value
    assert seller.offers.value == 1  # neither what lies there at the start nor what the event tables
    assert seller.withdrawals.value == seller.withdrawn.value == 0  # the event's doing
    assert seller.withdrawn.cases == 200 * 2 + round(200 * sale)  # tabled: at the start, on the 12th, by the event
    # 10 January: 80 points; 15 January: 40, a concession; 10 February: 100, in its own favour
    assert buyer.own_favour.value == 0.5
    assert buyer.own_favour.cases == 200 * 2  # the heirs' first offer follows none of theirs
    assert seller.own_favour.cases == 0
    assert math.isnan(seller.own_favour.value)


def test_heirs_accept_what_beats_no_deal_and_the_others_nothing(scripted):
    signing, last = scripted.signing, scripted.moves[4]
    sale = scripted.moves[3].same.value
    # middle and here, 60 points, tabled by the event on the 22nd (day 52 of 60); heirs reply after three days
    assert signing.signed.value == pytest.approx(sale)
    assert signing.busiest.isoformat() == "2024-02-25"
    assert signing.on_busiest.value == signing.last_tenth.value == 1
    assert signing.last_day.value == 0
    assert last.accepts.value == pytest.approx(sale, abs=0.001)
    assert last.going_on.value == 1


def test_worlds_with_and_without_a_zone_are_told_apart():
    text = """
title: A pie
start: 2024-01-01
deadline: 2024-02-01
issues: {share: {options: {a0: {}, a1: {}, a2: {}, a3: {}, a4: {}}}}
seats: {one: {government: ann, principal: true}, two: {government: bob, principal: true}}
governments:
  ann: {points: {share: {a0: 0, a1: 25, a2: 50, a3: 75, a4: 100}}, no_deal: {one_of: [20, 70]}}
  bob: {points: {share: {a0: 100, a1: 75, a2: 50, a3: 25, a4: 0}}, no_deal: {one_of: [20, 70]}}
outcomes: {a deal: {}}
"""
    found = loaded(text).conduct(worlds=60, replications=3)
    drawn = loaded(text).run(worlds=60, replications=3)
    zone = (drawn.worlds[["no_deal_ann", "no_deal_bob"]].sum(axis=1) < 100).to_numpy()
    lapsed = (drawn.table["outcome"] == "lapsed").to_numpy().reshape(60, 3)
    signing = found.signing
    assert 0 < zone.sum() < 60
    assert signing.zone.value == zone.mean()
    assert signing.lapsed_with_zone.value == pytest.approx(lapsed[zone].mean())
    assert signing.signed_without_zone.value == pytest.approx(1 - lapsed[~zone].mean())
    assert signing.signed.value == pytest.approx(1 - lapsed.mean())
    assert found.moves == ()
    assert "no moves of seats" in str(found)
    assert "no moves of seats" in found.plot().texts[0].get_text()
    assert list(drawings(found)) == [], "an empty picture is not kept"


def test_intervals_of_the_picture_are_those_of_the_table(scripted):
    same, *_ = scripted.plot().containers
    (bars,) = same.lines[2]
    drawn = np.array([segment[:, 0] for segment in bars.get_segments()])
    expected = [each.same.interval(scripted.size.worlds) for each in scripted.moves]
    np.testing.assert_allclose(drawn, 100 * np.array(expected), atol=1e-9)
    assert expected[1] == (0.0, pytest.approx(1.96**2 / (40 + 1.96**2), abs=1e-4)), "what never came may come"


def test_rate_of_unequal_worlds_is_a_ratio_of_sums():
    found = rate(np.array([1.0, 3.0, 0.0]), np.array([2.0, 3.0, 1.0]))
    assert found.value == pytest.approx(4 / 6)
    residuals = np.array([1 - 4 / 3, 3 - 2, -2 / 3])
    assert found.standard_error == pytest.approx(np.sqrt(1.5 * (residuals**2).sum()) / 6)
    assert rate(np.array([1.0]), np.array([4.0])).standard_error == pytest.approx((0.25 * 0.75 / 4) ** 0.5)
    assert rate(np.zeros(3), np.zeros(3)).cases == 0


def test_outcomes_of_packages_leave_days_and_events_aside():
    scenario = loaded(
        SCRIPTED.replace(
            "cheap: {price: low}", "cheap in January: {packages: {price: low}, signed_before: 2024-02-01}"
        )
    )
    endings = Endings(scenario.model, scenario.packages)
    names = [endings.names[k] for k in endings.of_packages()]
    cheap = scenario.packages.matching({"price": ("low",)})
    assert [name == "cheap in January" for name in names] == cheap.tolist()


def test_batches_and_numbers_of_worlds_change_nothing(monkeypatch, scripted):
    monkeypatch.setattr("sim.analysis.conduct.conduct.LANES", 7)
    done = []
    again = conduct(
        loaded(SCRIPTED),
        worlds=40,
        replications=5,
        window=2,
        progress=lambda so_far, total: done.append((so_far, total)),
    )
    assert again.to_dict() == scripted.to_dict()
    assert done[-1] == (200, 200)


def test_table_fits_eighty_columns(scripted):
    assert max(map(len, scripted.text(width=80).splitlines())) <= 80
    flagship = sim.load("scenarios/new_start/baseline.yaml").conduct(worlds=2, replications=2)
    assert max(map(len, flagship.text(width=80).splitlines())) <= 80


def test_what_never_or_always_comes_has_a_limit(scripted):
    table = str(scripted)
    assert "100 ≥91.2" in table  # 40 worlds: 1.96² / (40 + 1.96²) = 8.8%
    assert "0 ≤8.8" in table


def test_command_prints_and_saves(tmp_path):
    file, out = tmp_path / "scripted.yaml", tmp_path / "out"
    file.write_text(SCRIPTED)
    size = ["--worlds", "4", "--replications", "2", "--window", "2"]
    ran = CliRunner().invoke(main, ["conduct", str(file), *size, "--out", str(out)])
    assert ran.exit_code == 0, ran.output
    assert "Recorded moves, within 2 days" in ran.stdout
    assert {path.name for path in out.iterdir()} == {"conduct.json", "conduct.png", "conduct.svg"}
    ran = CliRunner().invoke(main, ["conduct", str(file), *size, "--json"])
    data = json.loads(ran.stdout)
    assert data == json.loads((out / "conduct.json").read_text())
    assert data["moves"][0]["did"] == "tables"
    assert data["moves"][0]["same"] == {"value": 1.0, "standard_error": 0.0, "cases": 8}
    assert CliRunner().invoke(main, ["conduct", str(file), "--window", "-1"]).exit_code == 2


@pytest.mark.parametrize("wrong", [{"window": -1}, {"window": 1.5}, {"worlds": 0}])
def test_arguments_that_make_no_sense_are_refused(wrong):
    with pytest.raises(sim.InputError, match=next(iter(wrong))):
        loaded(SCRIPTED).conduct(**wrong)


def test_new_start_conducts_itself_as_recorded_here():
    """A change of rules moves them: `python -m tests.new_start.conduct` writes them, the changelog says why."""
    golden = json.loads(GOLDEN.read_text())
    found = shares(seed=2)
    assert found.keys() == golden.keys()
    for name, (value, error) in found.items():
        before, its_error = golden[name]
        if value is None or before is None:
            assert value is before is None, name
            continue
        assert abs(value - before) <= 4 * math.hypot(error, its_error) + 0.02, name


def test_a_margin_that_would_reach_beyond_0_or_100_is_told_as_an_interval(scripted):
    """Of four offers of two plays two were withdrawn: 50 ±110 says less than it seems to."""
    few = rate(np.array([2.0, 0.0, 0.0]), np.array([2.0, 2.0, 0.0]))
    wide = replace(scripted, seats=(replace(scripted.seats[0], withdrawn=few),))
    assert few.standard_error * 1.96 > 0.8
    assert "50.0 (6.9 to 93)" in str(wide)
    for share, margin in re.findall(r"(\d+\.\d) ±(\d+\.\d)", str(scripted)):
        assert float(share) - float(margin) > -0.1
        assert float(share) + float(margin) < 100.1
