"""Attacks: strangers, stolen tokens, forged requests, hostile names, other hosts, floods, two teachers."""

import re

import pytest

from sim.classroom.names import student_name
from sim.errors import InputError

STUDENTS = ("/brief", "/table", "/news", "/advice", "/forecast", "/concepts/before", "/debrief", "/me", "/listen")
TEACHERS = (
    "/teacher", "/teacher/show", "/teacher/debrief", "/teacher/table/1", "/teacher/table/1/story.txt",
    "/teacher/export/moves.csv", "/teacher/export/endings.csv", "/teacher/export/concepts.csv", "/teacher/listen",
)  # fmt: skip
POSTS = ("/move", "/forecast", "/concepts/before", "/me", "/teacher/do")


@pytest.fixture
def room(new_class):
    return new_class(seats=("firm", "union"))


@pytest.mark.quick
def test_strangers_see_no_page(room):
    ana = room.student("Ana")
    for path in (*STUDENTS, *TEACHERS):
        assert room.stranger().get(path).status_code == 401, path
    for path in TEACHERS:
        assert ana.get(path).status_code == 401, path
    for path in POSTS:
        assert room.stranger().post(path, {"mark": "0" * 32}).status_code == 401, path
    assert room.stranger().get("/join/aaaaaaaa").status_code == 404
    assert room.stranger().get("/back/guess").status_code == 404
    assert room.stranger().get("/teacher/enter/guess").status_code == 404
    for path in ("/static/../site.py", "/static/site.py", "/static/%2e%2e/store.py", "/teacher/table/99"):
        assert room.teacher().get(path).status_code == 404


def test_every_route_is_tried(room):
    paths = {route.path for route in room.app.routes}
    tried = {re.sub(r"/table/\d+", "/table/{number:int}", path) for path in TEACHERS} | {*STUDENTS, *POSTS}
    tried = {re.sub(r"export/.*", "export/{name}", re.sub(r"before", "{stage}", path)) for path in tried}
    others = {"/", "/static/{name}", "/join/{word}", "/back/{token}", "/teacher/enter/{secret}"}
    assert paths == tried | others


@pytest.mark.quick
def test_a_forged_request_does_nothing(room):
    ana, eve, teacher = room.student("Ana"), room.student("Eve"), room.teacher()
    good = {"kind": "offer", "package": "0"}
    assert ana.post("/move", good).status_code == 403
    assert ana.post("/move", good | {"mark": eve.mark("/me")}).status_code == 403
    mark = ana.mark("/me")
    for headers in (
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ):
        assert ana.post("/move", good | {"mark": mark}, **headers).status_code == 403, headers
    seen = room.room.day.isoformat()
    week = {"what": "advance", "step": "week", "seen": seen}
    assert teacher.post("/teacher/do", week).status_code == 403
    assert teacher.post("/teacher/do", week | {"mark": mark}).status_code == 403
    assert ana.post("/teacher/do", week | {"mark": mark}).status_code == 401
    assert not room.room.games[1].table.moves and room.room.day.isoformat() == seen
    assert ana.post("/move", good | {"mark": mark}, origin="").status_code == 303  # older browsers send none


def test_another_host_is_refused(room):
    ana = room.student("Ana")
    for host in ("evil.example", "evil.example:8000", "127.0.0.1.evil.example", "", "[::1", "localhost.evil.example"):
        assert ana.get("/table", headers={"host": host}).status_code == 421, host
    for host in ("localhost:8000", "192.168.7.7:8000", "[::1]:8000"):
        assert ana.get("/table", headers={"host": host}).status_code == 200, host


def test_a_request_that_is_too_large_or_odd_is_refused(room):
    ana = room.student("Ana")
    mark = ana.mark("/me")
    assert ana.post("/move", {"mark": mark, "kind": "x" * 70_000}).status_code == 413
    assert ana.client.put("/move").status_code == 405
    assert ana.client.delete("/table").status_code == 405
    file = ana.client.post("/move", data={"mark": mark}, files={"package": b"1"})
    assert file.status_code == 400
    many = ana.client.post("/move", data={"mark": mark} | {f"f{n}": "1" for n in range(300)})
    assert many.status_code == 400
    assert not room.room.games[1].table.moves


