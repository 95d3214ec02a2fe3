"""The outcomes of a run, and everything that can be asked of them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from importlib import import_module
from itertools import starmap, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from sim.answer import Answer
from sim.arguments import number_of
from sim.arrays import Floats
from sim.by_value import cached_frame, read_only, same
from sim.ensemble.drawn import Columns
from sim.figures import run_size_in_words
from sim.paths import path_of
from sim.results import incidence
from sim.results.estimates import Estimates, estimate, largest_errors
from sim.results.lanes import Lanes
from sim.results.provenance import Provenance
from sim.results.tally import Tally, count
from sim.results.weights import Weights, read_weights
from sim.scenario.load import LoadedScenario
from sim.worlds.draw import WorldSource

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Outcomes"]


def _runnable(scenario: LoadedScenario) -> LoadedScenario:
    """Return a scenario as `sim.load` returns it: it can be run, varied and asked."""
    if type(scenario) is not LoadedScenario:
        return scenario
    public = import_module("sim.negotiation").Scenario  # found by name: it stands on outcomes
    found: LoadedScenario = public(**{field.name: getattr(scenario, field.name) for field in fields(scenario)})
    return found


@dataclass(frozen=True, eq=False, repr=False)
class Outcomes(Answer, presented_by="sim.present.outcomes"):
    """What came of a run; it does not change, and its tables are handed out as copies.

    Parameters
    ----------
    lanes : Lanes
        The plays, in memory or on disk.
    by_world : dict of str to ndarray, shape (w,)
        The columns of `worlds`.
    provenance : Provenance
        What made it.
    scenario : LoadedScenario
        The scenario as run.

    Attributes
    ----------
    table : DataFrame
        A row per lane, by world and replication. Columns: ``world``, ``replication``; ``outcome`` (ordered);
        ``package`` (label) and ``package_number``, missing where nothing was signed; ``signed`` (days since the
        start, NaN where nothing was signed) and ``signed_date``; ``in_force`` and ``in_force_date``, set where an
        agreement took effect by the deadline, or was signed by it where that is what counts; ``value_<government>``
        in points, of the package in force or else of no deal, less ``cost_<government>``, what the talks cost it,
        where they may; ``offers_<seat>``, ``refusals_<seat>``; ``suspended_days``; ``prolonged``, how often, where
        that is possible; ``deadline`` (days since the start), where chance picks it; ``happened_<event>`` for chance
        events, missing where the event never came up;
        ``made_<move>``, the day since the start on which each move took effect, NaN where it never did.
        Of a run on disk it is read when it is first asked for: it must fit
        in memory. ``lanes.frames()`` gives it piece by piece, and nothing else needs it whole.
    worlds : DataFrame
        A row per world: what was drawn (see `sim.ensemble.drawn.world_columns`) and ``share_<outcome>``.

    Examples
    --------
    >>> import sim
    >>> outcomes = sim.load("tests/ensemble/port.yaml").run(worlds=20, replications=5)
    >>> len(outcomes.table), len(outcomes.worlds)
    (100, 20)
    >>> round(float(outcomes.probabilities()["probability"].sum()), 12)
    1.0
    """

    lanes: Lanes
    by_world: Columns
    provenance: Provenance
    scenario: LoadedScenario

    def __post_init__(self) -> None:
        columns = {name: read_only(column) for name, column in self.by_world.items()}
        object.__setattr__(self, "by_world", columns)
        object.__setattr__(self, "scenario", _runnable(self.scenario))

    def __eq__(self, other: object) -> bool:
        """Tell whether both hold the same plays, one by one, of the same run; in memory or on disk."""
        if not isinstance(other, Outcomes):
            return NotImplemented
        alike = self.provenance == other.provenance and same(self.by_world, other.by_world)
        frames = zip_longest(self.lanes.frames(), other.lanes.frames())
        return alike and (self.lanes is other.lanes or all(starmap(same, frames)))

    def __hash__(self) -> int:
        return hash(self.provenance)

    def __len__(self) -> int:
        return self.lanes.tally.lanes

    @property
    def table(self) -> pd.DataFrame:
        """A row per lane."""
        return self.lanes.table

    @cached_frame
    def worlds(self) -> pd.DataFrame:
        """A row per world."""
        import pandas as pd  # late: a run that only prints its outcomes does without

        return pd.DataFrame(self.by_world)

    @property
    def names(self) -> tuple[str, ...]:
        """The outcomes, in order."""
        return self.lanes.names

    @cached_property
    def estimates(self) -> Estimates:
        """The probabilities as arrays, an entry per outcome in the order of `names`."""
        return self.estimates_at(1.0)

    def estimates_at(self, beta: float) -> Estimates:
        """Return them with worlds weighed by the power `beta` of the likelihood; 0 is without weights."""
        beta = number_of("beta", beta, least=0)
        weights = None if self.weights is None else self.weights.at(beta)
        found = estimate(self.lanes.tally.shares, self.provenance.replications, weights)
        return Estimates(**{name: read_only(column) for name, column in vars(found).items()})

    @cached_property
    def weights(self) -> Weights | None:
        """How well each world explains the record; None where worlds are not weighed by that."""
        return read_weights(self.by_world)

    def weight_of_plays(self) -> Floats | None:
        """Return how often each play (n,) counts, once on average; None where worlds are not weighed."""
        if self.weights is None:
            return None
        made = self.provenance
        return np.repeat(self.weights.at() * made.worlds, made.replications)

    @cached_property
    def tally(self) -> Tally:
        """The lanes counted, those of a world as often as it weighs; the weights of all worlds have mean 1."""
        if self.weights is None:
            return self.lanes.tally
        each = self.weights.at() * self.provenance.worlds
        model, worlds = self.scenario.model, self.lanes.worlds
        return count(model, self.lanes.pieces(), worlds=worlds, outcomes=self.names, weights=each)

    def probabilities(self) -> pd.DataFrame:
        """Return the probability of each outcome, its Monte Carlo error and its evidence band.

        Returns
        -------
        DataFrame
            Indexed by outcome: ``probability``, ``standard_error``, ``low`` and ``high`` (95% Monte Carlo interval),
            ``band_low`` and ``band_high`` (10th to 90th percentile of per-world probabilities), ``share_between``
            (share of the variance that is ignorance, not luck), ``lanes`` (how many ended so).

        See Also
        --------
        sim.results.estimates.estimate : The formulas.
        """
        import pandas as pd

        index, lanes = pd.Index(self.names, name="outcome"), self.lanes.tally.ended.sum(axis=0)
        return pd.DataFrame({**self.estimates.columns(), "lanes": lanes}, index=index)

    def agreed_by(self, *, counting: Literal["signed", "in_force"] = "signed") -> pd.DataFrame:
        """Return cumulative incidence: the share of lanes signed by each day, by how they ended.

        Parameters
        ----------
        counting : {"signed", "in_force"}
            Count from signature or from entry into force.

        Returns
        -------
        DataFrame
            Indexed by date, from the start to the last deadline that talks can be prolonged to; a column for each
            outcome but ``lapsed``. A row's sum is the share of all lanes signed (or in force) by the end of that day.
        """
        return incidence.agreed_by(self.scenario.model, self.tally, self.names, counting=counting)

    def milestones(self) -> pd.DataFrame:
        """Return the share of lanes signed before each chance event and change of government.

        Returns
        -------
        DataFrame
            Indexed by date (the first possible one): ``event``, ``signed_before``.
        """
        import pandas as pd

        rows = incidence.milestones(self.scenario.model, self.tally, as_of=self.provenance.day)
        each = [(row.day, row.event, row.signed_before) for row in rows]
        frame = pd.DataFrame(each, columns=["date", "event", "signed_before"])
        return frame.astype({"date": "datetime64[ms]"}).set_index("date")

    def more_runs(self) -> str:
        """Say in one line how large the Monte Carlo error is, and how many more worlds would halve it.

        The error falls with the square root of the number of worlds, the independent units: four times as many.
        Nothing is shown of an error that rounds to nothing.
        """
        worst, limit = (100 * each for each in largest_errors(self.estimates))
        worlds = self.provenance.worlds
        if worlds == 1:
            return "One world: the errors are of luck alone and say nothing of what the evidence leaves open."
        if worst < 0.05:
            return ""
        limits = f" (limits of what never or always came: {limit:.1f})" if limit > worst else ""
        return (
            f"The Monte Carlo error (95% margin) is at most {worst:.1f} points{limits}; "
            f"{3 * worlds:,} more worlds (--worlds {4 * worlds}) would halve it."
        )

    def world_source(self) -> WorldSource:
        """Return the source of the run's worlds: ``world_source().draw([0, 1])`` are its first two."""
        return WorldSource(self.scenario.model, self.scenario.packages, seed=self.provenance.seed)

    def variance(self) -> Any:
        """Return how much of what is open is ignorance and how much is luck, with errors, for each outcome.

        See Also
        --------
        sim.analysis.sensitivity.variance.variance_split : The formulas.
        """
        return self._presenter().variance_split(self)

    def sensitivity(self, outcome: str | None = None) -> Any:
        """Return which of the drawn quantities an outcome depends on; by default the likeliest outcome.

        See Also
        --------
        sim.analysis.sensitivity.sensitivity.sensitivity : What is asked after, and how.
        """
        return self._presenter().sensitivity(self, outcome)

    def to_frame(self) -> pd.DataFrame:
        """Return `probabilities`."""
        return self.probabilities()

    def summary(self) -> dict[str, Any]:
        """Return the run in plain data, as ``sim run --json`` prints it."""
        found: dict[str, Any] = self._presenter().summarise(self)
        return found

    def save(self, folder: Path | str) -> Path:
        """Save tables, summary, scenario and the claims it cites; see docs/results.md.

        Parameters
        ----------
        folder : path-like
            New, empty, or one that holds an earlier result, which is replaced.

        Raises
        ------
        InputError
            If the folder holds anything else, or cannot be written to.
        """
        saved: Path = self._presenter().save(self, path_of("folder", folder))
        return saved

    @classmethod
    def load(cls, folder: Path | str) -> Outcomes:
        """Return what `save` wrote, the same in every value and type.

        Raises
        ------
        InputError
            If there is no whole result in the folder.
        """
        return cls(*cls._presenter().load(path_of("folder", folder)))

    def __repr__(self) -> str:
        made = self.provenance
        return f"<Outcomes: {made.title}; {run_size_in_words(made.worlds, made.replications, made.seed)}>"
