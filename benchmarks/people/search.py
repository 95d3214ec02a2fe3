"""Constants by a search along one key after the other: coarse, and robust where the likelihood has steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product

import numpy as np

from sim.arrays import Floats

__all__ = ["Keys", "Setting", "bootstrap_error", "coordinate_search", "grid", "profile"]

Setting = Mapping[str, float]
"""Values by key, such as ``minds.noise``."""

Keys = Mapping[str, tuple[float, ...]]
"""The values tried of each key, in order; a search starts in their middle."""

ROUNDS = 4


def coordinate_search(keys: Keys, loss: Callable[[Setting], float]) -> Setting:
    """Return the setting found by taking the best value of one key after the other until none changes.

    Of equals the first is taken. Ends after `ROUNDS` rounds at the latest.
    """
    setting = {key: values[len(values) // 2] for key, values in keys.items()}
    for _ in range(ROUNDS):
        before = dict(setting)
        for key, values in keys.items():
            losses = [loss({**setting, key: value}) for value in values]
            setting[key] = values[int(np.argmin(losses))]
        if setting == before:
            break
    return setting


def grid(keys: Keys) -> list[Setting]:
    """Return every combination of the values."""
    return [dict(zip(keys, values, strict=True)) for values in product(*keys.values())]


def profile(keys: Keys, loss: Callable[[Setting], float], at: Setting) -> dict[str, list[tuple[float, float]]]:
    """Return the loss for each value of each key, the others as `at`."""
    return {key: [(value, loss({**at, key: value})) for value in values] for key, values in keys.items()}


def bootstrap_error(
    settings: Sequence[Setting], losses: Floats, *, draws: int = 500, seed: int = 1
) -> dict[str, float]:
    """Return the standard deviation of each key's estimate when negotiations are drawn again.

    Parameters
    ----------
    settings : sequence of Setting
        Those tried.
    losses : ndarray, shape (settings, n)
        Loss of each negotiation under each; of a draw of negotiations the setting of the least sum is the estimate.
    """
    luck = np.random.default_rng(seed)
    n = losses.shape[1]
    weights = luck.multinomial(n, np.full(n, 1 / n), size=draws)
    best = np.argmin(weights @ losses.T, axis=1)
    return {key: float(np.std([settings[b][key] for b in best])) for key in settings[0]} if settings[0] else {}
