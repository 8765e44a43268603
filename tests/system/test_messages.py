"""Messages to customers and admins through the simulated Telegram and WhatsApp: sent, edited, taken away, each once,
whatever the messenger or the worker does meanwhile."""

import json
import signal

import pytest
from cashdesk import make_due
from test_crash import wait_until
from test_policies import set_today

ORDER = "BELI-0123456789AB"
CHAT, ADMIN = "501", "1001"


@pytest.fixture
def config(make_config, database, gateways):
    """Messengers and nothing else; as many messages as they like."""
    for key in ("telegram_per_minute", "whatsapp_per_minute"):
        database.all("INSERT INTO console.setting_value (key, value) VALUES (%s, '600')", key)
    return make_config(database, telegram=gateways, whatsapp=gateways)


@pytest.fixture
def customer(database):
    """With a chat of his own; uuid. Nothing else waits in the outbox."""
    database.all("DELETE FROM console.outbox")
    user = database.one("SELECT id::text FROM public.users WHERE role = 'USER' ORDER BY id LIMIT 1")
    database.all("UPDATE public.users SET telegram_chat_id = %s, full_name = 'Budi', phone_number = '+628123456789' WHERE id = %s",
                 CHAT, user)
    return user


def open_charge(database, user, order=ORDER, state="open"):
    return database.one("""
        INSERT INTO console.charge (order_id, kind, gateway, mode, method, bank, user_id, subject, amount_rp, state, actor,
                                    va_number, expires_at)
        VALUES (%s, 'package', 'midtrans', 'core_api', 'va', 'bca', %s, '25 GB', 200000, %s, 'siti', '1234567890',
                '2026-11-21 13:00+00') RETURNING id::text""", order, user, state)


def happen(database, event, order=ORDER):
    """Asks for the messages of an event, as what brings it about does."""
    database.all("""INSERT INTO console.outbox (target, effect, entity_type, entity_id, payload)
                    SELECT 'message:user', 'charge_message', 'charge', c.id,
                           jsonb_build_object('order_id', c.order_id, 'event', %s::text)
                      FROM console.charge c WHERE c.order_id = %s
                    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending' DO UPDATE SET payload = excluded.payload""",
                 event, order)


@pytest.fixture
def deliver(database, run):
    """Everything that waits is done, however long it should wait; a worker that ends takes several rounds."""

    def go(rounds=3):
        for _ in range(rounds):
            database.all("UPDATE console.outbox SET next_attempt_at = now() WHERE state = 'pending'")
            database.all("UPDATE console.outbox SET lease_until = now() WHERE state = 'running'")
            done = run("worker", "--once")
            assert done.code in (0, 3), done.err
            if not database.one("SELECT count(*) FROM console.outbox WHERE state IN ('pending', 'running')"):
                break

    return go


def chats(gateways):
    """What each chat shows: {chat: [text, …]}, in the order of sending."""
    found = {}
    for message in sorted(gateways.order("dump")["telegram"], key=lambda m: m["message_id"]):
        found.setdefault(message["chat_id"], []).append(message["text"])
    return found


def states(database):
    return database.all("SELECT state, count(*) FROM console.outbox GROUP BY state ORDER BY state")


def requests(gateways, name="telegram"):
    """Methods that were asked for, and with which status they ended."""
    return [(entry["path"].rsplit("/", 1)[-1], entry["status"]) for entry in gateways.log(name)]


def sent_once(gateways):
    return [method for method, status in requests(gateways) if method == "sendMessage" and status == 200]


