"""The server of a class: every page, behind the guard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.resources import files

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sim.classroom.guard import Guard, own_names
from sim.classroom.site import STUDENT, TEACHER, Site, see_other
from sim.classroom.student_pages import StudentPages
from sim.classroom.teacher_pages import TeacherPages
from sim.errors import SimError

__all__ = ["app_of"]

_KINDS = {"class.css": "text/css", "live.js": "text/javascript", "icon.svg": "image/svg+xml"}


def app_of(site: Site, *, host: str = "") -> Starlette:
    """Return the server's application.

    Parameters
    ----------
    site : Site
        The room, and what all pages share.
    host : str
        The name or address that it is bound to.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        clock = asyncio.create_task(site.run())
        try:
            yield
        finally:
            site.hub.close()
            clock.cancel()
            with suppress(asyncio.CancelledError):
                await clock

    async def failed(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 503
        text = error.detail if isinstance(error, HTTPException) else f"{error}. Nothing was changed."
        known = STUDENT in request.cookies or TEACHER in request.cookies
        return site.error(status, text, known=known)

    routes = [Route("/", _home), Route("/static/{name}", _static), *StudentPages(site).routes()]
    return Starlette(
        routes=[*routes, *TeacherPages(site).routes()],
        middleware=[Middleware(Guard, names=own_names(host))],
        exception_handlers={HTTPException: failed, SimError: failed},
        lifespan=lifespan,
    )


async def _home(request: Request) -> Response:
    """Lead to whatever page is whose."""
    if STUDENT in request.cookies:
        return see_other("/table")
    if TEACHER in request.cookies:
        return see_other("/teacher")
    raise HTTPException(404, "Follow the link or the code on the teacher's screen.")


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _KINDS:
        raise HTTPException(404, "There is no such page.")
    text = files("sim.classroom").joinpath("static", name).read_text(encoding="utf-8")
    return Response(text, media_type=_KINDS[name], headers={"cache-control": "max-age=3600"})
