"""The scenario a newcomer starts from."""

from __future__ import annotations

from importlib.resources import files

__all__ = ["starter_scenario"]


def starter_scenario() -> str:
    """Return the text of a commented scenario: two parties, one deadline, one chance event.

    Examples
    --------
    >>> print(starter_scenario().splitlines()[0])
    # yaml-language-server: $schema=scenario.schema.json
    """
    return files("sim.scenario").joinpath("starter.yaml").read_text(encoding="utf-8")
