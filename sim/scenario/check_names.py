"""Names that cannot be told apart where they are printed: those of one kind must look different."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from sim.reading import Path
from sim.reading.names import looks
from sim.reading.shown import show
from sim.scenario.check_draft import At, Draft
from sim.scenario.check_packages import LAPSED, TOO_LATE

__all__ = ["check_names"]

_Named: TypeAlias = list[tuple[str, Path]]
"""Names of one kind, and where they stand."""

_SECTIONS = ("issues", "proposals", "seats", "governments", "events", "moves")
_FREE = ("outcomes", "claims")
"""Sections whose names may hold anything; of the others the models say what a name is."""


def check_names(draft: Draft) -> None:
    """Report names that begin or end with a space, are broken, or look like another of their kind."""
    for section in (*_SECTIONS, *_FREE):
        named: _Named = [(name, (section, name)) for name in draft.mapping(section)]
        if section in _FREE:
            _check_spaces(draft, named, "key")
        _check_looks(draft, named, "key", reserved=(LAPSED, TOO_LATE) if section == "outcomes" else ())
    for issue, options in draft.issues.items():
        _check_looks(draft, [(option, ("issues", issue, "options", option)) for option in options], "key")
    for government in draft.governments:
        named = list(_adjustments(draft, government))
        _check_spaces(draft, named, "value")
        _check_looks(draft, named, "value")


def _adjustments(draft: Draft, government: str) -> Iterator[tuple[str, Path]]:
    for number in range(len(draft.sequence("governments", government, "adjustments"))):
        path: Path = ("governments", government, "adjustments", number, "name")
        if isinstance(name := draft.part(*path), str):
            yield name, path


def _check_spaces(draft: Draft, named: _Named, at: At) -> None:
    for name, path in named:
        if set(name) & set("\t\r\n"):
            draft.report(path, f"a name must stand on one line, without tabs (found {show(name)})", at=at)
        elif name != name.strip():
            draft.report(path, f"a name must not begin or end with a space (found {show(name)})", at=at)


def _check_looks(draft: Draft, named: _Named, at: At, reserved: tuple[str, ...] = ()) -> None:
    known = {look: name for name in reserved for look in enumerate(looks(name))}
    for name, path in named:
        keys = list(enumerate(looks(name)))
        other = next((known[key] for key in keys if known.get(key, name) != name), None)
        if other is not None:
            message = (
                f"looks like {show(other)}: names must differ by more than spaces, capitals or look-alike letters"
            )
            draft.report(path, f"{message} (found {show(name)})", at=at)
        known |= {key: name for key in keys if key not in known}
