"""Customers' records: making, changing, approving, deactivating and deleting them, by script and by key, and what follows
on the router."""

import json
import os
import re

import pytest

PORTAL = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data", "portal.sql")
USERS, SESSIONS, COOKIES = "/ip/hotspot/user", "/ip/hotspot/active", "/ip/hotspot/cookie"
NEW, NEW_STORED = "0812-7000 0001", "+6281270000001"
LOCAL = "081270000001"


@pytest.fixture
def act(run):
    """act("users.add", …, code=0) → what came of it, or the error."""

    def go(*arguments, code=0, **options):
        done = run("act", *arguments, "--yes", "--format", "json", **options)
        assert done.code == code, done.err
        return json.loads(done.out)[0] if done.out else done.err

    return go


def column(database, name, phone=NEW_STORED):
    return database.one(f"SELECT {name} FROM public.users WHERE phone_number = %s", phone)


def account(router, name=LOCAL):
    """Of the simulated router; None: there is none of that name."""
    found = [row for row in router.rows(USERS) if row["name"] == name]
    assert len(found) < 2
    return found[0] if found else None


def package(database, where="data_quota_gb > 0"):
    return database.one("SELECT p.name, round(p.data_quota_gb * 1024)::bigint, p.duration_days, f.profile_name FROM public.packages p"
                        f" JOIN public.package_profiles f ON f.id = p.profile_id WHERE p.is_active AND {where} ORDER BY p.name LIMIT 1")


# --- a new customer ---


def test_a_customer_is_made(database, router, act, show):
    made = act("users.add", f"phone={NEW}", "name=Budi Baru", "block=a", "room=7", "note=pays on Fridays")
    user = str(column(database, "id"))
    assert made["changed"] == 1 and made["order_id"] == user
    row = show("users", "--where", f"phone:{NEW_STORED}")[0]
    assert (row["full_name"], row["blok"], row["kamar"], row["is_active"], row["approval_status"], row["role"]) == (
        "Budi Baru", "A", "7", True, "APPROVED", "USER")
    assert column(database, "approved_at") is not None and row["status"] == "habis"
    password = column(database, "mikrotik_password")
    assert re.fullmatch("[0-9]{6}", password)
    assert account(router)["password"] == password
    assert database.one("SELECT text FROM console.user_note WHERE user_id = %s", user) == "pays on Fridays"
    told = str(database.all("SELECT * FROM console.audit_log WHERE entity_id = %s", user))
    assert password not in told


def test_on_a_package_with_its_quota(database, router, act):
    name, mb, days, profile = package(database)
    act("users.add", f"phone={NEW}", "name=Budi", f"package={name}")
    assert column(database, "total_quota_purchased_mb, mikrotik_profile_name, is_unlimited_user") == (mb, profile, False)
    assert column(database, "quota_expiry_date BETWEEN now() + make_interval(days => %s, mins => -5) AND"
                            " now() + make_interval(days => %s)" % (days, days))
    assert account(router)["limit-bytes-total"] == str(mb * 1048576)
    ledger = database.one("SELECT before_state::text, after_state::jsonb ->> 'total_quota_purchased_mb' FROM public.quota_mutation_ledger l"
                          " JOIN public.users u ON u.id = l.user_id WHERE u.phone_number = %s", NEW_STORED)
    assert ledger == (None, str(mb))


@pytest.mark.parametrize("stored", ["+6281270000001", "081270000001", "6281270000001", "81270000001", "00" "6281270000001"])
def test_a_number_that_exists_is_refused_in_every_spelling(database, act, stored):
    owner = database.one("UPDATE public.users SET phone_number = %s, full_name = 'Siti Ada' WHERE id = (SELECT id FROM public.users"
                         " WHERE role = 'USER' AND is_active AND approval_status = 'APPROVED' LIMIT 1) RETURNING full_name", stored)
    count = database.one("SELECT count(*) FROM public.users")
    said = act("users.add", "phone=62 812-7000-0001", "name=Budi", code=1)
    assert f"the number is that of {owner}" in said
    assert database.one("SELECT count(*) FROM public.users") == count


