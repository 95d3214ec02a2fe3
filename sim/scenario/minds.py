"""What governments know of each other, and how they choose."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SerializationInfo, SerializerFunctionWrapHandler, model_serializer, model_validator

from sim.quantity import Flag, Number, ScenarioPart, Whole
from sim.scenario.choosing import PEOPLE, RULES

__all__ = ["Minds"]

_DEFAULT = PEOPLE


class Minds(ScenarioPart):
    """What governments know of each other, and how exactly they reckon."""

    choice: Literal["people", "exact"] = "people"
    """How governments choose: as `people` do, by constants estimated on human bargaining, or `exact`, by the best
    response to what they believe, which is what `noise: 0` alone means too. Each stands for values of the keys below
    from `noise` to `reply_in_own_time`; those given here take their place."""

    prior: Literal["volume", "flat"] = "volume"
    """How a government's preferences are spread over what statements leave possible: evenly over all of it, or
    (`flat`) its no-deal value evenly over all values possible, and the packages' values evenly given that. By volume,
    who refuses many packages has a high no-deal value for that alone. ASSUMPTION: neither is knowledge; try both."""

    imagined_rivals: Annotated[Whole, Field(ge=1, le=256)] = 16
    """Number of preference models each government considers possible for a rival."""

    rivals_known: Flag = False
    """True where every government knows the others' preferences (textbook cases)."""

    imagined_as_of: Literal["record", "start"] = "start"
    """Whether governments are imagined by all statements about them, or (`start`) not by those all of whose claims
    became known after the start: these have `others` 0. As of a day what was known by then counts."""

    noise: Annotated[Number, Field(ge=0, le=1000)] = _DEFAULT.noise
    """Decision noise kappa in points of a package, expected of a rival (quantal response) and, with `noise_played`,
    played: 4, estimated on people. At 0 whatever is worth waiting's value or more is accepted, and nothing else."""

    noise_played: Flag = _DEFAULT.noise_played
    """True where governments choose with the noise that others expect of them, one draw a government and world, and
    learn by what answers and offers leave of it."""

    gains_over: Literal["waiting", "standing_offers"] = _DEFAULT.gains_over
    """What the gain from a new offer is reckoned over: waiting alone, or also what its maker's standing offers
    promise already, where a rival likes these as well."""

    position: Annotated[Number, Field(ge=0, le=100)] = _DEFAULT.position
    """Points that it is worth to a government to show its audience a position, by an offer that some rival would see
    as a move, and that it loses by one that none would. It fades as those at the table are about to leave."""

    offers_below_waiting: Flag = _DEFAULT.offers_below_waiting
    """True where a government may table what is worth less to it than waiting, but more than no deal."""

    offer_noise: Annotated[Number, Field(ge=0, le=1000)] = _DEFAULT.offer_noise
    """Noise lambda in points of the choice among the packages to table, or none (a softmax); at 0 the best."""

    offer_menu: Literal["promising", "all"] = _DEFAULT.offer_menu
    """With noise among offers, what is chosen from: packages that promise more than an offer costs, or all."""

    offers_move: Flag = _DEFAULT.offers_move
    """With noise among offers, true where a package comes to be tabled only as far as rivals are believed to see a
    move in it over what its maker has tabled already and stands by."""

    attention: Annotated[Number, Field(gt=0, le=1)] = _DEFAULT.attention
    """Chance that a government which reviews the table takes up what to offer, day by day; on a deadline it does."""

    waits_for_offer: Annotated[Whole, Field(ge=0, le=1000)] = _DEFAULT.waits_for_offer
    """Reviews for which a government that has tabled something waits for others to do so before it tables more, since
    nobody bids against himself. On a deadline, and once somebody at the table has changed, it need not wait."""

    keep_loss: Annotated[Number, Field(ge=0, le=100)] = _DEFAULT.keep_loss
    """Points that a government may expect to lose by the acceptance of an offer of its own and still stands by it."""

    most_offers: Annotated[Whole, Field(ge=1, le=1000)] | None = _DEFAULT.most_offers
    """Offers of its own that a seat may have on the table; beyond that a new one takes the place of the one that is
    worth most to itself. Without a number there is no limit."""

    reply_in_own_time: Flag = _DEFAULT.reply_in_own_time
    """True where what was tabled today is answered after a government's own reply delay even if it reviews the table
    for another reason today; on a day that may be the deadline it is looked at."""

    offer_cost: Annotated[Number, Field(ge=0, le=100)] = 0.1
    """Expected gain in points that an offer must exceed to be made. ASSUMPTION: 0.1, so that governments do not table
    what has no chance."""

    floor: Annotated[Number, Field(ge=0, lt=1)] = 0.02
    """Share of belief kept spread over all imagined rivals, so that none is ever impossible. ASSUMPTION."""

    @model_validator(mode="after")
    def _as_the_rule_has_it(self) -> Self:
        """Fill in what the rule of choice stands for, where nothing is given; without noise that is the exact one."""
        if self.noise == 0 and "choice" not in self.model_fields_set:
            self.__dict__["choice"] = "exact"
        values = self._of_the_rule()
        self.__dict__.update({name: values[name] for name in values.keys() - self.model_fields_set})
        return self

    def _of_the_rule(self) -> dict[str, Any]:
        return asdict(RULES[self.choice])

    @model_serializer(mode="wrap")
    def _what_differs(self, write: SerializerFunctionWrapHandler, info: SerializationInfo) -> dict[str, Any]:
        """Write, without defaults, what differs from the rule of choice, not from the default rule."""
        if not info.exclude_defaults:
            return dict(write(self))
        defaults = {name: field.default for name, field in type(self).model_fields.items()} | self._of_the_rule()
        return {name: getattr(self, name) for name, value in defaults.items() if getattr(self, name) != value}

    def assumed(self) -> frozenset[str]:
        """Return the names of what is assumed: not what the rule of choice stands for, but for `noise`."""
        fields = type(self).model_fields
        plain = {name: fields[name].default for name in ("choice", "imagined_as_of")} | self._of_the_rule()
        return frozenset(fields) - {name for name, value in plain.items() if getattr(self, name) == value} | {"noise"}
