"""Pools of preference models: uniform draws from what a government's statements leave possible."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.evidence.arithmetic import lengths, product
from sim.evidence.cache import Cache
from sim.evidence.clauses import Clause, stack_clauses
from sim.evidence.coins import toss_coins
from sim.evidence.conflicts import can_all_hold, minimal_conflict
from sim.evidence.hit_and_run import draw_uniform
from sim.evidence.no_deal_slices import along_slice, draw_slices
from sim.evidence.rejection import draw_first_that_fit
from sim.evidence.space import PreferenceSpace
from sim.evidence.spacing_walk import MANY_UNKNOWNS, Moves, draw_by_moves
from sim.evidence.subsets import Place, Subsets
from sim.streams import generator, uniforms

__all__ = ["POOL_SIZE", "Pool", "Prior", "content_key", "draw_pool", "tightness"]

Prior = Literal["volume", "flat"]
"""How preference models are spread over what statements leave possible; see `draw_pool`."""

POOL_SIZE = 2048
"""Preference models per pool, whatever the size of a run."""

_ALGORITHM = 4
"""Raised when the same input comes to give other draws, so that older cached pools are not taken for them."""

_EDGE = 1e-7
"""In points: by how much rounding may put a model outside its polytope."""


@dataclass(frozen=True, eq=False)
class Pool:
    """Preference models of one government; world w holds element w.

    Parameters
    ----------
    space : PreferenceSpace
    x : ndarray, shape (S, dimension)
        The unknowns, in points.
    included : ndarray of bool, shape (S, C)
        The statements each element takes in.
    order_case : ndarray of int, shape (S,)
        The element's settled orders, an index to ``space.order_cases``; 0 when every order is stated.
    rejected : float
        Share of coin tosses thrown away because their statements cannot all hold.
    rhat : float
        Largest R-hat of the chains; above 1.05 the draws are not to be trusted. 1 where none was needed.
    steps : int
        Steps of the longest-run chains; 0 where all elements were found by rejection.
    """

    space: PreferenceSpace
    x: NDArray[np.float64]
    included: NDArray[np.bool_]
    order_case: NDArray[np.int64]
    rejected: float
    rhat: float
    steps: int

    @cached_property
    def values(self) -> NDArray[np.float64]:
        """Return u, the value of every package in points, shape (S, P)."""
        return self.space.values(self.x)

    @cached_property
    def digest(self) -> str:
        """Return a hash of the draws, equal where every one is the same to the last bit."""
        return _digest(self.x, self.included, self.order_case)

    @property
    def no_deal(self) -> NDArray[np.float64]:
        """Return d, the no-deal value in points, shape (S,)."""
        return self.x[:, self.space.no_deal_index]


def draw_pool(
    space: PreferenceSpace,
    clauses: Sequence[Clause],
    *,
    name: str,
    seed: int,
    size: int = POOL_SIZE,
    chunk: int = 0,
    cache: Cache | None = None,
    prior: Prior = "volume",
) -> Pool:
    """Return a pool of uniform draws from the polytopes of the statements.

    Parameters
    ----------
    space : PreferenceSpace
    clauses : sequence of Clause
        Each element includes one of credence c with chance c, by its own coin.
    name : str
        The government; it names the streams of luck.
    seed : int
    size : int
        Number of elements S.
    chunk : int
        Pools 1, 2, ... follow pool 0 for worlds beyond its size, each with its own luck.
    cache : Cache, optional
        Where to look first and to keep the pool.
    prior : {"volume", "flat"}
        Uniform over the polytope; or its no-deal value uniform, and values uniform given that
        (`sim.evidence.no_deal_slices`).

    Raises
    ------
    InputError
        When statements of credence 1 cannot all hold; the message names a minimal set of them.

    Notes
    -----
    An element is the first of its candidates that meets its statements (`sim.evidence.rejection`): an exact draw.
    Elements whose statements leave too little for that are walked to (`sim.evidence.hit_and_run`). All is arithmetic
    that gives the same bits on every machine.

    ASSUMPTION: where nobody states the order of an issue, an element draws its best and worst option, each pair
    that agrees with its statements having an equal chance.

    Examples
    --------
    >>> space = PreferenceSpace((("term", ("one", "five")),), np.array([[0], [1]]), (((1,), (0,)),))
    >>> pool = draw_pool(space, [Clause("refuses", (0,))], name="us", seed=1, size=200)
    >>> pool.values.shape, bool((pool.no_deal >= 1).all()), pool.rhat < 1.05
    ((200, 2), True, True)
    """
    clauses = tuple(clauses)
    key = content_key(space, clauses, name=name, seed=seed, size=size, chunk=chunk, prior=prior)
    saved = _restore(space, clauses, cache.load(key), size=size) if cache else None
    if saved is not None:
        return saved
    elements = chunk * size + np.arange(size)
    pool = _draw(space, clauses, name=name, seed=seed, elements=elements, chunk=chunk, prior=prior)
    if cache:
        cache.save(key, _kept(pool))
    return pool


def tightness(
    space: PreferenceSpace,
    clauses: Sequence[Clause],
    *,
    seed: int,
    size: int = POOL_SIZE,
    cache: Cache | None = None,
) -> list[float]:
    """Return, for each clause alone, the share of preference models it leaves of those without any statement.

    Parameters are those of `draw_pool`; the models without any statement are looked for in the cache and kept there.

    Examples
    --------
    Of no-deal values between -50 and 100 a sixth lies 25 points below the worst package; none lies above the best.

    >>> space = PreferenceSpace((("term", ("one", "five")),), np.array([[0], [1]]), (((1,), (0,)),))
    >>> shares = tightness(space, [Clause("accepts", (0,), margin=25.0), Clause("refuses", (1,))], seed=1)
    >>> [round(share, 1) for share in shares]
    [0.2, 0.0]
    """
    free = draw_pool(space, (), name="without statements", seed=seed, size=size, cache=cache)
    shares = []
    for clause in clauses:
        holds = clause.lead(free.values, free.no_deal) >= clause.margin
        shares.append(float(holds.all(axis=1).mean()))
    return shares


def _draw(
    space: PreferenceSpace,
    clauses: tuple[Clause, ...],
    *,
    name: str,
    seed: int,
    elements: NDArray[np.int64],
    chunk: int,
    prior: Prior,
) -> Pool:
    subsets = Subsets(space, clauses)
    _refuse_conflict(subsets, name)
    included, rejected = toss_coins(
        clauses, elements, name=name, seed=seed, is_possible=lambda subset: bool(subsets.places(subset))
    )
    luck = uniforms(seed, f"order/{name}", elements)
    places = []
    for subset, chance in zip(included, luck, strict=True):
        possible = subsets.places(subset)
        places.append(possible[int(chance * len(possible))])
    case = np.array([place.case for place in places])
    solid = np.array([not place.interior.tight.any() for place in places])
    slices = None
    if prior == "flat":
        slices = draw_slices(subsets, places, included, uniforms(seed, f"no deal/{name}", elements))
    x = np.empty((len(elements), space.dimension))
    found = np.zeros(len(elements), dtype=bool)
    for settled in np.unique(case[solid]).tolist():
        rows = np.flatnonzero(solid & (case == settled))
        x[rows], found[rows] = draw_first_that_fit(
            space,
            settled,
            clauses,
            included=included[rows],
            elements=elements[rows],
            seed=seed,
            stream=f"preferences/{name}",
            no_deal=None if slices is None else slices.no_deal[rows],
        )
    rhat, steps = 1.0, 0
    for flat, members in _together(places, np.flatnonzero(~found)).items():
        chains = generator(seed, f"preferences/{name}/{chunk}/{flat}")
        rows = np.array(members)
        started = None if slices is None else slices.start[rows]
        x[rows], reached, taken = _walk(subsets, [places[i] for i in members], included[rows], chains, started)
        rhat, steps = max(rhat, reached), max(steps, taken)
    return Pool(space, x, included, case, rejected, rhat, steps)


def _together(places: Sequence[Place], elements: NDArray[np.int64]) -> Mapping[str, list[int]]:
    """Return those of `elements` whose polytopes lie in one flat and can be walked together, by the flat's name."""
    groups: dict[str, list[int]] = defaultdict(list)
    for element in elements.tolist():
        groups[places[element].flat].append(element)
    return groups