@pytest.mark.quick
def test_a_stolen_token_is_worth_nothing_once_a_new_link_is_made(room):
    ana, thief = room.student("Ana"), room.stranger()
    thief.client.cookies.set("seat", ana.client.cookies["seat"])
    assert thief.get("/table").status_code == 200
    page = ana.submit("/me", what="link").text
    link = re.search(r'href="[^"]*(/back/[\w-]+)"', page)[1]
    assert thief.get("/table").status_code == 401 and ana.get("/table").status_code == 200
    phone = room.stranger()
    assert phone.get(link).status_code == 303 and phone.get("/table").status_code == 200
    room.teacher().submit("/teacher", "/teacher/do", what="link", student="1")
    assert phone.get("/table").status_code == 401 and room.stranger().get(link).status_code == 404


def test_the_file_holds_no_students_token(room, tmp_path):
    ana = room.student("Ana")
    token = ana.client.cookies["seat"]
    room.room.store.keep(facts={"x": 1})
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("mine.class*"))
    assert kept and token.encode() not in kept
    assert (tmp_path / "mine.class").stat().st_mode & 0o077 == 0


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE students; --",
    "{{ 7*7 }}{% raw %}",
    '=HYPERLINK("http://evil.example")',
    "Ana\u202egnp.exe",
    "A" * 40,
    "Z\u0334\u0335\u0336\u0337\u0338algo",
    "अनुष्का",
    "日本語の名前",
    "👩‍👩‍👧",
    "../../etc/passwd",
    "None",
    "0",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_a_name(name, new_class):
    room = new_class()
    ana, teacher = room.student(name), room.teacher()
    kept = room.room.students[1].name
    assert kept == student_name(name) and "\u202e" not in kept
    for browser, path in ((ana, "/table"), (teacher, "/teacher"), (teacher, "/teacher/table/1")):
        page = browser.get(path)
        assert page.status_code == 200
        assert "<script>" not in page.text and "<img" not in page.text and "onerror=alert(1)>" not in page.text
        assert " ".join(kept.split()) in browser.text(path)
    assert len(room.room.store.students()) == 1
    ana.move("offer", 0)
    teacher.to_the_end()
    assert teacher.get("/teacher/debrief").status_code == 200
    assert kept not in teacher.get("/teacher/export/endings.csv").text or kept in ("0", "None")


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u200b", "\u202e", "\n\t", "A" * 41, "\u0301", "\u3164"])
def test_what_cannot_be_seen_or_is_too_long_is_not_a_name(name, room):
    with pytest.raises(InputError):
        student_name(name)
    found = room.stranger().submit(room.site.join_address, name=name)
    assert found.status_code == 422 and not room.room.students


@pytest.mark.parametrize("other", ["ana", " ANA ", "\u0410na", "A\u200bna", "Аnа"])  # noqa: RUF001
def test_two_students_do_not_look_the_same(other, room):
    room.student("Ana")
    found = room.stranger().submit(room.site.join_address, name=other)
    assert found.status_code == 422 and "take another" in found.text


def test_the_teacher_may_change_a_name(room):
    ana, teacher = room.student("Rude name"), room.teacher()
    teacher.submit("/teacher", "/teacher/do", what="rename", student="1", name="")
    assert "Student 1" in ana.text("/table") and "Rude" not in teacher.text("/teacher")
    for bad in ("", "99", "x", "-1"):
        teacher.submit("/teacher", "/teacher/do", what="rename", student=bad, name="Y")
        assert "no such student" in teacher.text("/teacher")


def test_floods_are_slowed_down(room):
    ana = room.student("Ana")
    mark = ana.mark("/me")
    codes = [ana.post("/move", {"mark": mark, "kind": "offer", "package": "0"}).status_code for _ in range(40)]
    assert codes[0] == 303 and 429 in codes
    assert ana.get("/table").status_code == 200
    room.clock.now += 60
    assert ana.post("/move", {"mark": mark, "kind": "offer", "package": "0"}).status_code == 303
    guesses = [room.stranger().get("/join/wrongone").status_code for _ in range(60)]
    assert guesses[0] == 404 and guesses[-1] == 429
    room.clock.now += 60
    secret = room.room.store.fact("teacher")
    for _ in range(60):
        room.stranger().get("/teacher/enter/guess")
    assert room.stranger().get(f"/teacher/enter/{secret}").status_code == 404  # not even by chance


def test_a_hundred_and_fifty_students_of_one_address_join_at_once(new_class):
    room = new_class()
    mark = room.stranger().mark(room.site.join_address)
    form = {"mark": mark, "name": "Student"}
    codes = [
        room.stranger().post(room.site.join_address, form | {"name": f"Student {number}"}).status_code
        for number in range(160)
    ]
    assert codes[:150] == [303] * 150 and codes[-1] == 429