def test_what_does_not_fit_is_said(act):
    assert "it is no phone number" in act("users.add", "phone=12", "name=Budi", code=2)
    assert "it takes no selection" in act("users.add", f"phone={NEW}", "name=Budi", "--where", "", code=2)
    assert "takes no user=" in act("users.add", f"phone={NEW}", "name=Budi", "user=0812", code=2)
    assert "there is no package Rusak" in act("users.add", f"phone={NEW}", "name=Budi", "package=Rusak", code=1)


def test_it_is_undone_as_if_it_had_never_been(database, router, act):
    made = act("users.add", f"phone={NEW}", "name=Budi", f"package={package(database)[0]}", "note=a word")
    assert account(router)
    undone = act("audit.undo", "--id", made["operation_id"])
    assert undone["changed"] == 1 and account(router) is None
    assert database.one("SELECT count(*) FROM public.users WHERE phone_number = %s", NEW_STORED) == 0
    act("users.add", f"phone={NEW}", "name=Budi")


def test_who_has_done_something_since_stays(database, act, console):
    made = act("users.add", f"phone={NEW}", "name=Budi")
    act("debts.add", f"user={NEW}", "mb=1GB")
    act("debts.settle_all", f"user={NEW}")
    act("audit.undo", "--id", made["operation_id"], code=1)
    assert column(database, "full_name") == "Budi"
    screen = console("audit")
    screen.wait_for("1 user made")
    screen.press("G")
    screen.press("U")
    screen.wait_for("has changes of quota, has debt items")


def test_by_keys(database, console, router):
    screen = console()
    screen.wait_for("Users")
    screen.press(";")
    screen.wait_for("the customer's number")
    screen.type("0812 7000 0001")
    screen.press("tab")
    screen.type("Budi Baru")
    screen.press("enter")
    screen.wait_for("a hotspot password")
    screen.confirm()
    screen.wait_for(lambda s: column(database, "full_name") == "Budi Baru" and account(router))
    screen.wait_for(lambda s: "used up" in s.text() and "Budi Baru" in s.text())


# --- the record ---


@pytest.fixture
def budi(act):
    """A customer who has nothing but a record and an account."""
    made = act("users.add", f"phone={NEW}", "name=Budi", "block=A", "room=7")
    return made["order_id"]


def test_an_edited_record_and_back(database, act, budi):
    done = act("users.edit", "--id", budi, "name=Budi Baru", "block=b", "room=-", "server=hs2")
    assert column(database, "full_name, blok, kamar, mikrotik_server_name") == ("Budi Baru", "B", None, "hs2")
    act("audit.undo", "--id", done["operation_id"])
    assert column(database, "full_name, blok, kamar, mikrotik_server_name") == ("Budi", "A", "7", None)
    act("users.edit", "--id", budi, "tamping=dapur")
    assert column(database, "is_tamping, tamping_type, blok, kamar") == (True, "dapur", None, None)


def test_another_number_moves_the_account_and_leaves_nothing(database, router, act, budi):
    router.order("row", path=SESSIONS, verb="add", values={"user": LOCAL, "address": "10.9.9.9", "mac-address": "02:00:00:00:00:09"})
    password = column(database, "mikrotik_password")
    counted = router.rows(USERS)
    done = act("users.edit", "--id", budi, "phone=0812 7000 0002")
    assert account(router) is None and account(router, "081270000002")["password"] == password
    assert "user=081270000002" in account(router, "081270000002")["comment"]
    assert len(router.rows(USERS)) == len(counted)
    assert not [row for row in router.rows(SESSIONS) if row["user"] == LOCAL]
    act("audit.undo", "--id", done["operation_id"])
    assert account(router, "081270000002") is None and account(router)["password"] == password
    assert database.one("SELECT phone_number FROM public.users WHERE id = %s", budi) == NEW_STORED


def test_a_number_goes_back_and_forth_while_the_router_is_down(database, router, act, run, budi):
    router.order("listen", on=False)
    for number in ("081270000002", "081270000003", "081270000001", "081270000004"):
        done = run("act", "users.edit", "--id", budi, f"phone={number}", "--yes")
        assert done.code == 0, done.err
    router.order("listen", on=True)
    database.all("UPDATE console.outbox SET next_attempt_at = now() WHERE state = 'pending'")
    act("users.sync", "--id", budi)
    act("outbox.retry", "--where", "state:failed,pending")
    names = {row["name"] for row in router.rows(USERS)}
    assert "081270000004" in names
    assert not names & {"081270000001", "081270000002", "081270000003"}


