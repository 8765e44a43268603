"""The audit by operation: a row for all that an action did at once, its rows behind it, undo by either id."""

import json
import time

import pytest
from test_widgets import customer, filter_for, open_pane

FIRST = 'role:USER -status:blocked -status:inactive'


@pytest.fixture
def act(run):
    def go(*words):
        done = run("act", *words, "--yes", "--format", "json")
        assert done.code == 0, done.out + done.err
        return done

    return go


@pytest.fixture
def show(run):
    def go(*words):
        done = run("show", *words, "--format", "json")
        assert done.code == 0, done.out + done.err
        return json.loads(done.out)

    return go


def block_many(act, database, reason="late"):
    """Blocks many at once; how many, and the operation's id."""
    act("users.block", "--where", FIRST, f"reason={reason}")
    return database.one("SELECT item_count, id::text FROM console.operation ORDER BY seq DESC LIMIT 1")


def blocked(database, operation):
    """One of the customers that it blocked, whose name nobody else has."""
    user = database.one("SELECT entity_id FROM console.audit_log WHERE operation_id = %s AND entity_type = 'user' LIMIT 1", operation)
    database.all("UPDATE public.users SET full_name = 'Zz Only' WHERE id = %s", user)
    return user


def list_rows(screen, text):
    return [line for line in screen.lines()[2:-1] if text in line]


# --- for scripts ---


def test_an_operation_is_one_row_and_show_audit_keeps_its_rows(act, show, database):
    count, operation = block_many(act, database)
    assert count > 50
    user = blocked(database, operation)
    act("users.unblock", "--id", user)
    one, many = show("operations", "--limit", "2")
    assert (many["id"], many["items"], many["action"], many["undo"]) == (operation, count, "users.block", "possible")
    assert many["what"] == f"{count} users blocked" and many["args"] == "reason=late"
    assert many["about"] == many["selection"] == FIRST
    name, phone = database.one("SELECT full_name, phone_number FROM public.users WHERE id = %s", user)
    assert (one["what"], one["about"]) == ("1 user unblocked", f"{name} {phone}")
    rows = show("audit", "--where", f"operation_id:{operation} entity_type:user")
    assert len(rows) == count and {"at", "actor", "action", "entity_type", "entity_id"} <= set(rows[0])


def test_it_says_what_was_undone_and_by_whom(act, show, database):
    user, _ = customer(database)
    act("users.block", "--id", user, "reason=x")
    done = show("operations")[0]
    act("audit.undo", "--id", done["id"])
    undo, undone = show("operations")
    assert (undone["undo"], undone["undone_by"]) == ("undone", undo["actor"]) and undone["undone_at"]
    assert (undo["undo"], undo["undo_of"], undo["what"]) == ("undo", done["id"], "1 user put back")
    act("settings.set", "--id", "debt_limit_mb", "value=1024")
    assert show("operations")[0]["undo"] == "none"
    assert [n["id"] for n in show("operations", "--where", "undo:undone")] == [done["id"]]


def test_undo_takes_an_operation_or_one_of_its_rows(act, database):
    for column in ("operation_id::text", "id::text"):
        count, operation = block_many(act, database)
        act("audit.undo", "--id", database.one(f"""SELECT {column} FROM console.audit_log
                                                    WHERE operation_id = %s ORDER BY id LIMIT 1""", operation))
        assert database.one("SELECT item_count FROM console.operation WHERE undo_of = %s", operation) == count


def test_a_look_at_an_undo_undoes_nothing(act, run, database):
    count, operation = block_many(act, database)
    done = run("act", "audit.undo", "--id", operation, "--dry-run")
    assert done.code == 0 and f"Undo users.block of {count} users" in done.err
    assert database.one("SELECT count(*) FROM console.operation WHERE undo_of = %s", operation) == 0


@pytest.mark.parametrize("word, found", [("users.block", 2), ("late", 1), ("tester", 3)])
def test_free_words_find_action_values_and_customer(act, show, database, word, found):
    user, _ = customer(database)
    act("users.block", "--id", user, "reason=late")
    act("users.unblock", "--id", user)
    act("users.block", "--id", user, "reason=other")
    assert len(show("operations", "--where", word)) == found
    name = database.one("SELECT full_name FROM public.users WHERE id = %s", user)
    assert len(show("operations", "--where", f'"{name}"')) == 3


