"""Requests of a portal's customers: quota, unlimited access, changes of the record; approved and rejected by `act` and by keys,
with undo, on the router, once only; on our own database and on a portal's, whether it has such tables or not."""

import json
import os
import subprocess
import threading

import pytest
from conftest import Database

PORTAL = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data", "portal.sql")
WAITING = "PENDING"


def ask(database, user, kind="QUOTA", mb=10240, days=30, hours=1):
    details = json.dumps({"requested_mb": mb, "requested_duration_days": days}) if kind == "QUOTA" else None
    return database.one("""INSERT INTO public.quota_requests (id, requester_id, request_type, request_details, created_at)
                           VALUES (gen_random_uuid(), %s, %s, %s, now() - make_interval(hours => %s)) RETURNING id::text""",
                        user, kind, details, hours)


def ask_change(database, phone, name="Budi Baru", role="USER", blok="C", kamar="Kamar_3", tamping=None, source="10.0.0.9"):
    return database.one("""INSERT INTO public.public_database_update_submissions
                               (id, full_name, role, blok, kamar, tamping_type, phone_number, source_ip)
                           VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s) RETURNING id::text""",
                        name, role, blok, kamar, tamping, phone, source)


def answer(database, request):
    return database.one("SELECT status, granted_details, rejection_reason, processed_at IS NOT NULL FROM public.quota_requests"
                        " WHERE id = %s", request)


def quota(database, user):
    """(bought, used, unlimited, days that are left) of the customer."""
    return database.one("""SELECT total_quota_purchased_mb, total_quota_used_mb::float, is_unlimited_user,
                                  round(extract(epoch FROM quota_expiry_date - now()) / 86400)::int
                             FROM public.users WHERE id = %s""", user)


@pytest.fixture
def person(database):
    """A KOMANDAN with 1 GB, of which 100 MB are used: (id, name, phone)."""
    return database.one("""
        UPDATE public.users u
           SET role = 'KOMANDAN', is_unlimited_user = false, total_quota_purchased_mb = 1024, total_quota_used_mb = 100,
               auto_debt_offset_mb = 0, quota_expiry_date = now() + interval '2 days'
         WHERE u.id = (SELECT o.id FROM public.users o
                        WHERE NOT o.is_blocked AND o.approval_status = 'APPROVED' AND o.is_active AND o.role = 'USER'
                          AND o.phone_number LIKE '+62%%' AND o.manual_debt_mb = 0
                        ORDER BY lower(o.full_name), o.id LIMIT 1)
        RETURNING u.id::text, u.full_name, u.phone_number""")


@pytest.fixture
def act(run):
    def go(*arguments, refused=False):
        done = run("act", *arguments, *([] if arguments[0] == "audit.undo" else ["--yes"]))
        assert (done.code != 0) == refused, done.out + done.err
        return done.out + done.err

    return go


@pytest.fixture
def undo(database, act):
    def go():
        return act("audit.undo", "--id", database.one("SELECT id::text FROM console.operation ORDER BY seq DESC LIMIT 1"))

    return go


def test_quota_is_given_as_asked_and_taken_back(person, database, act, undo, show):
    user = person[0]
    request = ask(database, user)
    row = show("requests", "--where", "state:waiting")[0]
    assert (row["who"], row["kind"], row["asked_mb"], row["asked_days"], row["user_id"]) == (person[1], "quota", "10240.00", 30, user)
    said = act("requests.approve", "--id", request)
    assert "1 request approved" in said and "main: 1 synced" in said
    assert quota(database, user) == (11264, 100.0, False, 30), "validity counts from now"
    assert answer(database, request) == ("APPROVED", None, None, True)
    ledger = database.one("SELECT source, before_state ->> 'total_quota_purchased_mb', after_state ->> 'total_quota_purchased_mb'"
                          " FROM public.quota_mutation_ledger WHERE user_id = %s ORDER BY created_at DESC LIMIT 1", user)
    assert ledger == ("console.requests.approve", "1024", "11264")
    undo()
    assert quota(database, user) == (1024, 100.0, False, 2)
    assert answer(database, request) == (WAITING, None, None, False)
    act("requests.approve", "--id", request)
    assert "was answered already" in act("requests.approve", "--id", request, refused=True)