def _walk(
    subsets: Subsets,
    places: Sequence[Place],
    included: NDArray[np.bool_],
    chains: np.random.Generator,
    started: NDArray[np.float64] | None,
) -> tuple[NDArray[np.float64], float, int]:
    """Return uniform draws, shape (n, dimension), for elements whose polytopes lie in one flat.

    Those `started` (n, dimension) keep the no-deal value of their starting point.
    """
    origin, case = places[0].interior, places[0].case
    polytope, owner = subsets.polytope(case), subsets.owner(case)
    minded = np.ones((len(owner), len(places)), dtype=bool)
    minded[owner >= 0] = included.T[owner[owner >= 0]]
    _, kind = np.unique(included, axis=0, return_inverse=True)
    labels = kind.ravel()
    if len(origin.free) >= MANY_UNKNOWNS and not origin.tight.any():
        start = np.array([place.interior.point for place in places]).T if started is None else started.T
        moves = Moves.of(subsets.space, case, no_deal=started is None)
        draws = draw_by_moves(polytope.A, polytope.b, start, moves, generator=chains, included=minded, labels=labels)
        return subsets.space.settle_ties(draws.points.T, case), draws.rhat, draws.steps
    if started is None:
        basis, base = origin.basis, origin.point[:, None]
        start = np.array([(place.interior.point - origin.point)[origin.free] for place in places]).T
    else:
        basis, base = along_slice(origin), started.T
        start = np.zeros((basis.shape[1], len(places)))
    A = product(polytope.A, basis)
    b = polytope.b[:, None] - product(polytope.A, base)
    length = lengths(A)
    # rows that no move along the flat changes say nothing more
    cutting = length > 1e-9
    limits = b[cutting] / length[cutting, None]
    draws = draw_uniform(
        A[cutting] / length[cutting, None],
        limits[:, 0] if started is None else limits,
        start,
        generator=chains,
        included=minded[cutting],
        labels=labels,
    )
    x = (base + product(basis, draws.points)).T
    return subsets.space.settle_ties(x, case), draws.rhat, draws.steps


