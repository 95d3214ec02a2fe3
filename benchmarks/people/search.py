"""Constants by a search along one key after the other: coarse, and robust where the likelihood has steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from sim.arrays import Floats

__all__ = ["Keys", "Setting", "bootstrap_error", "coordinate_search", "profile", "step_error"]

Setting = Mapping[str, Any]
"""Values by key, such as ``minds.noise``: numbers where they are estimated."""

Keys = Mapping[str, tuple[Any, ...]]
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


def profile(keys: Keys, loss: Callable[[Setting], float], at: Setting) -> dict[str, list[tuple[Any, float]]]:
    """Return the loss for each value of each key, the others as `at`."""
    return {key: [(value, loss({**at, key: value})) for value in values] for key, values in keys.items()}


def bootstrap_error(
    settings: Sequence[Setting], losses: Floats, *, draws: int = 500, seed: int = 1
) -> dict[str, float]:
    """Return how far each key's estimate moves when negotiations are drawn again.

    Parameters
    ----------
    settings : sequence of Setting
        Those tried.
    losses : ndarray, shape (settings, n)
        Loss of each negotiation under each; of a draw of negotiations the setting of the least sum is the estimate.

    Returns
    -------
    dict of str to float
        Of numbers the standard deviation; of words the share of draws in which another than the commonest is best.
    """
    luck = np.random.default_rng(seed)
    n = losses.shape[1]
    weights = luck.multinomial(n, np.full(n, 1 / n), size=draws)
    best = np.argmin(weights @ losses.T, axis=1)
    return {key: _spread([settings[b][key] for b in best]) for key in (settings[0] if settings else {})}


def _spread(values: list[Any]) -> float:
    if any(isinstance(each, str) for each in values):
        return 1 - max(map(values.count, values)) / len(values)
    return float(np.std(values))


def step_error(values: Sequence[Any], estimate: Any) -> float:
    """Return the error of taking one of a few numbers: the sd of a uniform one between the middles to its neighbours.

    Words have none.

    Examples
    --------
    >>> round(step_error((1.0, 2.0, 4.0), 2.0), 3)  # from 1.5 to 3
    0.433
    >>> step_error(("all", "promising"), "all")
    0.0
    """
    if isinstance(estimate, str) or len(values) == 1:
        return 0.0
    numbers = sorted(values)
    place = numbers.index(estimate)
    below = numbers[place] - numbers[place - 1] if place else 0.0
    above = numbers[place + 1] - numbers[place] if place + 1 < len(numbers) else 0.0
    return float((below + above) / 2 / 12**0.5)