@pytest.mark.zone
def test_created_then_paid(database, gateways, customer, deliver):
    until, paid = (database.one("SELECT console.message_time(%s)", at) for at in ("2026-11-21 13:00+00", "2026-11-21 12:30+00"))
    open_charge(database, customer)
    happen(database, "created")
    deliver()
    shown = chats(gateways)
    assert sorted(shown) == [ADMIN, CHAT] and [len(texts) for texts in shown.values()] == [1, 1]
    assert shown[CHAT][0] == (f"Halo Budi,\nsilakan bayar Rp 200.000 untuk 25 GB sebelum {until}.\n"
                              f"Pesanan: {ORDER}\n\nTransfer ke virtual account BCA: 1234567890")
    assert "Budi (+628123456789)" in shown[ADMIN][0]

    database.all("UPDATE console.charge SET state = 'paid', paid_at = '2026-11-21 12:30+00', paid_amount_rp = 200000")
    happen(database, "paid")
    deliver()
    shown = chats(gateways)
    assert [len(texts) for texts in shown.values()] == [1, 1], "edited, not sent beside it"
    assert shown[CHAT][0] == ("Terima kasih, Budi!\nPembayaran Rp 200.000 sudah kami terima. 25 GB: selesai.\n"
                              f"Pesanan: {ORDER}, dibayar {paid}\nKuitansi: -")
    assert shown[ADMIN][0].startswith("Lunas: Rp 200.000")
    assert states(database) == [("done", 6)]
    assert database.one("SELECT count(*) FROM console.rate_limit WHERE name = 'telegram:bot'") == 1, "at the messenger's rate"
    assert gateways.order("dump")["whatsapp"] == [], "who has a chat is not told twice"
    assert database.all("SELECT role, state FROM console.payment_message_log ORDER BY role") == [("admin", "edited"), ("user", "edited")]


@pytest.mark.parametrize("event", ["expired", "cancelled"])
def test_over_is_taken_away(database, gateways, customer, deliver, event):
    open_charge(database, customer)
    happen(database, "created")
    deliver()
    first = gateways.order("dump")["telegram"]
    database.all("UPDATE console.charge SET state = %s", event)
    happen(database, event)
    deliver()
    left = gateways.order("dump")["telegram"]
    assert not {m["message_id"] for m in first} & {m["message_id"] for m in left}
    assert sorted(m["chat_id"] for m in left) == [ADMIN, CHAT]
    assert all("1234567890" not in m["text"] and ORDER in m["text"] for m in left)
    assert states(database)[0][0] == "done" and len(states(database)) == 1


def test_what_waits_for_a_decision_is_noticed(database, gateways, customer, deliver, run):
    assert run("act", "settings.set", "--id", "message_language", "value=en").code == 0
    open_charge(database, customer)
    happen(database, "created")
    deliver()
    asked = {m["message_id"] for m in gateways.order("dump")["telegram"]}
    database.all("UPDATE console.charge SET state = 'mismatch', paid_amount_rp = 150000, paid_at = '2026-11-21 12:30+00'")
    happen(database, "late")
    deliver()
    assert not asked & {m["message_id"] for m in gateways.order("dump")["telegram"]}, "an edit would be seen by nobody"
    shown = chats(gateways)
    assert [len(texts) for texts in shown.values()] == [1, 1]
    assert shown[CHAT][0].startswith("Hello Budi,\nyour payment of Rp 150.000 for 25 GB has arrived, but")
    assert shown[ADMIN][0].startswith("Paid late or with another amount, waits for a decision: Rp 150.000")
    database.all("UPDATE console.charge SET state = 'paid'")
    happen(database, "paid")
    deliver()
    assert [len(texts) for texts in chats(gateways).values()] == [1, 1]
    assert chats(gateways)[CHAT][0].startswith("Thank you, Budi!")


def test_without_a_chat_by_whatsapp(database, gateways, customer, deliver):
    database.all("UPDATE public.users SET telegram_chat_id = ' ' WHERE id = %s", customer)
    open_charge(database, customer)
    for event in ("created", "paid"):
        happen(database, event)
        deliver()
    messages = gateways.order("dump")["whatsapp"]
    assert [m["phone"] for m in messages] == ["628123456789"] * 2
    assert "1234567890" in messages[0]["text"] and messages[1]["text"].startswith("Terima kasih")