def test_quota_pays_debt_first(person, database, act):
    user = person[0]
    act("debts.add", "--id", user, "mb=2048")
    act("requests.approve", "--id", ask(database, user))
    assert quota(database, user)[0] == 1024 + 10240 - 2048
    assert database.one("SELECT manual_debt_mb FROM public.users WHERE id = %s", user) == 0


def test_in_part_wants_a_reason_and_says_what_was_given(person, database, act, undo, show):
    user = person[0]
    request = ask(database, user)
    assert "say by reason why" in act("requests.approve", "--id", request, "mb=5GB", refused=True)
    act("requests.approve", "--id", request, "mb=5GB", "days=7", "reason=jatah bulan ini")
    assert quota(database, user)[0] == 1024 + 5120 and quota(database, user)[3] == 7
    status, granted, reason, _ = answer(database, request)
    assert (status, json.loads(granted), reason) == ("PARTIALLY_APPROVED", {"granted_mb": 5120, "granted_duration_days": 7},
                                                     "jatah bulan ini")
    row = show("requests", "--where", f"user:{user}")[0]
    assert (row["state"], row["given_mb"], row["given_days"], row["reason"]) == ("in_part", "5120.00", 7, "jatah bulan ini")
    undo()
    assert answer(database, request) == (WAITING, None, None, False) and quota(database, user)[0] == 1024


def test_unlimited_access_wants_its_days(person, database, act, undo, show, router):
    user = person[0]
    request = ask(database, user, "UNLIMITED")
    assert "say by days" in act("requests.approve", "--id", request, refused=True)
    assert "KOMANDAN_MAX_UNLIMITED_DAYS" in act("requests.approve", "--id", request, "days=31", refused=True)
    act("requests.approve", "--id", request, "days=10")
    assert quota(database, user) == (0, 0.0, True, 10)
    assert answer(database, request)[0] == "APPROVED"
    undo()
    assert quota(database, user) == (1024, 100.0, False, 2)
    act("requests.approve", "--id", request, "mb=1GB", "days=3", "reason=kuota saja dulu")
    assert quota(database, user) == (2048, 100.0, False, 3) and answer(database, request)[0] == "PARTIALLY_APPROVED"


def test_what_is_not_allowed_is_refused(person, database, act):
    user = person[0]
    assert "KOMANDAN_MAX_QUOTA_MB" in act("requests.approve", "--id", ask(database, user, mb=51201), refused=True)
    database.all("DELETE FROM public.quota_requests")
    assert "KOMANDAN_MAX_QUOTA_DAYS" in act("requests.approve", "--id", ask(database, user, days=31), refused=True)
    database.all("DELETE FROM public.quota_requests")
    request = ask(database, user, "DEBT")
    assert "not known here" in act("requests.approve", "--id", request, refused=True)
    database.all("UPDATE public.quota_requests SET request_type = 'QUOTA', request_details = 'rubbish {' WHERE id = %s", request)
    assert "nothing would be given" in act("requests.approve", "--id", request, refused=True)
    database.all("DELETE FROM public.quota_requests")
    request = ask(database, user)
    database.all("UPDATE public.users SET approval_status = 'PENDING_APPROVAL' WHERE id = %s", user)
    assert "users.approve comes first" in act("requests.approve", "--id", request, refused=True)
    assert "no such request" in act("requests.approve", "--id", "00000000-0000-0000-0000-000000000001", refused=True)


def test_two_requests_of_one_customer_are_answered_one_by_one(person, database, act, show):
    first, second = ask(database, person[0], hours=2), ask(database, person[0], mb=1024)
    assert [row["id"] for row in show("requests")] == [first, second], "the oldest that waits comes first"
    act("requests.approve", "--where", "state:waiting")
    assert (answer(database, first)[0], answer(database, second)[0]) == ("APPROVED", WAITING)
    assert [row["id"] for row in show("requests")] == [second, first], "what waits comes before what was answered"


