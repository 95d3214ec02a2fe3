"""How a class is kept: its file, absent students, restarts, what is refused."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import sim
from sim.classroom.presence import Presence
from sim.classroom.serve import ClassSettings, check_extra, open_room
from sim.classroom.store import Store, forget
from sim.errors import InputError, MissingDependencyError, StorageError
from tests.classroom.people import PORT
from tests.cli.calls import call

PAGES = ("/brief", "/table", "/news", "/advice", "/forecast", "/me")


def again(found, new_class, **settings):
    """The same class, opened again."""
    cookies = [each.client.cookies for each in found]
    found[0].of.close()
    opened = new_class(**settings)
    browsers = [opened.stranger() for _ in found]
    for browser, kept in zip(browsers, cookies, strict=True):
        browser.client.cookies = kept
    return browsers


@pytest.mark.quick
def test_every_page_is_the_same_after_a_restart(new_class):
    found = new_class(seats=("firm", "union"))
    people = [found.student(name) for name in ("Ana", "Ben", "Cyd")]
    teacher = found.teacher()
    people[0].move("offer", 1)
    people[1].move("refuse", 1)
    teacher.advance("week")
    people[0].move("offer", 2)
    before = [browser.get(path).text for browser in people for path in PAGES] + [teacher.get("/teacher/show").text]
    people = again([*people, teacher], new_class)
    *people, teacher = people
    assert [browser.get(path).text for browser in people for path in PAGES] + [
        teacher.get("/teacher/show").text
    ] == before
    teacher.to_the_end()
    before = [browser.get(path).text for browser in people for path in (*PAGES, "/debrief")]
    *people, teacher = again([*people, teacher], new_class)
    assert [browser.get(path).text for browser in people for path in (*PAGES, "/debrief")] == before
    assert teacher.get("/teacher/debrief").status_code == 200


@pytest.mark.quick
def test_a_mind_takes_the_chair_of_the_absent_and_gives_it_back(new_class):
    found = new_class()
    ana, ben, teacher = found.student("Ana"), found.student("Ben"), found.teacher()
    found.clock.now += 90
    ben.get("/table")
    found.clock.now += 60  # Ana was last seen 150 seconds ago, Ben 60
    assert "away" in teacher.text("/teacher")
    teacher.advance("day")
    assert found.room.games[1].table.people == () and found.room.games[2].table.people == ("firm",)
    assert "the mind plays" in teacher.text("/teacher")
    teacher.advance("week")
    page = ana.text("/table")
    assert found.room.games[1].table.people == ("firm",)
    assert "From 1 January 2024 to 9 January 2024 the model's mind held the chair" in page
    assert [(move.kind, move.day) for move in found.room.games[1].table.moves] == [("mind", 0), ("person", 8)]
    ana.move("offer", 0)
    found.room.presence.open(1)
    found.clock.now += 10_000
    ben.get("/table")
    teacher.advance("day")
    assert found.room.games[1].table.people == ("firm",)  # a page that is open is a sign


def test_a_mind_takes_the_chair_within_a_day_and_what_it_did_is_told(new_class):
    found = new_class()
    ana, teacher = found.student("Ana"), found.teacher()
    found.clock.now += 1000
    teacher.advance("end")
    table = found.room.games[1].table
    assert min(review.day for review in table.story().reviews if review.who == "firm") <= 1
    assert any(move.who == "firm" and "demand" in move.numbers for move in table.story().moves)
    teacher.submit("/teacher", "/teacher/do", what="debrief")
    assert "the model's mind held the chair" in ana.text("/debrief")
    assert "Chairs of the absent" in teacher.text("/teacher/debrief")


def test_after_a_laptop_slept_nobody_is_away(new_class):
    clock = [0.0]
    here = Presence(60, now=lambda: clock[0])
    here.see(1)
    for second in range(1, 50):
        clock[0] = float(second)
        here.tick([1, 2])
    clock[0] += 5000
    here.tick([1, 2])
    assert not here.is_away(1) and not here.is_away(2)
    for _ in range(61):
        clock[0] += 1
        here.tick([1, 2])
    assert here.is_away(1)


def test_another_scenario_version_or_file_is_refused(tmp_path):
    path, scenario = tmp_path / "a.class", sim.load(PORT)
    open_room(scenario, ClassSettings(path=path)).store.close()
    with pytest.raises(InputError, match="plays another scenario: 'Port wage talks'"):
        open_room(scenario.with_("chance.vote=0.25"), ClassSettings(path=path))
    with pytest.raises(InputError, match=r"--seed: the class kept in .* has None"):
        open_room(scenario, ClassSettings(path=path, seed=5))
    db = sqlite3.connect(path)
    db.execute("UPDATE facts SET value = '\"0.0.9\"' WHERE name = 'version'")
    db.commit()
    db.close()
    with pytest.raises(InputError, match=r"was played with version 0\.0\.9"):
        open_room(scenario, ClassSettings(path=path))
    (tmp_path / "b.class").write_text("no class at all, but a text of some length that is no database")
    with pytest.raises(InputError, match="is not a class"):
        open_room(scenario, ClassSettings(path=tmp_path / "b.class"))
    with closing(sqlite3.connect(tmp_path / "c.class")) as db:
        db.execute("CREATE TABLE other (x)")
    with pytest.raises(InputError, match="is not a class"):
        open_room(scenario, ClassSettings(path=tmp_path / "c.class"))
    with pytest.raises(StorageError, match="cannot be read or written"):
        open_room(scenario, ClassSettings(path=tmp_path / "none" / "d.class"))
    with pytest.raises(InputError, match="people: nobody at the table has this seat"):
        open_room(scenario, ClassSettings(path=tmp_path / "e.class", seats=("nobody",)))


def test_a_move_that_cannot_be_made_again_is_named(tmp_path):
    path, scenario = tmp_path / "a.class", sim.load(PORT)
    room = open_room(scenario, ClassSettings(path=path))
    student, _ = room.join("Ana")
    room.move(student, "offer", 0)
    room.store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("UPDATE moves SET move = 'withdraw', package = '{}'")
        db.execute('UPDATE moves SET package = (SELECT \'{"wage": "high"}\')')
    with pytest.raises(InputError, match="table 1: table: move 1 cannot be made again"):
        open_room(scenario, ClassSettings(path=path))


def test_one_server_a_class(tmp_path):
    scenario = sim.load(PORT)
    room = open_room(scenario, ClassSettings(path=tmp_path / "a.class"))
    with pytest.raises(StorageError, match="another sim class is using it"):
        open_room(scenario, ClassSettings(path=tmp_path / "a.class"))
    with pytest.raises(StorageError, match="stop it first"):
        forget(tmp_path / "a.class")
    room.store.close()


@pytest.mark.quick
def test_a_full_disk_changes_nothing(new_class, monkeypatch):
    found = new_class()
    ana, teacher = found.student("Ana"), found.teacher()
    before = ana.get("/table").text

    def full(*_, **__):
        raise StorageError("mine.class: cannot be read or written (database or disk is full)")

    monkeypatch.setattr(Store, "keep", full)
    answer = ana.submit("/me", "/move", kind="offer", package="0")
    assert answer.status_code == 503 and "disk is full" in answer.text and "Nothing was changed" in answer.text
    answer = teacher.advance("week")
    assert answer.status_code == 503
    monkeypatch.undo()
    assert ana.get("/table").text == before and not found.room.games[1].table.moves


@pytest.mark.skipif(os.name != "posix" or not shutil.which("mount"), reason="needs a small disk to fill")
def test_a_disk_that_is_really_full(tmp_path):
    """SQLite's own limit of pages stands for it: the next page cannot be had."""
    scenario = sim.load(PORT)
    room = open_room(scenario, ClassSettings(path=tmp_path / "a.class"))
    student, _ = room.join("Ana")
    pages = room.store._db.execute("PRAGMA page_count").fetchone()[0]
    room.store._db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageError, match="full"):
        for number in range(2000):
            room.move(student, "offer" if number % 2 == 0 else "withdraw", 0)
    moves = room.games[1].table.moves
    room.store._db.execute("PRAGMA max_page_count = 100000")
    assert len(room.store.moves()[1]) == len(moves)
    room.move(student, "offer" if len(moves) % 2 == 0 else "withdraw", 0)
    room.store.close()