@pytest.mark.quick
def test_two_teachers_who_press_at_once_do_not_go_twice_as_far(room):
    room.student("Ana")
    one, other = room.teacher(), room.teacher()
    seen = room.room.day.isoformat()
    one.advance("week", seen=seen)
    day = room.room.day
    other.advance("week", seen=seen)
    assert room.room.day == day and "has moved meanwhile" in other.text("/teacher")
    for bad in ("", "soon", "2024-13-01"):
        other.submit("/teacher", "/teacher/do", what="advance", step="week", seen=bad)
    other.submit("/teacher", "/teacher/do", what="advance", step="year", seen=day.isoformat())
    other.submit("/teacher", "/teacher/do", what="explode")
    assert room.room.day == day
    for bad in ("x", "4", "-1", "99999", "1.5"):
        other.submit("/teacher", "/teacher/do", what="every", seconds=bad)
    assert room.site.timer.every == 0


@pytest.mark.quick
def test_no_seat_learns_anothers_brief_points_or_reasons(room):
    ana, ben, teacher = room.student("Ana"), room.student("Ben"), room.teacher()
    table = room.room.games[1].table
    own = {
        seat: {
            line.text
            for line in table.brief(seat).lines
            if line.section in ("worth", "no deal", "never", "want") or line.source == "this world's points"
        }
        for seat in ("firm", "union")
    }
    pages = {
        seat: " ".join(browser.text(path) for path in ("/brief", "/table", "/news", "/advice", "/me", "/forecast"))
        for seat, browser in (("firm", ana), ("union", ben))
    }
    for seat, other in (("firm", "union"), ("union", "firm")):
        assert any(line in pages[seat] for line in own[seat])
        assert not any(line in pages[seat] for line in own[other] - own[seat])
    teacher.advance("week")
    ana.move("offer", 0)
    ben.move("refuse", 0)
    for browser in (ana, ben):
        text = " ".join(browser.text(path) for path in ("/table", "/news", "/debrief"))
        assert "expected from waiting" not in text and "insists" not in text
    assert teacher.get("/teacher/table/1/story.txt").status_code == 409
    assert "played by a person" not in teacher.text("/teacher/table/1")
    shown = teacher.get("/teacher/show").text
    secrets = [room.room.store.fact("teacher"), room.room.store.fact("key"), "Ana", "Ben"]
    assert not any(secret in shown for secret in secrets)


def test_every_answer_tells_the_browser_to_run_nothing_foreign(room):
    ana, teacher = room.student("Ana"), room.teacher()
    asked = [(room.stranger(), "/join/none"), (ana, "/table"), (teacher, "/teacher"), (ana, "/static/live.js")]
    asked += [(ana, path) for path in STUDENTS if path != "/listen"] + [(teacher, "/teacher/show")]
    for browser, path in asked:
        answer = browser.get(path)
        rule = answer.headers["content-security-policy"]
        assert "default-src 'none'" in rule and "unsafe" not in rule and "frame-ancestors 'none'" in rule
        assert answer.headers["x-content-type-options"] == "nosniff"
        if path.startswith("/static"):
            continue
        assert answer.headers["cache-control"] == "no-store"
        assert not re.search(r"<style|style=|<script(?! type=\"module\" src=\"/static)|\son\w+=", answer.text), path
        assert not re.findall(r'(?:src|href)="(?:https?:)?//(?!127\.0\.0\.1)', answer.text), path


def test_pages_are_small(room):
    ana, teacher = room.student("Ana"), room.teacher()
    shared = sum(len(ana.get(f"/static/{name}").content) for name in ("class.css", "live.js", "icon.svg"))
    assert len(ana.get("/static/live.js").content) < 3_000
    ana.move("offer", 0)
    teacher.to_the_end()
    pages = [(ana, path) for path in STUDENTS if path != "/listen"]
    pages += [(teacher, path) for path in ("/teacher", "/teacher/show", "/teacher/debrief", "/teacher/table/1")]
    for browser, path in pages:
        assert len(browser.get(path).content) + shared < 50_000, path


def test_cookies_are_out_of_reach_of_scripts_and_other_pages(room):
    browser = room.stranger()
    found = browser.submit(room.site.join_address, name="Ana").headers["set-cookie"].lower()
    assert "httponly" in found and "samesite=lax" in found
