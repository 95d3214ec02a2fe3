"""Which files under scenarios/ are scenarios, and which of them belong to the library of cases."""

from __future__ import annotations

from pathlib import Path

__all__ = ["CASES", "EXAMPLES", "SHIPPED"]

_FOLDER = Path(__file__).parent.parent / "scenarios"
_LIBRARY = _FOLDER / "cases"

EXAMPLES = sorted(path for path in _FOLDER.rglob("*.yaml") if not path.is_relative_to(_LIBRARY))
"""New START, theory, recipes."""

CASES = sorted(
    path
    for path in _LIBRARY.rglob("*.yaml")
    if path.parent != _LIBRARY and path.parent.name != "seeds" and path.name != "facts.yaml"
)
"""Scenarios of the library of cases, with the bases that several share."""

SHIPPED = [*EXAMPLES, *CASES]
