"""Pages of students: join, brief, table, news, forecast, concepts, what came of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from sim.classroom.away import mind_moves
from sim.classroom.concepts import CONCEPTS, STAGES
from sim.classroom.proposal import issue_fields, proposed
from sim.classroom.secrets import is_same
from sim.classroom.site import STUDENT, Site, see_other
from sim.classroom.store import Student
from sim.errors import InputError, number_in
from sim.play.moves import MOVES
from sim.present.brief import HEADINGS
from sim.rendering.page import Rows
from sim.results.endings import Endings

__all__ = ["StudentPages"]

_MOST_STREAMS = 4
"""Pages of one student that may listen at once."""


class StudentPages:
    """What students see and do.

    Parameters
    ----------
    site : Site
        The room, and what all pages share.
    """

    def __init__(self, site: Site) -> None:
        self._site, self._room = site, site.room
        model = site.room.scenario
        self._outcomes = Endings(model.model, model.packages).names

    def routes(self) -> list[Route]:
        """Return where each page is."""
        return [
            Route("/join/{word}", self.join, methods=["GET", "POST"]),
            Route("/back/{token}", self.come_back),
            Route("/brief", self.brief),
            Route("/table", self.table),
            Route("/move", self.move, methods=["POST"]),
            Route("/news", self.news),
            Route("/advice", self.advice),
            Route("/forecast", self.forecast, methods=["GET", "POST"]),
            Route("/concepts/{stage}", self.concepts, methods=["GET", "POST"]),
            Route("/debrief", self.debrief),
            Route("/me", self.me, methods=["GET", "POST"]),
            Route("/listen", self.listen),
        ]

    # -- joining

    async def join(self, request: Request) -> Response:
        """Ask for a name, and seat whoever gives one."""
        site, asker = self._site, _address(request)
        if not is_same(request.path_params["word"], self._room.store.fact("room")):
            if not site.tries.allows(f"join {asker}"):
                raise HTTPException(429, "Too many wrong links from your address: wait a minute.")
            raise HTTPException(404, "There is no such room: check the link on the teacher's screen.")
        if self._room.by_token(request.cookies.get(STUDENT, "")):
            return see_other("/table")
        session, problem, name = f"join {self._room.store.fact('room')}", "", ""
        if request.method == "POST":
            fields = await site.form(request, session, asker=asker)
            name = fields.get("name", "")
            try:
                if site.labels and name not in site.labels:
                    raise InputError("choose a name from the list")
                _, token = self._room.join(name, consent="consent" in fields)
            except InputError as error:
                problem = str(error)
            else:
                site.hub.publish()
                return _with_cookie(see_other("/brief"), token)
        taken = {student.name for student in self._room.students.values()}
        labels = [label for label in site.labels if label not in taken]
        status = 422 if problem else 200
        return site.page("join.html", status=status, session=session, problem=problem, name=name, labels=labels)

    async def come_back(self, request: Request) -> Response:
        """Let a student go on, on another device."""
        if not self._site.tries.allows(_address(request)):
            raise HTTPException(429, "Too many at once: wait a few seconds.")
        token = request.path_params["token"]
        if self._room.by_token(token) is None:
            raise HTTPException(404, "This link is not, or no longer, valid: ask the teacher for a new one.")
        return _with_cookie(see_other("/table"), token)

    # -- the table

    async def brief(self, request: Request) -> Response:
        """Show the private brief."""
        student = self._arrive(request)
        brief = self._room.games[student.game].table.brief(student.seat)
        named = {name for line in brief.lines for name in line.source.split(", ")}
        known = self._room.scenario.claims
        claims = {name: known[name] for name in sorted(named) if name in known}
        return self._page("brief.html", request, student, brief=brief, headings=HEADINGS, claims=claims)

    async def table(self, request: Request) -> Response:
        """Show the calendar, what lies on the table, and a package to be put together."""
        student = self._arrive(request)
        table, problem = self._room.games[student.game].table, ""
        try:
            package = proposed(table, request.query_params)
        except InputError as error:
            package, problem = None, str(error)
        offers = table.offers(student.seat)
        news = [] if table.over else list(reversed(table.news(since=self._room.before).lines))
        values: dict[str, Any] = {"offers": offers, "news": news, "problem": problem, "away": self._away(student)}
        values |= {
            "package": package,
            "standing": None if package is None else table.package_worth(package, student.seat),
        }
        values["fields"] = issue_fields(self._room.scenario.model)
        values |= {"ending": table.ending(), "may_prolong": self._may_prolong(student)}
        values["deeds"] = table.what_to_do(student.seat)
        return self._page("table.html", request, student, table=table, **values)

    def _may_prolong(self, student: Student) -> bool:
        table = self._room.games[student.game].table
        try:
            table.check_move(student.seat, "prolong")
        except InputError:
            return False
        return True

    def _away(self, student: Student) -> list[str]:
        """Return what a mind did in the chair while the student was away, as everybody could see."""
        return mind_moves(self._room.games[student.game], student.seat)

    async def move(self, request: Request) -> Response:
        """Make a move."""
        token = request.cookies.get(STUDENT, "")
        student = self._site.student(request)
        fields = await self._site.form(request, token)
        kind, package = fields.get("kind", ""), fields.get("package", "")
        try:
            if kind not in MOVES:
                raise InputError("there is no such move")
            self._room.move(student, kind, _meant(kind, package))
        except InputError as error:
            self._site.say(token, str(error))
        else:
            self._site.say(token, _DONE[kind])
        self._site.hub.publish()
        return see_other("/table")

    async def news(self, request: Request) -> Response:
        """Tell what happened so far."""
        student = self._arrive(request)
        game = self._room.games[student.game]
        news = game.table.news(since=self._room.scenario.model.start)
        return self._page("news.html", request, student, lines=list(reversed(news.lines)))

    async def advice(self, request: Request) -> Response:
        """Tell how the model would act in the chair."""
        student = self._arrive(request)
        table = self._room.games[student.game].table
        advice = None if table.over else table.advice(student.seat)
        parts = (
            [] if advice is None else [each for each in advice.parts() if isinstance(each, Rows) or each[0] == "line"]
        )
        return self._page("advice.html", request, student, html=self._site.html(parts))

    # -- what students write down

    async def forecast(self, request: Request) -> Response:
        """Ask how it will end, before the calendar moves."""
        student = self._arrive(request)
        problem, given = "", self._room.store.forecasts().get(student.id, {})
        typed = {name: f"{100 * share:.0f}" for name, share in given.items()}
        if request.method == "POST":
            fields = await self._site.form(request, request.cookies[STUDENT])
            typed = {name: fields.get(f"share{place}", "").strip() for place, name in enumerate(self._outcomes)}
            try:
                if self._room.stage != "start":
                    raise InputError("the calendar has moved: forecasts are closed")
                self._room.store.keep_forecast(student.id, _shares(typed))
            except InputError as error:
                problem = str(error)
            else:
                self._site.say(request.cookies[STUDENT], "Your forecast is kept")
                return see_other("/table")
        values: dict[str, Any] = {"outcomes": self._outcomes, "typed": typed, "problem": problem, "given": given}
        return self._page("forecast.html", request, student, status=422 if problem else 200, **values)

    async def concepts(self, request: Request) -> Response:
        """Ask the ten questions."""
        student, stage = self._arrive(request), request.path_params["stage"]
        if stage not in STAGES:
            raise HTTPException(404, "There is no such page.")
        answers = self._room.store.answers().get((student.id, stage), {})
        early = stage == "after" and not self._room.ended
        if request.method == "POST":
            fields = await self._site.form(request, request.cookies[STUDENT])
            if answers or early:
                raise HTTPException(409, "You have answered already." if answers else "The talks are not over yet.")
            chosen = {each.id: fields.get(each.id, "") for each in CONCEPTS}
            kept = {name: int(place) for name, place in chosen.items() if place in ("0", "1", "2", "3")}
            self._room.store.keep_answers(student.id, stage, kept)
            self._site.say(
                request.cookies[STUDENT], "Thank you: your answers are kept, without your name in any export"
            )
            return see_other("/table")
        return self._page(
            "concepts.html", request, student, concepts=CONCEPTS, stage=stage, answers=answers, early=early
        )

    # -- afterwards

    async def debrief(self, request: Request) -> Response:
        """Show what came of the table, once the teacher has opened that."""
        student = self._arrive(request)
        if self._room.stage != "debrief":
            return self._page("debrief.html", request, student, found=None)
        async with self._site.working:
            found = await run_in_threadpool(self._site.debriefs.of, student)
        placed = self._site.html(
            [each for each in found.placement.parts() if isinstance(each, Rows) or each[0] != "title"]
        )
        return self._page("debrief.html", request, student, found=found, placed=placed)

    async def me(self, request: Request) -> Response:
        """Show a link for another device, and ask for consent."""
        student, link = self._arrive(request), ""
        if request.method == "POST":
            token = request.cookies[STUDENT]
            fields = await self._site.form(request, token)
            if fields.get("what") == "link":
                token = self._room.give_token(student)
                link = f"{self._site.address}/back/{token}"
                student = self._room.students[student.id]
                page = self._page("me.html", request, student, link=link, session=token)
                return _with_cookie(page, token)
            self._room.set_consent(student, "consent" in fields)
            self._site.say(token, "Your choice is kept")
            return see_other("/me")
        return self._page("me.html", request, student, link=link)

    async def listen(self, request: Request) -> Response:
        """Send word whenever something changes."""
        student = self._site.student(request)
        here = self._room.presence
        if here.streams(student.id) >= _MOST_STREAMS:
            raise HTTPException(429, "Too many pages of yours are open.")
        game = self._arrive_at(student)

        async def events() -> AsyncIterator[str]:
            here.open(student.id)
            try:
                async for event in self._site.hub.listen(lambda: f"{self._room.version}.{game.version}"):
                    yield event
            finally:
                here.close(student.id)

        return StreamingResponse(events(), media_type="text/event-stream", headers={"x-accel-buffering": "no"})

    # --

    def _arrive(self, request: Request) -> Student:
        """Return the student who asks, back in its chair."""
        student = self._site.student(request)
        self._arrive_at(student)
        return student

    def _arrive_at(self, student: Student) -> Any:
        game = self._room.games[student.game]
        version = game.version
        self._room.arrive(student)
        if game.version != version:
            self._site.hub.publish()
        return game

    def _page(
        self, template: str, request: Request, student: Student, /, *, session: str = "", **values: Any
    ) -> Response:
        here = request.url.path
        session = session or request.cookies[STUDENT]
        live = "x-live" in request.headers
        return self._site.page(template, session=session, live=live, student=student, here=here, **values)


_DONE = {
    "offer": "Your offer is on the table",
    "withdraw": "Your offer is off the table",
    "accept": "You have accepted",
    "refuse": "You have refused",
    "prolong": "You are for prolonging the talks",
    "do": "It is done",
}


def _meant(kind: str, package: str) -> int | str | None:
    """Return what a move of a form is about: the number of a package, or the name of what is done."""
    if kind in ("prolong", "do"):
        return package or None
    number = number_in(package)
    if number is None:
        raise InputError("there is no such package")
    return number


def _shares(typed: Mapping[str, str]) -> dict[str, float]:
    """Return chances that sum to 1 from percentages that sum to 100, a point or two aside."""
    found = {}
    for name, text in typed.items():
        text = text.removesuffix("%").replace(",", ".").strip() or "0"
        try:
            found[name] = float(text)
        except ValueError:
            raise InputError(f"give numbers from 0 to 100 (found “{text[:20]}”)") from None
    if not all(0 <= share <= 100 for share in found.values()):
        raise InputError("give numbers from 0 to 100")
    total = sum(found.values())
    if not 98 <= total <= 102:
        raise InputError(f"the chances should sum to 100 (they sum to {total:.0f})")
    return {name: share / total for name, share in found.items()}


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _with_cookie(response: Response, token: str) -> Response:
    response.set_cookie(STUDENT, token, max_age=90 * 86400, httponly=True, samesite="lax", path="/")
    return response
