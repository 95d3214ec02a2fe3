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

    What a cell holds several of is told apart: named things in a column each, others by semicolons.

    Examples
    --------
    >>> import pandas as pd
    >>> print(csv_text(pd.DataFrame({"=a": ["=1+1", "fair"], "shift": [-1.5, 2.0]})), end="")
    '=a,shift
    '=1+1,-1.5
    fair,2.0
    >>> print(csv_text(pd.DataFrame({"who": ["a", "b"], "is": [{"x": 1.5}, None], "of": [("c", "d"), ()]})), end="")
    who,is.x,of
    a,1.5,c; d
    b,,
    """
    table = _flat(table)
    plain = table.astype({column: object for column in table if not _is_number(table[column])}).map(_safe)
    return plain.rename(columns=_safe).to_csv(index=False, lineterminator="\n")


def _flat(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with a column for each name that cells hold things by, and texts in the place of lists."""
    columns: dict[Any, Any] = {}
    for name in table:
        cells = list(table[name])
        if any(isinstance(cell, dict) for cell in cells):
            held = [cell if isinstance(cell, dict) else {} for cell in cells]
            for key in dict.fromkeys(key for each in held for key in each):
                columns[f"{name}.{key}"] = [each.get(key) for each in held]
        elif any(isinstance(cell, tuple | list) for cell in cells):
            columns[name] = ["; ".join(map(str, cell)) for cell in cells]
        else:
            columns[name] = table[name]
    return table.__class__(columns, index=table.index)


def _is_number(column: pd.Series[Any]) -> bool:
    return column.dtype.kind in "biufmM"


def _safe(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_STARTS) else cell
