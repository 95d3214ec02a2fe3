"""What stands before every page: whose address was asked for, how large a request is, what a browser may do."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sim.errors import number_in

__all__ = ["Guard", "own_names"]

_MOST_BYTES = 64 * 1024
"""Of a request's body: forms of ours have a few hundred."""

_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Guard:
    """Refuses requests for other hosts, from other pages and of any size, and tells browsers to run nothing foreign.

    Parameters
    ----------
    app : ASGIApp
        What stands behind.
    names : iterable of str
        Host names that are this machine's; addresses in numbers always are. A page elsewhere whose name is made to
        lead here ("DNS rebinding") asks for another.
    """

    def __init__(self, app: ASGIApp, *, names: Iterable[str]) -> None:
        self._app, self._names = app, {name.lower() for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let it through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        problem = self._problem(scope["method"], headers)
        if problem is not None:
            await PlainTextResponse(problem[1] + "\n", status_code=problem[0])(scope, receive, _with_headers(send))
            return
        await self._app(scope, _bounded(receive), _with_headers(send))

    def _problem(self, method: str, headers: Headers) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if not self._is_own(host):
            return 421, "This address is not this server's."
        length = headers.get("content-length", "0")
        if (asked := number_in(length)) is None or asked > _MOST_BYTES:
            return 413, "That is too much for a form of ours."
        if method not in ("GET", "HEAD", "POST"):
            return 405, "This cannot be done here."
        if method == "POST":
            origin = headers.get("origin")
            if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
                return 403, "This form came from another page."
            if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
                return 403, "This form came from another page."
        return None

    def _is_own(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name.lower() in self._names
        return True


def own_names(*more: str) -> set[str]:
    """Return names that lead to this machine."""
    name = socket.gethostname().lower()
    return {"localhost", name, f"{name.split('.')[0]}.local", *(each.lower() for each in more)}


def _bounded(receive: Receive) -> Receive:
    """Return a receiver of requests without a length, cut off where they get too long."""
    seen = 0

    async def receive_some() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > _MOST_BYTES else message

    return receive_some


def _with_headers(send: Send) -> Send:
    async def send_more(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            if "cache-control" not in headers:
                headers["cache-control"] = "no-store"
        await send(message)

    return send_more
