"""What happens by itself: pages that listen, a calendar that runs, a server that stops."""

import asyncio
from pathlib import Path

import pytest

from benchmarks.class_bots import Bot, Browser, Teacher
from benchmarks.class_server import ClassServer
from benchmarks.classroom import kill_again_and_again, lesson
from sim.classroom.hub import Hub
from sim.errors import StorageError
from tests.classroom.people import PORT


def run_seconds(found, count):
    """Let so many seconds pass in a class's server."""
    seconds = iter(range(count))

    async def second(_):
        if next(seconds, None) is None:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(found.site.run(sleep=second))


async def sit_and_listen(server):
    """Return a bot at its table, and its page that listens there."""
    bot = Bot(server.join, 1)
    await bot.sit_down()
    heard = asyncio.Event()
    listening = asyncio.create_task(bot.browser.listen("/listen", heard))
    await asyncio.wait_for(heard.wait(), 5)
    return bot, listening


@pytest.mark.quick
def test_listeners_hear_of_every_change_once():
    async def listen():
        hub, version, heard = Hub(), ["1"], []

        async def hear():
            heard.extend([event async for event in hub.listen(lambda: version[0])])

        listening = asyncio.create_task(hear())
        await asyncio.sleep(0.01)
        for new in ("1", "2", "2", "3"):
            version[0] = new
            hub.publish()
            await asyncio.sleep(0.01)
        hub.close()
        await asyncio.wait_for(listening, 1)
        return heard

    assert asyncio.run(listen()) == ["data: 1\n\n", "data: 2\n\n", "data: 3\n\n"]


def test_the_calendar_runs_by_itself_to_its_end(new_class):
    found = new_class()
    found.student("Ana")
    teacher, clock = found.teacher(), [0.0]
    found.site.timer._now = lambda: clock[0]
    teacher.submit("/teacher", "/teacher/do", what="every", seconds="60")
    assert "every 60 seconds" in teacher.text("/teacher")
    days = []

    async def second(_):
        clock[0] += 1
        found.clock.now += 1
        if clock[0] % 60 == 0:
            days.append((found.room.day - found.scenario.model.start).days)
        if clock[0] > 5000:
            raise asyncio.CancelledError

    asyncio.run(found.site.run(sleep=second))
    assert (1, "firm") in found.site.debriefs._placed  # worked out before anybody asks
    assert days[:4] == [0, 7, 14, 21] and found.room.ended
    teacher.submit("/teacher", "/teacher/do", what="every", seconds="60")
    assert "talks are over" in teacher.text("/teacher")


def test_a_calendar_that_cannot_be_kept_stops(new_class, monkeypatch):
    found = new_class()
    found.student("Ana")
    found.site.timer._now = lambda: 100.0
    found.site.timer.every, found.site.timer._due = 60, 0.0

    def full(*_, **__):
        raise StorageError("full")

    monkeypatch.setattr("sim.classroom.store.Store.keep", full)
    run_seconds(found, 3)
    assert found.site.timer.every == 0 and found.room.day == found.scenario.model.start


def test_a_lesson_of_bots_at_a_real_server(tmp_path):
    with ClassServer(PORT, tmp_path / "a.class") as server:
        found = asyncio.run(lesson(server, 4, every=0.2, least=0.02, most=0.1))
        assert server.stop() == 0
    assert found["moves"] > 5 and found["refreshes"] > 4 and found["advances"] > 5


def test_killed_servers_lose_no_move_that_was_acknowledged(tmp_path):
    found = kill_again_and_again(Path(PORT), tmp_path, times=3, students=3)
    assert found["acknowledged"] > 3 and found["lost"] == 0 and found["pages_different"] == 0


def test_a_lost_connection_leaves_the_chair_and_its_moves(tmp_path):
    """A page that listens goes away without a word; the move it made before is there when it comes back."""

    async def lose(server):
        teacher = Teacher(server.teacher)
        bot, listening = await sit_and_listen(server)
        await teacher.enter()
        await bot.send("offer", 0)
        assert "away" not in (await teacher.browser.ask("/teacher"))[2].replace("are away", "")
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await bot.browser.close()
        await asyncio.sleep(5.5)
        await teacher.advance("day")
        _, _, page = await teacher.browser.ask("/teacher")
        assert "the mind plays" in page
        again = Browser(server.base)
        again.cookies = bot.browser.cookies
        _, _, page = await again.ask("/table")
        assert "the model's mind held the chair" in page.replace("&#39;", "'")
        _, _, page = await teacher.browser.ask("/teacher")
        assert "the mind plays" not in page and "1 move by people" in page
        await again.close(), await teacher.browser.close()

    with ClassServer(PORT, tmp_path / "a.class", "--away", "5") as server:
        asyncio.run(lose(server))


def test_a_server_that_is_stopped_while_pages_listen_ends_without_a_word(tmp_path):
    async def stop(server):
        bot, listening = await sit_and_listen(server)
        status, words = await asyncio.to_thread(server.stop_and_read)
        await asyncio.gather(listening, return_exceptions=True)
        await bot.browser.close()
        return status, words

    with ClassServer(PORT, tmp_path / "a.class") as server:
        status, words = asyncio.run(stop(server))
    assert status == 0 and "Traceback" not in words and "ERROR" not in words, words


def test_the_calendar_runs_by_itself_a_day_at_a_time(new_class):
    found = new_class()
    found.student("Ana")
    teacher = found.teacher()
    teacher.submit("/teacher", "/teacher/do", what="every", seconds="60", step="day")
    assert "a day passes every 60 seconds" in teacher.text("/teacher")
    found.site.timer._due = 0.0
    run_seconds(found, 2)
    assert (found.room.day - found.scenario.model.start).days == 1
    teacher.submit("/teacher", "/teacher/do", what="every", seconds="60", step="end")
    assert "must be one of week, day" in teacher.text("/teacher")


def test_a_port_in_use_is_told_in_a_line(tmp_path):
    with ClassServer(PORT, tmp_path / "a.class") as server, pytest.raises(RuntimeError, match="listens at") as error:
        ClassServer(PORT, tmp_path / "b.class", port=server.port)
    assert "Traceback" not in str(error.value) and not (tmp_path / "b.class").exists()