def test_what_is_not_edited(database, act, budi):
    other = database.one("SELECT phone_number FROM public.users WHERE role = 'USER' AND phone_number <> %s LIMIT 1", NEW_STORED)
    assert "the number is that of" in act("users.edit", "--id", budi, f"phone={other}", code=1)
    assert "has this already" in act("users.edit", "--id", budi, "name=Budi", code=1)
    admin = database.one("SELECT id::text FROM public.users WHERE role = 'ADMIN' LIMIT 1")
    assert "is an admin of the portal" in act("users.edit", "--id", admin, "name=x", code=1)
    assert "is an admin of the portal" in act("users.set_role", "--id", admin, "role=USER", code=1)
    assert "must be one of USER, KOMANDAN" in act("users.set_role", "--id", budi, "role=ADMIN", code=2)


# --- registrations ---


def registration(database, status="PENDING_APPROVAL"):
    return database.one("INSERT INTO public.users (id, phone_number, full_name, blok, kamar, approval_status)"
                        " VALUES (gen_random_uuid(), %s, 'Rina Daftar', 'C', '3', %s) RETURNING id::text", NEW_STORED, status)


def test_a_registration_is_let_in(database, router, act):
    user = registration(database)
    done = act("users.approve", "--id", user, "quota=5GB", "days=10")
    assert column(database, "approval_status, is_active, total_quota_purchased_mb, total_quota_used_mb") == ("APPROVED", True, 5120, 0)
    assert column(database, "quota_expiry_date > now() + interval '9 days' AND approved_at IS NOT NULL")
    assert account(router)["password"] == column(database, "mikrotik_password")
    assert "is approved already" in act("users.approve", "--id", user, code=1)
    act("audit.undo", "--id", done["operation_id"])
    assert column(database, "approval_status, is_active, total_quota_purchased_mb") == ("PENDING_APPROVAL", False, 0)


def test_let_in_on_a_package_or_by_the_settings(database, act):
    user = registration(database)
    name, mb, _, profile = package(database)
    assert "its own quota and days" in act("users.approve", "--id", user, f"package={name}", "quota=1GB", code=1)
    done = act("users.approve", "--id", user, f"package={name}")
    assert column(database, "total_quota_purchased_mb, mikrotik_profile_name") == (mb, profile)
    act("audit.undo", "--id", done["operation_id"])
    database.all("INSERT INTO public.application_settings (setting_key, setting_value) VALUES ('USER_INITIAL_QUOTA_MB', '2048')")
    act("users.approve", "--id", user)
    assert column(database, "total_quota_purchased_mb, quota_expiry_date BETWEEN now() + interval '29 days' AND"
                            " now() + interval '31 days'") == (2048, True)


def test_a_registration_is_rejected_and_let_in_after_all(database, act, router):
    user = registration(database)
    done = act("users.reject", "--id", user, "reason=no such room")
    assert column(database, "approval_status, is_active, rejected_at IS NOT NULL") == ("REJECTED", False, True)
    assert "no such room" in str(database.all("SELECT details FROM console.audit_log WHERE entity_id = %s", user))
    act("audit.undo", "--id", done["operation_id"])
    assert column(database, "approval_status, rejected_at") == ("PENDING_APPROVAL", None)
    act("users.reject", "--id", user, "reason=no such room")
    act("users.approve", "--id", user)
    assert column(database, "approval_status, rejected_at") == ("APPROVED", None) and account(router)


# --- access ---


def test_deactivated_and_activated(database, router, act, budi):
    act("users.deactivate", "--id", budi)
    assert not column(database, "is_active") and account(router)["disabled"] == "true"
    assert "is inactive already" in act("users.deactivate", "--id", budi, code=1)
    act("users.activate", "--id", budi)
    assert column(database, "is_active") and account(router)["disabled"] == "false"
    assert "is active already" in act("users.activate", "--id", budi, code=1)


