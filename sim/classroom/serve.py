"""``sim class``: open a class's file, say where to join, serve until Ctrl-C."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from sim.classroom.room import AWAY_AFTER, Room
from sim.classroom.secrets import new_key, new_room, new_token
from sim.classroom.store import Store
from sim.errors import ExecutionError, InputError, MissingDependencyError, shown
from sim.scenario.load import LoadedScenario

__all__ = ["ClassSettings", "check_extra", "lan_address", "open_room", "serve"]

_EXTRA = {"starlette": "starlette", "uvicorn": "uvicorn", "jinja2": "jinja2", "python_multipart": "python-multipart"}
_EXTRA |= {"segno": "segno"}


@dataclass(frozen=True)
class ClassSettings:
    """How a class is served.

    Parameters
    ----------
    path : Path
        The class's own file.
    seats : tuple of str or None
        In which students sit at each table; None: the first principal's.
    world : int or None
        Which one all tables play; None: each its own.
    seed : int or None
        Of all plays; None: 1, or that of the class.
    host, port
        Where it listens.
    away_after : float
        Seconds without a sign after which a student is away.
    labels : tuple of str
        Names to choose from; none: any.
    """

    path: Path
    seats: tuple[str, ...] | None = None
    world: int | None = None
    seed: int | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    away_after: float = AWAY_AFTER
    labels: tuple[str, ...] = ()


def check_extra() -> None:
    """Refuse to begin where the packages of the extra are not installed.

    Raises
    ------
    MissingDependencyError
        Naming them.
    """
    missing = [name for module, name in _EXTRA.items() if find_spec(module) is None]
    if missing:
        raise MissingDependencyError(f"sim class needs {', '.join(missing)}: pip install 'negotiation-sim[class]'")


def open_room(scenario: LoadedScenario, settings: ClassSettings) -> Room:
    """Return a class, a new one or the one that its file keeps."""
    from sim.play.seats import people_of

    seats = None if settings.seats is None else list(people_of(scenario.model, settings.seats))
    facts = {"seats": seats, "world": settings.world, "seed": settings.seed}
    secrets = {"key": new_key(), "teacher": new_token(), "room": new_room()}
    store = Store(settings.path, scenario, facts | secrets)
    try:
        return Room(scenario, store, away_after=settings.away_after)
    except BaseException:
        store.close()
        raise


def serve(scenario: LoadedScenario, settings: ClassSettings, *, say: Callable[[str], None]) -> None:
    """Serve a class until Ctrl-C.

    Parameters
    ----------
    scenario : LoadedScenario
        What is played.
    settings : ClassSettings
        How.
    say : callable
        Prints a line for the teacher.

    Raises
    ------
    SimError
        Where the class's file, or the address, cannot be used.
    """
    check_extra()
    from sim.classroom.app import app_of
    from sim.classroom.site import Site

    listening = _listen(settings.host, settings.port)
    try:
        room = open_room(scenario, settings)
    except BaseException:
        listening.close()
        raise
    port = listening.getsockname()[1]
    shown = lan_address() if settings.host in ("0.0.0.0", "::") else settings.host
    address = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
    site = Site(room, address=address, labels=settings.labels)
    say(f"Teacher: {address}/teacher/enter/{room.store.fact('teacher')}")
    say(f"Students: {site.join_address}")
    say(f"Kept in {settings.path}; Ctrl-C stops, and the same command goes on.")
    if settings.host in ("127.0.0.1", "localhost", "::1"):
        say(f"This machine alone can join. For phones in the room: --host {lan_address()}")
    try:
        _run(app_of(site, host=settings.host), listening, before_it_stops=site.hub.close)
    finally:
        room.store.close()


def _run(app: object, listening: socket.socket, *, before_it_stops: Callable[[], None]) -> None:
    import uvicorn

    class Server(uvicorn.Server):
        """Lets go of pages that listen before it waits for what is still asked: they would never end."""

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            before_it_stops()
            await super().shutdown(sockets)

    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=75,
        limit_concurrency=2000,
        proxy_headers=False,
        ws="none",
        http="h11",
        loop="asyncio",
    )
    with suppress(KeyboardInterrupt):  # how a teacher ends the lesson
        Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at an address.

    Raises
    ------
    InputError
        For an address that is not this machine's.
    ExecutionError
        Where somebody listens there already.
    """
    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        raise InputError(
            f"--host: must be an address of this machine (found {shown(host)}; here {lan_address()})"
        ) from None
    listening = socket.socket(family, kind)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(place)
        listening.listen(512)
    except OSError as error:
        listening.close()
        if isinstance(error, PermissionError):
            raise ExecutionError(f"--port: {port} is not open to you; take one above 1024") from None
        import errno

        if error.errno == errno.EADDRINUSE:
            raise ExecutionError(f"--port: something listens at {host}:{port} already; take another") from None
        raise InputError(
            f"--host: must be an address of this machine (found {shown(host)}; here {lan_address()})"
        ) from None
    return listening


def lan_address() -> str:
    """Return this machine's address in its network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))  # reserved for documentation (RFC 5737): a route is looked up, no more
            return str(asking.getsockname()[0])
        except OSError:
            return "127.0.0.1"
