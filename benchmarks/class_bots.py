"""Students that are programs: they join, listen, look and move, over plain HTTP on connections that stay open."""

from __future__ import annotations

import asyncio
import random
import re
from contextlib import suppress
from time import monotonic
from urllib.parse import urlencode, urlsplit

__all__ = ["Bot", "Browser", "Teacher"]


class Browser:
    """A connection with its cookies.

    Parameters
    ----------
    base : str
        ``http://address:port``.
    """

    def __init__(self, base: str) -> None:
        self.host, self.port = urlsplit(base).hostname or "", urlsplit(base).port or 80
        self.cookies: dict[str, str] = {}
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, path: str, form: dict[str, object] | None = None) -> tuple[int, dict[str, str], str]:
        """Return status, headers and text of a page, or of what a form leads to (not followed)."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(self.host, self.port)
        reader, writer = self._streams
        try:
            writer.write(self._request(path, form))
            await writer.drain()
            status, headers = await self._head(reader)
            body = await reader.readexactly(int(headers.get("content-length", "0")))
        except (OSError, asyncio.IncompleteReadError):
            await self.close()
            raise ConnectionError("the server is gone") from None
        return status, headers, body.decode()

    def _request(self, path: str, form: dict[str, object] | None) -> bytes:
        body = b"" if form is None else urlencode(form).encode()
        lines = [f"{'GET' if form is None else 'POST'} {path} HTTP/1.1", f"host: {self.host}:{self.port}"]
        if self.cookies:
            lines.append("cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if form is not None:
            lines += [
                "content-type: application/x-www-form-urlencoded",
                f"content-length: {len(body)}",
                f"origin: http://{self.host}:{self.port}",
            ]
        return "\r\n".join([*lines, "", ""]).encode() + body

    async def _head(self, reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {}
        for line in head[1:]:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0].strip('"')
            else:
                headers[name.lower()] = value
        return int(head[0].split()[1]), headers

    async def listen(self, path: str, heard: asyncio.Event) -> None:
        """Set an event for every word from the server, until cancelled."""
        reader, writer = await asyncio.open_connection(self.host, self.port)
        try:
            writer.write(self._request(path, None))
            await reader.readuntil(b"\r\n\r\n")
            while line := await reader.readline():
                if line.startswith(b"data: "):
                    heard.set()
        finally:
            await _closed(writer)

    async def close(self) -> None:
        """Let the connection go."""
        if self._streams is not None:
            await _closed(self._streams[1])
            self._streams = None


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


_ANSWERS = re.compile(r'name="kind" value="(withdraw|refuse)"><input type="hidden" name="package" value="(\d+)"')


def mark_in(page: str) -> str:
    """Return the mark of a page's forms."""
    found = re.search(r'name="mark" value="([0-9a-f]+)"', page)
    if found is None:
        raise RuntimeError(f"no form on the page: {page[:300]}")
    return found[1]


