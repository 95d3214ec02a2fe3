"""The scenarios that come with the package: New START, cases of theory, recipes."""

from __future__ import annotations

from pathlib import Path

from sim.errors import InputError, did_you_mean, shown
from sim.paths import path_of, typed

__all__ = [
    "PREFIX",
    "check_not_bundled",
    "example_path",
    "examples",
    "library_of_cases",
    "scenario_path",
    "typed_scenario",
]

PREFIX = "example:"
"""Stands before the name of an example where a scenario file is asked for."""

_MAIN = "baseline"
"""The file that a folder of several is named for."""

_LIBRARY = "cases"
"""The folder of the library of cases, each a folder of its own."""

_NOT_RUN = {"facts", "base"}
"""Files of a case that are no scenario, or only part of one."""


def _folder() -> Path:
    """Return where they lie: inside an installed package, beside the package in a checkout."""
    package = Path(__file__).parent
    installed = package / "bundled_files" / "scenarios"
    return installed if installed.is_dir() else package.parent / "scenarios"


def library_of_cases() -> Path:
    """Return the folder of past cases that comes with the package."""
    return _folder() / _LIBRARY


def examples() -> dict[str, Path]:
    """Return the path of every example by its name, such as ``new_start``, ``new_start/china`` or ``theory/pie``.

    Examples
    --------
    >>> list(examples())[:2]
    ['new_start', 'new_start/china']
    """
    folder = _folder()
    found = {}
    single = [path for path in folder.glob("*/*.yaml") if path.parent.name != _LIBRARY]
    cases = [path for path in folder.glob(f"{_LIBRARY}/*/*.yaml") if path.stem not in _NOT_RUN]
    cases = [path for path in cases if path.parent.name != "seeds"]
    single.sort(key=lambda path: (path.parent.name, path.stem != _MAIN, path.stem))
    for path in [*single, *sorted(cases)]:
        name = path.relative_to(folder).with_suffix("").as_posix()
        found[name.removesuffix(f"/{_MAIN}")] = path
    return found


def typed_scenario(path: Path | None) -> str:
    """Return how a reader elsewhere types a scenario's file: an example's name, or its own without its folder.

    Examples
    --------
    >>> typed_scenario(example_path("theory/pie")), typed_scenario(Path("/me/my case.yaml")), typed_scenario(None)
    ('example:theory/pie', "'my case.yaml'", 'FILE')
    """
    if path is None:
        return "FILE"
    inside = path.absolute().is_relative_to(_folder())
    names = [name for name, each in examples().items() if each == path.absolute()] if inside else []
    return f"{PREFIX}{names[0]}" if names else typed(Path(path.name))


def example_path(name: str) -> Path:
    """Return the path of the example called `name`.

    Raises
    ------
    InputError
        Where there is none of that name.

    Examples
    --------
    >>> example_path("theory/pie").name
    'pie.yaml'
    """
    known = examples()
    if not isinstance(name, str) or name not in known:
        hint = did_you_mean(name, known) if isinstance(name, str) else ""
        raise InputError(f"example: must be the name of one that `sim examples` lists (found {shown(name)}).{hint}")
    return known[name]


def check_not_bundled(path: str) -> None:
    """Refuse the path of a checkout that is not here, and name the example that it is.

    Raises
    ------
    InputError
        Where there is no such file, but an example that lies there in a checkout.

    Examples
    --------
    >>> check_not_bundled("gone/new_start/china.yaml")
    >>> check_not_bundled("new_start/china.yaml")
    Traceback (most recent call last):
    sim.errors.InputError: new_start/china.yaml: no such file. It comes with the package: example:new_start/china
    """
    if "/" in path and not Path(path).exists():
        for name, file in examples().items():
            if file.as_posix().endswith(f"/{path}"):
                raise InputError(f"{path}: no such file. It comes with the package: {PREFIX}{name}")


def scenario_path(name: str, value: object, what: str = "the path of a scenario file") -> Path:
    """Return the path of a scenario that a user gave: a file, or ``example:`` and the name of an example.

    Raises
    ------
    InputError
        For what is not a path, and for a name that no example has.
    """
    if isinstance(value, str) and value.startswith(PREFIX):
        return example_path(value.removeprefix(PREFIX))
    return path_of(name, value, what)
