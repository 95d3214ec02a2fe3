"""A class in this process: its room, its pages asked for as browsers do, and who asks."""

from __future__ import annotations

import asyncio
import html
import re
from pathlib import Path

import httpx

import sim
from sim.classroom.app import app_of
from sim.classroom.serve import ClassSettings, open_room
from sim.classroom.site import Site

PORT = "tests/ensemble/port.yaml"
BASE = "http://127.0.0.1:8000"


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Class:
    """A class, as its file keeps it, and its pages."""

    def __init__(self, path: Path, scenario: str = PORT, *, labels: tuple[str, ...] = (), **settings) -> None:
        self.scenario = sim.load(scenario)
        self.room = open_room(self.scenario, ClassSettings(path=path, **settings))
        self.clock = Clock()
        for part in ("_now",):
            setattr(self.room.presence, part, self.clock)
        self.room.presence._begun = self.room.presence._tick = self.clock.now
        self.site = Site(self.room, address=BASE, labels=labels)
        self.site.tries._now = self.site.moves._now = self.site.joins._now = self.clock
        self.app = app_of(self.site, host="127.0.0.1")

    def stranger(self) -> Browser:
        return Browser(self)

    def student(self, name: str, *, consent: bool = True) -> Browser:
        browser = Browser(self)
        found = browser.submit(self.site.join_address, name=name, **({"consent": "yes"} if consent else {}))
        assert found.status_code == 303, found.text
        return browser

    def teacher(self) -> Browser:
        browser = Browser(self)
        assert browser.get(f"/teacher/enter/{self.room.store.fact('teacher')}").status_code == 303
        return browser

    def close(self) -> None:
        self.room.store.close()


class Client:
    """Requests to an application in this process, one after the other, with the cookies of one browser."""

    def __init__(self, app) -> None:
        self._app, self.cookies = app, httpx.Cookies()

    def request(self, method: str, path: str, **options) -> httpx.Response:
        return asyncio.run(self._request(method, path, options))

    async def _request(self, method, path, options):
        transport = httpx.ASGITransport(app=self._app, client=("127.0.0.1", 1))
        async with httpx.AsyncClient(transport=transport, base_url=BASE, cookies=self.cookies) as client:
            answer = await client.request(method, path, **options)
            self.cookies = client.cookies
            return answer

    def __getattr__(self, method: str):
        if method not in ("get", "post", "put", "delete"):
            raise AttributeError(method)
        return lambda path, **options: self.request(method.upper(), path, **options)


class Browser:
    """Somebody who asks for pages, with cookies of their own."""

    def __init__(self, of: Class) -> None:
        self.of = of
        self.client = Client(of.app)

    def get(self, path: str, **options):
        return self.client.get(path.removeprefix(BASE), **options)

    def post(self, path: str, data: dict[str, str], **headers: str):
        given = {"origin": BASE, "sec-fetch-site": "same-origin"} | {
            k.replace("_", "-"): v for k, v in headers.items()
        }
        given = {name: value for name, value in given.items() if value}
        return self.client.post(path.removeprefix(BASE), data=data, headers=given)

    def mark(self, path: str) -> str:
        found = re.search(r'name="mark" value="(\w+)"', self.get(path).text)
        assert found, f"no form on {path}"
        return found[1]

    def submit(self, path: str, to: str | None = None, **fields: str):
        """Fill in a form of a page, and send it to that page or another."""
        return self.post(to or path, {"mark": self.mark(path), **fields})

    def move(self, kind: str, package: int | str):
        self.submit("/me", "/move", kind=kind, package=str(package))
        return self.text("/table")

    def advance(self, step: str = "week", seen: str | None = None):
        return self.submit(
            "/teacher", "/teacher/do", what="advance", step=step, seen=seen or self.of.room.day.isoformat()
        )

    def to_the_end(self) -> None:
        self.advance("end")
        self.submit("/teacher", "/teacher/do", what="debrief")
        assert self.of.room.stage == "debrief"

    def text(self, path: str) -> str:
        """The words of a page."""
        found = self.get(path)
        assert found.status_code == 200, found.text
        return " ".join(html.unescape(re.sub("<[^>]+>", " ", found.text)).split())
