"""``sim play`` by piped lines: commands, mistakes, keeping and going on, and what is shown at the end."""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from functools import partial

import pytest

from tests.cli.calls import PORT, call

TREATY = "scenarios/new_start/baseline.yaml"


def play(*options: object, lines: str, columns: int | None = 80, file: str = PORT):
    return call("play", file, *options, columns=columns, typed=lines.encode())


@pytest.mark.quick
def test_a_whole_game_by_piped_lines():
    found = play(lines="advice\nbest 2\nnext 5\nnews\ntable\nbrief\nodds\nmind\n")
    assert found.exit_code == 0, found.output
    for words in (
        "1 January 2024, firm> advice",
        "It insists on",
        "how it may end",
        "The whole story",
        "What to make of it",
    ):
        assert words in found.stdout
    assert "model in your chair, with the same luck" in " ".join(found.stdout.split())
    assert "\x1b" not in found.stdout


def test_the_flagship_from_both_sides():
    us = play(
        "--seat",
        "us",
        "--set",
        "minds.choice=exact",
        lines="next inauguration\naccept clean five years\n",
        file=TREATY,
    )
    assert "What really happened: clean five years, signed on 26 January 2021." in us.stdout
    assert "You act for the Trump administration, in the seat of the United States." in us.stdout
    russia = play("--seat", "russia", lines="refuse 1\nnext end\n", file=TREATY)
    assert "Russia, played by a person, refuses" in " ".join(russia.stdout.split())


@pytest.mark.parametrize("columns", [60, 100])
def test_lines_keep_to_the_width_of_the_terminal(columns):
    found = play(lines="help\ntable\nbrief\nadvice\nodds\nnext end\n", columns=columns, file=TREATY)
    assert found.exit_code == 0
    assert [line for line in found.stdout.splitlines() if len(line) > columns and "> " not in line] == []


LONG = "9" * 5000
HOSTILE = ("next ²", "best ²", "offer ²", "accept ²", f"best {LONG}", f"accept {LONG}", "offer pay=low, pay=mid")


@pytest.mark.parametrize("line", HOSTILE, ids=lambda line: line[:10])
def test_a_line_that_makes_no_sense_is_answered_and_play_goes_on(line):
    found = play(lines=f"{line}\nquit\n")
    assert found.exit_code == 0 and "firm> quit" in found.stdout, found.output


def test_bytes_that_are_no_text_are_answered(tmp_path):
    command = [sys.executable, "-m", "sim", "play", PORT]
    found = subprocess.run(command, input=b"\xff\xfe\nquit\n", capture_output=True, check=False, timeout=300)
    assert found.returncode == 0 and b"firm> quit" in found.stdout, found.stderr


NUMBERED = "tests/scenarios/valid/options_that_are_numbers.yaml"


def test_numbers_that_are_names_are_taken_as_names():
    found = play(lines="worth 7\noffer\n3\ntrue\nn\noffer 7\nnext 9\nquit\n", file=NUMBERED)
    assert found.exit_code == 0, found.output
    assert "years (1, 3, 5, 05, 1e2) [1]: 3" in found.stdout
    assert "“7” (3" in found.stdout
    assert "1 February 2024" in found.stdout.partition("next 9")[2], "the event's day, not nine days on"


