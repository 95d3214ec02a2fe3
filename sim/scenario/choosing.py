"""The rules of choice: the constants of how governments choose what to accept, to offer and to keep.

See docs/model.md, "Minds", and "How governments choose" in docs/scenario-format.md.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import Literal

__all__ = ["EXACT", "PEOPLE", "RULES", "Choosing", "fingerprint"]


@dataclass(frozen=True)
class Choosing:
    """The settings of `minds` that one rule of choice stands for, by their names there."""

    noise: float
    noise_played: bool
    gains_over: Literal["waiting", "standing_offers"]
    position: float
    offers_below_waiting: bool
    offer_noise: float
    offer_menu: Literal["promising", "all"]
    offers_move: bool
    attention: float
    waits_for_offer: int
    keep_loss: float
    most_offers: int | None
    reply_in_own_time: bool


PEOPLE = Choosing(
    noise=4.0,
    noise_played=True,
    gains_over="standing_offers",
    position=0.0,
    offers_below_waiting=True,
    offer_noise=2.0,
    offer_menu="all",
    offers_move=True,
    attention=0.9,
    waits_for_offer=2,
    keep_loss=3.0,
    most_offers=8,
    reply_in_own_time=True,
)
"""As people bargain. Source: estimated once, by `python -m benchmarks.people`, on 830 negotiations of CaSiNo (Chawla
et al. 2021), five folds; benchmarks/README.md, "People", has the figures and their errors. Never changed for a case.

What is held is what people tell apart, 0.01 nats and more; where they do not, what stood before, or assumes least.
`offer_noise` 1.4 is 0.015 worse, 2.8 0.031; `noise` 3 0.008, 5 0.019; that offers move 0.016 better. `attention`
0.8 to 1 differ by 0.004, `waits_for_offer` 0 and 2 by 0.003 (4: 0.018 worse). `position` 2 is 0.009 better than 0:
campers have no audience, so nothing is known of it, and nothing is assumed. `most_offers` and `reply_in_own_time`
make no difference to CaSiNo. ASSUMPTION: 8 offers, which bounds memory; and that governments answer in their own
time, as their reply delays say.
"""

EXACT = Choosing(
    noise=3.0,
    noise_played=False,
    gains_over="waiting",
    position=0.0,
    offers_below_waiting=False,
    offer_noise=0.0,
    offer_menu="promising",
    offers_move=False,
    attention=1.0,
    waits_for_offer=0,
    keep_loss=0.0,
    most_offers=None,
    reply_in_own_time=False,
)
"""The exact best response to rivals who are expected to err by 3 points (ASSUMPTION), or by `noise`."""

RULES = {"people": PEOPLE, "exact": EXACT}
"""The rules by the names that a scenario gives them."""


def fingerprint(rule: Choosing) -> str:
    """Return twelve letters and digits that change with any constant of a rule.

    Examples
    --------
    >>> fingerprint(PEOPLE) == fingerprint(Choosing(**(asdict(PEOPLE) | {"attention": 0.7})))
    False
    """
    constants = ";".join(f"{name}={value!r}" for name, value in sorted(asdict(rule).items()))
    return hashlib.sha256(constants.encode()).hexdigest()[:12]
