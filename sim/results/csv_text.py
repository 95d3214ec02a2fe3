"""Tables as CSV that a spreadsheet opens without running anything in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["csv_text"]

_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula (OWASP, "CSV Injection")."""


def csv_text(table: pd.DataFrame) -> str:
    """Return a table as CSV, an apostrophe before every text that a spreadsheet would run.

    Examples
    --------
    >>> import pandas as pd
    >>> print(csv_text(pd.DataFrame({"=a": ["=1+1", "fair"], "shift": [-1.5, 2.0]})), end="")
    '=a,shift
    '=1+1,-1.5
    fair,2.0
    """
    plain = table.astype({column: object for column in table if not _is_number(table[column])}).map(_safe)
    return plain.rename(columns=_safe).to_csv(index=False, lineterminator="\n")


def _is_number(column: pd.Series[Any]) -> bool:
    return column.dtype.kind in "biufmM"


def _safe(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_STARTS) else cell