def test_a_role_and_back(database, act, budi):
    database.all("INSERT INTO public.application_settings (setting_key, setting_value) VALUES ('KOMANDAN_INITIAL_QUOTA_MB', '1000'),"
                 " ('MIKROTIK_DEFAULT_SERVER_KOMANDAN', 'srv-komandan')")
    done = act("users.set_role", "--id", budi, "role=KOMANDAN")
    seen = "role, blok, kamar, previous_blok, previous_kamar, total_quota_purchased_mb, mikrotik_server_name"
    assert column(database, seen) == ("KOMANDAN", None, None, "A", "7", 1000, "srv-komandan")
    assert "has this role already" in act("users.set_role", "--id", budi, "role=KOMANDAN", code=1)
    act("users.set_role", "--id", budi, "role=USER", "room=9")
    assert column(database, "role, blok, kamar") == ("USER", "A", "9")
    act("audit.undo", "--id", done["operation_id"], code=1)
    act("debts.add", "--id", budi, "mb=1GB")
    assert "owes debt" in act("users.set_role", "--id", budi, "role=KOMANDAN", code=1)


def test_a_new_password_stands_in_no_audit(database, router, act, run, budi):
    old = column(database, "mikrotik_password")
    database.all("UPDATE public.users SET mikrotik_password = 'abc' WHERE id = %s", budi)
    done = act("users.new_password", "--id", budi)
    new = column(database, "mikrotik_password")
    assert re.fullmatch("[0-9]{6}", new) and account(router)["password"] == new
    told = str(database.all("SELECT * FROM console.audit_log")) + str(database.all("SELECT * FROM console.outbox")) + str(done)
    assert new not in told and (old == new or old not in told)
    assert new not in run("show", "audit", "--format", "json").out


def test_a_login_is_reset(database, router, act, budi):
    database.all("CREATE TABLE IF NOT EXISTS public.refresh_tokens (id uuid, user_id uuid)")
    database.all("INSERT INTO public.refresh_tokens VALUES (gen_random_uuid(), %s)", budi)
    device(database, router, budi)
    act("users.sync", "--id", budi)
    act("users.reset_login", "--id", budi)
    assert database.one("SELECT count(*) FROM public.user_devices WHERE user_id = %s", budi) == 0
    assert database.one("SELECT count(*) FROM public.refresh_tokens WHERE user_id = %s", budi) == 0
    assert left_of(router, budi) == [USERS]


MAC, ADDRESS = "02:00:00:00:00:09", "10.99.0.9"


def device(database, router, user):
    database.all("INSERT INTO public.user_devices (id, user_id, mac_address, ip_address, is_authorized) VALUES (gen_random_uuid(), %s, %s, %s, true)",
                 user, MAC, ADDRESS)
    router.order("row", path=SESSIONS, verb="add", values={"user": LOCAL, "address": ADDRESS, "mac-address": MAC})


def left_of(router, user):
    """The menus in which something is the customer's."""
    return [path for path in (USERS, SESSIONS, "/ip/hotspot/ip-binding", "/ip/firewall/address-list")
            if any(user in row.get("comment", "") or row.get("mac-address") == MAC or row.get("address") == ADDRESS
                   for row in router.rows(path))]


def test_a_customer_is_deleted(database, router, act, budi):
    device(database, router, budi)
    act("users.sync", "--id", budi)
    assert len(left_of(router, budi)) > 2
    act("users.delete", "--id", budi)
    assert column(database, "is_active, mikrotik_password, mikrotik_user_exists") == (False, None, False)
    assert left_of(router, budi) == []
    assert "is deleted already" in act("users.delete", "--id", budi, code=1)
    act("routers.reconcile", "--where", "", "mend=safe")
    assert left_of(router, budi) == []
    assert "who is deactivated" in act("users.add", f"phone={NEW}", "name=Budi", code=1)
    act("users.activate", "--id", budi)
    assert re.fullmatch("[0-9]{6}", column(database, "mikrotik_password")) and account(router)