def test_nobody_to_tell_is_no_fault(database, customer, make_config, run, show):
    bare = make_config(database)
    open_charge(database, customer)
    happen(database, "created")
    assert run("worker", "--once", config=bare).code == 0
    row, = show("outbox", config=bare)
    assert (row["state"], row["note"], row["last_error"]) == ("done", "nobody to tell", None)
    assert not {f["name"] for f in json.loads(run("check", "--format", "json", config=bare).out)} & {"outbox_failed"}


def test_hostile_names_stay_text(database, gateways, customer, deliver):
    database.all("UPDATE public.users SET full_name = %s WHERE id = %s", "<b>Budi</b>\n\u202egnp & 'x'", customer)
    open_charge(database, customer)
    happen(database, "created")
    deliver()
    first = chats(gateways)[CHAT][0].split("\n")[0]
    assert first == "Halo &lt;b&gt;Budi&lt;/b&gt;\\n\\u{202e}gnp &amp; 'x',"


def test_asked_for_again_it_comes_anew(database, gateways, customer, deliver):
    open_charge(database, customer)
    happen(database, "created")
    deliver()
    old = {m["chat_id"]: m["message_id"] for m in gateways.order("dump")["telegram"]}
    happen(database, "created")
    deliver()
    new = {m["chat_id"]: m["message_id"] for m in gateways.order("dump")["telegram"]}
    assert set(new) == set(old) and all(new[chat] > old[chat] for chat in old)
    assert len(gateways.order("dump")["telegram"]) == 2


def test_deleted_by_the_customer(database, gateways, customer, deliver):
    open_charge(database, customer)
    happen(database, "created")
    deliver()
    gateways.order("forget")
    happen(database, "paid")
    deliver()
    assert chats(gateways)[CHAT][0].startswith("Terima kasih"), "what can't be edited is sent"
    gateways.order("forget")
    happen(database, "cancelled")
    deliver()
    assert "dibatalkan" in chats(gateways)[CHAT][0]
    assert states(database)[0][0] == "done" and len(states(database)) == 1


def test_too_old_to_delete_says_that_it_is_over(database, gateways, customer, deliver):
    open_charge(database, customer)
    happen(database, "created")
    deliver()
    gateways.fault("telegram", "status", status=400, count=2, on="deleteMessage")
    happen(database, "expired")
    deliver()
    assert all("1234567890" not in text for text in chats(gateways)[CHAT])
    assert "editMessageText" in [method for method, _ in requests(gateways)]


def test_too_many_requests_wait(database, gateways, customer, deliver, run):
    """The messenger asks for a pause: everybody keeps it."""
    open_charge(database, customer)
    happen(database, "created")
    gateways.fault("telegram", "status", status=429, retry_after=50, count=1)
    run("worker", "--once")
    assert database.one("SELECT not_before > now() + interval '30 seconds' FROM console.rate_limit WHERE name = 'telegram:bot'")
    assert [method for method, _ in requests(gateways)] == [], "nobody asks once more meanwhile"
    database.all("UPDATE console.rate_limit SET not_before = now(), next_at = now() WHERE name = 'telegram:bot'")
    deliver(5)
    assert [len(texts) for texts in chats(gateways).values()] == [1, 1]
    assert states(database) == [("done", 3)]


@pytest.mark.parametrize("fault", [{"kind": "status", "status": 503, "count": 3}, {"kind": "reset", "count": 3},
                                   {"kind": "html", "count": 2}, {"kind": "garbage", "count": 2}])
def test_a_messenger_in_trouble_is_tried_again(database, gateways, customer, deliver, fault):
    open_charge(database, customer)
    happen(database, "created")
    gateways.fault("telegram", **fault)
    deliver(12)
    assert [len(set(texts)) for texts in chats(gateways).values()] == [1, 1]
    assert states(database) == [("done", 3)]


