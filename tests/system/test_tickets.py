"""Tickets: opened on a customer, an incident, a router, noted on, put off, given away, closed with an outcome, taken back; those that
are due are shown on the first page and become an incident."""

import json

import pytest

pytestmark = pytest.mark.zone


@pytest.fixture
def act(run):
    def go(*arguments, code=0):
        done = run("act", *arguments, "--yes", "--format", "json")
        assert done.code == code, done.out + done.err
        return json.loads(done.out)[0] if not code else done.out + done.err
    return go


@pytest.fixture
def look(run):
    def now():
        assert run("act", "jobs.run", "--id", "incident_watch", "--yes").code == 0
    return now


def customer(database):
    return database.all("""SELECT id::text, full_name, phone_number FROM public.users
                            WHERE is_active AND approval_status = 'APPROVED' ORDER BY id LIMIT 1""")[0]


def day(database, days):
    return database.one("SELECT (console.today() + %s)::text", days)


def test_a_ticket_from_its_opening_to_its_outcome(database, act, show, run):
    user, name, phone = customer(database)
    assert act("tickets.open", "text=no internet since Monday", f"customer={phone}", "to=ari", f"follow_up={day(database, 2)}", "at=14:30")["changed"] == 1
    (ticket,) = show("tickets")
    assert ticket["subject"] == f"{name} {phone}" and ticket["number"] == 1 and ticket["due"] is False and ticket["assigned_to"] == "ari"
    wanted = database.one("SELECT to_char((console.today() + 2 + time '14:30') AT TIME ZONE console.zone() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')")
    assert database.one("SELECT to_char(follow_up AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') FROM console.ticket") == wanted
    act("tickets.note", "--id", "1", "text=was called: comes tomorrow", f"follow_up={day(database, 1)}")
    act("tickets.assign", "--id", ticket["id"], "to=siti")
    (ticket,) = show("tickets")
    assert ticket["note"] == "was called: comes tomorrow" and ticket["assigned_to"] == "siti"
    act("tickets.close", "--id", "1", "outcome=a new cable")
    assert show("tickets") == [] and show("tickets", "--where", "state:closed")[0]["outcome"] == "a new cable"
    assert "is closed" in act("tickets.follow_up", "--id", "1", "follow_up=-", code=1)
    # all of it can be taken back, the latest first
    undone = [row["operation_id"] for row in show("audit", "--where", "entity_type:ticket,ticket_note")]
    closed = undone[0]
    assert "1 ticket" in run("act", "audit.undo", "--id", closed, "--dry-run").err
    act("audit.undo", "--id", closed)
    (ticket,) = show("tickets")
    assert ticket["outcome"] is None and ticket["closed_at"] is None
    for action in ("tickets.assign", "tickets.note", "tickets.open"):
        act("audit.undo", "--id", database.one("SELECT id::text FROM console.operation WHERE action = %s", action))
        if action == "tickets.assign":
            assert show("tickets")[0]["assigned_to"] == "ari"
        if action == "tickets.note":
            (ticket,) = show("tickets")
            assert ticket["note"] is None and database.one("SELECT count(*) FROM console.ticket_note WHERE taken_back_by IS NOT NULL") == 1
            assert database.one("SELECT to_char(follow_up AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') FROM console.ticket") == wanted
    assert show("tickets", "--where", "state:open,closed") == []


def test_what_can_not_be(database, act, show):
    assert "there is no such customer" in act("tickets.open", "text=x", "customer=081200000000", code=1)
    assert "there is no such incident" in act("tickets.open", "text=x", "incident=99", code=1)
    assert "there is no router north-9" in act("tickets.open", "text=x", "router=north-9", code=1)
    assert "that day is over" in act("tickets.open", "text=x", f"follow_up={day(database, -1)}", code=1)
    assert "a time of the day is like 14:00" in act("tickets.open", "text=x", f"follow_up={day(database, 1)}", "at=25:00", code=1)
    assert "a time needs its day" in act("tickets.open", "text=x", "at=14:00", code=1)
    assert "there is no such ticket" in act("tickets.close", "--id", "7", "outcome=x", code=1)
    act("tickets.open", "text=buy cable", "router=main")
    act("tickets.note", "--id", "1", "text=two boxes")
    opened = database.one("SELECT id::text FROM console.operation WHERE action = 'tickets.open'")
    assert "has notes: close it instead" in act("audit.undo", "--id", opened, code=1)
    assert show("tickets", "--where", "router:main")[0]["subject"] == "main"
    assert "is open" in act("tickets.reopen", "--id", "1", code=1)


