"""What everything that a question returns has in common: shown, drawn, saved, compared and turned into data alike."""

from __future__ import annotations

import json
import math
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, get_args

from sim.arguments import is_among, numbers_of
from sim.by_value import ByValue
from sim.errors import InputError, SimWarning, cannot_write, in_a_line, shown, whole_number
from sim.paths import path_of
from sim.rendering.html import as_html
from sim.rendering.page import MOST_COLUMNS, Part, as_rich, as_text
from sim.version import VERSION
from sim.whole_file import parse_json, read_bounded, write_whole

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    import pandas as pd
    from matplotlib.axes import Axes
    from rich.console import RenderableType

__all__ = [
    "FRAMING",
    "Answer",
    "Detail",
    "Framing",
    "Pictures",
    "as_of_data",
    "json_text",
    "plain_data",
    "read_json",
    "save_drawings",
]

Detail = Literal["short", "full"]
"""How much of an answer to show: what fits a notebook's cell, or everything there is to say."""


class Answer(ByValue):
    """Base of frozen dataclasses, made with ``eq=False, repr=False``, that answer a question about a scenario.

    Parameters
    ----------
    presented_by : str
        Of the class: the dotted name of the module that presents it, which is imported when first needed.

    Notes
    -----
    ``class Pace(Answer, presented_by="sim.present.pace")`` names a module that has

    - `FORMAT`, which names its JSON, and ``data(answer)``, the rest of it;
    - ``parts(answer, detail, **options)``, what is shown (`sim.rendering.page`);
    - ``frame(answer)``, where the class itself has no `to_frame`.

    It may have ``pictures()``, the functions that draw the answer, by name, the first one by default;
    ``descriptions()``, functions of the same arguments that say in words what each of them shows;
    ``drawings(answer, **options)``, the pictures that are saved; and ``files(answer)``, the texts that are saved, by
    name of file, by default the JSON alone.
    """

    _presented_by: ClassVar[str]

    def __init_subclass__(cls, *, presented_by: str | None = None) -> None:
        super().__init_subclass__()
        if presented_by is not None:
            cls._presented_by = presented_by

    def __str__(self) -> str:
        return as_text(self.parts())

    def __rich__(self) -> RenderableType:
        return as_rich(self.parts())

    def _repr_html_(self) -> str:
        return as_html(self.parts())

    def text(self, *, width: int = MOST_COLUMNS) -> str:
        """Return everything there is to show as plain text, with lines of at most `width` letters."""
        return as_text(self.parts("full"), width=whole_number("width", width, least=1, most=100_000))

    def parts(self, detail: Detail = "short", **options: Any) -> Iterable[Part]:
        """Return what is shown, part by part (`sim.rendering.page.Part`)."""
        if not is_among(detail, get_args(Detail)):
            raise InputError(f"detail: must be short or full (found {shown(detail)})")
        parts: Iterable[Part] = self._presenter().parts(self, detail, **options)
        return parts

    def to_dict(self) -> dict[str, Any]:
        """Return everything in plain data, as ``--json`` prints it; numbers unknown are None."""
        return {"format": self._presenter().FORMAT, "version": VERSION, **self._presenter().data(self)}

    as_dict = to_dict

    def to_json(self) -> str:
        """Return `to_dict` as JSON text, ending in a line break."""
        return json_text(self.to_dict())

    def to_frame(self) -> pd.DataFrame:
        """Return the answer as one table."""
        table: pd.DataFrame = self._presenter().frame(self)
        return table

    @property
    def plot(self) -> Pictures:
        """Pictures as matplotlib Axes: ``plot()`` draws the first, ``plot.<name>()`` each of them by name.

        All take ``ax=`` (axes to draw on), ``title=``, ``figsize=`` (inches), ``xlim=`` and ``ylim=``: the same axis
        for several pictures is ``xlim=(0, 100)``.
        """
        return Pictures(self)

    def save(self, folder: Path | str) -> Path:
        """Save data and tables, then pictures, into a folder, made if need be; return the folder.

        Raises
        ------
        SimError
            If it cannot be written to.

        Warns
        -----
        SimWarning
            For a picture that fails.
        """
        folder = path_of("folder", folder)
        try:
            for name, text in self.files().items():
                write_whole(folder / name, text)
        except OSError as error:
            raise cannot_write(folder, error) from None
        for stem, reason in save_drawings(folder, self.drawings()).items():
            warnings.warn(f"{folder / stem}: the picture was not drawn ({reason})", SimWarning, stacklevel=2)
        return folder

    def files(self) -> Mapping[str, str]:
        """Return the texts that `save` writes, by name of file."""
        presenter = self._presenter()
        if hasattr(presenter, "files"):
            texts: Mapping[str, str] = presenter.files(self)
            return texts
        return {f"{self._presented_by.rpartition('.')[2]}.json": self.to_json()}

    def drawings(self, **options: Any) -> Iterable[Any]:
        """Return the pictures that `save` draws (`sim.plots.saving.Drawing`)."""
        presenter = self._presenter()
        pictures: Iterable[Any] = presenter.drawings(self, **options) if hasattr(presenter, "drawings") else ()
        return pictures

    @classmethod
    def _presenter(cls) -> Any:
        """Return the module that presents it: imported late, as it stands on what it presents."""
        return import_module(cls._presented_by)


