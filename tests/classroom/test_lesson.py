"""A lesson from joining to the debrief, page by page, as browsers ask for them."""

import csv
import io
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from sim.classroom.concepts import CONCEPTS
from sim.results.titles import the
from tests.classroom.people import BASE, PORT


@pytest.mark.quick
def test_a_whole_lesson(new_class):
    found = new_class()
    ana, ben, teacher = found.student("Ana"), found.student("Ben"), found.teacher()
    assert "Your brief:" in ana.text("/brief")
    names = found.room.games[1].table.scenario.model.outcomes
    shares = {f"share{place}": "100" if place == 0 else "" for place in range(len(names) + 3)}
    assert ana.submit("/forecast", **shares).headers["location"] == "/table"
    assert "forecast is kept" in ana.text("/table")
    assert ben.submit("/concepts/before", **{each.id: str(each.right) for each in CONCEPTS}).status_code == 303

    assert "Your offer is on the table" in ana.move("offer", 0)
    teacher.advance("week")
    assert "8 January 2024" in ana.text("/table") and "8 January 2024" in teacher.text("/teacher/show")
    assert "forecasts are closed" in ben.text("/forecast")
    assert ben.submit("/me", "/forecast", share0="100").status_code == 422
    event = found.room.next_event()
    teacher.advance("event")
    assert found.room.day == event
    assert "insists on" in ben.text("/advice")
    assert ana.get("/debrief").text.count("Your end among") == 0

    teacher.to_the_end()
    page = ana.text("/debrief")
    for words in (
        "Your end among 1,000 plays",
        "In all worlds",
        "model in your chair",
        "Brier score of",
        "whole story",
    ):
        assert words in page
    assert "You wrote none down" in ben.text("/debrief")
    for words in ("When tables signed", "Table by table", "mean Brier score", "endings.csv"):
        assert words in teacher.text("/teacher/debrief")
    assert "By the end" in teacher.get("/teacher/show").text
    story = teacher.get("/teacher/table/1/story.txt")
    assert story.headers["content-type"].startswith("text/plain") and "The end:" in story.text
    assert (
        "right answers" in ben.text("/concepts/after") or ben.submit("/concepts/after", luck="2").status_code == 303
    )
    assert "You had it right" in ben.text("/concepts/after")


def test_the_teacher_is_told_what_the_last_day_is(new_class):
    found = new_class()
    found.student("Ana")
    teacher = found.teacher()
    assert "1 joined, 1 table, 0 done" in teacher.text("/teacher/show")
    while found.room.next_event() < found.room.last:
        assert "(next event)" in teacher.text("/teacher")
        teacher.advance("event")
    while (left := found.room.last - found.room.day) > timedelta(days=1):
        teacher.advance("week" if left > timedelta(days=7) else "day")
    page = teacher.text("/teacher")
    assert "1 day to the deadline" in page and "To the deadline" in page and "next event" not in page
    teacher.advance("event")
    page = teacher.text("/teacher")
    assert "the day of the deadline" in page and "End the talks" in page and "A week" not in page
    assert "The day of the deadline" in teacher.text("/teacher/show")
    teacher.advance("end")
    assert found.room.ended


def test_a_student_whose_government_changed_is_sent_to_the_new_brief(new_class, tmp_path):
    file = tmp_path / "changed.yaml"
    file.write_text(Path(PORT).read_text(encoding="utf-8").replace("chance: 0.5", "chance: 1"), encoding="utf-8")
    found = new_class(scenario=str(file), seats=("firm",))
    ana, teacher = found.student("Ana"), found.teacher()
    assert "is another" not in ana.text("/table")
    while found.room.day < date(2024, 2, 10):
        teacher.advance("event")
    assert not found.room.games[1].table.over
    assert "You act for new board now: your brief is another." in ana.text("/table")
    assert "Your brief: new board" in ana.text("/brief")


def test_questions_after_the_lesson_are_asked_after_it(new_class):
    found = new_class()
    ana, teacher = found.student("Ana"), found.teacher()
    assert "asked when the talks are over" in ana.text("/concepts/after")
    assert "/concepts/after" not in ana.get("/forecast").text
    assert ana.submit("/me", "/concepts/after", luck="2").status_code == 409
    teacher.advance("end")
    assert ana.submit("/concepts/after", luck="2").status_code == 303


def test_chairs_of_the_absent_are_named(new_class):
    found = new_class(seats=("firm", "union"))
    found.student("Ana")
    teacher = found.teacher()
    teacher.to_the_end()
    naming, table = found.site.naming, found.room.games[1]
    empty = next(seat for seat in found.room.seats if found.room.student_in(table, seat) is None)
    assert f"Table 1, {the(naming.seat(empty))}: From" in teacher.text("/teacher/debrief")


def test_a_page_of_error_leads_back_whoever_has_been_here(new_class):
    found = new_class()
    ana, teacher, stranger = found.student("Ana"), found.teacher(), found.stranger()
    for browser, links in ((ana, 1), (teacher, 1), (stranger, 0)):
        page = browser.get("/teacher/table/99").text
        assert page.count('href="/"') == links
    assert teacher.get("/").headers["location"] == "/teacher"


def test_a_move_is_on_the_table_of_whoever_made_it_alone(new_class):
    found = new_class()
    ana, ben = found.student("Ana"), found.student("Ben")
    before = ben.text("/table")
    ana.move("offer", 1)
    assert ben.text("/table") == before
    assert found.room.games[1].table.moves and not found.room.games[2].table.moves


