"""Named streams of luck: every random number has an address, so no draw ever shifts another.

A uniform number is a pure function of (seed, stream name, world, replication, counter): a counter-based
generator (Salmon et al. 2011), here a chain of SplitMix64 finalisers (Steele, Lea & Flood 2014). Nothing is
consumed, so adding a stream, a lane or an event leaves every other number as it was.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.errors import whole_number

__all__ = ["generator", "stream_key", "uniforms"]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


@lru_cache(maxsize=4096, typed=True)
def stream_key(seed: int, name: str) -> np.uint64:
    """Return the 64-bit key of the stream `name` under `seed`.

    Raises
    ------
    InputError
        For a seed that is not a whole number.

    Examples
    --------
    >>> bool(stream_key(1, "reply/us") == stream_key(1, "reply/us"))
    True
    >>> bool(stream_key(1, "reply/us") == stream_key(1, "reply/russia"))
    False
    """
    digest = hashlib.blake2b(f"{whole_number('seed', seed)}\0{name}".encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))


def _mix(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Finalise 64-bit states so that every output bit depends on every input bit (SplitMix64)."""
    state = (state ^ (state >> np.uint64(30))) * _MIX_1
    state = (state ^ (state >> np.uint64(27))) * _MIX_2
    return state ^ (state >> np.uint64(31))


def uniforms(
    seed: int, name: str | list[str], world: ArrayLike, replication: ArrayLike = 0, counter: ArrayLike = 0
) -> NDArray[np.float64]:
    """Return uniform numbers in the open interval (0, 1), one per address.

    Parameters
    ----------
    seed : int
        The run's one seed.
    name : str
        What the number decides, such as ``reply/us``; of several streams, a row each.
    world, replication, counter : array_like of int
        Broadcast together; the counter tells decisions of one lane in one stream apart (often the day).

    Returns
    -------
    ndarray of float64
        53-bit uniforms, of the broadcast shape (at least one-dimensional).

    Examples
    --------
    >>> few, many = uniforms(1, "coin", np.arange(3)), uniforms(1, "coin", np.arange(1000))
    >>> bool((few == many[:3]).all()), bool(((many > 0) & (many < 1)).all())
    (True, True)
    """
    names = [name] if isinstance(name, str) else name
    keys = np.array([stream_key(seed, each) for each in names], dtype=np.uint64)
    state = keys if isinstance(name, str) else keys[:, None]
    for part in (world, replication, counter):
        state = _mix((state ^ np.asarray(part, dtype=np.uint64)) * _MIX_2 + _GOLDEN)
    # the top 52 bits and a half step: never 0 and never 1
    return ((state >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52


def generator(seed: int, name: str) -> np.random.Generator:
    """Return a numpy generator of its own for the stream `name`, for draws that have no lane.

    Examples
    --------
    >>> float(generator(1, "pool").random()) == float(generator(1, "pool").random())
    True
    """
    return np.random.Generator(np.random.Philox(key=int(stream_key(seed, name))))