def test_who_did_it_is_found_by_the_beginning_of_the_name(act, show, database):
    user, _ = customer(database)
    act("users.block", "--id", user, "reason=x")
    actor = show("operations")[0]["actor"]
    for pane in ("operations", "audit"):
        every = len(show(pane))
        assert every and len(show(pane, "--where", f"actor:{actor[:3]}")) == every
        assert len(show(pane, "--where", f'actor="{actor}"')) == every
        assert show(pane, "--where", f"actor={actor[:3]}") == show(pane, "--where", f"actor:{actor[1:]}") == []


# --- on the screen ---


def test_the_pane_has_a_row_for_an_operation_and_enter_opens_its_rows(console, act, database):
    count, _ = block_many(act, database)
    screen = open_pane(console, "audit", f"{count} users blocked", columns=150)
    assert len(list_rows(screen, "users blocked")) == 1
    line = screen.line_with("users blocked")
    assert "reason=late" in line and "possible" in line
    screen.press("enter")
    screen.wait_for(lambda t: f"1/{count}" in t.text() and "can be taken back: U" in t.text())
    first = database.one("""SELECT u.full_name FROM console.audit_log a JOIN public.users u ON u.id = a.entity_id::uuid
                             WHERE a.entity_type = 'user' ORDER BY a.id DESC OFFSET 1 LIMIT 1""")
    screen.press("j")
    screen.wait_for(f"2/{count}")
    screen.press("enter")
    screen.wait_for(lambda t: "Before and after" in t.text() and first in t.text())
    screen.press("esc")
    screen.wait_for(f"2/{count}")
    screen.press("G")
    screen.wait_for(f"{count}/{count}")
    screen.press("esc")
    screen.wait_for(lambda t: len(list_rows(t, "users blocked")) == 1 and "taken back: U" not in t.text())


def test_filters_and_marks_keep_to_the_rows_of_that_operation(console, act, database):
    count, operation = block_many(act, database)
    act("users.unblock", "--id", blocked(database, operation))
    other = database.one("SELECT id::text FROM public.users WHERE is_blocked AND id NOT IN "
                         "(SELECT entity_id::uuid FROM console.audit_log WHERE entity_type = 'user') LIMIT 1")
    assert other, "somebody else is blocked, who is not meant"
    screen = open_pane(console, "audit", f"{count} users blocked", columns=150)
    screen.press("j", "enter")
    screen.wait_for(f"1/{count}")
    filter_for(screen, "zz", lambda t: t.lines()[1].endswith(" 1/1") and t.line_with("Zz Only"))
    screen.press("esc")  # the filter goes first, the page only then
    screen.wait_for(lambda t: f"/{count}" in t.text() and "can be taken back: U" in t.text())
    screen.press("a", ":")
    screen.type("users.unblock")
    screen.press("enter")  # all that are marked are the operation's own, of whom one is let through again
    screen.wait_for(f"Unblock {count - 1} users")


def test_undo_from_the_operation_and_from_one_of_its_rows(console, act, database):
    count, _ = block_many(act, database)
    screen = open_pane(console, "audit", f"{count} users blocked", columns=150)
    screen.press("U")
    screen.wait_for(f"Undo Block of {count} users")
    screen.press("esc")
    screen.wait_gone(f"Undo Block of {count} users")
    screen.press("enter")
    screen.wait_for(f"1/{count}")
    screen.press("U")
    screen.wait_for(f"Undo Block of {count} users")
    screen.confirm()
    screen.wait_for("taken back ")
    screen.press("esc", "esc")  # what was reported, then the page
    screen.wait_for(lambda t: t.line_with("put back") and "undone" in (t.line_with("users blocked") or ""))


def test_a_low_and_narrow_screen_keeps_its_rows(console, act, database):
    count, _ = block_many(act, database)
    screen = open_pane(console, "audit", f"{count} users", columns=40, rows=12)
    screen.press("enter")
    screen.wait_for(f"1/{count}")
    assert len(list_rows(screen, "Block")) >= 2  # the title, and a row at least


# --- at the size of years ---

FILL = """
    INSERT INTO console.operation (id, actor, action, args, selection, item_count)
    SELECT md5(n::text)::uuid, 'op' || n % 7, (ARRAY['users.block', 'quota.inject', 'users.unblock'])[1 + n % 3],
           jsonb_build_object('reason', 'r' || n), '1 marked', CASE n WHEN 100 THEN 200000 ELSE 1 END
      FROM generate_series(1, 200000) n;
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
    SELECT md5(CASE WHEN n <= 200000 THEN 100 ELSE 101 + n % 199900 END::text)::uuid, 'op1', 'users.block', 'user', u.id::text,
           '{"is_blocked": false}', '{"is_blocked": true}'
      FROM generate_series(1, 1000000) n
      JOIN (SELECT id, row_number() OVER () AS place FROM public.users) u ON u.place = 1 + n % 200;
    VACUUM ANALYZE console.operation, console.audit_log"""


