"""The check of how the sources stand on each other, on a small tree that is right and then is not."""

import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import check_layers

RIGHT = {
    "base/error.h": "",
    "base/error.c": '#include "base/error.h"\n',
    "db/db.h": '#include "base/error.h"\n',
    "db/query.c": '#include "db/db.h"\nconst char *all = "catalogue";\n',
    "db/catalogue.sql": "SELECT 1\n",
    "db/migrations/0001_portal.sql": "SELECT 1\n",
    "db/engine/outbox_claim.sql": "SELECT 1\n",
    "db/pay/payment_sell_plan.sql": "SELECT 1\n",
    "db/pay/payment_sell_apply.sql": "SELECT 1\n",
    "model/engine/README.md": "",
    "model/engine/outbox.h": '#include "db/db.h"\n',
    "model/engine/outbox.c": '#include "model/engine/outbox.h"\n/* not "payment_sell" */\n'
                             'const char *claim = "outbox_claim";\n',
    "model/pay/README.md": "",
    "tui/app/README.md": "",
    "tui/pay/README.md": "",
    "model/pay/charge.h": "",
    "model/pay/charge.c": '#include "model/pay/charge.h"\n\n#include "model/engine/outbox.h"\n'
                          'const char *sell = "payment_sell";\n',
    "tui/app/app.h": '#include "model/pay/charge.h"\n',
    "tui/pay/form.c": '#include "tui/app/app.h"\nconst char *key = "payment_sell";\n',
    "tui/defaults.conf": "",
    "cli/act.c": '#include "model/pay/charge.h"\n',
}
ORDER = "a room includes only from itself and those before it"
NAMED = "a statement is named only by the model's room of its name and those behind it"


def look(*args):
    return subprocess.run([sys.executable, ROOT / "tests/check_layers.py", *args], capture_output=True, text=True,
                          check=False)


@pytest.fixture
def tree(tmp_path):
    """The small tree, with these files added or in place of its own (None: without it), looked at: what is told."""

    def look_at(changes):
        for path, text in {**RIGHT, **changes}.items():
            if text is not None:
                (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / path).write_text(text)
        return look(tmp_path)

    return look_at


def test_this_tree_holds():
    seen = look()
    assert (seen.returncode, seen.stderr) == (0, "")
    assert seen.stdout.startswith("layers: ") and seen.stdout.count("\n") == 1


def test_a_tree_that_is_right_holds(tree):
    seen = tree({})
    assert (seen.returncode, seen.stderr) == (0, "")
    assert seen.stdout == "layers: 11 files include, and name, only what they stand on\n"


@pytest.mark.parametrize("changes, told", [
    ({"base/error.c": '#include "error.h"\n'},
     ['base/error.c includes "error.h": includes name their floor ("base/error.h")']),
    ({"db/db.h": '#include "model/pay/charge.h"\n'},
     ["db/db.h includes model/pay/charge.h: db includes only from db, base",
      "circle of db/db, model/engine/outbox, model/pay/charge: no two files include each other, by whatever way",
      "    db/db.h includes model/pay/charge.h",
      "    model/engine/outbox.h includes db/db.h",
      "    model/pay/charge.c includes model/engine/outbox.h"]),
    ({"cli/act.c": '  #  include "tui/app/app.h"\n'},
     ["cli/act.c includes tui/app/app.h: cli includes only from cli, base, model"]),
    ({"model/engine/job.c": '#include "model/pay/charge.h"\n'},
     [f"model/engine/job.c includes model/pay/charge.h: pay stands behind engine in model, and {ORDER}"]),
    ({"tui/app/draw.c": '#include "tui/pay/form.h"\n'},
     [f"tui/app/draw.c includes tui/pay/form.h: pay stands behind app in tui, and {ORDER}"]),
    ({"model/engine/job.c": '#include <model/pay/charge.h>\n'},
     [f"model/engine/job.c includes model/pay/charge.h: pay stands behind engine in model, and {ORDER}"]),
    ({"model/engine/job.c": '#include HEADER\n'},
     ['model/engine/job.c includes "HEADER": includes name their floor ("base/error.h")']),
    ({"model/engine/job.c": '#include "model/engine/../pay/charge.h"\n'},
     ['model/engine/job.c includes "model/engine/../pay/charge.h": includes name their floor ("base/error.h")']),
], ids=["no floor", "upwards", "sideways", "model's rooms", "tui's rooms", "in angle brackets", "by a macro", "by a way around"])
def test_an_include_in_the_wrong_direction(tree, changes, told):
    seen = tree(changes)
    assert (seen.returncode, seen.stdout.splitlines()) == (1, told)


