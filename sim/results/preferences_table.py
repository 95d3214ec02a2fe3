"""What packages are worth to a government, world by world, as a data frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.ensemble.batches import MOST_NUMBER
from sim.errors import InputError, did_you_mean, shown, whole_number
from sim.reading.names import composed
from sim.results.endings import package_labels
from sim.scenario.load import LoadedScenario, check_scenario
from sim.worlds.draw import WorldSource

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["preferences_table"]


def preferences_table(scenario: LoadedScenario, government: str, *, worlds: int = 500, seed: int = 1) -> pd.DataFrame:
    """Return what each package in force, and no deal, is worth to a government in each world, before events shift it.

    Parameters
    ----------
    scenario : LoadedScenario
    government : str
        Its name, or that of the seat in which it sits at the start.
    worlds, seed : int
        Of the draw: world w is that of a run with this seed.

    Returns
    -------
    DataFrame
        A row per world, indexed by its number; a column per package, called as in ``outcomes.table["package"]``, and
        ``no deal``. Points of different governments are not comparable.

    Raises
    ------
    InputError
        If there is no such government.
    ProblemsError
        For statements that contradict each other.

    Examples
    --------
    >>> import sim
    >>> table = sim.load("tests/ensemble/port.yaml").preferences("union", worlds=3)
    >>> table.shape[0], table.columns[-1]
    (3, 'no deal')
    """
    import pandas as pd

    model, name = scenario.model, composed(str(government))
    name = model.seats[name].government if name in model.seats and name not in model.governments else name
    if name not in model.governments:
        allowed = ", ".join(model.governments)
        meant = did_you_mean(name, model.governments)
        raise InputError(f"government: no such government (found {shown(government)}; allowed {allowed}).{meant}")
    worlds = whole_number("worlds", worlds, least=1, most=MOST_NUMBER)
    check_scenario(scenario)
    source = WorldSource(model, scenario.packages, seed=seed)
    preferences = source.preferences[list(model.governments).index(name)].true(np.arange(worlds))
    columns = [*package_labels(scenario.packages), "no deal"]
    values = np.column_stack([preferences.value, preferences.no_deal])
    return pd.DataFrame(values, index=pd.RangeIndex(worlds, name="world"), columns=columns)