def test_a_package_is_chosen_issue_by_issue():
    found = play("--seat", "union", lines="offer\n2\n2\ny\nquit\n")
    assert "wage (1 low, 2 mid, 3 high) [1]: 2" in found.stdout
    assert re.search(r"union +mid \(hours short\).*yours", found.stdout)
    broken_off = play(lines="offer\n2\n1\nn\nquit\n")
    assert "yours" not in broken_off.stdout.partition("(y/n)")[2]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("fly", "fly: no such command"),
        ("adv1ce", "Did you mean 'advice'?"),
        ("a", "a: may be accept or advice"),
        ("accept", "accept: which one?"),
        ("accept 9", "no offer on the table has this number"),
        ("offer wage=lots", "wage has no such option"),
        ("worth lots", "worth: no such proposal"),
        ("offer wages=low", "Did you mean 'wage'?"),
        ("next yesterday", "next: no such event"),
        ("next 1999-01-01", "next: must be a day that is still to come"),
        ("worth", "worth: of which package?"),
        ("best many", "best: must be a whole number"),
        ("best 0", "best: must be a whole number"),
        ("news soon", "news: must be a date"),
        ("prolong", "the scenario knows no later deadline"),
        ("do", "Today there is nothing."),
        ("do strike", "the scenario lets it do nothing without the others"),
    ],
)
def test_a_mistake_is_told_and_the_game_goes_on(line, message):
    found = play(lines=f"{line}\ntable\n")
    assert found.exit_code == 0 and message in " ".join(found.stdout.split())
    assert "firm> table" in found.stdout


def test_one_walks_out_where_the_scenario_says_so():
    file = "scenarios/recipes/walk_out.yaml"
    found = play("--seat", "third", lines="next 2017-11-02\ndo\ndo walk_out\n", file=file)
    assert found.exit_code == 0, found.output
    assert "walk_out" in found.stdout and "Third moves, “walk out”." in found.stdout


def test_a_game_is_kept_and_gone_on_with(tmp_path):
    out = tmp_path / "mine"
    first = play("--out", out, "--world", 2, "--seed", 5, lines="offer wage=mid\nnext 3\n")
    assert first.exit_code == 0 and "goes on" in first.stderr
    again = play("--out", out, lines="news\nnext end\n")
    assert "Going on with the play kept" in again.stderr and "4 January 2024, firm> news" in again.stdout
    whole = play("--world", 2, "--seed", 5, lines="offer wage=mid\nnext 3\nnext end\n")
    story = [text.stdout.partition("The whole story")[2] for text in (again, whole)]
    assert story[0] == story[1] != ""
    other = play("--out", out, "--world", 3, lines="")
    assert other.exit_code == 2 and "--world: the play kept in" in other.stderr
    changed = play("--out", out, "--set", "chance.vote=0", lines="")
    assert changed.exit_code == 2 and "was played of another scenario" in changed.stderr


def test_without_out_nothing_is_kept_and_that_is_said(tmp_path):
    found = play(lines="next\n")
    assert "Nothing is kept without --out" in found.stderr


def test_a_scenario_on_standard_input_leaves_no_room_for_commands():
    found = call("play", "-", typed=b"")
    assert found.exit_code == 2 and "commands are read from standard input" in found.stderr


def test_ctrl_c_keeps_the_game(tmp_path):
    # as from a terminal: a shell has what it runs in the background ignore Ctrl-C, and so all that this starts
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); import sim.cli; sim.cli.main()"
    words = [sys.executable, "-c", code, "play", PORT, "--out", str(tmp_path / "mine")]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(b"next 3\n")
        process.stdin.flush()
        deadline = time.monotonic() + 60
        while not (tmp_path / "mine" / "table.json").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGINT)
        _, found = process.communicate(timeout=300)
    assert process.returncode == 130 and b"The play is kept" in found
    assert b"Traceback" not in found


def test_a_seat_that_is_none_is_named_by_its_option():
    found = play("--seat", "nobody", lines="")
    assert found.exit_code == 2 and found.stderr.startswith("--seat: nobody at the table has this seat")


def test_a_wrong_answer_is_asked_again_and_stop_breaks_off():
    found = play("--seat", "union", lines="offer\nlots\n9\nmid\nshort\ny\nquit\n")
    assert "offer: lots is none of them" in found.stdout and "offer: 9 is none of them" in found.stdout
    assert re.search(r"union +mid \(hours short\).*yours", found.stdout)
    for broken_off in ("offer\nstop\nquit\n", "offer\n1\n1\nperhaps\nquit\n"):
        found = play("--seat", "union", lines=broken_off)
        assert "Nothing was offered." in found.stdout and "yours" not in found.stdout


