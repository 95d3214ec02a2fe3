"""Parts of a scenario as data frames: its claims, what the record says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.evidence.claims import Claim
from sim.scenario.event import RecordEntry
from sim.scenario.packages import PackageTable, as_package
from sim.scenario.scenario import InlineClaim, ScenarioModel

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ClaimsById", "record_table"]

_DEEDS = ("tables", "withdraws", "refuses", "accepts", "vetoes", "assents", "signs")


class ClaimsById(dict[str, Claim | InlineClaim]):
    """The claims of a scenario by id; a notebook shows them as a table.

    Examples
    --------
    >>> import sim
    >>> claims = sim.example("new_start").claims
    >>> claims["s0-16"].telling, list(claims.to_frame().columns)
    ('russia', ['first', 'last', 'claim', 'telling', 'kind', 'confidence', 'source'])
    """

    def to_frame(self) -> pd.DataFrame:
        """Return a row per claim, indexed by id: first and last day, what it says, whose account, kind, source."""
        import pandas as pd

        rows = [_row(claim) for claim in self.values()]
        columns = ["first", "last", "claim", "telling", "kind", "confidence", "source"]
        table = pd.DataFrame(rows, index=pd.Index(list(self), name="id", dtype=object), columns=columns)
        return table.astype({"first": "datetime64[ms]", "last": "datetime64[ms]"})

    def _repr_html_(self) -> str:
        html: str = self.to_frame()._repr_html_()  # type: ignore[operator]
        return html


def _row(claim: Claim | InlineClaim) -> dict[str, Any]:
    span = claim.date if isinstance(claim, Claim) else claim.span
    graded = {"kind": claim.kind, "confidence": claim.confidence} if isinstance(claim, Claim) else {}
    days = {"first": np.datetime64(span.first, "ms"), "last": np.datetime64(span.last, "ms")}
    return {**days, "claim": claim.claim, "telling": claim.telling, "source": claim.source, **graded}


def record_table(model: ScenarioModel, packages: PackageTable) -> pd.DataFrame:
    """Return a row per entry of the record, by day.

    Returns
    -------
    DataFrame
        ``date``, of several days the last; ``seat``, missing where nobody's move; ``what``: tables, withdraws,
        refuses, accepts, vetoes, assents, signs, makes, prolongs, declines, happened or did not happen; ``of``: the
        package in words, or the name of the event, move or prolongation;
        ``claims``: ids of those it rests on, joined by commas.

    Examples
    --------
    >>> import sim
    >>> sim.example("new_start").record.iloc[0][["seat", "what"]].tolist()
    ['us', 'tables']
    """
    import pandas as pd

    rows = [
        {
            "date": np.datetime64(entry.day, "ms"),
            "seat": entry.seat,
            "what": what,
            "of": of,
            "claims": ", ".join(entry.claims),
        }
        for entry in model.record
        for what, of in _deed(entry, packages, model.proposals)
    ]
    return pd.DataFrame(rows, columns=["date", "seat", "what", "of", "claims"])


def _deed(entry: RecordEntry, packages: PackageTable, proposals: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the one thing that an entry says."""
    for deed in _DEEDS:
        if (package := getattr(entry, deed)) is not None:
            yield deed, packages.label(as_package(packages, package))
    if entry.event is not None:
        yield ("happened" if entry.happened else "did not happen"), entry.event
    for deed in ("makes", "prolongs", "declines"):
        if (name := getattr(entry, deed)) is not None:
            yield deed, name