def test_one_that_is_due_is_on_the_first_page_and_an_incident(database, act, show, look):
    user, name, phone = customer(database)
    act("tickets.open", "text=call back", f"customer={user}", f"follow_up={day(database, 1)}")
    look()
    assert "tickets" not in {row["id"] for row in show("home")} and show("incidents", "--where", "kind:follow_up_due") == []
    database.all("UPDATE console.ticket SET follow_up = now() - interval '1 minute'")
    look()
    (line,) = [row for row in show("home") if row["id"] == "tickets"]
    assert (line["count"], line["pane"], line["filter"]) == (1, "tickets", "due:yes")
    assert [row["text"] for row in show("tickets", "--where", "due:yes")] == ["call back"]
    (incident,) = show("incidents", "--where", "kind:follow_up_due")
    assert "#1" in incident["example"] and name in incident["example"]
    act("tickets.follow_up", "--id", "1", f"follow_up={day(database, 3)}")
    look()
    assert show("incidents", "--where", "kind:follow_up_due") == [] and show("tickets", "--where", "due:yes") == []


def test_of_an_incident_with_the_customer_whom_alone_it_is_about(database, act, show):
    user, name, phone = customer(database)
    incident = database.one("""WITH i AS (INSERT INTO console.incident (kind, cause, severity, rows, most_rows, counts, example)
            VALUES ('debt_block_without_debt', '', 'critical', 1, 1, '{1}', 'x') RETURNING id)
        INSERT INTO console.incident_row (incident_id, key, label, user_id) SELECT i.id, %s, 'x', %s FROM i RETURNING incident_id""", user, user)
    act("tickets.open", "text=look at it", f"incident={incident}")
    (ticket,) = show("tickets")
    assert ticket["incident_id"] == incident
    assert show("tickets", "--where", f"incident_id:{incident}")[0]["text"] == "look at it"


def test_by_keys(database, console, show, act):
    user, name, phone = customer(database)
    screen = console("users", rows=30, columns=120)
    screen.wait_for("1/200")
    screen.paste(phone)
    screen.wait_for("Who")
    screen.press("-")
    screen.wait_for("What is to be done")
    screen.type("slow at night")
    screen.press("enter")
    screen.wait_for("slow at night")
    screen.wait_for("y")
    screen.press("enter")
    screen.wait_for("opened")
    screen.wait_for("#1")
    assert show("tickets")[0]["subject"] == f"{name} {phone}"
    # its page is open: a note, the customer's page has it, then it is closed
    screen.press('"')
    screen.wait_for("Note")
    screen.type("router restarted")
    screen.press("enter")
    screen.wait_for("noted: router restarted")
    screen.press("enter")
    screen.wait_for(lambda t: "router restarted" in t.text() and "Notes" in t.text() and "noted:" not in t.text())
    screen.press("w")
    screen.wait_for("Open tickets: 1")
    screen.wait_for("#1 slow at night (router restarted)")
    screen.press("esc")
    screen.wait_for("Notes")
    screen.press("E")
    screen.wait_for("Outcome")
    screen.type("is fast again")
    screen.press("enter")
    screen.wait_for("closed · is fast again")
    screen.press("enter")
    screen.wait_for(lambda t: "is fast again" in t.text() and "closed ·" not in t.text())
    assert show("tickets", "--where", "state:closed")[0]["outcome"] == "is fast again"


def test_from_the_incidents_and_in_indonesian(database, console, show):
    user, name, phone = customer(database)
    database.all("""WITH i AS (INSERT INTO console.incident (kind, cause, severity, rows, most_rows, counts, example)
            VALUES ('debt_block_without_debt', '', 'critical', 1, 1, '{1}', 'x') RETURNING id)
        INSERT INTO console.incident_row (incident_id, key, label, user_id) SELECT i.id, %s, 'x', %s FROM i""", user, user)
    screen = console("incidents", rows=30, columns=120, env={"LANGUAGE": "id", "LANG": "C.UTF-8"})
    screen.wait_for("1/1")
    screen.press("-")
    screen.wait_for("Yang harus dikerjakan")
    screen.type("cek blokir")
    screen.press("enter")
    screen.wait_for("cek blokir")
    screen.press("enter")
    screen.wait_for("dibuka")
    (ticket,) = show("tickets")
    assert ticket["incident_id"] and ticket["subject"].startswith(name)
    screen.press("esc", "{")
    screen.wait_for("Tiket")
    screen.wait_for("cek blokir")
