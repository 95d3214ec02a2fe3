"""Pages of the teacher: monitor, what is projected, what came of it, exports."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from sim.classroom import export
from sim.classroom.away import mind_moves
from sim.classroom.class_debrief import class_debrief
from sim.classroom.game import Game
from sim.classroom.pictures import bars, qr_code, signing_curves
from sim.classroom.site import TEACHER, Site, see_other
from sim.errors import InputError, number_in

__all__ = ["TeacherPages"]

_MOST_EVERY = 3600

_BY_ITSELF = ("week", "day")
"""How far the calendar goes at a time where it moves by itself."""


class TeacherPages:
    """What the teacher sees and does.

    Parameters
    ----------
    site : Site
        The room, and what all pages share.
    """

    def __init__(self, site: Site) -> None:
        self._site, self._room = site, site.room

    def routes(self) -> list[Route]:
        """Return where each page is."""
        return [
            Route("/teacher/enter/{secret}", self.enter),
            Route("/teacher", self.monitor),
            Route("/teacher/do", self.act, methods=["POST"]),
            Route("/teacher/show", self.show),
            Route("/teacher/debrief", self.debrief),
            Route("/teacher/table/{number:int}", self.story),
            Route("/teacher/table/{number:int}/story.txt", self.story_text),
            Route("/teacher/export/{name}", self.export),
            Route("/teacher/listen", self.listen),
        ]

    async def enter(self, request: Request) -> Response:
        """Let the teacher in by the link in the terminal."""
        asker = request.client.host if request.client else ""
        if not self._site.is_teacher(request.path_params["secret"], asker):
            raise HTTPException(404, "This link is not valid: the teacher's stands in the terminal.")
        response = see_other("/teacher")
        secret = request.path_params["secret"]
        response.set_cookie(TEACHER, secret, max_age=7 * 86400, httponly=True, samesite="lax", path="/")
        return response

    async def monitor(self, request: Request) -> Response:
        """Show the tables side by side, and the controls."""
        session = self._site.teacher(request)
        rows = [self._row(game) for game in self._room.games.values()]
        next_event = self._room.next_event() if rows and not self._room.ended else self._room.day
        live = "x-live" in request.headers
        return self._site.page(
            "monitor.html", session=session, live=live, rows=rows, site=self._site, next_event=next_event
        )

    def _row(self, game: Game) -> dict[str, Any]:
        room, table = self._room, game.table
        chairs = []
        for seat in room.seats:
            student = room.student_in(game, seat)
            away = student is None or room.presence.is_away(student.id)
            mind = not table.over and seat not in table.people
            chairs.append({"seat": seat, "student": student, "away": away, "mind": mind})
        ending, news = table.ending(), table.news(since=room.scenario.model.start).lines
        offers = 0 if ending else len(table.offers().offers)
        moves = sum(move.kind not in ("mind", "person") for move in table.moves)
        last = news[-1] if news else None
        return {"game": game, "chairs": chairs, "ending": ending, "offers": offers, "moves": moves, "last": last}

    async def act(self, request: Request) -> Response:
        """Do what a control asks for."""
        session = self._site.teacher(request)
        fields = await self._site.form(request, session)
        actions: dict[str, Callable[[dict[str, str]], Any]] = {
            "advance": self._advance,
            "every": self._every,
            "debrief": lambda _: self._room.open_debrief(),
            "rename": self._rename,
            "link": self._link,
        }
        try:
            done = actions.get(fields.get("what", ""))
            if done is None:
                raise InputError("there is no such control")
            result = done(fields)
            text = await result if hasattr(result, "__await__") else result
        except InputError as error:
            self._site.say(session, str(error))
        else:
            if text:
                self._site.say(session, text)
        self._site.hub.publish()
        return see_other("/teacher")

    async def _advance(self, fields: dict[str, str]) -> None:
        try:
            seen = date.fromisoformat(fields.get("seen", ""))
        except ValueError:
            raise InputError("the form does not say from which day") from None
        await self._site.advance(fields.get("step", ""), seen=seen)

    def _every(self, fields: dict[str, str]) -> str:
        seconds = number_in(fields.get("seconds", "0").strip())
        if seconds is None or seconds > _MOST_EVERY or 0 < seconds < 5:
            raise InputError(f"seconds: give a number from 5 to {_MOST_EVERY}, or 0")
        if self._room.ended:
            raise InputError("the talks are over")
        step = fields.get("step", "week")
        if step not in _BY_ITSELF:
            raise InputError(f"step: must be one of {', '.join(_BY_ITSELF)}")
        self._site.timer.start(seconds, step)
        return f"A {step} passes every {seconds} seconds" if seconds else "The calendar is paused"

    def _rename(self, fields: dict[str, str]) -> str:
        student = self._named(fields)
        self._room.rename(student, fields.get("name", "").strip() or f"Student {student.id}")
        return "The name is changed"

    def _link(self, fields: dict[str, str]) -> str:
        student = self._named(fields)
        token = self._room.give_token(student)
        return f"{student.name} goes on at {self._site.address}/back/{token} (the link before is not valid any more)"

    def _named(self, fields: dict[str, str]) -> Any:
        text = fields.get("student", "")
        found = None if (number := number_in(text)) is None else self._room.students.get(number)
        if found is None:
            raise InputError("there is no such student")
        return found

    async def show(self, request: Request) -> Response:
        """Show what may be projected: how to join, the calendar, how far the tables are."""
        session = self._site.teacher(request)
        room, address = self._room, self._site.join_address
        ahead = next((game.table.offers().ahead for game in room.games.values() if not game.table.over), ())
        values: dict[str, Any] = {"address": address, "qr": qr_code(address, f"Code that leads to {address}")}
        values |= {"ahead": ahead, "over": sum(game.table.over for game in room.games.values())}
        if room.stage == "debrief":
            async with self._site.working:
                found = await run_in_threadpool(class_debrief, room, self._site.debriefs)
            values |= {"curve": signing_curves(found.curve), "ends": bars(found.ends, found.columns), "found": found}
        return self._site.page("show.html", session=session, live="x-live" in request.headers, **values)

    async def debrief(self, request: Request) -> Response:
        """Show what came of the class."""
        session = self._site.teacher(request)
        if not self._room.ended:
            self._site.say(session, "the talks go on: let the calendar run to its end first")
            return see_other("/teacher")
        async with self._site.working:
            found = await run_in_threadpool(class_debrief, self._room, self._site.debriefs)
        away = {
            game.number: [(seat, text) for seat in self._room.seats for text in mind_moves(game, seat)]
            for game in self._room.games.values()
        }
        agreed = len(export.agreed_games(self._room))
        return self._site.page(
            "class.html",
            session=session,
            found=found,
            curve=signing_curves(found.curve),
            ends=bars(found.ends, found.columns),
            away=away,
            agreed=agreed,
        )

    async def story(self, request: Request) -> Response:
        """Tell a table's story; before its end the news alone."""
        session = self._site.teacher(request)
        game = self._game(request)
        story = game.table.story() if self._room.ended else None
        news = game.table.news(since=self._room.scenario.model.start).lines
        row = self._row(game)
        return self._site.page("story.html", session=session, game=game, story=story, news=news, row=row)

    async def story_text(self, request: Request) -> Response:
        """Return a table's story as plain text, as ``sim tell`` prints one."""
        self._site.teacher(request)
        game = self._game(request)
        if not self._room.ended:
            raise HTTPException(409, "The talks go on: the story tells what the others think.")
        return _download(game.table.story().text(), f"table-{game.number}.txt", "text/plain")

    def _game(self, request: Request) -> Game:
        game = self._room.games.get(request.path_params["number"])
        if game is None:
            raise HTTPException(404, "There is no such table.")
        return game

    async def export(self, request: Request) -> Response:
        """Return a table to keep: of those who agree, without names."""
        self._site.teacher(request)
        room, name = self._room, request.path_params["name"]
        if name == "moves.csv":
            return _download(export.moves_csv(room), name, "text/csv")
        if name == "concepts.csv":
            return _download(export.answers_csv(room), name, "text/csv")
        if name != "endings.csv":
            raise HTTPException(404, "There is no such table.")
        if not room.ended:
            raise HTTPException(409, "The talks go on: there are no endings yet.")
        async with self._site.working:
            text = await run_in_threadpool(export.endings_csv, room, self._site.debriefs)
        return _download(text, name, "text/csv")

    async def listen(self, request: Request) -> Response:
        """Send word whenever something changes."""
        self._site.teacher(request)
        room = self._room

        def version() -> str:
            away = "".join(str(int(room.presence.is_away(student))) for student in room.students)
            moves = sum(game.version for game in room.games.values())
            return f"{room.version}.{room.roster}.{moves}.{away}.{self._site.timer.every}{self._site.timer.step}"

        async def events() -> AsyncIterator[str]:
            async for event in self._site.hub.listen(version):
                yield event

        return StreamingResponse(events(), media_type="text/event-stream", headers={"x-accel-buffering": "no"})


def _download(text: str, name: str, kind: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=f"{kind}; charset=utf-8", headers=headers)