def test_nobody_is_deleted_with_open_money(database, act, budi):
    act("debts.add", "--id", budi, "mb=1GB")
    assert "money is open: 1 open debt item" in act("users.delete", "--id", budi, code=1)
    act("debts.settle_all", "--id", budi)
    database.all("UPDATE public.users SET total_quota_used_mb = 100 WHERE id = %s", budi)
    assert "100.0 MB of automatic debt" in act("users.delete", "--id", budi, code=1)
    database.all("UPDATE public.users SET total_quota_used_mb = 0 WHERE id = %s", budi)
    database.all("INSERT INTO console.charge (order_id, kind, gateway, user_id, subject, amount_rp, actor, state) VALUES"
                 " ('HC-1', 'deposit', 'midtrans', %s, 'Deposit', 5000, 'x', 'open')", budi)
    assert "1 open payment" in act("users.delete", "--id", budi, code=1)


# --- what customers are told ---


def test_the_customer_is_told_as_the_settings_say(database, act, run):
    for name in ("notice_welcome", "notice_password", "notice_rejected"):
        act("settings.set", "--id", name, "value=on")
    events = "SELECT array_agg(n.event ORDER BY n.id) FROM console.notice n JOIN public.users u ON u.id = n.user_id WHERE u.phone_number = %s"
    act("users.add", f"phone={NEW}", "name=Budi")
    assert database.one(events, NEW_STORED) == ["welcome", "password"]
    act("users.new_password", f"user={NEW}")
    assert database.one(events, NEW_STORED) == ["welcome", "password", "password"]
    database.all("UPDATE public.users SET phone_number = '+6281270000099' WHERE phone_number = %s", NEW_STORED)
    user = registration(database)
    act("users.reject", "--id", user, "reason=no such room")
    assert database.one(events, NEW_STORED) == ["rejected"]
    assert database.one("SELECT data ->> 'reason' FROM console.notice WHERE event = 'rejected'") == "no such room"


# --- notes ---


def day(database, days):
    return str(database.one("SELECT console.today() + %s", days))


def names(show, *arguments):
    return [row["full_name"] for row in show("users", *arguments)]


def test_a_note_stands_until_it_is_taken_back(database, act, show, budi):
    done = act("users.note", "--id", budi, "text=wants a new cable", f"follow_up={day(database, 3)}")
    assert names(show, "--where", "follow_up>today") == ["Budi"] and names(show, "--where", "follow_up<=today") == []
    assert show("users", "--where", f"phone:{NEW_STORED}")[0]["follow_up"] == day(database, 3)
    act("users.note", "--id", budi, "text=was not at home")
    assert names(show, "--where", f"follow_up:{day(database, 3)}") == ["Budi"]
    act("users.note", "--id", budi, "text=cable is there", "follow_up=-")
    assert names(show, "--where", "follow_up>=2000-01-01") == []
    assert len(show("users", "--where", "-follow_up>=2000-01-01")) == len(show("users"))
    with pytest.raises(Exception, match="what was written stays"):
        database.all("UPDATE console.user_note SET text = 'x'")
    last = database.one("SELECT operation_id::text FROM console.audit_log WHERE entity_type = 'user_note' ORDER BY id DESC LIMIT 1")
    act("audit.undo", "--id", last)
    assert names(show, "--where", f"follow_up:{day(database, 3)}") == ["Budi"]
    act("audit.undo", "--id", done["operation_id"])
    assert names(show, "--where", "follow_up>=2000-01-01") == []
    assert database.one("SELECT count(*) FROM console.user_note WHERE taken_back_at IS NOT NULL AND taken_back_by <> ''") == 2
    assert "can't be undone" in act("audit.undo", "--id", last, code=1)


def test_a_note_for_many_and_a_day_that_is_over(database, act, show):
    assert act("users.note", "--where", "blok:A", "text=power cut", f"follow_up={day(database, 0)}")["changed"] == len(
        show("users", "--where", "follow_up:today"))
    assert "that day is over" in act("users.note", "--where", "blok:A", "text=x", f"follow_up={day(database, -1)}", code=1)
    database.all("UPDATE console.user_follow_up SET follow_up = follow_up - 2")
    assert len(show("users", "--where", "follow_up<today")) == len(show("users", "--where", "blok:A"))


