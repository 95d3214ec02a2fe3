"""How worlds are weighed by how well they explain what the record says was done."""

from __future__ import annotations

from dataclasses import dataclass

from sim.errors import InputError, shown

__all__ = ["Weighing"]


@dataclass(frozen=True)
class Weighing:
    """The observation model: what of the record counts, and how exactly.

    Parameters
    ----------
    mixing : float
        The chance eps with which any move is one at random, so that no world is ever ruled out by one move.
        ASSUMPTION: 0.05, fixed before any forecast of a real case was looked at.
    silence : bool
        Whether it counts, too, what a government that reviewed the table did not do. The record must then be whole.
    kinds : tuple of int
        A number for each package: of what is tabled only this counts. Empty where packages are compared as they are.
    nodes : int
        Draws of a government's own noise that are tried in each world. ASSUMPTION: 32.

    Raises
    ------
    InputError
        For a chance that is none, or fewer than one draw.
    """

    mixing: float = 0.05
    silence: bool = False
    kinds: tuple[int, ...] = ()
    nodes: int = 32

    def __post_init__(self) -> None:
        if not 0 <= self.mixing < 1:
            raise InputError(f"mixing: must be at least 0 and below 1 (found {shown(self.mixing)})")
        if self.nodes < 1:
            raise InputError(f"nodes: must be at least 1 (found {shown(self.nodes)})")