def test_time_passes_in_the_words_in_which_days_are_shown():
    lines = "next 1 day\nnext 3 days\nnext 8 January 2024\nnews 2 january 2024\n?\nexit\n"
    found = play(lines=lines)
    for day in ("2 January 2024, firm> next 3", "5 January 2024, firm> next 8", "8 January 2024, firm> news"):
        assert day in found.stdout
    assert "must be" not in found.stdout and "no such command" not in found.stdout


def test_a_line_that_goes_on_with_a_kept_play_has_the_values_set_on_it(tmp_path):
    out = tmp_path / "my play"
    first = play("--out", out, "--set", "title=A port's wages", lines="")
    assert "table.json" in [path.name for path in out.iterdir()], "kept before anything is typed"
    (line,) = re.findall(r"kept: sim (.*) goes on", first.stderr)
    again = call(*shlex.split(line), typed=b"quit\n")
    assert again.exit_code == 0 and "Going on with the play" in again.stderr, again.output
    other = play("--out", out, "--set", "title=Wages", lines="")
    assert other.exit_code == 2 and "with title=A port's wages (this is 'Wages'" in other.stderr


def test_the_end_names_the_file_and_does_not_tell_twice_what_was_told():
    found = play("--seat", "us", "--set", "minds.choice=exact", lines="next inauguration\nnext end\n", file=TREATY)
    last = found.stdout.partition("next end")[2].partition("The whole story")[0]
    assert "Helsinki" not in last and "The end" in last
    assert f"sim tell {TREATY} --set minds.choice=exact --world 0" in " ".join(found.stdout.split())


def test_a_person_hears_that_it_acts_for_another_government_now():
    lines = "next inauguration\nquit\n"
    found = play("--seat", "us", "--set", "events.biden_wins.chance=1", lines=lines, file=TREATY)
    assert "You act for the Biden administration now" in found.stdout
    stays = play("--seat", "russia", "--set", "events.biden_wins.chance=1", lines=lines, file=TREATY)
    assert "You act for the Biden" not in stays.stdout


def test_what_the_short_table_leaves_out_is_counted():
    found = play(lines="table\nquit\n", file=TREATY)
    short, _, full = found.stdout.partition("> table")
    assert "And 1 event later, the last “Biden takes office”." in short and "later" not in full


def test_a_play_that_is_over_says_so_when_it_is_taken_up_again(tmp_path):
    play("--out", tmp_path / "mine", lines="next end\n")
    again = play("--out", tmp_path / "mine", lines="")
    assert "This play has come to its end." in again.stdout and "The whole story" in again.stdout
    assert "You act for" not in again.stdout


def test_the_notice_of_hindsight_names_no_option_that_there_is_not():
    assert "known after the start" in (notice := play(lines="", file=TREATY).stderr)
    assert "sim run --as-of leaves out" in notice


@pytest.mark.skipif(sys.platform == "win32", reason="no terminals of this kind")
@pytest.mark.parametrize("keys", ["\x04", "offer\n\x04\x04", "\x03", "offer\n\x03"], ids=repr)
def test_at_a_terminal_ctrl_d_and_ctrl_c_end_on_a_line_of_their_own(keys, tmp_path):
    pexpect = pytest.importorskip("pexpect")
    words = ["-m", "sim", "play", PORT, "--out", str(tmp_path / "mine")]
    hears = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # whoever runs tests in the background may not
    how = {"encoding": "utf-8", "timeout": 300, "dimensions": (40, 80), "preexec_fn": hears}
    with pexpect.spawn(sys.executable, words, **how) as terminal:
        for key in re.findall(r"[^\n]+\n|.", keys):
            terminal.expect(["firm> ", r"\]: "])
            terminal.send(key)
        terminal.expect(pexpect.EOF)
        assert re.search(r"\n(\x1b\[\?2004l\r?)?Stopped\. The play is kept", terminal.before), terminal.before
    assert terminal.exitstatus == (130 if "\x03" in keys else 0)
    assert (tmp_path / "mine" / "table.json").exists()
