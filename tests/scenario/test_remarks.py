"""What `sim check` says of a sound scenario that a reader should know of before playing it."""

import pytest

from sim.scenario.load import load_scenario_text
from sim.scenario.remarks import own_refusals
from tests.cli.calls import call

TEXT = """
title: A sale
start: 2024-01-01
deadline: 2024-03-01
issues: {price: {options: {low: {}, high: {}}}, term: {options: {short: {}, long: {}}}}
proposals: {cheap: {price: low, term: long}}
seats: {buyer: {government: shop, principal: true}, seller: {government: farm, principal: true}}
on_the_table: {seller: [cheap, {price: high, term: long}]}
governments:
  shop: {orders: {price: low > high}, statements: [{refuses: {price: high, term: long}}]}
  farm: {orders: {price: high > low}, statements: [STATEMENT]}
outcomes: {sold: {}}
"""


@pytest.mark.quick
@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("{refuses: cheap}", "cheap (seller)"),
        ("{refuses: {price: low, term: long}}", "cheap (seller)"),
        ("{refuses_any: {price: low}}", "cheap (seller)"),
        ("{refuses_any: [{term: long}]}", "cheap (seller), high + long (seller)"),
        ("{refuses_any: {price: low}, credence: 0.9}", ""),
        ("{refuses: {price: low}}", ""),
        ("{accepts: cheap}", ""),
    ],
)
def test_a_side_that_begins_with_what_it_refuses_is_named(statement, named, tmp_path):
    text = TEXT.replace("STATEMENT", statement)
    assert own_refusals(load_scenario_text(text)).rpartition(": ")[2] == named
    (tmp_path / "sale.yaml").write_text(text)
    result = call("check", tmp_path / "sale.yaml")
    assert result.exit_code == 0
    assert ("though its side refuses it" in result.stderr) == bool(named)
