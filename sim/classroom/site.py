"""What all pages share: the room, who asks, forms that are ours, how a page is made."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sim.classroom.debrief import Debriefs
from sim.classroom.hub import Hub, Timer
from sim.classroom.limits import Limit
from sim.classroom.room import Room
from sim.classroom.secrets import form_mark, is_same
from sim.classroom.store import Student
from sim.errors import StorageError
from sim.figures import counted, percent
from sim.rendering.html import PAGE, as_html
from sim.rendering.page import Part
from sim.results.motives import chance, points, say_points
from sim.results.naming import Naming, say_day
from sim.results.titles import the

__all__ = ["STUDENT", "TEACHER", "Site", "see_other"]

STUDENT, TEACHER = "seat", "teacher"
"""Names of the cookies."""

_MOST_FIELDS = 200
"""Fields of a form: those of ours are fewer."""


class Site:
    """The server's state beside the room.

    Parameters
    ----------
    room : Room
        The class.
    address : str
        What students type, without the room's word; it leads to the room.
    labels : tuple of str
        Names to choose from when joining; none: any name.

    Attributes
    ----------
    message : dict
        What was to be said to a session on its next page.
    """

    def __init__(self, room: Room, *, address: str, labels: tuple[str, ...] = ()) -> None:
        self.room, self.address, self.labels = room, address.rstrip("/"), labels
        self.hub, self.timer = Hub(), Timer()
        self.debriefs = Debriefs(room)
        self.naming = Naming(room.scenario.model, room.scenario.packages)
        self.moves, self.tries, self.joins = Limit(20, 90), Limit(40, 60), Limit(150, 60)
        self.messages: dict[str, str] = {}
        self._key: str = room.store.fact("key")
        self._teacher: str = room.store.fact("teacher")
        self.working = asyncio.Lock()
        """Held while the calendar moves, and while a debrief is worked out."""

    @property
    def join_address(self) -> str:
        """Where students join."""
        return f"{self.address}/join/{self.room.store.fact('room')}"

    # -- who asks

    def student(self, request: Request) -> Student:
        """Return the student who asks.

        Raises
        ------
        HTTPException
            Where nobody known does.
        """
        found = self.room.by_token(request.cookies.get(STUDENT, ""))
        if found is None:
            raise HTTPException(401, "Join first: follow the link or the code on the teacher's screen.")
        return found

    def teacher(self, request: Request) -> str:
        """Return the teacher's session.

        Raises
        ------
        HTTPException
            Where somebody else asks.
        """
        if not is_same(request.cookies.get(TEACHER, ""), self._teacher):
            raise HTTPException(401, "This page is the teacher's: its link stands in the terminal.")
        return self._teacher

    def is_teacher(self, secret: str, asker: str) -> bool:
        """Return whether a secret is the teacher's; who guesses is slowed down."""
        return self.tries.allows(asker) and is_same(secret, self._teacher)

    async def form(self, request: Request, session: str, *, asker: str = "") -> dict[str, str]:
        """Return the fields of a form of ours.

        Parameters
        ----------
        request : Request
            What was sent.
        session : str
            Whose: a token.
        asker : str
            The address of who joins: a school's may be one for all.

        Raises
        ------
        HTTPException
            Where it is not: a request forged on another page, or one that holds a file.
        """
        if not (self.joins.allows(asker) if asker else self.moves.allows(session)):
            raise HTTPException(429, "Too many at once: wait a few seconds.")
        async with request.form(max_files=0, max_fields=_MOST_FIELDS) as given:
            if len(given.multi_items()) > _MOST_FIELDS:  # starlette before 1.0 counts those of files alone
                raise HTTPException(400, "Too many fields.")
            fields = {name: value for name, value in given.items() if isinstance(value, str)}
        if not is_same(fields.get("mark", ""), self.mark(session)):
            raise HTTPException(403, "This form is not from this page any more: go back, reload it, and try again.")
        return fields

    def mark(self, session: str) -> str:
        """Return the mark of a session's forms."""
        return form_mark(self._key, session)

    # -- pages

    @cached_property
    def _pages(self) -> Environment:
        pages = Environment(
            loader=PackageLoader("sim.classroom", "pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        pages.filters |= {
            "day": say_day,
            "points": points,
            "say_points": say_points,
            "percent": percent,
            "chance": chance,
            "counted": counted,
            "the": the,
            "date_of": lambda days: self.room.scenario.model.start + timedelta(days=days),
            "capital": lambda text: text[:1].upper() + text[1:],
        }
        return pages

    def page(
        self, template: str, /, *, status: int = 200, session: str = "", live: bool = False, **values: Any
    ) -> HTMLResponse:
        """Return a page, with the message for the session, if there is one; it waits where a page renews itself."""
        text = self._pages.get_template(template).render(
            room=self.room,
            model=self.room.scenario.model,
            naming=self.naming,
            mark=self.mark(session) if session else "",
            message="" if live else self.messages.pop(session, ""),
            **values,
        )
        return HTMLResponse(text, status_code=status)

    def error(self, status: int, text: str, *, known: bool) -> Response:
        """Return a page that says what went wrong; whoever has been here is led back."""
        return self.page("error.html", status=status, text=text, known=known)

    def html(self, parts: list[Part]) -> Markup:
        """Return the parts of an answer as HTML."""
        return Markup(as_html(parts, PAGE))

    def say(self, session: str, text: str) -> None:
        """Keep a message for a session's next page."""
        if len(self.messages) > 1000:
            self.messages.clear()
        self.messages[session] = text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")

    # -- time

    async def advance(self, step: str, **seen: Any) -> None:
        """Let the calendar move, other requests in between."""
        async with self.working:
            games = self.room.advance(step, seen=seen.get("seen", self.room.day))
            try:
                for _ in games:
                    await asyncio.sleep(0)
            finally:
                self.hub.publish()

    async def run(self, *, sleep: Callable[[float], Any] = asyncio.sleep) -> None:
        """Move the calendar by itself, where that is wanted, until cancelled."""
        while True:
            await sleep(1)
            self.room.presence.tick(self.room.students)
            if self.timer.is_due() and not self.room.ended and self.room.games:
                try:
                    await self.advance(self.timer.step)
                except StorageError:
                    self.timer.start(0)  # the teacher's page says so
            if self.room.ended:
                if self.timer.every:
                    self.timer.start(0)
                    self.hub.publish()
                await self._prepare()
                return

    async def _prepare(self) -> None:
        """Work out the debrief before it is asked for, other requests in between."""
        steps, done = self.debriefs.prepare(), object()
        while True:
            async with self.working:
                if await run_in_threadpool(next, steps, done) is done:
                    return


def see_other(place: str) -> RedirectResponse:
    """Send a browser on, after a form."""
    return RedirectResponse(place, status_code=303)