@pytest.mark.parametrize("changes, told", [
    ({"model/nowhere/README.md": "", "model/nowhere/nothing.c": ""},
     [f"model/nowhere/ is no room: the rooms of model are {', '.join(check_layers.ROOMS['model'])}"]),
    ({"db/pay/old/some.sql": ""},
     [f"db/pay/old/ is no room: the rooms of db are {', '.join(check_layers.ROOMS['db'])}"]),
    ({"base/texts/text.c": ""}, ["base/texts/ is no room: base has no rooms"]),
    ({"model/charge.c": ""}, ["model/charge.c lies in no room: every C file of model lies in one"]),
    ({"tui/app.h": ""}, ["tui/app.h lies in no room: every C file of tui lies in one"]),
    ({"db/pay/charge.c": ""}, ["db/pay/charge.c is no statement: the rooms of db hold only .sql"]),
    ({"model/pay/README.md": None}, ["model/pay/README.md is missing: every room says at its door what it is for"]),
], ids=["unknown", "below a room", "of a floor without", "beside model's", "beside tui's", "C in db's", "no word"])
def test_a_room_that_is_none(tree, changes, told):
    seen = tree(changes)
    assert (seen.returncode, seen.stdout.splitlines()) == (1, told)


@pytest.mark.parametrize("changes, told", [
    ({"model/engine/job.c": 'const char *sell = "payment_sell_plan";\n'},
     [f"model/engine/job.c names db/pay/payment_sell_plan.sql: {NAMED}"]),
    ({"model/engine/job.c": 'const char *sell = "payment_sell";\n'},
     [f"model/engine/job.c names db/pay/payment_sell_{half}.sql: {NAMED}" for half in ("apply", "plan")]),
    ({"cli/act.c": 'const char *claim = "outbox_claim";\n'},
     [f"cli/act.c names db/engine/outbox_claim.sql: {NAMED}"]),
    ({"db/pay/charge_note.sql": "SELECT 1\n", "model/pay/charge.h": '/* "charge_note" */\n'},
     ["db/pay/charge_note.sql is named by no file: a statement that nothing runs is removed"]),
    ({"db/pay/charge_apply.sql": "SELECT 1\n", "model/pay/charge.h": 'const char *charge = "charge";\n'},
     ["db/pay/charge_apply.sql is named by no file: a statement that nothing runs is removed"]),
    ({"db/lock.sql": "SELECT 1\n"},
     ["db/lock.sql is named by no file: a statement that nothing runs is removed"]),
], ids=["from below", "by its stem", "by a face", "in a comment only", "half a pair", "db's own"])
def test_a_statement_that_is_named_from_below_or_nowhere(tree, changes, told):
    seen = tree(changes)
    assert (seen.returncode, seen.stdout.splitlines()) == (1, told)


def test_a_circle_is_told_with_its_edges(tree):
    """A source and its header are one: neither header includes the other here. Who only leads into it is no part."""
    seen = tree({"model/pay/a.h": '#include "model/pay/b.h"\n', "model/pay/b.h": "",
                 "model/pay/b.c": '#include "model/pay/c.h"\n', "model/pay/c.h": '#include "model/pay/a.h"\n',
                 "model/pay/d.c": '#include "model/pay/a.h"\n'})
    assert seen.returncode == 1
    assert seen.stdout.splitlines() == [
        "circle of model/pay/a, model/pay/b, model/pay/c: no two files include each other, by whatever way",
        "    model/pay/a.h includes model/pay/b.h",
        "    model/pay/b.c includes model/pay/c.h",
        "    model/pay/c.h includes model/pay/a.h"]


def test_a_folder_without_floors_is_refused(tmp_path):
    seen = look(tmp_path)
    assert seen.returncode == 2 and "holds no floors" in seen.stderr