class Bot:
    """A student.

    Parameters
    ----------
    join : str
        The room's link.
    number : int
        Which one: names and choices follow from it.

    Attributes
    ----------
    times : list of float
        Seconds from each move to the page after it.
    acknowledged : list of (str, int)
        Moves that the server took: kind and package.
    refused : int
        Moves that the rules of the talks did not allow.
    """

    def __init__(self, join: str, number: int) -> None:
        self.join, self.name = join, f"Student {number}"
        self.browser = Browser(join.rpartition("/join/")[0])
        self.times: list[float] = []
        self.acknowledged: list[tuple[str, int]] = []
        self.refused = self.refreshed = 0
        self.seat_time = 0.0
        self._choice = random.Random(number)
        self._mark = ""

    async def sit_down(self) -> None:
        """Join, read the brief, write down a forecast."""
        began = monotonic()
        path = urlsplit(self.join).path
        _, _, page = await self.browser.ask(path)
        form: dict[str, object] = {"mark": mark_in(page), "name": self.name, "consent": "yes"}
        status, _, text = await self.browser.ask(path, form)
        if status != 303:
            raise RuntimeError(text)
        await self.browser.ask("/brief")
        self.seat_time = monotonic() - began
        _, _, page = await self.browser.ask("/forecast")
        self._mark = mark_in(page)
        ends = len(re.findall(r'name="share\d+"', page))
        shares = {f"share{place}": 100 if place == self._choice.randrange(ends) else 0 for place in range(ends)}
        shares["share0"] += 100 - sum(shares.values())
        await self.browser.ask("/forecast", {"mark": self._mark, **shares})

    async def look(self) -> str:
        """Return the table's page."""
        status, _, page = await self.browser.ask("/table")
        if status != 200:
            raise RuntimeError(f"{status}: {page[:300]}")
        return page

    async def move(self) -> None:
        """Make some move that the page shows: answer an offer, withdraw one, or put something new on the table."""
        page = await self.look()
        found = re.findall(
            r'name="kind" value="(withdraw|refuse)"><input type="hidden" name="package" value="(\d+)"', page
        )
        issues = re.findall(r'<select id="issue-([^"]+)".*?</select>', page, re.S)
        if not issues:
            return  # the talks are over
        if found and self._choice.random() < 0.5:
            kind, package = self._choice.choice(found)
        else:
            kind, package = "offer", await self._some_package(page)
        await self.send(kind, int(package))

    async def _some_package(self, page: str) -> str:
        chosen = {}
        for issue, body in re.findall(r'<select id="issue-([^"]+)"[^>]*>(.*?)</select>', page, re.S):
            chosen[f"issue-{issue}"] = self._choice.choice(re.findall(r'<option value="([^"]*)"', body))
        _, _, page = await self.browser.ask("/table?" + urlencode(chosen))
        found = re.search(r'name="kind" value="offer"><input type="hidden" name="package" value="(\d+)"', page)
        return found[1] if found else "0"

    async def send(self, kind: str, package: int) -> None:
        """Send a move, and look at the page it leads to."""
        began = monotonic()
        status, _, text = await self.browser.ask("/move", {"mark": self._mark, "kind": kind, "package": package})
        if status != 303:
            raise RuntimeError(f"{status}: {text[:500]}")
        page = await self.look()
        self.times.append(monotonic() - began)
        if "cannot be done now" in page:
            self.refused += 1
        else:
            self.acknowledged.append((kind, package))

    async def play(self, *, least: float, most: float) -> None:
        """Move now and then, and look whenever there is news, until cancelled."""
        heard = asyncio.Event()
        listening = asyncio.create_task(self.browser.listen("/listen", heard))
        try:
            due = monotonic() + self._choice.uniform(least, most)
            while True:
                with suppress(TimeoutError):
                    await asyncio.wait_for(heard.wait(), max(0.0, due - monotonic()))
                if heard.is_set():
                    heard.clear()
                    self.refreshed += 1
                    await self.look()
                else:
                    await self.move()
                    due = monotonic() + self._choice.uniform(least, most)
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError, OSError, asyncio.IncompleteReadError):
                await listening


class Teacher:
    """The teacher.

    Parameters
    ----------
    link : str
        As printed.
    """

    def __init__(self, link: str) -> None:
        self.browser = Browser(link.rpartition("/teacher/")[0])
        self._path = urlsplit(link).path

    async def enter(self) -> None:
        """Come in."""
        await self.browser.ask(self._path)

    async def advance(self, step: str = "week") -> tuple[float, bool]:
        """Let the calendar move; return the seconds that took, and whether the talks go on."""
        _, _, page = await self.browser.ask("/teacher")
        seen = re.search(r'name="seen" value="([^"]+)"', page)
        if seen is None:
            return 0.0, False
        form: dict[str, object] = {"mark": mark_in(page), "what": "advance", "seen": seen[1], "step": step}
        began = monotonic()
        status, _, text = await self.browser.ask("/teacher/do", form)
        if status != 303:
            raise RuntimeError(text)
        return monotonic() - began, True

    async def open_debrief(self) -> None:
        """Open the debrief."""
        _, _, page = await self.browser.ask("/teacher")
        await self.browser.ask("/teacher/do", {"mark": mark_in(page), "what": "debrief"})