def test_notes_by_keys_on_the_page_and_in_the_timeline(database, console, act, budi):
    act("users.note", "--id", budi, "text=the first word")
    screen = console()
    screen.wait_for("Users")
    screen.press("/")
    screen.type(f"phone:{NEW_STORED}")
    screen.press("enter")
    screen.wait_for("1/1")
    screen.press('"')
    screen.wait_for("the customer does not see it")
    screen.type("pays on Fridays")
    screen.press("tab")
    screen.type(day(database, 5))
    screen.press("enter")
    screen.wait_for("noted: pays on Fridays")
    screen.confirm()
    screen.wait_for("1 note written")
    screen.press("enter")
    screen.wait_for(f"pays on Fridays, follow-up {day(database, 5)}")
    screen.wait_for("the first word")
    screen.press("T")
    screen.wait_for("noted: the first word")
    screen.wait_for("made: Budi")


def test_many_customers_with_few_notes_are_found_by_the_notes(database, act, show, budi):
    act("users.note", "--id", budi, "text=x", f"follow_up={day(database, 0)}")
    rows = database.all("EXPLAIN SELECT u.id FROM public.users u WHERE u.id IN (SELECT f.user_id FROM console.user_follow_up f)"
                        " AND (SELECT f.follow_up FROM console.user_follow_up f WHERE f.user_id = u.id) <= console.today()")
    assert "user_follow_up" in str(rows)
    assert names(show, "--where", "follow_up<=today", "--sort", "phone_number") == ["Budi"]


# --- the password is shown to who asks ---


def test_a_password_is_shown_on_demand_and_noted(database, console, act, run, budi):
    password = column(database, "mikrotik_password")
    screen = console()
    screen.wait_for("Users")
    screen.press("/")
    screen.type(f"phone:{NEW_STORED}")
    screen.press("enter")
    screen.wait_for("1/1")
    screen.press("enter")
    screen.wait_for("hidden")
    assert password not in screen.text()
    screen.press(":")
    screen.type("show.password")
    screen.wait_for("Show the customer's hotspot password")
    screen.press("enter")
    screen.wait_for(f"password {password}")
    assert database.one("SELECT count(*) FROM console.audit_log WHERE action = 'users.show_password' AND entity_id = %s", budi) == 1
    screen.press("esc")
    screen.wait_gone(password)
    screen.press("m")
    screen.wait_for("Messages")
    assert password not in screen.text()
    assert password not in str(database.all("SELECT * FROM console.audit_log")) + str(database.all("SELECT * FROM console.operation"))
    assert act("users.show_password", "--id", budi, code=2)


def test_who_may_change_nothing_sees_no_password(database, console, act, budi):
    password = column(database, "mikrotik_password")
    screen = console("--read-only", "users")
    screen.wait_for("Users")
    screen.press("/")
    screen.type(f"phone:{NEW_STORED}")
    screen.press("enter")
    screen.wait_for("1/1")
    screen.press(":")
    screen.type("show.password")
    screen.wait_for("Show the customer's hotspot password")
    screen.press("enter")
    screen.wait_for("nothing is changed")
    assert password not in screen.text()


# --- by keys ---


def find(screen, phone):
    screen.wait_for("Users")
    screen.press("/")
    screen.type(f"phone:{phone}")
    screen.press("enter")
    screen.wait_for("1/1")


def test_a_registration_by_keys(database, console, router):
    registration(database)
    screen = console()
    find(screen, NEW_STORED)
    screen.wait_for("L Approve  x Reject")
    screen.press("x")
    screen.wait_for("the customer may be told")
    screen.type("no such room")
    screen.press("enter")
    screen.wait_for("rejected: no such room")
    screen.press("esc")
    screen.wait_for("the customer may be told")
    screen.press("esc")
    screen.wait_gone("the customer may be told")
    screen.press("L")
    screen.wait_for("what the settings give")
    screen.press("enter")
    screen.wait_for("waits for approval")
    screen.confirm()
    screen.wait_for("1 user approved")
    assert column(database, "approval_status") == "APPROVED" and account(router)