@pytest.mark.parametrize("messenger", ["telegram", "whatsapp"])
def test_what_was_answered_is_not_sent_again(database, gateways, customer, deliver, run, messenger):
    """The end of a row never gets written: as if the worker died right after the answer."""
    if messenger == "whatsapp":
        database.all("UPDATE public.users SET telegram_chat_id = NULL WHERE id = %s", customer)
    open_charge(database, customer)
    happen(database, "created")
    database.all("""CREATE FUNCTION public.no_end() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'no end'; END$$;
                    CREATE TRIGGER no_end BEFORE UPDATE OF state ON console.outbox FOR EACH ROW
                    WHEN (NEW.state <> 'running' AND OLD.state = 'running' AND NEW.effect = 'message') EXECUTE FUNCTION public.no_end()""")
    assert run("worker", "--once").code != 0
    assert len(gateways.order("dump")[messenger]) == 1
    database.all("DROP TRIGGER no_end ON console.outbox")
    deliver()
    assert len(gateways.order("dump")[messenger]) == (2 if messenger == "telegram" else 1), "customer and admin, or the customer"
    assert {state for state, _ in states(database)} == {"done"}


@pytest.mark.parametrize("messenger", ["telegram", "whatsapp"])
def test_nobody_is_told_without_end(database, gateways, customer, deliver, messenger, show):
    """A messenger that sends, and says so to nobody."""
    if messenger == "whatsapp":
        database.all("UPDATE public.users SET telegram_chat_id = NULL WHERE id = %s", customer)
    open_charge(database, customer)
    happen(database, "created")
    gateways.fault(messenger, "html", count=1000)
    deliver(12)
    said = gateways.order("dump")[messenger]
    assert len(said) == (16 if messenger == "telegram" else 8), "two chats, or one phone"
    failed = [row for row in show("outbox") if row["state"] == "failed"]
    assert failed and all("sent 8 times, and nobody knows whether it came" in row["last_error"] for row in failed)


def test_a_silent_messenger_is_given_up_row_by_row(database, gateways, customer, deliver):
    open_charge(database, customer)
    happen(database, "created")
    gateways.fault("telegram", "reset_after", count=8)
    deliver(12)
    assert states(database) == [("done", 2), ("failed", 1)], "the other one is told when it answers"


def test_what_is_over_is_not_asked_for_by_whatsapp(database, gateways, customer, deliver, show):
    database.all("UPDATE public.users SET telegram_chat_id = NULL WHERE id = %s", customer)
    open_charge(database, customer)
    happen(database, "created")
    gateways.fault("whatsapp", "status", status=429, count=1)
    deliver(1)
    assert gateways.order("dump")["whatsapp"] == []
    database.all("UPDATE console.charge SET state = 'expired'")
    deliver()
    assert gateways.order("dump")["whatsapp"] == []
    assert "out of date before it was sent" in [row["note"] for row in show("outbox")]


def test_only_a_worker_finds_nobody_to_tell(database, gateways, customer, make_config, run, deliver):
    """A console without messengers leaves what it has brought about to a worker that has them."""
    bare = make_config(database)
    open_charge(database, customer)
    asked = run("act", "payments.resend", "--id", ORDER, "--yes", config=bare)
    assert asked.code == 0, asked.err
    assert states(database) == [("pending", 1)]
    deliver()
    assert sorted(chats(gateways)) == [ADMIN, CHAT]


def test_an_edit_waits_for_its_sending(database, gateways, customer, deliver, run):
    open_charge(database, customer)
    happen(database, "created")
    gateways.fault("telegram", "status", status=503, count=2)
    deliver(1)
    happen(database, "paid")
    deliver(8)
    shown = chats(gateways)
    assert [len(texts) for texts in shown.values()] == [1, 1]
    assert shown[CHAT][0].startswith("Terima kasih") and shown[ADMIN][0].startswith("Lunas")