def test_a_request_is_rejected_with_a_reason(person, database, act, undo):
    request = ask(database, person[0])
    assert "reason" in act("requests.reject", "--id", request, refused=True)
    assert "5 to 255" in act("requests.reject", "--id", request, "reason=no", refused=True)
    act("requests.reject", "--id", request, "reason=kuota bulan ini habis")
    assert answer(database, request) == ("REJECTED", None, "kuota bulan ini habis", True)
    assert quota(database, person[0])[0] == 1024
    undo()
    assert answer(database, request) == (WAITING, None, None, False)


def test_an_answer_that_a_portal_changed_since_is_not_undone(person, database, act, run):
    request = ask(database, person[0])
    act("requests.approve", "--id", request)
    database.all("UPDATE public.quota_requests SET status = 'REJECTED' WHERE id = %s", request)
    operation = database.one("SELECT id::text FROM console.operation ORDER BY seq DESC LIMIT 1")
    assert run("act", "audit.undo", "--id", operation).code != 0
    assert quota(database, person[0])[0] == 11264


def test_two_operators_at_once_give_once(person, database, run, config):
    request = ask(database, person[0])
    results = []
    hands = [threading.Thread(target=lambda: results.append(run("act", "requests.approve", "--id", request, "--yes", config=config)))
             for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(result.code for result in results) == [0, 1, 1, 1], [result.err for result in results]
    assert quota(database, person[0])[0] == 11264
    assert database.one("SELECT count(*) FROM console.audit_log WHERE entity_type = 'quota_request'") == 1


def record(database, user):
    return database.one("SELECT full_name, role, blok, kamar, is_tamping, tamping_type FROM public.users WHERE id = %s", user)


def test_a_record_is_changed_as_asked_and_back(person, database, act, undo, show):
    user, name, phone = person
    database.all("UPDATE public.users SET role = 'USER', blok = 'A', kamar = 'Kamar_1', is_tamping = false, tamping_type = NULL WHERE id = %s", user)
    ask_change(database, phone, source="system:populate_task")
    request = ask_change(database, "0" + phone[3:])
    row, = show("changes")
    assert (row["id"], row["who"], row["customer"], row["place"], row["user_id"]) == (request, "Budi Baru", name, "C Kamar 3", user)
    act("changes.approve", "--id", request)
    assert record(database, user) == ("Budi Baru", "USER", "C", "Kamar_3", False, None)
    assert database.one("SELECT approval_status FROM public.public_database_update_submissions WHERE id = %s", request) == "APPROVED"
    undo()
    assert record(database, user) == (name, "USER", "A", "Kamar_1", False, None)
    assert [row["state"] for row in show("changes")] == ["waiting"]
    act("changes.reject", "--id", request, "reason=data tidak cocok")
    assert [(row["state"], row["reason"]) for row in show("changes")] == [("declined", "data tidak cocok")]
    undo()
    assert [row["state"] for row in show("changes")] == ["waiting"]


@pytest.mark.parametrize("asked, stands", [
    ({"role": "KLIEN"}, ("Budi Baru", "USER", "C", "Kamar_3", False, None)),
    ({"role": "KOMANDAN", "blok": None, "kamar": None}, ("Budi Baru", "KOMANDAN", "A", "Kamar_1", False, None)),
    ({"role": "TAMPING", "tamping": "Tamping AO"}, ("Budi Baru", "USER", None, None, True, "Tamping AO"))])
def test_each_role_as_the_portal_has_it(person, database, act, asked, stands):
    user, _, phone = person
    database.all("UPDATE public.users SET role = 'USER', blok = 'A', kamar = 'Kamar_1' WHERE id = %s", user)
    act("changes.approve", "--id", ask_change(database, phone, **asked))
    assert record(database, user) == stands


@pytest.mark.parametrize("asked, said", [
    ({"role": "USER", "kamar": None}, "needs block and room"), ({"role": "TAMPING"}, "needs its kind"), ({"role": "BOSS"}, "not known here")])
def test_a_change_that_lacks_something_is_refused(person, database, act, asked, said):
    assert said in act("changes.approve", "--id", ask_change(database, person[2], **asked), refused=True)


def test_a_change_of_nobody_or_of_an_administrator_is_refused(person, database, act):
    assert "no customer has the number" in act("changes.approve", "--id", ask_change(database, "+628990000111"), refused=True)
    database.all("UPDATE public.users SET role = 'ADMIN' WHERE id = %s", person[0])
    assert "administrator" in act("changes.approve", "--id", ask_change(database, person[2]), refused=True)
    act("changes.reject", "--id", ask_change(database, "+628990000222"), "reason=bukan pelanggan")


def test_by_keys(person, database, console):
    user, name, phone = person
    request = ask(database, user)
    screen = console("requests", rows=24, columns=80)
    screen.wait_for(lambda t: t.line_with(name[:12]))
    screen.wait_for(lambda t: "L" in t.lines()[-1] and "Approve" in t.lines()[-1] and "Reject" in t.lines()[-1])
    screen.press("L")
    screen.wait_for("10240 → 10.0 GB")
    screen.press("enter")
    screen.wait_for(lambda t: "30 days from now" in " ".join(t.text().split()))
    screen.press("enter")
    screen.wait_for("1 request approved")
    assert answer(database, request)[0] == "APPROVED"
    screen.press("U")
    screen.wait_for("waits again")
    screen.press("enter")
    screen.wait_for(lambda t: answer(database, request)[0] == WAITING)
    screen.wait_for(lambda t: t.line_with("waiting"))
    screen.press("x")
    screen.wait_for("the customer reads it")
    screen.type("kuota habis")
    screen.press("enter")
    screen.wait_for("rejected: kuota")
    screen.press("enter")
    screen.wait_for("1 request rejected")
    assert answer(database, request)[:3] == ("REJECTED", None, "kuota habis")


def test_changes_by_keys_in_indonesian(person, database, console):
    user, name, phone = person
    ask_change(database, phone)
    screen = console("changes", rows=24, columns=80, env={"LANGUAGE": "id"})
    screen.wait_for(lambda t: t.line_with("Budi Baru"))
    screen.press("L")
    screen.wait_for("enter Jalankan")
    screen.press("enter")
    screen.wait_for("1 perubahan disetujui")
    assert record(database, user)[0] == "Budi Baru"


def test_a_page_of_a_hundred_thousand_comes_at_once(person, database):
    database.all("""INSERT INTO public.quota_requests (id, requester_id, status, request_type, request_details, created_at)
                    SELECT gen_random_uuid(), %s, CASE WHEN n %% 1000 = 0 THEN 'PENDING' ELSE 'APPROVED' END, 'QUOTA',
                           '{"requested_mb": 1024, "requested_duration_days": 30}', now() - make_interval(mins => n)
                      FROM generate_series(1, 100000) n""", person[0])
    database.all("ANALYZE public.quota_requests")
    plan = database.all("""EXPLAIN SELECT r.id FROM console.quota_request r LEFT JOIN public.users u ON u.id = r.requester_id
        ORDER BY (CASE WHEN r.status = 'PENDING' THEN 0 ELSE 4e11 END + CASE WHEN r.status = 'PENDING' THEN 1 ELSE -1 END *
            extract(epoch FROM coalesce(r.created_at, '2000-01-01 00:00:00+00'::timestamptz) - '2000-01-01 00:00:00+00'::timestamptz)), r.id
        LIMIT 50""")
    assert "hc_quota_requests_place" in "\n".join(row[0] for row in plan)


@pytest.fixture
def portal(server, tmp_path, binary, environment, make_config):
    """portal("DROP TABLE …") → a portal's database, so changed, adopted; and how to run the program on it."""
    made = []

    def go(sql=""):
        database = Database(server)
        made.append(database)
        subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", PORTAL, database.conninfo], check=True,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        if sql:
            database.all(sql)
        config = make_config(database)

        def run(*arguments):
            return subprocess.run([binary, "--config", config, *arguments], capture_output=True, text=True, env=environment, timeout=120)

        assert run("migrate").returncode == 0
        return database, run

    yield go
    for database in made:
        database.drop()


def newcomer(database):
    return database.one("""INSERT INTO public.users (id, phone_number, full_name, role, approval_status, is_active)
                           VALUES (gen_random_uuid(), '+6281200000999', 'Kapten Budi', 'KOMANDAN', 'APPROVED', true) RETURNING id::text""")


def test_on_a_portals_database(portal):
    database, run = portal()
    user = newcomer(database)
    request, change = ask(database, user), ask_change(database, "+6281200000999")
    for done in (run("act", "requests.approve", "--id", request), run("act", "changes.approve", "--id", change)):
        assert done.returncode == 0, done.stderr
    assert answer(database, request)[0] == "APPROVED" and record(database, user)[0] == "Budi Baru"
    assert database.one("SELECT total_quota_purchased_mb FROM public.users WHERE id = %s", user) == 10240


def test_an_older_portal_has_no_such_tables_until_it_is_upgraded(portal):
    database, run = portal("DROP TABLE public.quota_requests, public.public_database_update_submissions")
    for pane in ("requests", "changes"):
        shown = run("show", pane, "--format", "json")
        assert (shown.returncode, json.loads(shown.stdout)) == (0, []), shown.stderr
        done = run("act", f"{pane}.approve", "--id", "00000000-0000-0000-0000-000000000001")
        assert done.returncode == 1 and "no such request" in done.stderr
    user = newcomer(database)
    database.all("""CREATE TABLE public.quota_requests (id uuid PRIMARY KEY, requester_id uuid NOT NULL REFERENCES public.users (id),
        status varchar(18) NOT NULL DEFAULT 'PENDING', request_type varchar(9) NOT NULL, request_details text, granted_details text,
        rejection_reason text, processed_by_id uuid, processed_at timestamptz, created_at timestamptz DEFAULT now())""")
    request = ask(database, user)
    assert run("migrate").returncode == 0
    assert [row["id"] for row in json.loads(run("show", "requests", "--format", "json").stdout)] == [request]
    assert run("act", "requests.approve", "--id", request).returncode == 0


def test_an_empty_list_says_what_a_portal_may_lack(console):
    screen = console("requests", rows=24, columns=80)
    screen.wait_for(lambda t: "an older one has no table of them" in " ".join(t.text().split()))


@pytest.mark.parametrize("switch", ["on", "off"])
def test_customers_are_told_where_the_settings_say_so(person, database, act, switch):
    database.all("INSERT INTO console.setting_value (key, value) VALUES ('notice_request', %s)", switch)
    user, _, phone = person
    act("requests.approve", "--id", ask(database, user))
    act("requests.reject", "--id", ask(database, user), "reason=kuota bulan ini habis")
    act("changes.approve", "--id", ask_change(database, phone))
    told = database.all("SELECT event, data ->> 'request', data ->> 'reason' FROM console.notice WHERE user_id = %s ORDER BY id", user)
    assert told == ([("request_approved", "10.0 GB, 30 hari", None), ("request_refused", "10.0 GB, 30 hari", "kuota bulan ini habis"),
                     ("request_approved", "pemutakhiran data", None)] if switch == "on" else [])


def test_what_waits_stands_above_both_lists(person, database, console):
    ask(database, person[0])
    ask_change(database, person[2])
    ask_change(database, person[2])
    database.all("UPDATE public.users SET approval_status = 'APPROVED' WHERE approval_status = 'PENDING_APPROVAL'")
    for pane in ("requests", "changes"):
        screen = console(pane, rows=24, columns=80)
        line = screen.wait_for(lambda t: t.line_with("registrations 0"))
        assert " ".join(line.split()) == "Waiting requests 1 changes 2 registrations 0"
        assert "Queue" not in screen.text().splitlines()[2], "one row, and no queue"
