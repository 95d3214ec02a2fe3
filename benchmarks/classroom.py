"""``python -m benchmarks.classroom``: a class of programs at a real server, and servers that are killed."""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from time import monotonic
from typing import Any

import click

from benchmarks.class_bots import Bot, Teacher
from benchmarks.class_server import ClassServer
from benchmarks.machine import ROOT, describe
from sim.scenario.load import load_scenario

FLAGSHIP = ROOT / "scenarios" / "new_start" / "baseline.yaml"
GOALS = {30: (0.2, 1.0, 200.0), 100: (0.5, None, None)}
"""Of so many students: p95 of a move and of an advance in seconds, and memory in MB."""


def percentile(times: list[float], share: float) -> float:
    """Return the time that so large a share of them does not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


async def lesson(server: ClassServer, students: int, *, every: float, least: float, most: float) -> dict[str, Any]:
    """Play a lesson through; return what was measured."""
    teacher, bots = Teacher(server.teacher), [Bot(server.join, number) for number in range(1, students + 1)]
    await teacher.enter()
    began, cpu = monotonic(), server.cpu_seconds()
    await asyncio.gather(*(bot.sit_down() for bot in bots))
    seated = monotonic() - began
    playing = [asyncio.create_task(bot.play(least=least, most=most)) for bot in bots]
    advances, goes_on = [], True
    while goes_on:
        await asyncio.sleep(every)
        seconds, goes_on = await teacher.advance()
        if goes_on:
            advances.append(seconds)
        for each in playing:
            if each.done():
                each.result()  # raises what went wrong
    for each in playing:
        each.cancel()
    await asyncio.gather(*playing, return_exceptions=True)
    for bot in bots:
        await bot.browser.close()  # answers may be under way on it
    played = server.cpu_seconds() - cpu
    memory = server.most_megabytes()
    await teacher.open_debrief()
    began = monotonic()
    status, _, page = await teacher.browser.ask("/teacher/debrief")
    if status != 200:
        raise RuntimeError(page)
    whole = monotonic() - began
    debriefs = []
    for bot in bots:
        began = monotonic()
        status, _, page = await bot.browser.ask("/debrief")
        if status != 200 or "Your end among" not in page:
            raise RuntimeError(page)
        debriefs.append(monotonic() - began)
    for each in (teacher, *bots):
        await each.browser.close()
    times = [seconds for bot in bots for seconds in bot.times]
    return {
        "students": students,
        "seated_s": seated,
        "moves": len(times),
        "move_p50_s": percentile(times, 0.5),
        "move_p95_s": percentile(times, 0.95),
        "move_max_s": max(times, default=0.0),
        "advances": len(advances),
        "advance_p50_s": percentile(advances, 0.5),
        "advance_max_s": max(advances),
        "refreshes": sum(bot.refreshed for bot in bots),
        "lesson_cpu_s": played,
        "class_debrief_s": whole,
        "student_debrief_max_s": max(debriefs),
        "all_cpu_s": server.cpu_seconds() - cpu,
        "memory_mb": memory,
        "memory_after_debrief_mb": server.most_megabytes(),
    }


async def _until_killed(server: ClassServer, bots: list[Bot], seconds: float) -> None:
    async def keep_moving(bot: Bot) -> None:
        while True:
            await bot.move()
            await asyncio.sleep(0.05)

    playing = [asyncio.create_task(keep_moving(bot)) for bot in bots]
    await asyncio.sleep(seconds)
    server.kill()
    await asyncio.gather(*(asyncio.wait_for(each, 10) for each in playing), return_exceptions=True)
    for bot in bots:
        await bot.browser.close()


async def _pages(bots: list[Bot]) -> list[str]:
    """Return the pages of all students."""
    return [(await bot.browser.ask(path))[2] for bot in bots for path in ("/table", "/news", "/brief")]


def kept_moves(path: Path) -> int:
    """Return how many moves of people a class's file holds."""
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("SELECT count(*) FROM moves WHERE move NOT IN ('mind', 'person')").fetchone()[0])


