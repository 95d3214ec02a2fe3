"""Two codings of one case, statement by statement: which agree, which differ, which one coder alone has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sim.scenario.load import LoadedScenario
from sim.scenario.scenario import ScenarioModel

__all__ = ["CodingAgreement", "StatementPair", "compare_codings", "kappa"]

SAME, CREDENCE, KIND, FIRST, SECOND = "same", "credence differs", "kind differs", "first alone", "second alone"

VERDICTS = (SAME, CREDENCE, KIND, FIRST, SECOND)

_SIDES = {"accepts": "for", "refuses": "against", "refuses_any": "against", "prefers": "order", "one_of": "either"}
"""What a kind of statement says of a package."""


@dataclass(frozen=True)
class StatementPair:
    """A statement of either coder, or one of each that say the same of the same claims.

    Parameters
    ----------
    of : str
        The seat whose government it is about, or the government that sits nowhere at the start.
    first, second : str
        Its kind by each coder; "" for none.
    first_claims, second_claims : tuple of str
    first_credence, second_credence : float or None
    """

    of: str
    first: str
    second: str
    first_claims: tuple[str, ...]
    second_claims: tuple[str, ...]
    first_credence: float | None
    second_credence: float | None

    @property
    def verdict(self) -> str:
        """One of `VERDICTS`."""
        if not self.second:
            return FIRST
        if not self.first:
            return SECOND
        if self.first != self.second:
            return KIND
        return SAME if self.first_credence == self.second_credence else CREDENCE


@dataclass(frozen=True)
class CodingAgreement:
    """How far two coders of a case agree.

    Parameters
    ----------
    case : str
    statements : tuple of StatementPair
    claims : int
        In the documents that both coders had before them.
    alike : float
        The share of these of which both make the same: statements for a package, against, an order, or none.
    kappa : float
        The same, corrected for chance (Cohen 1960).
    packages : tuple of int
        How many each coder's menu has.
    parts : dict of str to (int, int, int)
        Of orders, entries of the record, prolongations and walking out: how many the first has, the second has, and
        how many of both rest on a claim in common.
    """

    case: str
    statements: tuple[StatementPair, ...]
    claims: int
    alike: float
    kappa: float
    packages: tuple[int, int]
    parts: Mapping[str, tuple[int, int, int]]

    @property
    def matched(self) -> int:
        """Statements that both coders have, with the same side of the same claims."""
        return sum(bool(each.first and each.second) for each in self.statements)

    @property
    def share(self) -> float:
        """Matched statements in all of both coders, 2 m / (n1 + n2) (Dice 1945)."""
        both = sum(bool(each.first) + bool(each.second) for each in self.statements)
        return 2 * self.matched / both if both else 1.0

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as plain data."""
        pairs = [
            {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(each).items()}
            for each in self.statements
        ]
        parts = {name: list(each) for name, each in self.parts.items()}
        return {**vars(self), "statements": pairs, "packages": list(self.packages), "parts": parts}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> CodingAgreement:
        """Return what `as_dict` wrote."""
        pairs = tuple(
            StatementPair(**{**each, **{name: tuple(each[name]) for name in ("first_claims", "second_claims")}})
            for each in data["statements"]
        )
        one, two = data["packages"]
        parts = {name: (each[0], each[1], each[2]) for name, each in data["parts"].items()}
        return cls(**{**data, "statements": pairs, "packages": (one, two), "parts": parts})


@dataclass(frozen=True)
class _Coded:
    """A statement of one coder."""

    of: str
    kind: str
    claims: tuple[str, ...]
    credence: float


def compare_codings(case: str, first: LoadedScenario, second: LoadedScenario) -> CodingAgreement:
    """Hold two codings of a case against each other.

    Notes
    -----
    Options and packages have names of the coder's own, so statements are matched by what they rest on: two are one if
    they are about the government of the same seat, say the same kind of thing (for a package, against one or any of a
    kind, an order of two) and cite a claim in common; those with most claims in common first.
    """
    one, two = list(_statements(first.model)), list(_statements(second.model))
    documents = {
        scenario.library.document(name).document
        for scenario in (first, second)
        for name in scenario.cited
        if name in scenario.library
    }
    claims = [
        name for each in first.library.documents if each.document in documents for name in each.claims
    ]  # those of the case's documents
    uses = [(_uses(one, claim), _uses(two, claim)) for claim in claims]
    return CodingAgreement(
        case,
        tuple(_pairs(one, two)),
        len(claims),
        sum(left == right for left, right in uses) / len(uses) if uses else 1.0,
        kappa(uses),
        (len(first.packages), len(second.packages)),
        {name: _common(_parts(first.model)[name], _parts(second.model)[name]) for name in _parts(first.model)},
    )


def kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Return Cohen's kappa of two raters: agreement above that of chance, (p - e) / (1 - e).

    Examples
    --------
    >>> kappa([("a", "a"), ("a", "b"), ("b", "b"), ("b", "b")])
    0.5
    >>> kappa([("a", "a")])
    1.0
    """
    count = len(pairs)
    if not count:
        return 1.0
    agreed = sum(left == right for left, right in pairs) / count
    names = sorted({name for pair in pairs for name in pair})
    chance = sum(
        sum(left == name for left, _ in pairs) * sum(right == name for _, right in pairs) for name in names
    ) / (count * count)
    return 1.0 if chance == 1 else (agreed - chance) / (1 - chance)


def _statements(model: ScenarioModel) -> Iterable[_Coded]:
    seats = {body.government: seat for seat, body in model.seats.items()}
    for name, body in model.governments.items():
        for each in body.statements:
            claims = dict.fromkeys(each.claims)
            for one in each.one_of or ():
                claims |= dict.fromkeys(one.claims)
            kind = "one_of" if each.one_of else each.form
            yield _Coded(seats.get(name, name), kind, tuple(claims), float(each.credence))


def _uses(statements: Sequence[_Coded], claim: str) -> str:
    """Return what a coder makes of a claim: for whom it is a statement, and on which side; "" for none."""
    return ", ".join(sorted({f"{each.of} {_SIDES[each.kind]}" for each in statements if claim in each.claims}))


def _pairs(one: Sequence[_Coded], two: Sequence[_Coded]) -> Iterable[StatementPair]:
    """Yield statements of the first coder, each with its match, then those of the second that have none."""
    places = [(left, right) for left in range(len(one)) for right in range(len(two))]
    common = {
        place: len(set(one[place[0]].claims) & set(two[place[1]].claims))
        for place in places
        if one[place[0]].of == two[place[1]].of and _SIDES[one[place[0]].kind] == _SIDES[two[place[1]].kind]
    }
    match: dict[int, int] = {}
    for left, right in sorted(common, key=lambda place: (-common[place], place)):
        if common[left, right] and left not in match and right not in match.values():
            match[left] = right
    for number, each in enumerate(one):
        other = two[match[number]] if number in match else None
        yield StatementPair(
            each.of, each.kind, other.kind if other else "", each.claims, other.claims if other else (),
            each.credence, other.credence if other else None,
        )  # fmt: skip
    for number, each in enumerate(two):
        if number not in match.values():
            yield StatementPair(each.of, "", each.kind, (), each.claims, None, each.credence)


def _parts(model: ScenarioModel) -> dict[str, list[tuple[str, frozenset[str]]]]:
    """Return what else is coded, each with what it is about and the claims it rests on."""
    seats = {body.government: seat for seat, body in model.seats.items()}
    orders = [
        (seats.get(name, name), frozenset(claims))
        for name, body in model.governments.items()
        for claims in body.order_claims.values()
    ]
    record = [(f"{entry.seat} {entry.day}", frozenset(entry.claims)) for entry in model.record]
    more_time = [("", frozenset(body.claims)) for body in model.prolongations.values()]
    moves = [("", frozenset(body.claims)) for body in model.moves.values()]
    return {"orders": orders, "record": record, "prolongations": more_time, "walking out": moves}


def _common(
    one: Sequence[tuple[str, frozenset[str]]], two: Sequence[tuple[str, frozenset[str]]]
) -> tuple[int, int, int]:
    """Return how many each coder has, and how many have a counterpart of the same place and with a common claim."""
    left, matched = list(two), 0
    for place, claims in one:
        found = max(
            (each for each in left if each[0] == place and each[1] & claims),
            key=lambda each, claims=claims: len(each[1] & claims),  # type: ignore[misc]
            default=None,
        )
        if found is not None:
            left.remove(found)
            matched += 1
    return len(one), len(two), matched