def test_the_record_and_access_by_keys(database, console, router, budi):
    screen = console()
    find(screen, NEW_STORED)
    screen.press("e")
    screen.wait_for(lambda s: "Budi" in (s.line_with("│ Name") or ""))
    screen.press("tab", "C-u")
    screen.type("Budi Lama")
    screen.press("enter")
    screen.wait_for("Budi Lama")
    screen.confirm()
    screen.wait_for("1 user edited")
    screen.press("z")
    screen.wait_for("inactive")
    screen.confirm()
    screen.wait_for("1 user deactivated")
    screen.press("Z")
    screen.confirm()
    screen.wait_for("1 user activated")
    screen.press("U")
    screen.wait_for("Undo")
    screen.press("esc")
    screen.wait_gone("Type")
    screen.press("del")
    screen.wait_for("devices and logins go")
    screen.confirm("delete")
    screen.wait_for("1 user deleted")
    assert column(database, "full_name, is_active") == ("Budi Lama", False) and account(router) is None


@pytest.mark.parametrize("key, words", [(";", ["Tambah pelanggan", "nomor pelanggan"]), ("e", ["Ubah data", "Kamar"]),
                                        ('"', ["Tulis catatan", "Tindak lanjut"]), ("z", ["Nonaktifkan"])])
def test_forms_in_indonesian(database, console, budi, key, words):
    screen = console(env={"LANGUAGE": "id", "LANG": "C.UTF-8"})
    screen.wait_for("Pengguna")
    screen.press("/")
    screen.type(f"phone:{NEW_STORED}")
    screen.press("enter")
    screen.wait_for("1/1")
    screen.press(key)
    for word in words:
        screen.wait_for(word)


# --- on a portal's own database ---


@pytest.fixture
def portal(empty_database, bare_router, make_config, run):
    """A portal's database that was adopted, with a router; the configuration."""
    with open(PORTAL, encoding="utf-8") as sql, empty_database.connect() as connection:
        connection.execute(sql.read())
    config = make_config(empty_database, [bare_router])
    done = run("migrate", config=config)
    assert done.code == 0, done.err
    return config


def test_records_of_an_adopted_portal(empty_database, bare_router, portal, act):
    database = empty_database
    made = act("users.add", f"phone={NEW}", "name=Budi", "block=a", "room=7", config=portal)
    user = made["order_id"]
    assert column(database, "blok, kamar, is_tamping") == ("A", "Kamar_7", False) and account(bare_router)
    act("users.edit", "--id", user, "room=8", "phone=081270000002", config=portal)
    assert database.one("SELECT kamar, phone_number FROM public.users WHERE id = %s", user) == ("Kamar_8", "+6281270000002")
    assert account(bare_router) is None and account(bare_router, "081270000002")
    act("users.note", "--id", user, "text=x", config=portal)
    database.all("INSERT INTO public.refresh_tokens (id, user_id, token_hash, expires_at) VALUES (gen_random_uuid(), %s, 'x', now())", user)
    database.all("INSERT INTO public.user_devices (id, user_id, mac_address) VALUES (gen_random_uuid(), %s, %s)", user, MAC)
    act("users.reset_login", "--id", user, config=portal)
    assert database.one("SELECT (SELECT count(*) FROM public.refresh_tokens) + (SELECT count(*) FROM public.user_devices)") == 0
    act("users.set_role", "--id", user, "role=KOMANDAN", config=portal)
    assert database.one("SELECT role, blok, previous_kamar, mikrotik_server_name, total_quota_purchased_mb FROM public.users") == (
        "KOMANDAN", None, "Kamar_8", "srv-komandan", 5120)
    act("users.delete", "--id", user, config=portal)
    assert database.one("SELECT is_active, mikrotik_user_exists FROM public.users") == (False, False)
    assert account(bare_router, "081270000002") is None
    database.all("DELETE FROM public.users")  # as the portal may: notes go with him


def test_who_registered_at_a_portal(empty_database, bare_router, portal, act):
    database = empty_database
    user = registration(database)
    database.all("UPDATE public.users SET blok = NULL")
    assert "has no block and room: edit it first" in act("users.approve", "--id", user, code=1, config=portal)
    act("users.edit", "--id", user, "block=c", "room=3", config=portal)
    done = act("users.approve", "--id", user, "quota=1GB", config=portal)
    assert column(database, "approval_status, is_active, kamar") == ("APPROVED", True, "Kamar_3") and account(bare_router)
    act("audit.undo", "--id", done["operation_id"], config=portal)
    assert column(database, "approval_status") == "PENDING_APPROVAL" and account(bare_router)["disabled"] == "true"
