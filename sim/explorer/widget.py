"""The explorer as a widget of a notebook: it plays exactly what is asked for, and the grid meanwhile."""

from __future__ import annotations

import atexit
import ctypes
import threading
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sim.ensemble.execution import RunSize
from sim.errors import MissingDependencyError, SimError, in_a_line
from sim.explorer.exploration import Exploration, Position
from sim.scenario.load import LoadedScenario

if TYPE_CHECKING:
    from anywidget import AnyWidget

__all__ = ["explore"]

_LEAVE_WITHIN = 10.0
"""Seconds that the end of Python waits for what is being played (ASSUMPTION: it breaks off between two steps)."""


def explore(
    scenario: LoadedScenario,
    quantities: Mapping[str | tuple[str, ...], Iterable[Any]] | Sequence[str] | None = None,
    *,
    worlds: int = 100,
    replications: int = 20,
    seed: int = 1,
    most: int = 4,
) -> AnyWidget:
    """Return an explorer of a scenario for a notebook: quantities to move, and what becomes of its outcomes.

    Parameters
    ----------
    scenario : LoadedScenario
        From `sim.load`.
    quantities : mapping, or list of str, optional
        What may be moved: places and the values they take, as of `sim.sweep` (as many as you like), or places alone.
        By default those that the likeliest outcome depends on most.
    worlds, replications, seed : int
        Of the run at every position, all with the same luck.
    most : int
        How many quantities at most are chosen by themselves.

    Returns
    -------
    AnyWidget
        Shown by a notebook as the last line of a cell. Its ``exploration`` has what is known so far, its
        ``position`` what is asked for now, in words, and its ``scenario`` the scenario with that.

    Raises
    ------
    MissingDependencyError
        Without anywidget, which the extra ``notebooks`` installs.
    InputError
        Where what is named cannot be moved, or worlds are too few to see what matters.

    Notes
    -----
    While the mouse moves a slider, what lies between the points of a grid is shown, with the error of that; when it
    is let go, that position is played, in the background. The grid is played meanwhile: until it is whole the result
    of the position before is shown grey. Then what lies a step or two away is played before it is asked for.
    """
    try:
        import anywidget  # noqa: F401
    except ImportError:
        raise MissingDependencyError(
            "explore: needs anywidget, which the extra installs: pip install 'negotiation-sim[notebooks]'"
        ) from None
    exploration = Exploration(scenario, quantities, size=RunSize.of(worlds, replications, seed), most=most)
    made: AnyWidget = _widget_class()(exploration)
    return made


_made: list[type[Any]] = []


def _widget_class() -> type[Any]:
    """Return the class of the widget, made when it is first needed: anywidget may not be there."""
    if _made:
        return _made[0]
    import anywidget
    import traitlets

    class Explorer(anywidget.AnyWidget):  # type: ignore[misc, unused-ignore] # untyped where it is not installed
        """An explorer of a scenario."""

        _esm = files("sim.explorer").joinpath("explorer.js").read_text(encoding="utf-8")
        about = traitlets.Dict().tag(sync=True)
        grid = traitlets.Dict().tag(sync=True)
        exact = traitlets.Dict().tag(sync=True)
        status = traitlets.Unicode().tag(sync=True)
        asked: Any = traitlets.List().tag(sync=True)
        heard: Any = traitlets.List().tag(sync=True)

        def __init__(self, exploration: Exploration) -> None:
            first = {"position": (start := list(exploration.start)), "row": exploration.base}
            super().__init__(about=exploration.about(live=True), exact=first, asked=start)
            self.exploration = exploration
            self.player = _Player(exploration, self._show)
            self.observe(lambda change: self.player.ask(tuple(change["new"])), names="asked")
            self.observe(lambda change: self._show(heard=change["new"]), names="asked")

        @property
        def position(self) -> dict[str, str]:
            """What is asked for now, in words."""
            return self.exploration.words(tuple(self.asked))

        @property
        def scenario(self) -> LoadedScenario:
            """The scenario with what is asked for now: to save, run or compare."""
            return self.exploration.at(tuple(self.asked))

        def _show(self, **state: Any) -> None:
            for name, value in state.items():
                setattr(self, name, value)

        def close(self) -> None:
            self.player.stop()
            super().close()

        def __repr__(self) -> str:
            position = ", ".join(f"{label}: {words}" for label, words in self.position.items())
            return f"<Explorer: {self.exploration.scenario.model.title}; {position}>"

    _made.append(Explorer)
    return Explorer


class _Player:
    """Plays in a thread: what was asked for last first of all, then what the grid still lacks, then what is near.

    Parameters
    ----------
    exploration : Exploration
        Used by the thread alone.
    show : callable
        Called with what has changed: ``exact``, ``grid``, ``status``.
    """

    def __init__(self, exploration: Exploration, show: Any) -> None:
        self._exploration, self._show = exploration, show
        self._asked: Position | None = None
        self._stopped = False
        self._news = threading.Condition()
        self.thread = threading.Thread(target=self._play, daemon=True, name="explorer")
        self.thread.start()
        atexit.register(self._leave)

    def ask(self, position: Position) -> None:
        """Have a position played next, in place of one asked for before."""
        with self._news:
            self._asked = position
            self._news.notify()

    def stop(self) -> None:
        """Stop after what is being played."""
        with self._news:
            self._stopped = True
            self._news.notify()
        atexit.unregister(self._leave)

    def _leave(self) -> None:
        """Break off what is being played: Python is about to end, and would end a thread amid numpy with an abort."""
        self.stop()
        if self.thread.ident is not None:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(self.thread.ident), ctypes.py_object(SystemExit)
            )
        self.thread.join(_LEAVE_WITHIN)

    def _play(self) -> None:
        steps = self._exploration.steps()
        here, idle = self._exploration.start, False
        while not self._stopped:
            with self._news:
                if self._asked is None and idle:
                    self._news.wait()
                asked, self._asked = self._asked, None
            try:
                idle = False
                if asked is not None:
                    here, row = asked, self._exploration.row(asked)
                    self._show(exact={"position": list(asked), "row": row}, status="")
                elif not self._exploration.is_whole:
                    self._fill(next(steps, None))
                else:
                    idle = not self._exploration.play_ahead(here)
            except SimError as error:
                self._show(status=f"Not played: {in_a_line(error)}")
            except Exception as error:  # noqa: BLE001 - the thread must live on, and the reader know
                self._show(status=f"Not played: {in_a_line(error)}")
                return

    def _fill(self, step: tuple[int, int] | None) -> None:
        if step is None:
            self._show(grid=self._exploration.grid, status="")
        else:
            self._show(status=f"The grid is being played: {step[0]} of {step[1]} runs.")