_LEAST_SIZE, _MOST_SIZE = 3.0, 100.0
"""Of a picture, in inches: in less there is no room beside its labels."""


class Framing(NamedTuple):
    """What a caller wants of a picture, whatever it shows: a title of its own, width and height in inches."""

    title: str | None = None
    figsize: tuple[float, float] | None = None

    @classmethod
    def of(cls, title: object, figsize: object) -> Framing:
        """Return it as a caller asks for it.

        Raises
        ------
        InputError
            For a title that is not text, and a size that no picture has.
        """
        if title is not None and (not isinstance(title, str) or not " ".join(title.split()).isprintable()):
            raise InputError(f"title: must be text (found {shown(title)})")
        if figsize is None:
            return cls(title)
        width, height = numbers_of("figsize", figsize, 2)
        if not (min(width, height) >= _LEAST_SIZE and max(width, height) <= _MOST_SIZE):
            raise InputError(
                f"figsize: must be {_LEAST_SIZE:g} to {_MOST_SIZE:g} inches each way (found {shown(figsize)})"
            )
        return cls(title, (width, height))


AS_IT_IS = Framing()
"""Nothing is asked."""

FRAMING: ContextVar[Framing] = ContextVar("FRAMING", default=AS_IT_IS)
"""Of the picture that is being drawn."""


class Pictures:
    """The pictures of an answer, drawn when asked for.

    Parameters
    ----------
    answer : Answer
        What they show.
    """

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, *args: Any, **options: Any) -> Axes:
        """Draw the first picture; for options see the function in `sim.plots`."""
        first = next(iter(self._functions()), "picture")
        return getattr(self, first)(*args, **options)  # type: ignore[no-any-return]

    def __getattr__(self, name: str) -> Callable[..., Axes]:
        functions = {} if name.startswith("_") else self._functions()
        if name not in functions:
            raise AttributeError(f"no such picture (found '{name}'; allowed {', '.join(functions)})")
        draw = partial(self._drawn, name, functions[name])
        draw.__doc__ = functions[name].__doc__  # for help() and notebooks
        return draw

    def _drawn(
        self,
        name: str,
        draw: Callable[..., Axes],
        *args: Any,
        title: str | None = None,
        figsize: tuple[float, float] | None = None,
        xlim: tuple[float, float] | None = None,
        ylim: tuple[float, float] | None = None,
        **options: Any,
    ) -> Axes:
        """Draw a picture as the caller wants it, and have it say in words what it shows."""
        framing = Framing.of(title, figsize)
        limits = {
            name: numbers_of(name, given, 2) for name, given in (("xlim", xlim), ("ylim", ylim)) if given is not None
        }
        before = FRAMING.set(framing)
        try:
            axes = draw(self._answer, *args, **options)
        finally:
            FRAMING.reset(before)
        axes.set(**limits)
        figure: Any = axes.get_figure(root=True)
        if hasattr(figure, "describe"):
            asked = {option: given for option, given in options.items() if option != "ax"}
            figure.describe = partial(self._describe, name, *args, **asked)
        return axes

    def _describe(self, name: str, *args: Any, **options: Any) -> str:
        """Return a picture in words; nothing where none are given."""
        presenter = self._answer._presenter()
        described = presenter.descriptions() if hasattr(presenter, "descriptions") else {}
        return str(described[name](self._answer, *args, **options)) if name in described else ""

    def __dir__(self) -> list[str]:
        return list(self._functions())

    def _functions(self) -> Mapping[str, Callable[..., Axes]]:
        presenter = self._answer._presenter()
        functions: Mapping[str, Callable[..., Axes]] = presenter.pictures() if hasattr(presenter, "pictures") else {}
        return functions


