"""Tactics from outside the package: a user's module, or a class in a notebook. Nothing is loaded unless asked for."""

from __future__ import annotations

import importlib
import pickle
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from sim.errors import InputError, did_you_mean
from sim.minds.tactic import Tactic, View
from sim.scenario.tactics import Plugin

__all__ = ["NO_PLUGINS", "Plugins"]


@dataclass(frozen=True)
class Plugins:
    """Which tactics from outside a run may use; it travels with the run, to worker processes as well.

    Parameters
    ----------
    allowed : bool
        Whether a scenario's ``{plugin: "module:Class"}`` may be imported, which runs the module's code.
    folders : tuple of str
        Where modules are looked for, before the usual places.
    tactics : mapping of str to class
        Tactics given from Python, by government: they play in place of what the scenario names.

    Examples
    --------
    A tactic of one's own is a subclass of `Tactic`; here one that asks for ten points more than no deal:

    >>> class Patient(Tactic):
    ...     def demand(self, review):
    ...         return super().demand(review) + 10
    >>> plugins = Plugins(tactics={"trump": Patient})
    """

    allowed: bool = False
    folders: tuple[str, ...] = ()
    tactics: Mapping[str, type[Tactic]] = field(default_factory=dict)

    def load(self, view: View, choice: Plugin) -> Tactic:
        """Return the tactic a scenario names as ``module:Class``, ready to play.

        Raises
        ------
        InputError
            When plug-ins are switched off, or the class cannot be found, is not a tactic, or refuses its parameters.
        """
        if not self.allowed:
            raise InputError(
                f"governments.{view.name}.tactic: runs code of its own from {choice.plugin}, and plug-ins are "
                "switched off. If you trust it, switch them on with --plugins, or with plugins=True in Python"
            )
        made = self._class(choice.plugin)
        try:
            return made(view, **choice.parameters)
        except TypeError as error:
            raise InputError(
                f"governments.{view.name}.tactic: {choice.plugin} does not take its parameters: {error}"
            ) from error

    def check_governments(self, governments: tuple[str, ...]) -> None:
        """Refuse tactics given for governments that the scenario does not have, and what is not a tactic."""
        for name, given in self.tactics.items():
            if name not in governments:
                hint = did_you_mean(name, governments)
                raise InputError(
                    f"tactics: no such government (found '{name}'; allowed {', '.join(governments)}).{hint}"
                )
            _require_tactic(given, f"tactics.{name}")

    def check_workers(self) -> None:
        """Refuse tactics given from Python that worker processes cannot see.

        Raises
        ------
        InputError
            For a class of a notebook or of a function; a module's class is found by its name.
        """
        for name, given in self.tactics.items():
            try:
                pickle.dumps(given)
                seen = given.__module__ != "__main__"
            except (pickle.PicklingError, AttributeError):
                seen = False
            if not seen:
                raise InputError(
                    f"tactics.{name}: {given.__qualname__} is defined in a notebook, a script or a function, where "
                    "worker processes cannot see it. Put it into a module of its own and import it, or run with one "
                    "worker"
                )

    def _class(self, named: str) -> type[Tactic]:
        module_name, class_name = named.split(":")
        with _searching(self.folders):
            try:
                module = importlib.import_module(module_name)
            except ImportError as error:
                looked = f" in {', '.join(self.folders)} and" if self.folders else ""
                raise InputError(
                    f"plug-in {named}: cannot be imported (looked{looked} in Python's path): {error}"
                ) from error
        found = getattr(module, class_name, None)
        if found is None:
            hint = did_you_mean(class_name, [name for name in vars(module) if isinstance(vars(module)[name], type)])
            if module_name == "__main__":
                hint = " A class of a notebook or script is not seen by worker processes: run with one worker."
            raise InputError(f"plug-in {named}: module {module_name} has no class {class_name}.{hint}")
        return _require_tactic(found, f"plug-in {named}")


NO_PLUGINS = Plugins()
"""Nothing from outside."""


def _require_tactic(found: object, where: str) -> type[Tactic]:
    if not (isinstance(found, type) and issubclass(found, Tactic)):
        raise InputError(
            f"{where}: {getattr(found, '__name__', found)!s} is not a tactic: derive it from sim.minds.tactic.Tactic"
        )
    return found


@contextmanager
def _searching(folders: tuple[str, ...]) -> Iterator[None]:
    """GroupedReview for modules in `folders` first, for as long as the block lasts."""
    before = list(sys.path)
    sys.path[:0] = folders
    try:
        yield
    finally:
        sys.path[:] = before