def test_a_class_is_forgotten(tmp_path):
    path = tmp_path / "mine.class"
    room = open_room(sim.load(PORT), ClassSettings(path=path))
    room.join("Ana Nameless")
    room.store.close()
    found = call("class", "--forget", path)
    assert found.exit_code == 0 and f"Deleted {path}" in found.stdout
    assert not list(tmp_path.iterdir())
    (tmp_path / "other.txt").write_text("mine")
    for wrong in (tmp_path / "other.txt", path, tmp_path):
        found = call("class", "--forget", wrong)
        assert found.exit_code == 2 and len(found.stderr.splitlines()) == 1, found.stderr
    assert (tmp_path / "other.txt").read_text() == "mine"


@pytest.mark.quick
def test_a_missing_extra_is_told_in_a_line(monkeypatch):
    monkeypatch.setattr("sim.classroom.serve.find_spec", lambda name: None if name == "segno" else object())
    with pytest.raises(
        MissingDependencyError, match=r"^sim class needs segno: pip install 'negotiation-sim\[class\]'$"
    ):
        check_extra()
    found = call("class", PORT)
    assert found.exit_code == 1 and len(found.stderr.splitlines()) == 1


def test_other_commands_do_without_the_extra():
    """Not even its help loads what is not there."""
    block = "import sys; sys.modules.update(dict.fromkeys(['starlette', 'uvicorn', 'jinja2', 'segno'])); "
    script = block + "import sim.cli; sim.cli.main(['class', '--help'], standalone_mode=False)"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=Path.cwd(), check=True)
    assert "--forget" in found.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["class"], "FILE: give a scenario"),
        (["class", PORT, "--json"], "--json: goes with --pool"),
        (["class", PORT, "--forget", "x"], "--forget: goes without"),
        (["class", "-"], "give a file"),
        (["class", PORT, "--names", "none.txt"], "cannot be read"),
        (["class", PORT, "--host", "192.0.2.77"], "--host: must be an address of this machine"),
        (["class", PORT, "--host", "no such host"], "--host: must be an address of this machine"),
        (["class", PORT, "--seat", "nobody", "--port", "0"], "--seat: nobody at the table has this seat"),
        (["class", PORT, "--pool", "none.class"], "cannot be read"),
    ],
)
def test_a_wrong_command_is_told_in_a_line(words, message, tmp_path, monkeypatch):
    here = Path.cwd()
    monkeypatch.chdir(tmp_path)
    found = call(*(here / word if word == PORT else word for word in words))
    assert found.exit_code in (1, 2) and message in found.stderr and "Traceback" not in found.output


def test_names_to_choose_from_are_checked(tmp_path, monkeypatch):
    here = Path.cwd()
    monkeypatch.chdir(tmp_path)
    for text, message in (
        ("", "holds no names"),
        ("A\nA\n", "holds a name twice"),
        ("A\n" + "B" * 50, ":2: give a name"),
    ):
        Path("names.txt").write_text(text)
        found = call("class", here / PORT, "--names", "names.txt")
        assert found.exit_code == 2 and message in found.stderr
    Path("names.txt").write_bytes(b"\xff\xfe")
    assert "must be text in UTF-8" in call("class", here / PORT, "--names", "names.txt").stderr