def test_students_who_play_each_other_share_a_table(new_class):
    found = new_class(seats=("firm", "union"))
    ana, ben, cyd = (found.student(name) for name in ("Ana", "Ben", "Cyd"))
    assert len(found.room.games) == 2
    ana.move("offer", 0)
    assert "Accept" in ben.text("/table") and "You offer" in ana.text("/table")
    assert "accepted" in ben.move("accept", 0).lower() or found.room.games[1].table.over
    assert "The talks are over" in ana.text("/table") and "The talks are over" not in cyd.text("/table")


def test_what_a_package_is_worth_is_shown_before_it_is_offered(new_class):
    found = new_class()
    ana = found.student("Ana")
    issue, body = next(iter(found.scenario.model.issues.items()))
    page = ana.get(f"/table?issue-{issue}={list(body.options)[-1]}").text
    assert 'id="put"' in page and "once in force" in page
    for bad in (f"issue-{issue}=nothing", f"issue-{issue}=%3Cscript%3E", "issue-x=1", "proposal=none"):
        page = ana.get(f"/table?{bad}")
        assert page.status_code == 200 and "<script>" not in page.text.replace('<script type="module" src', "")


def test_a_move_that_the_rules_do_not_allow_is_answered_with_the_reason(new_class):
    found = new_class()
    ana = found.student("Ana")
    assert "cannot be done now" in ana.move("withdraw", 2)
    for package in ("", "-1", "x", "99999", "9" * 30, "\u0661"):
        assert "no such package" in ana.move("offer", package)
    assert "no such move" in ana.move("mind", 0)
    assert not found.room.games[1].table.moves


def test_who_comes_late_gets_a_table_at_which_minds_have_sat(new_class):
    found = new_class()
    found.student("Ana")
    teacher = found.teacher()
    teacher.advance("week")
    late = found.student("Late")
    assert found.room.games[2].table.day == found.room.day
    assert [move.kind for move in found.room.games[2].table.moves] == ["mind", "person"]
    assert "the model's mind held the chair" in late.text("/table")
    teacher.advance("end")
    refused = found.stranger().submit(found.site.join_address, name="Too late")
    assert refused.status_code == 422 and "talks are over" in refused.text


def test_a_forecast_sums_to_a_hundred(new_class):
    ana = new_class().student("Ana")
    for bad in ({"share0": "50"}, {"share0": "x"}, {"share0": "-5", "share1": "105"}, {"share0": "nan"}, {}):
        found = ana.submit("/forecast", **bad)
        assert found.status_code == 422 and 'role="alert"' in found.text
    assert ana.submit("/forecast", share0="33,3", share1="66.7%").status_code == 303


def test_exports_hold_those_who_agree_without_names(new_class):
    found = new_class()
    ana, ben, teacher = found.student("Ana"), found.student("Ben", consent=False), found.teacher()
    ana.move("offer", 0)
    ben.move("offer", 0)
    for student in (ana, ben):
        student.submit("/concepts/before", luck="2")
    assert teacher.get("/teacher/export/endings.csv").status_code == 409
    teacher.to_the_end()
    texts = {name: teacher.get(f"/teacher/export/{name}.csv").text for name in ("endings", "moves", "concepts")}
    rows = {name: list(csv.DictReader(io.StringIO(text))) for name, text in texts.items()}
    assert {row["table"] for row in rows["endings"]} == {row["table"] for row in rows["moves"]} == {"1"}
    assert len(rows["concepts"]) == 1 and rows["concepts"][0]["luck"] == "1" and rows["concepts"][0]["right"] == "1"
    assert not any(name in text for text in texts.values() for name in ("Ana", "Ben"))
    assert {row["outcome"] for row in rows["endings"]} <= {*found.site.debriefs.outcomes.names}
    ben.submit("/me", "/me", consent="yes")
    ana.submit("/me", "/me")
    again = csv.DictReader(io.StringIO(teacher.get("/teacher/export/endings.csv").text))
    assert [row["table"] for row in again] == ["2"]


def test_a_class_may_choose_from_a_list_of_names(new_class):
    found = new_class(labels=("A1", "A2"))
    browser = found.stranger()
    assert re.findall(r"<option>(\w+)", browser.get(found.site.join_address).text) == ["A1", "A2"]
    assert browser.submit(found.site.join_address, name="B9").status_code == 422
    assert browser.submit(found.site.join_address, name="A1").status_code == 303
    assert re.findall(r"<option>(\w+)", found.stranger().get(found.site.join_address).text) == ["A2"]


def test_all_tables_may_play_one_world(new_class):
    found = new_class(world=3)
    for name in ("Ana", "Ben"):
        found.student(name)
    assert {game.table.world for game in found.room.games.values()} == {3}
    other = new_class("other.class")
    for name in ("Ana", "Ben"):
        other.student(name)
    assert [game.table.world for game in other.room.games.values()] == [0, 1]


@pytest.mark.quick
def test_the_home_page_leads_on(new_class):
    found = new_class()
    assert found.stranger().get("/").status_code == 404
    assert found.student("Ana").get("/").headers["location"] == "/table"
    assert found.teacher().get("/").headers["location"] == "/teacher"
    assert found.site.join_address.startswith(f"{BASE}/join/")


def test_a_student_may_walk_out_where_the_scenario_says_so(new_class):
    found = new_class(scenario="scenarios/recipes/walk_out.yaml", seats=("third",))
    ana, teacher = found.student("Ana"), found.teacher()
    assert "Without the others" not in ana.text("/table")
    assert "cannot be done now" in ana.move("do", "walk_out")
    assert "no such move of third" in ana.move("do", "<b>")
    for _ in range(2):
        teacher.advance("week")
    assert "Without the others Walk out" in ana.text("/table")
    ana.move("do", "walk_out")
    assert found.room.games[1].table.over
    teacher.to_the_end()
    assert "third,do,walk_out" in teacher.get("/teacher/export/moves.csv").text
    assert "moves, “walk out”" in ana.text("/debrief")
