"""Answers of tactics from outside the package, looked at before anybody goes by them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.minds.tactic import Review, Tactic

__all__ = ["checked"]


def checked(tactic: Tactic, name: str) -> Tactic:
    """Return a tactic from outside that answers rightly or not at all.

    Parameters
    ----------
    tactic : Tactic
        Of the government `name`.

    Raises
    ------
    InputError
        From `demand`, `appeal`, `offer` and `keeps` of the tactic: for answers of another shape than asked for, of
        another type, of packages that there are not, and for NaN.
    """
    packages = len(tactic.view.packages)
    kinds: dict[str, Callable[[NDArray[Any]], str]] = {
        "demand": _number,
        "appeal": _number,
        "offer": partial(_package, packages=packages),
        "keeps": _yes_or_no,
    }
    for method, kind in kinds.items():
        if getattr(type(tactic), method) is not getattr(Tactic, method):
            setattr(tactic, method, _looked_at(getattr(tactic, method), method, name, kind))
    return tactic


def _looked_at(
    ask: Callable[..., Any], method: str, name: str, kind: Callable[[NDArray[Any]], str]
) -> Callable[..., Any]:
    place = f"governments.{name}.tactic: {method}"

    def answer(review: Review, *more: Any) -> NDArray[Any]:
        found, wanted = np.asarray(ask(review, *more)), _shape(method, review, more)
        if found.ndim == 0:
            found = np.full(wanted, found)  # the same everywhere
        if found.shape != wanted:
            raise InputError(f"{place}: must return an array of shape {wanted} here (found shape {found.shape})")
        if wrong := kind(found):
            raise InputError(f"{place}: {wrong}")
        return found

    return answer


def _shape(method: str, review: Review, more: tuple[Any, ...]) -> tuple[int, ...]:
    """Return the shape of an answer: one for each lane, each offer of others or each of its own."""
    if method == "keeps":
        own: NDArray[Any] = more[1]
        return own.shape
    return review.packages.shape if method == "appeal" else (len(review.lanes),)


def _number(found: NDArray[Any]) -> str:
    if found.dtype.kind not in "fiu":
        return f"must return numbers (found {found.dtype})"
    return "must return numbers (found nan)" if np.isnan(found).any() else ""


def _package(found: NDArray[Any], *, packages: int) -> str:
    if found.dtype.kind not in "iu":
        return f"must return whole numbers, of packages or -1 (found {found.dtype})"
    outside = found[(found < -1) | (found >= packages)]
    return f"must return -1 or a package from 0 to {packages - 1} (found {outside[0]})" if len(outside) else ""


def _yes_or_no(found: NDArray[Any]) -> str:
    return "" if found.dtype == np.bool_ else f"must return True or False for each (found {found.dtype})"