def test_a_wrong_token_fails_and_is_retried(database, gateways, customer, deliver, make_config, run, show, tmp_path):
    open_charge(database, customer)
    happen(database, "created")
    wrong = make_config(database, telegram=gateways.settings("telegram", token="1:SECRETWRONG"))
    for _ in range(2):
        run("worker", "--once", config=wrong)
    failed = [row for row in show("outbox") if row["state"] == "failed"]
    assert len(failed) == 2 and all("Unauthorized" in row["last_error"] for row in failed)
    seen = json.dumps(show("outbox")) + "".join(file.read_text(encoding="utf-8") for file in tmp_path.glob("*.log"))
    assert "SECRETWRONG" not in seen
    done = run("act", "outbox.retry", *(a for row in failed for a in ("--id", row["id"])), "--yes")
    assert done.code == 0, done.err
    deliver()
    assert [len(texts) for texts in chats(gateways).values()] == [1, 1]


def test_a_wrong_token_forgets_no_message(database, gateways, customer, deliver, make_config, run, show):
    open_charge(database, customer)
    happen(database, "created")
    deliver()
    wrong = make_config(database, telegram=gateways.settings("telegram", token="1:WRONG"))
    happen(database, "paid")
    for _ in range(2):
        run("worker", "--once", config=wrong)
    failed = [row["id"] for row in show("outbox") if row["state"] == "failed"]
    assert run("act", "outbox.retry", *(a for id in failed for a in ("--id", id)), "--yes").code == 0
    deliver()
    shown = chats(gateways)
    assert [len(texts) for texts in shown.values()] == [1, 1] and shown[CHAT][0].startswith("Terima kasih")


def test_an_old_failure_never_covers_the_news(database, gateways, customer, deliver, run, show):
    open_charge(database, customer)
    happen(database, "created")
    gateways.fault("telegram", "status", status=400, count=2)
    deliver()
    failed = [row["id"] for row in show("outbox") if row["state"] == "failed"]
    assert len(failed) == 2
    happen(database, "paid")
    deliver()
    assert run("act", "outbox.retry", *(a for id in failed for a in ("--id", id)), "--yes").code == 0
    deliver()
    assert chats(gateways)[CHAT][0].startswith("Terima kasih") and chats(gateways)[ADMIN][0].startswith("Lunas")
    assert {row["note"] for row in show("outbox") if row["id"] in failed} == {"a newer one took its place"}


def test_who_blocks_the_bot_is_no_fault(database, gateways, customer, deliver, show):
    open_charge(database, customer)
    happen(database, "created")
    gateways.fault("telegram", "status", status=403, count=1)
    deliver()
    assert states(database) == [("done", 3)]
    note, = {row["note"] for row in show("outbox") if row["note"]}
    assert note.startswith("not delivered: ")


def test_a_killed_worker_repeats_one_message_at_most(database, gateways, customer, worker, deliver):
    orders = [f"BELI-{number:012X}" for number in range(12)]
    users = [row[0] for row in database.all("SELECT id::text FROM public.users WHERE role = 'USER' ORDER BY id LIMIT 12")]
    for number, (order, user) in enumerate(zip(orders, users)):
        database.all("UPDATE public.users SET telegram_chat_id = %s WHERE id = %s", f"6{number:02}", user)
        open_charge(database, user, order)
        happen(database, "created", order)
    gateways.order("latency", gateway="telegram", ms=30)
    kills = 0
    for wanted in (3, 8, 14):
        process = worker()
        make_due(database)  # what the one before held, too
        wait_until(lambda wanted=wanted: len(sent_once(gateways)) >= wanted, 30)
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills += 1
    gateways.order("latency", gateway="telegram", ms=0)
    deliver(8)
    shown = chats(gateways)
    assert len(shown) == 13 and all(texts for texts in shown.values()), "nobody is forgotten"
    assert len(shown[ADMIN]) + sum(len(shown[f"6{n:02}"]) for n in range(12)) <= 24 + kills
    assert {state for state, _ in states(database)} == {"done"}


