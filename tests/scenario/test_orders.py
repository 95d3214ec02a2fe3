from __future__ import annotations

import pytest

from sim.scenario.orders import order_mistakes, parse_order

pytestmark = pytest.mark.quick

OPTIONS = ["one", "two", "five"]


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("five > two > one", ((2,), (1,), (0,))),
        ("five > two = one", ((2,), (1, 0))),
        ("one=two=five", ((0, 1, 2),)),
        ("  two>one =five ", ((1,), (0, 2))),
    ],
)
def test_an_order_is_tie_groups_best_first(text: str, groups: tuple[tuple[int, ...], ...]):
    assert parse_order(text, OPTIONS) == groups


def test_an_issue_with_one_option_has_one_order():
    assert parse_order("way", ["way"]) == ((0,),)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "joined by"),
        ("five >", "joined by"),
        ("five > two one", "joined by"),
        ("five > two > six", "no such option (found 'six'; allowed one, two, five)"),
        ("five > two > one > five", "names 'five' more than once"),
        ("five", "leaves out 'one', 'two'"),
    ],
)
def test_a_faulty_order_says_what_is_wrong(text: str, part: str):
    assert part in order_mistakes(text, OPTIONS)[0]
    with pytest.raises(ValueError, match=part.split("(")[0]):
        parse_order(text, OPTIONS)