def kill_again_and_again(scenario: Path, folder: Path, *, times: int, students: int, seed: int = 1) -> dict[str, Any]:
    """Kill a server at random moments of a lesson; return what was lost, and how soon it was back.

    Each time: students move while it runs, it is killed, started again, every page is read; every third time it is
    killed once more, and every page must be the same. The calendar moves a week every fifth time.
    """
    return asyncio.run(_kill(scenario, folder, times=times, students=students, choice=random.Random(seed)))


async def _kill(scenario: Path, folder: Path, *, times: int, students: int, choice: random.Random) -> dict[str, Any]:
    path, options = folder / "killed.class", ("--away", "100000")
    server = ClassServer(scenario, path, *options)
    port = server.port
    bots = [Bot(server.join, number) for number in range(1, students + 1)]
    for bot in bots:
        await bot.sit_down()
    lost = different = 0
    back: list[float] = []
    for number in range(times):
        if number % 5 == 4:
            teacher = Teacher(server.teacher)
            await teacher.enter()
            await teacher.advance("day")
            await teacher.browser.close()
        await _until_killed(server, bots, choice.uniform(0.1, 1.5))
        server = ClassServer(scenario, path, *options, port=port)
        back.append(server.ready)
        pages = await _pages(bots)
        if number % 3 == 0:
            server.kill()
            for bot in bots:
                await bot.browser.close()
            server = ClassServer(scenario, path, *options, port=port)
            back.append(server.ready)
            different += sum(one != other for one, other in zip(pages, await _pages(bots), strict=True))
        acknowledged = sum(len(bot.acknowledged) for bot in bots)
    server.kill()
    for bot in bots:
        await bot.browser.close()
    kept = kept_moves(path)
    lost = max(0, acknowledged - kept)
    return {
        "kills": times,
        "students": students,
        "acknowledged": acknowledged,
        "kept": kept,
        "lost": lost,
        "pages_different": different,
        "back_p50_s": percentile(back, 0.5),
        "back_max_s": max(back),
    }


@click.command()
@click.option("--students", "sizes", type=int, multiple=True, default=(30, 100), show_default=True)
@click.option("--every", type=float, default=3.0, show_default=True, help="Seconds a week takes; a class's 65.")
@click.option("--pause", type=float, default=5.0, show_default=True, help="Most seconds between a student's moves.")
@click.option("--kills", type=int, default=100, show_default=True, help="How often a server is killed.")
@click.option("--scenario", type=click.Path(path_type=Path), default=FLAGSHIP, help="What is played.")
@click.option("--out", type=click.Path(path_type=Path), default=ROOT / "results" / "bench", help="Where results go.")
def main(sizes: tuple[int, ...], every: float, pause: float, kills: int, scenario: Path, out: Path) -> None:
    """Measure what a class's server does, at a class's worst: every student has a table of its own."""
    measured: dict[str, Any] = {"machine": describe(load_scenario(scenario)), "lessons": [], "killed": None}
    with tempfile.TemporaryDirectory() as folder:
        for students in sizes:
            with ClassServer(scenario, Path(folder) / f"{students}.class") as server:
                found = asyncio.run(lesson(server, students, every=every, least=min(1, pause), most=pause))
            found["ready_s"] = server.ready
            measured["lessons"].append(found)
            click.echo(_lines(found))
        if kills:
            with suppress(KeyboardInterrupt):
                measured["killed"] = kill_again_and_again(scenario, Path(folder), times=kills, students=10)
                click.echo(_lines(measured["killed"]))
    out.mkdir(parents=True, exist_ok=True)
    (out / "classroom.json").write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")


def _lines(found: dict[str, Any]) -> str:
    numbers = {name: f"{value:10.3f}" if isinstance(value, float) else f"{value:10}" for name, value in found.items()}
    return "".join(f"{name:24}{number}\n" for name, number in numbers.items())


if __name__ == "__main__":
    main()
