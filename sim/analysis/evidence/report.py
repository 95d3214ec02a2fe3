"""What a scenario's preferences rest on: its statements and their claims, what is assumed, what is left unused."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np

from sim.analysis.evidence.assumptions import list_settings, place_in_file
from sim.analysis.evidence.parts import (
    CitedClaim,
    Dispute,
    DocumentUse,
    EvidenceReport,
    GovernmentEvidence,
    OrderEvidence,
    PoolCheck,
    StatementEvidence,
    Support,
)
from sim.analysis.wording import say_order, say_statement
from sim.errors import whole_number
from sim.evidence.cache import Cache
from sim.evidence.claims import Document
from sim.evidence.pools import POOL_SIZE, Pool, draw_pool, tightness
from sim.results.naming import IT, Naming
from sim.scenario.check import cited
from sim.scenario.government import Government
from sim.scenario.load import LoadedScenario
from sim.scenario.preferences import compile_preferences
from sim.scenario.remarks import hindsight
from sim.scenario.scenario import InlineClaim

__all__ = [
    "CitedClaim",
    "Dispute",
    "DocumentUse",
    "EvidenceReport",
    "GovernmentEvidence",
    "OrderEvidence",
    "PoolCheck",
    "StatementEvidence",
    "Support",
    "evidence_report",
]

_INDEPENDENT = frozenset({"neutral", "experts"})
_COMMENTATORS = frozenset({"author"})


def evidence_report(scenario: LoadedScenario, *, seed: int = 1) -> EvidenceReport:
    """Return what the scenario rests on, and how much each statement says.

    Parameters
    ----------
    scenario : LoadedScenario
    seed : int
        Of the preference models by which tightness is measured; a run's pools, where its seed is the same.

    Raises
    ------
    InputError
        When a government's statements cannot all hold.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> report = evidence_report(load_scenario_text(starter_scenario()))
    >>> union = report.governments[0]
    >>> union.statements[0].sentence, [claim.id for claim in union.statements[0].claims]
    ('refuses status quo (two percent, nothing else)', ['u-1'])
    """
    claims, seed = _Claims(scenario), whole_number("seed", seed)
    return EvidenceReport(
        title=scenario.model.title,
        scenario=scenario.digest,
        start=scenario.model.start,
        seed=seed,
        governments=tuple(_government(scenario, claims, name, seed) for name in scenario.model.governments),
        settings=list_settings(scenario),
        documents=tuple(_documents(scenario, claims)),
        disputes=tuple(_disputes(scenario, claims)),
        hindsight=hindsight(scenario),
    )


class _Claims:
    """The claims of a scenario as a report shows them."""

    def __init__(self, scenario: LoadedScenario) -> None:
        self._scenario = scenario

    @cached_property
    def places(self) -> Mapping[str, tuple[str, ...]]:
        """Where each cited claim is cited."""
        places: dict[str, list[str]] = defaultdict(list)
        for path, name in cited(self._scenario.located.data):
            owner = path[:-2] if path[-2] == "claims" else path[:-1]
            places[name].append(".".join(map(str, owner)))
        return {name: tuple(dict.fromkeys(at)) for name, at in places.items()}

    def show(self, name: str) -> CitedClaim:
        """Return the claim of this id."""
        claim, at = self._scenario.claims[name], self.places.get(name, ())
        if isinstance(claim, InlineClaim):
            return CitedClaim(
                name, claim.span.first, claim.span.last, claim.telling, "", "", claim.claim, "", claim.span.last, at
            )
        library = self._scenario.library
        return CitedClaim(
            id=name,
            first=claim.date.first,
            last=claim.date.last,
            telling=claim.telling,
            confidence=claim.confidence,
            kind=claim.kind,
            claim=claim.claim,
            document=library.document(name).document,
            known=library.known(name),
            cited_at=at,
        )

    def disputed(self, name: str) -> tuple[str, ...]:
        """Return the claims that contradict this one."""
        claim = self._scenario.claims[name]
        return () if isinstance(claim, InlineClaim) else claim.disputes


def _government(scenario: LoadedScenario, claims: _Claims, name: str, seed: int) -> GovernmentEvidence:
    body, seats = scenario.model.governments[name], _seats(scenario, name)
    given = body.points is not None
    pool, leaves = (None, []) if given else _draw(scenario, name, seed)
    naming = Naming(scenario.model, scenario.packages)
    own = {name, *seats}
    held = [] if pool is None else pool.included.mean(axis=0).tolist()
    statements = tuple(_statements(scenario, claims, name, own, list(zip(leaves, held, strict=True))))
    orders = () if given else tuple(_orders(scenario, claims, name, body))
    distinct = {claim.id: claim.telling for statement in statements for claim in statement.claims}
    distinct |= {claim: claims.show(claim).telling for order in orders for claim in order.claims}
    return GovernmentEvidence(
        name=name,
        title=naming.government(name),
        plural=naming.pronoun(name) != IT,
        seats=seats,
        statements=statements,
        orders=orders,
        no_deal_range=None if given else body.no_deal_range,
        no_deal_left=None if pool is None else _percentiles(pool),
        tellings=dict(Counter(distinct.values())),
        pool=None if pool is None else PoolCheck(len(pool.x), pool.rhat, pool.steps, pool.rejected),
    )


def _draw(scenario: LoadedScenario, name: str, seed: int) -> tuple[Pool, list[float]]:
    """Return the pool that a run of this seed uses, and the tightness of each statement."""
    space, clauses = compile_preferences(scenario.model, scenario.packages, name)
    cache = Cache.default()
    prior = scenario.model.minds.prior
    pool = draw_pool(space, clauses, name=name, seed=seed, size=POOL_SIZE, cache=cache, prior=prior)
    return pool, tightness(space, clauses, seed=seed, cache=cache)


def _percentiles(pool: Pool) -> tuple[float, float, float]:
    low, middle, high = np.percentile(pool.no_deal, [10, 50, 90])
    return float(low), float(middle), float(high)


def _seats(scenario: LoadedScenario, government: str) -> tuple[str, ...]:
    model = scenario.model
    seated = [seat for seat, chair in model.seats.items() if chair.government == government]
    installed = [seat for event in model.events.values() for seat, who in event.install.items() if who == government]
    return tuple(dict.fromkeys([*seated, *installed]))


def _statements(
    scenario: LoadedScenario, claims: _Claims, name: str, own: set[str], shares: list[tuple[float, float]]
) -> Iterator[StatementEvidence]:
    model = scenario.model
    singles = model.governments[name].single_statements
    for (number, place, statement), (left, held) in zip(singles, shares, strict=True):
        path = ("governments", name, "statements", *place)
        shown = tuple(claims.show(claim) for claim in statement.claims)
        yield StatementEvidence(
            place=".".join(map(str, path)),
            where=place_in_file(scenario, path),
            sentence=say_statement(model, scenario.packages, statement),
            claims=shown,
            number=number,
            excludes=tuple(
                other.number
                for other in singles
                if len(place) > 1 and other.path[0] == place[0] and other.number != number
            ),
            credence=statement.credence,
            held=held,
            leaves=left,
            support=_support({claim.telling for claim in shown}, own),
            hindsight=bool(shown) and all(claim.known > model.start for claim in shown),
            note=statement.note,
        )


def _support(tellings: set[str], own: set[str]) -> Support:
    """Return whose telling a statement rests on, at best."""
    if not tellings:
        return "assumption"
    if tellings & _INDEPENDENT:
        return "independent"
    others = tellings - own - _COMMENTATORS - {""}
    if tellings & own:
        return "both sides" if others else "own side"
    if others:
        return "other side"
    return "commentators" if tellings & _COMMENTATORS else "not said"


def _orders(scenario: LoadedScenario, claims: _Claims, name: str, body: Government) -> Iterator[OrderEvidence]:
    for issue, details in scenario.model.issues.items():
        path = ("governments", name, "orders", issue)
        if issue in body.orders:
            words = say_order(scenario.model, issue, body.orders[issue])
        elif len(details.options) > 1:
            words = "not stated: any option may be best, any worst"
        else:
            continue
        carried = body.order_claims.get(issue, ())
        yield OrderEvidence(
            place=".".join(path),
            where=place_in_file(scenario, path),
            issue=issue,
            order=words,
            claims=carried,
            hindsight=bool(carried) and all(claims.show(claim).known > scenario.model.start for claim in carried),
        )


def _documents(scenario: LoadedScenario, claims: _Claims) -> Iterator[DocumentUse]:
    own = scenario.model.claims
    for document in scenario.library.documents:
        held = [name for name in document.claims if name not in own]
        yield _use(claims, held, document)
    if own:
        yield _use(claims, list(own), None)


def _use(claims: _Claims, held: list[str], document: Document | None) -> DocumentUse:
    return DocumentUse(
        document=document.document if document else "",
        title=document.title if document else "claims of the scenario's own",
        outlet=document.outlet if document else "",
        total=len(held),
        unused=tuple(claims.show(name) for name in held if name not in claims.places),
    )


def _disputes(scenario: LoadedScenario, claims: _Claims) -> list[Dispute]:
    pairs: dict[frozenset[str], tuple[str, str]] = {}
    for name in scenario.cited:
        for other in claims.disputed(name):
            pairs.setdefault(frozenset((name, other)), (name, other))
    found = [Dispute(claims.show(first), claims.show(second)) for first, second in pairs.values()]
    return sorted(found, key=lambda dispute: not dispute.second.cited_at)
