"""Classes pooled into a forecast: the intervals by hand, files and exports, who is left out."""

import json
import math

import numpy as np
import pytest

import sim
from sim.classroom.serve import ClassSettings, open_room
from sim.errors import InputError
from sim.play.pooled import TableEnd, pool_ends
from tests.classroom.people import PORT
from tests.cli.calls import call


@pytest.fixture(scope="module")
def model():
    return sim.load(PORT).run(worlds=6, replications=4)


def wilson(k, n):
    p, z = k / n, 1.959963984540054
    root = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (p + z * z / (2 * n) - root) / (1 + z * z / n), (p + z * z / (2 * n) + root) / (1 + z * z / n)


@pytest.mark.quick
def test_intervals_of_one_class_are_wilsons(model):
    ends = [TableEnd("a", n, n, "lapsed" if n < 7 else "high wage") for n in range(30)]
    found = pool_ends(ends, model)
    place = found.names.index("lapsed")
    assert found.shares[place] == pytest.approx(7 / 30)
    assert (found.low[place], found.high[place]) == pytest.approx(wilson(7, 30))
    none = found.counts.sum(axis=0) == 0
    assert (found.low[none] == 0).all() and found.high[none] == pytest.approx(wilson(0, 30)[1])
    assert found.shares.sum() == pytest.approx(1) and found.classes == 1 and found.worlds == 30


def test_classes_that_differ_count_for_fewer_tables(model):
    def ends(*lapsed):
        return [
            TableEnd(str(group), n, 0, "lapsed" if n < count else "high wage")
            for group, count in enumerate(lapsed)
            for n in range(10)
        ]

    alike, apart = pool_ends(ends(5, 5, 5, 5), model), pool_ends(ends(0, 10, 0, 10), model)
    place = alike.names.index("lapsed")
    assert (alike.low[place], alike.high[place]) == pytest.approx(wilson(20, 40))
    # deviations of +-5 tables: variance 4/3 * 100 / 1600 = 1/12, against 1/160 of independent tables
    effect = (1 / 12) / (0.25 / 40)
    assert (apart.low[place], apart.high[place]) == pytest.approx(wilson(20 / effect, 40 / effect))
    two = pool_ends(ends(0, 10), model)
    assert (two.low[place], two.high[place]) == pytest.approx(wilson(10, 20))


def test_what_cannot_be_pooled(model):
    with pytest.raises(InputError, match="no table has ended"):
        pool_ends([], model)
    with pytest.raises(InputError, match="given twice"):
        pool_ends([TableEnd("a", 1, 0, "lapsed")] * 2, model)
    with pytest.raises(InputError, match="no such outcome"):
        pool_ends([TableEnd("a", 1, 0, "peace")], model)


def test_classes_are_pooled_from_their_files_and_exports(tmp_path, new_class):
    found = new_class("one.class")
    ana, ben, teacher = found.student("Ana"), found.student("Ben", consent=False), found.teacher()
    ana.move("offer", 0), ben.move("offer", 0)
    teacher.to_the_end()
    (tmp_path / "endings.csv").write_text(teacher.get("/teacher/export/endings.csv").text)
    found.close()
    other = open_room(found.scenario, ClassSettings(path=tmp_path / "two.class"))
    for name in ("Cyd", "Dan", "Eve"):
        other.join(name, consent=True)
    list(other.advance("end", seen=other.day))
    other.store.close()
    paths = ["--pool", tmp_path / "endings.csv", "--pool", tmp_path / "two.class"]
    printed = call("class", PORT, *paths)
    assert printed.exit_code == 0, printed.output
    assert "4 tables of 2 classes" in printed.stdout and "95% interval" in printed.stdout
    data = json.loads(call("class", PORT, *paths, "--json").stdout)
    assert data["tables"] == 4 and sum(row["tables"] for row in data["ends"]) == 4
    assert np.isclose(sum(row["share"] for row in data["ends"]), 1)
    only = call("class", PORT, "--pool", tmp_path / "one.class")
    assert "1 of 2 tables left out" in only.stderr and "1 table of 1 class" in only.stdout
    twice = call("class", PORT, "--pool", tmp_path / "one.class", "--pool", tmp_path / "endings.csv")
    assert twice.exit_code == 2 and "given twice" in twice.stderr
    wrong = call("class", PORT, "--set", "chance.vote=0.25", "--pool", tmp_path / "endings.csv")
    assert wrong.exit_code == 2 and "another scenario or version" in wrong.stderr
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n")
    bad = call("class", PORT, "--pool", tmp_path / "bad.csv")
    assert bad.exit_code == 2 and "neither a class's file nor its endings.csv" in bad.stderr