def save_drawings(folder: Path, drawings: Iterable[Any]) -> dict[str, str]:
    """Draw pictures into a folder, each by itself: one that fails takes nothing else with it.

    Parameters
    ----------
    folder : Path
    drawings : iterable of sim.plots.saving.Drawing

    Returns
    -------
    dict of str to str
        What went wrong, in a line, by the stem of the picture; empty if nothing did.
    """
    failed = {}
    for drawing in drawings:
        try:
            drawing.save(folder)
        except Exception as error:  # noqa: BLE001 - whatever it is, the results are there and count for more
            failed[drawing.stem] = in_a_line(error)
    return failed


def json_text(data: Any, *, ascii_only: bool = False) -> str:
    """Return plain data as JSON text, ending in a line break."""
    return json.dumps(data, indent=2, ensure_ascii=ascii_only, allow_nan=False) + "\n"


def read_json(path: Path, what: str, form: str) -> dict[str, Any]:
    """Return what a JSON file holds that says its own format.

    Parameters
    ----------
    path : Path
    what : str
        What it should hold, in a word.
    form : str
        The value of its ``format``.

    Raises
    ------
    InputError
        For a path that cannot be read, and content that is not JSON or of another format.
    """
    try:
        data = parse_json(read_bounded(path))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    except ValueError:
        raise InputError(f"{path}: is not JSON") from None
    if not isinstance(data, dict) or data.get("format") != form:
        found = data.get("format") if isinstance(data, dict) else None
        raise InputError(f"{path}: holds no {what} (found the format {found!r}; allowed '{form}')")
    return data


def as_of_data(day: date | str | None) -> dict[str, str]:
    """Return the day as of which an answer is, for its plain data; nothing where there is none."""
    return {} if not day else {"as_of": str(day)}


def plain_data(value: Any, *, digits: int = 17) -> Any:
    """Return a value as JSON can hold it: arrays and tables' cells plain, dates ISO texts, numbers unknown None.

    Parameters
    ----------
    value : Any
        Mappings and lists are gone through.
    digits : int
        Of numbers that are not whole; 10 hides what depends on the order of summing.

    Examples
    --------
    >>> import numpy as np
    >>> plain_data({"a": (np.float64("nan"), 0.1 + 0.2), "b": np.datetime64("2024-03-01")}, digits=10)
    {'a': [None, 0.3], 'b': '2024-03-01'}
    """
    if isinstance(value, Mapping):
        return {str(name): plain_data(each, digits=digits) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain_data(each, digits=digits) for each in value]
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):  # numpy's are, too
        return float(f"{value:.{digits}g}") if math.isfinite(value) else None
    if hasattr(value, "isoformat"):  # a date; pandas' are days, or unknown
        return None if value != value else value.isoformat()[:10]
    return plain_data(value.tolist(), digits=digits) if hasattr(value, "tolist") else None  # else pandas' NA