@pytest.fixture
def overdue(database, customer, run):
    """The customer, and nobody else, owes something that was due some days ago, and is to be reminded."""
    database.all("WITH d AS (DELETE FROM public.user_quota_debts) UPDATE public.users SET manual_debt_mb = 0")
    database.all("UPDATE public.users SET is_blocked = false, blocked_reason = NULL, blocked_at = NULL")
    database.all("""WITH u AS (UPDATE public.users SET manual_debt_mb = 10240 WHERE id = %s)
                    INSERT INTO public.user_quota_debts (id, user_id, debt_date, due_date, amount_mb, price_rp)
                    VALUES (gen_random_uuid(), %s, '2026-11-01', '2026-11-10', 10240, 150000)""", customer, customer)
    set_today(database, "2026-11-15")
    assert run("act", "settings.set", "--id", "debt_overdue_policy", "value=on").code == 0
    return customer


def test_reminders_are_sent_once(database, gateways, overdue, deliver):
    for _ in range(2):
        database.all("UPDATE console.job SET next_run_at = now() WHERE name = 'debt_reminders'")
        deliver()
    assert chats(gateways) == {CHAT: ["Halo Budi,\nmasih ada tunggakan Rp 150.000. Mohon dibayar sebelum 18-11-2026: mulai hari "
                                      "itu akses internet diblokir sampai lunas."]}


@pytest.mark.parametrize("happens", ["day", "paid"])
def test_a_reminder_that_could_not_be_sent_in_time(database, gateways, overdue, deliver, happens, show):
    gateways.fault("telegram", "status", status=429, count=1)
    deliver(1)
    assert states(database) == [("done", 1), ("pending", 1)]
    if happens == "day":
        set_today(database, "2026-11-18")
    else:
        database.all("WITH u AS (UPDATE public.users SET manual_debt_mb = 0 WHERE id = %s) "
                     "UPDATE public.user_quota_debts SET is_paid = true, paid_mb = amount_mb, paid_at = now()", overdue)
    deliver()
    assert chats(gateways) == {}
    assert "out of date before it was sent" in [row["note"] for row in show("outbox") if row["target"] == "telegram:bot"]


def test_templates_of_ones_own(database, gateways, customer, deliver, make_config, request, tmp_path, show):
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "charge_created_user.id.txt").write_text("{name} & {amount}\n", encoding="utf-8")
    (folder / "charge_created_admin.id.txt").write_text("{nope}", encoding="utf-8")
    own = make_config(database, telegram=gateways, extra=f'templates_dir = "{folder}";')
    run = request.getfixturevalue("run")
    open_charge(database, customer)
    happen(database, "created")
    assert run("worker", "--once", config=own).code in (0, 3)
    row, = show("outbox")
    assert row["state"] == "failed" and "charge_created_admin.id.txt: there is no {nope}" in row["last_error"]
    assert chats(gateways) == {}
    (folder / "charge_created_admin.id.txt").unlink()
    assert run("act", "outbox.retry", "--id", row["id"], "--yes", config=own).code == 0
    for _ in range(2):
        run("worker", "--once", config=own)
    assert chats(gateways)[CHAT][0].startswith("Budi &amp; Rp 200.000\n\nTransfer ke")


def test_the_outbox_shows_whom_a_message_is_for(database, gateways, customer, deliver, console, show):
    open_charge(database, customer)
    happen(database, "created")
    deliver()
    assert [(row["target"], row["about"], row["who"]) for row in show("outbox", "--sort", "id")] == [
        ("message:user", f"{ORDER} created", "Budi +628123456789"),
        ("telegram:bot", f"{ORDER} to {CHAT}", "Budi +628123456789"),
        ("telegram:bot", f"{ORDER} to admin {ADMIN}", "Budi +628123456789")]
    assert len(show("outbox", "--where", "budi")) == 3 and len(show("outbox", "--where", f'{ORDER} "admin {ADMIN}"')) == 1
    screen = console("outbox", rows=24, columns=80)
    screen.wait_for("Message")
    assert "Budi +628123456789" in screen.text()