@pytest.mark.alone
def test_a_million_rows_are_read_page_by_page(show, database, console):
    for statement in FILL.split(";"):
        database.all(statement)
    big = database.one("SELECT md5('100')::uuid::text")
    for words, found in ((["operations"], 50), (["operations", "--where", "actor:op3"], 50), (["operations", "--where", f"id:{big}"], 1),
                         (["operations", "--where", "users.block"], 50), (["audit", "--where", f"operation_id:{big}"], 50)):
        took = []
        for _ in range(3):
            began = time.monotonic()
            assert len(show(*words, "--limit", "50")) == found
            took.append(time.monotonic() - began)
        assert min(took) < 0.5, (words, took)
    screen = open_pane(console, "audit", "1 user", columns=150)
    filter_for(screen, f"id:{big}", "200000 users")
    screen.press("enter")
    screen.wait_for("1/200000")
    screen.press("G")
    screen.wait_for("200000/200000")
    screen.press("pgup")
    screen.wait_gone("200000/200000")


# --- whoever changes what was written is found, with the row ---


def chain_row(run):
    found = [row for row in json.loads(run("check", "--format", "json").out) if row["name"].startswith("audit")]
    return {row["name"]: row["example"] for row in found}


@pytest.fixture
def written(act, database):
    """Three operations; the numbers that they have."""
    users = database.all("SELECT id::text FROM public.users WHERE role = 'USER' AND NOT is_blocked AND is_active ORDER BY id LIMIT 3")
    for (user,) in users:
        act("users.block", "--id", user, "reason=late")
    return [row[0] for row in database.all("SELECT seq FROM console.operation ORDER BY seq")]


def past_the_rules(database, *statements):
    """As the owner of the tables may: triggers stand in nobody's way."""
    with database.connect() as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize("forged, place", [
    ("UPDATE console.audit_log SET actor = 'nobodY' WHERE operation_id = (SELECT id FROM console.operation WHERE seq = {1})", 1),
    ("DELETE FROM console.audit_log WHERE operation_id = (SELECT id FROM console.operation WHERE seq = {2})", 2),
    ("DELETE FROM console.operation WHERE seq = {1}", 2),
    ("UPDATE console.operation_head SET seq = 0", 2), ("UPDATE console.operation_head SET seq = 0, hash = sha256('hotspot-console'::bytea)", 2),
    ("DELETE FROM console.operation_head", 2),
])
def test_what_was_changed_in_the_audit_is_found_with_its_row(run, database, written, forged, place):
    assert chain_row(run) == {}
    past_the_rules(database, forged.format(*written))
    assert f"operation number {written[place]} of" in chain_row(run)["audit_chain"]


def test_an_audit_that_was_emptied_is_no_beginning(run, database, written):
    past_the_rules(database, "DELETE FROM console.audit_log", "DELETE FROM console.operation",
                   "UPDATE console.operation_head SET seq = 0, hash = sha256('hotspot-console'::bytea)")
    found = chain_row(run)
    assert "all operations were removed" in found["audit_chain"] and "is not in the database" in found["audit_file"]


def test_a_tail_that_was_rewritten_whole_is_found_by_the_file(run, database, written, environment):
    past_the_rules(database, f"UPDATE console.operation SET actor = 'somebody' WHERE seq = {written[2]}",
                   f"UPDATE console.operation o SET hash = console.operation_hash(o) WHERE seq = {written[2]}",
                   "UPDATE console.operation_head h SET hash = o.hash FROM console.operation o WHERE o.seq = h.seq")
    found = chain_row(run)
    assert "audit_chain" not in found, "by itself the chain is whole"
    operation = database.one("SELECT id::text FROM console.operation WHERE seq = %s", written[2])
    assert operation in found["audit_file"] and "has another hash there" in found["audit_file"]


def test_a_torn_line_costs_only_itself(run, act, database, written, environment, config):
    file = json.loads(run("show", "config", "--format", "json").out)[0]["audit_file"]
    with open(file, "a", encoding="utf-8") as audit:
        audit.write('{"at": "2026-11-2')
    user = database.one("SELECT id::text FROM public.users WHERE role = 'USER' AND NOT is_blocked AND is_active ORDER BY id LIMIT 1")
    act("users.block", "--id", user, "reason=late")
    found = chain_row(run)
    assert list(found) == ["audit_file_torn"] and found["audit_file_torn"].endswith(":4")