def _refuse_conflict(subsets: Subsets, name: str) -> None:
    certain = [clause for clause in subsets.clauses if clause.credence == 1.0]
    alone = all(clause.group is None for clause in certain)
    if alone and subsets.places(np.array([clause.credence == 1.0 for clause in subsets.clauses], dtype=bool)):
        return
    if not alone and can_all_hold(subsets.space, certain):
        return
    conflict = minimal_conflict(subsets.space, certain) or ()
    labels = "; ".join(certain[index].label for index in conflict)
    if len(conflict) == 1:
        raise InputError(f"{name}: a statement that cannot hold under the orders and bounds given: {labels}")
    raise InputError(f"{name}: statements that cannot all hold: {labels}")


def content_key(
    space: PreferenceSpace, clauses: tuple[Clause, ...], *, name: str, seed: int, size: int, chunk: int, prior: Prior
) -> str:
    """Return a hash of everything the draws depend on."""
    content = {
        "algorithm": _ALGORITHM,
        "call": [name, seed, size, chunk],
        "issues": space.issues,
        "packages": np.asarray(space.packages).tolist(),
        "orders": space.orders,
        "adjustments": [
            [a.name, np.asarray(a.mask).tolist(), float(a.low), float(a.high)] for a in space.adjustments
        ],
        "no_deal": [float(bound) for bound in space.no_deal],
        "clauses": [clause.content() for clause in clauses],
        **({} if prior == "volume" else {"prior": prior}),
    }
    text = json.dumps(content, sort_keys=True, default=np.generic.item)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _digest(x: NDArray[np.float64], included: NDArray[np.bool_], order_case: NDArray[np.int64]) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for part, kind in ((x, "<f8"), (included, "?"), (order_case, "<i8")):
        digest.update(np.ascontiguousarray(part, dtype=kind).tobytes())
    return digest.hexdigest()


def _kept(pool: Pool) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of a pool for a cache."""
    return {
        "x": pool.x,
        "included": pool.included,
        "order_case": pool.order_case,
        "numbers": np.array([pool.rejected, pool.rhat, pool.steps]),
        "digest": np.array(pool.digest),
    }


def _restore(
    space: PreferenceSpace,
    clauses: tuple[Clause, ...],
    saved: Mapping[str, NDArray[np.generic]] | None,
    *,
    size: int,
) -> Pool | None:
    """Return the pool in the arrays of a cache, or None unless they are whole and every model is in its polytope."""
    if saved is None:
        return None
    wanted = {
        "x": ((size, space.dimension), np.float64),
        "included": ((size, len(clauses)), np.bool_),
        "order_case": ((size,), np.int64),
        "numbers": ((3,), np.float64),
    }
    for field, (form, kind) in wanted.items():
        if field not in saved or saved[field].shape != form or saved[field].dtype != kind:
            return None
    x, included = saved["x"].astype(np.float64), saved["included"].astype(np.bool_)
    case = saved["order_case"].astype(np.int64)
    rejected, rhat, steps = (float(number) for number in saved["numbers"])
    if not (0 <= rejected <= 1 and 1 <= rhat < np.inf and 0 <= steps < np.inf and steps == int(steps)):
        return None
    pool = Pool(space, x, included, case, rejected, rhat, int(steps))
    return pool if str(saved.get("digest")) == pool.digest and _lies_inside(pool, clauses) else None


def _lies_inside(pool: Pool, clauses: tuple[Clause, ...]) -> bool:
    """Return whether every model meets the rules of its settled orders and the statements it takes in."""
    space = pool.space
    if (
        not np.isfinite(pool.x).all()
        or not ((pool.order_case >= 0) & (pool.order_case < len(space.order_cases))).all()
    ):
        return False
    A, b, owner = stack_clauses(space, clauses)
    if (((product(A, pool.x.T) - b[:, None]) > _EDGE) & pool.included.T[owner]).any():
        return False
    for case in np.unique(pool.order_case).tolist():
        rules, x = space.rules(case), pool.x[pool.order_case == case].T
        if (product(rules.A, x) - rules.b[:, None]).max(initial=0.0) > _EDGE:
            return False
        if np.abs(product(rules.E, x) - rules.e[:, None]).max(initial=0.0) > _EDGE:
            return False
    return True
