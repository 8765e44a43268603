"""Messages to customers and admins beyond those of payments: each once about one occasion, whoever works on it, by the
simulated Telegram and WhatsApp."""

import json
import signal
import threading

import pytest
from test_crash import wait_until
from test_messages import deliver, requests, states  # noqa: F401

CHAT, ADMIN = "501", "1001"
SWITCHES = ["notice_welcome", "notice_password", "notice_rejected", "notice_request", "notice_access", "notice_quota", "notice_validity"]


def set_value(database, key, value):
    database.all("INSERT INTO console.setting_value (key, value) VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                 key, value)


@pytest.fixture
def config(make_config, database, gateways):
    """Messengers and nothing else, as many messages as they like, all switches on, at any hour."""
    for key in ("telegram_per_minute", "whatsapp_per_minute"):
        set_value(database, key, "600")
    for key in SWITCHES:
        set_value(database, key, "on")
    set_value(database, "notice_quiet_hours", "")
    database.all("DELETE FROM console.outbox")
    return make_config(database, telegram=gateways, whatsapp=gateways)


@pytest.fixture
def customer(database, config):
    """With a chat, 25 GB of which little is used, and a month of validity; uuid."""
    user = database.one("SELECT id::text FROM public.users WHERE role = 'USER' ORDER BY id LIMIT 1")
    database.all("""UPDATE public.users
                       SET telegram_chat_id = %s, full_name = 'Budi', phone_number = '+628123456789', is_active = true,
                           approval_status = 'APPROVED', is_blocked = false, blocked_reason = NULL, is_unlimited_user = false,
                           total_quota_purchased_mb = 25600, total_quota_used_mb = 100, auto_debt_offset_mb = 0,
                           quota_expiry_date = now() + interval '30 days', mikrotik_password = '482913'
                     WHERE id = %s""", CHAT, user)
    return user


def notify(database, user, event, data="{}", occasion=None):
    return database.one("SELECT console.notify_customer(%s, %s, %s, %s)", user, event, data, occasion)


def texts(gateways, chat=CHAT):
    return [m["text"] for m in sorted(gateways.order("dump")["telegram"], key=lambda m: m["message_id"]) if m["chat_id"] == chat]


def by_whatsapp(gateways):
    return [(m["phone"], m["text"]) for m in gateways.order("dump")["whatsapp"]]


def notices(database, event=None):
    return database.all("""SELECT event, state, note FROM console.notice
                            WHERE state <> 'known' AND (%s::text IS NULL OR event = %s) ORDER BY id""", event, event)


# --- asking for a message in the transaction of an action -----------------------------------------


def test_asked_for_in_a_transaction(database, gateways, customer, deliver):
    with database.connect() as connection:
        connection.autocommit = False
        connection.execute("SELECT console.notify_customer(%s, 'welcome')", (customer,))
        connection.rollback()
    deliver()
    assert texts(gateways) == []
    assert notify(database, customer, "welcome")
    deliver()
    assert texts(gateways) == ["Halo Budi,\nselamat datang di hotspot kami. Akun Anda: +628123456789."]
    assert notices(database) == [("welcome", "handed", None)]


def test_of_one_occasion_once(database, gateways, customer, deliver):
    assert notify(database, customer, "request_approved", '{"request": "10 GB"}', "request-1")
    assert not notify(database, customer, "request_approved", '{"request": "10 GB"}', "request-1")
    deliver()
    assert not notify(database, customer, "request_approved", '{"request": "10 GB"}', "request-1")
    assert notify(database, customer, "request_refused", '{"request": "20 GB", "reason": "penuh"}', "request-2")
    deliver()
    assert texts(gateways) == ["Halo Budi,\npermintaan Anda disetujui: 10 GB.",
                               "Halo Budi,\npermintaan Anda belum dapat disetujui: 20 GB. penuh"]


@pytest.mark.parametrize("switch, event", [("notice_welcome", "welcome"), ("notice_password", "password"), ("notice_rejected", "rejected"),
                                           ("notice_request", "request_approved")])
def test_switched_off(database, gateways, customer, deliver, switch, event):
    set_value(database, switch, "off")
    assert not notify(database, customer, event)
    assert notices(database) == [] and states(database) == []


def test_unknown_events_are_refused(database, customer, config):
    import psycopg
    for event in ("nonsense", "broadcast"):
        with pytest.raises(psycopg.errors.InvalidParameterValue):
            notify(database, customer, event)


def test_a_password_stands_in_no_table_and_no_log(database, gateways, customer, deliver, show, tmp_path):
    assert notify(database, customer, "password", '{"password": "482913"}')
    set_value(database, "telegram_per_minute", "600")
    deliver()
    assert texts(gateways) == ["Halo Budi,\nkata sandi hotspot Anda yang baru: 482913. Mohon jangan dibagikan."]
    for table in ("outbox", "notice", "audit_log", "admin_news"):
        assert database.one(f"SELECT count(*) FROM console.{table} t WHERE t::text LIKE '%%482913%%'") == 0, table
    assert "482913" not in json.dumps(show("outbox"))
    for log in tmp_path.glob("*.log"):
        assert "482913" not in log.read_text()


def test_the_password_is_that_of_the_moment_of_sending(database, gateways, customer, deliver):
    notify(database, customer, "password")
    database.all("UPDATE public.users SET mikrotik_password = '<7&7>', telegram_chat_id = NULL WHERE id = %s", customer)
    deliver()
    assert [text for _, text in by_whatsapp(gateways)] == ["Halo Budi,\nkata sandi hotspot Anda yang baru: <7&7>. Mohon jangan dibagikan."]
    notify(database, customer, "password")
    database.all("UPDATE public.users SET telegram_chat_id = %s WHERE id = %s", CHAT, customer)
    deliver()
    assert "&lt;7&amp;7&gt;" in texts(gateways)[0]
    notify(database, customer, "password")
    database.all("UPDATE public.users SET mikrotik_password = ' ' WHERE id = %s", customer)
    deliver()
    assert notices(database)[-1] == ("password", "dropped", "has no hotspot password")


def test_nobody_who_is_gone_or_inactive_or_has_no_number(database, gateways, customer, deliver):
    for change, why in (("is_active = false", "the customer is not active"),
                        ("is_active = true, approval_status = 'REJECTED'", "the customer is not active"),
                        ("approval_status = 'APPROVED', telegram_chat_id = NULL, phone_number = 'x'",
                         "has no chat and no number that a messenger takes")):
        database.all(f"UPDATE public.users SET {change} WHERE id = %s", customer)
        notify(database, customer, "welcome")
        deliver()
        assert notices(database)[-1] == ("welcome", "dropped", why)
    gone = "00000000-0000-4000-8000-000000000001"
    notify(database, gone, "welcome")
    deliver()
    assert notices(database)[-1] == ("welcome", "dropped", "the customer is gone")
    assert texts(gateways) == [] and by_whatsapp(gateways) == []
    notify(database, gone, "rejected", '{"full_name": "Ani", "phone_number": "+628999888777", "reason": "Alamat tidak lengkap."}')
    deliver()
    assert by_whatsapp(gateways) == [("628999888777", "Halo Ani,\npendaftaran Anda belum dapat kami terima. Alamat tidak lengkap.")]


def test_in_the_customers_language(database, gateways, customer, deliver):
    database.all("INSERT INTO console.customer_language VALUES (%s, 'en')", customer)
    notify(database, customer, "welcome")
    deliver()
    assert texts(gateways)[0].startswith("Hello Budi,\nwelcome")
    database.all("DELETE FROM console.customer_language")
    set_value(database, "message_language", "en")
    notify(database, customer, "unblocked")
    deliver()
    assert texts(gateways)[1] == "Hello Budi,\nyour internet access is open again. Enjoy!"


def test_hostile_names_stay_text(database, gateways, customer, deliver):
    database.all("UPDATE public.users SET full_name = %s WHERE id = %s", "<b>B</b>\n*_`{phone}{password}\u202e&", customer)
    notify(database, customer, "password", '{"reason": "<i>"}')
    deliver()
    assert texts(gateways)[0].split("\n")[0] == "Halo &lt;b&gt;B&lt;/b&gt;\\n*_`{phone}{password}\\u{202e}&amp;,"
    assert texts(gateways)[0].count("482913") == 1


# --- by night, and without a messenger ------------------------------------------------------------


def quiet_from(database, from_minutes, to_minutes):
    """Sets the quiet hours around now, in the shop's zone."""
    hours = database.one("""SELECT to_char((now() AT TIME ZONE console.zone()) + make_interval(mins => %s), 'HH24:MI') || '-'
                                   || to_char((now() AT TIME ZONE console.zone()) + make_interval(mins => %s), 'HH24:MI')""",
                         from_minutes, to_minutes)
    set_value(database, "notice_quiet_hours", hours)


@pytest.mark.zone
def test_quiet_hours(database, gateways, customer, run):
    quiet_from(database, -60, 120)
    notify(database, customer, "unblocked")
    assert run("worker", "--once").code in (0, 3)
    assert texts(gateways) == []
    state, why, ahead = database.one("""SELECT state, last_error, next_attempt_at BETWEEN now() + interval '118 minutes'
                                               AND now() + interval '121 minutes' FROM console.outbox""")
    assert (state, why, ahead) == ("pending", "waits for the end of the quiet hours", True)
    notify(database, customer, "welcome")
    run("worker", "--once")
    assert len(texts(gateways)) == 1, "what answers a deed waits for no morning"
    quiet_from(database, 60, 120)
    database.all("UPDATE console.outbox SET next_attempt_at = now() WHERE state = 'pending'")
    run("worker", "--once")
    assert len(texts(gateways)) == 2


def test_quiet_hours_hold_for_what_a_messenger_had_not_sent_by_then(database, gateways, customer, run):
    gateways.fault("telegram", "status", status=503, count=1)
    notify(database, customer, "unblocked")
    run("worker", "--once")
    assert database.one("SELECT count(*) FROM console.outbox WHERE target = 'telegram:bot' AND state = 'pending'") == 1
    quiet_from(database, -60, 120)
    database.all("UPDATE console.outbox SET next_attempt_at = now() WHERE state = 'pending'")
    run("worker", "--once")
    assert texts(gateways) == []
    assert database.one("SELECT last_error FROM console.outbox WHERE state = 'pending'") == "waits for the end of the quiet hours"


def test_quiet_over_midnight(database, config):
    set_value(database, "notice_quiet_hours", "21:00-07:00")
    set_value(database, "APP_TIMEZONE", "Asia/Jayapura")
    ends = [database.one("SELECT console.quiet_until(%s::timestamptz) = %s::timestamptz", at, end)
            for at, end in (("2026-11-20 21:00+09", "2026-11-21 07:00+09"), ("2026-11-21 06:59+09", "2026-11-21 07:00+09"))]
    assert ends == [True, True]
    assert database.one("SELECT console.quiet_until('2026-11-21 07:00+09'::timestamptz)") is None
    assert database.one("SELECT console.quiet_until('2026-11-20 20:59+09'::timestamptz)") is None


def test_a_silent_messenger_keeps_them_and_says_why(database, gateways, customer, deliver, run, show):
    gateways.fault("telegram", "status", status=503, count=50)
    notify(database, customer, "welcome")
    run("worker", "--once")
    row, = [r for r in show("outbox") if r["target"] == "telegram:bot"]
    assert row["state"] == "pending" and row["last_error"]
    gateways.order("calm")
    deliver()
    assert len(texts(gateways)) == 1


# --- access ---------------------------------------------------------------------------------------


def act(run, *arguments):
    done = run("act", *arguments, "--yes")
    assert done.code in (0, 3), done.err
    return done


def test_blocked_and_let_in_again(database, gateways, customer, deliver, run):
    act(run, "users.block", "--id", customer, "reason=Alat <rusak>")
    deliver()
    act(run, "users.unblock", "--id", customer)
    deliver()
    assert texts(gateways) == ["Halo Budi,\nakses internet Anda diblokir. Alasan: Alat &lt;rusak&gt;",
                               "Halo Budi,\nakses internet Anda sudah dibuka kembali. Selamat menggunakan!"]


@pytest.mark.parametrize("reason, words", [
    ("quota_debt_limit|debt_mb=600", "Pemakaian melebihi kuota"), ("tunggakan_overdue|days=9", "tunggakan yang lewat jatuh tempo"),
    ("isolir_tagihan|invoice=1", "tagihan yang lewat"), ("quota_manual_debt_end_of_month|month=2026-11", "Tunggakan bulan lalu"),
    ("something|else=1", "Silakan hubungi kami")])
def test_the_reason_in_the_customers_words(database, gateways, customer, deliver, run, reason, words):
    act(run, "users.block", "--id", customer, f"reason={reason}")
    deliver()
    text, = texts(gateways)
    assert words in text and "|" not in text


def test_an_undo_tells_too(database, gateways, customer, deliver, run):
    act(run, "users.block", "--id", customer, "reason=x")
    deliver()
    operation = database.one("SELECT id::text FROM console.operation WHERE action = 'users.block'")
    act(run, "audit.undo", "--id", operation)
    deliver()
    assert [e for e, _, _ in notices(database)] == ["blocked", "unblocked"] and len(texts(gateways)) == 2


def test_what_is_so_no_more_is_not_told(database, gateways, customer, deliver, run):
    act(run, "users.block", "--id", customer, "reason=x")
    act(run, "users.unblock", "--id", customer)
    deliver()
    text, = texts(gateways)
    assert "dibuka kembali" in text
    assert database.one("SELECT count(*) FROM console.outbox WHERE payload ->> 'note' = 'out of date before it was sent'") == 1


# --- quota ----------------------------------------------------------------------------------------


def use(database, user, mb):
    """As usage sync does."""
    database.all("UPDATE public.users SET total_quota_used_mb = %s WHERE id = %s", mb, user)
    database.all("""INSERT INTO public.daily_usage_logs (user_id, log_date, usage_mb) VALUES (%s, console.today(), 1)
                    ON CONFLICT (user_id, log_date) DO UPDATE SET usage_mb = daily_usage_logs.usage_mb + 1, updated_at = now()""", user)


def look_at_quota(database):
    return database.one("SELECT console.look_at_quota()")


def test_quota_steps_once_each(database, gateways, customer, deliver):
    assert look_at_quota(database) == 0, "from now on"
    use(database, customer, 100)
    assert look_at_quota(database) == 0
    for used, told in ((20400, 0), (20500, 1), (20600, 0), (24000, 1), (24400, 1), (25590, 0), (25700, 0)):
        use(database, customer, used)
        assert look_at_quota(database) == told, used
        assert look_at_quota(database) == 0
        deliver()
    assert [text.split("(")[1][:24] for text in texts(gateways)] == ["kurang dari 20 %). Silak", "kurang dari 10 %). Silak",
                                                                    "kurang dari 5 %). Silaka"]
    assert "sisa kuota Anda 5.0 GB" in texts(gateways)[0]


def test_several_steps_at_once_are_one_message(database, gateways, customer, deliver):
    look_at_quota(database)
    use(database, customer, 100)
    look_at_quota(database)
    use(database, customer, 25500)
    assert look_at_quota(database) == 1
    deliver()
    assert len(texts(gateways)) == 1 and "(kurang dari 5 %)" in texts(gateways)[0]


def test_who_was_below_the_step_long_ago_is_not_told(database, customer, config):
    database.all("DELETE FROM public.transactions WHERE user_id = %s", customer)
    package = database.one("SELECT id FROM public.packages WHERE data_quota_gb > 0 ORDER BY data_quota_gb DESC LIMIT 1")
    database.all("UPDATE public.packages SET data_quota_gb = 25 WHERE id = %s", package)
    database.all("""INSERT INTO public.transactions (id, user_id, package_id, midtrans_order_id, amount, status, payment_time)
                    VALUES (gen_random_uuid(), %s, %s, 'OLD-1', 1, 'SUCCESS', now() - interval '20 days')""", customer, package)
    look_at_quota(database)
    use(database, customer, 23600)  # 2000 of 25600 are left
    assert look_at_quota(database) == 0
    use(database, customer, 24500)  # below 5 %
    assert look_at_quota(database) == 1


def test_a_new_purchase_begins_anew(database, customer, config):
    look_at_quota(database)
    use(database, customer, 100)
    look_at_quota(database)
    use(database, customer, 25000)
    assert look_at_quota(database) == 1
    database.all("UPDATE public.users SET total_quota_purchased_mb = total_quota_purchased_mb + 10240 WHERE id = %s", customer)
    use(database, customer, 25001)
    assert look_at_quota(database) == 0, "10.6 GB are left: all that he has now"
    use(database, customer, 35500)
    assert look_at_quota(database) == 1
    database.all("UPDATE public.users SET total_quota_used_mb = 0 WHERE id = %s", customer)  # a reset
    use(database, customer, 0)
    look_at_quota(database)
    use(database, customer, 35500)
    assert look_at_quota(database) == 1


def test_switched_on_again_it_floods_nobody(database, customer, config):
    look_at_quota(database)
    use(database, customer, 100)
    look_at_quota(database)
    set_value(database, "notice_quota", "off")
    look_at_quota(database)
    use(database, customer, 25500)
    set_value(database, "notice_quota", "on")
    look_at_quota(database)
    use(database, customer, 25510)
    assert look_at_quota(database) == 0


@pytest.mark.parametrize("change", ["is_active = false", "is_blocked = true", "is_unlimited_user = true", "approval_status = 'REJECTED'",
                                    "quota_expiry_date = now() - interval '1 day'"])
def test_quota_of_whom_it_does_not_concern(database, customer, config, change):
    look_at_quota(database)
    use(database, customer, 100)
    look_at_quota(database)
    database.all(f"UPDATE public.users SET {change} WHERE id = %s", customer)
    use(database, customer, 25500)
    assert look_at_quota(database) == 0


def test_a_purchase_before_the_message_makes_it_out_of_date(database, gateways, customer, deliver):
    look_at_quota(database)
    use(database, customer, 100)
    look_at_quota(database)
    use(database, customer, 25500)
    assert look_at_quota(database) == 1
    database.all("UPDATE public.users SET total_quota_purchased_mb = 51200 WHERE id = %s", customer)
    deliver()
    assert texts(gateways) == [] and notices(database) == [("quota", "dropped", "out of date before it was sent")]


def test_two_looks_at_once_tell_once(database, customer, config):
    look_at_quota(database)
    use(database, customer, 100)
    look_at_quota(database)
    use(database, customer, 25500)
    told = []
    threads = [threading.Thread(target=lambda: told.append(look_at_quota(database))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(told) == 1
    assert database.one("SELECT count(*) FROM console.outbox WHERE effect = 'notice'") == 1


# --- validity -------------------------------------------------------------------------------------


def ends_in(database, user, interval):
    database.all("UPDATE public.users SET quota_expiry_date = now() + %s::interval WHERE id = %s", interval, user)


def look_at_validity(database, since="30 days"):
    """As a worker that was switched on so long ago."""
    database.all("""INSERT INTO console.notice_watch VALUES ('validity', now() - %s::interval, now())
                    ON CONFLICT (kind) DO UPDATE SET since = excluded.since""", since)
    return database.one("SELECT console.look_at_validity()")


@pytest.fixture
def alone(database, customer):
    """Nobody else's validity ends, and nothing was bought lately."""
    database.all("UPDATE public.users SET quota_expiry_date = NULL WHERE id <> %s", customer)
    database.all("DELETE FROM public.transactions WHERE user_id = %s", customer)


def test_validity_steps_once_each(database, gateways, customer, deliver, alone):
    ends_in(database, customer, "8 days")
    assert look_at_validity(database) == 0
    until = database.one("SELECT quota_expiry_date FROM public.users WHERE id = %s", customer)
    # the end stays; the days go by in what was noted, which is moved with them
    for days, told in ((6.5, 1), (5, 0), (2.5, 1), (0.5, 1), (0.2, 0)):
        moved = database.one("SELECT now() + make_interval(secs => 86400 * %s)", days)
        database.all("""UPDATE console.notice SET occasion = extract(epoch FROM %s::timestamptz)::bigint || '/' || split_part(occasion, '/', 2),
                               data = data || jsonb_build_object('until', %s::timestamptz) WHERE event = 'validity'""", moved, moved)
        database.all("UPDATE public.users SET quota_expiry_date = %s WHERE id = %s", moved, customer)
        assert look_at_validity(database) == told, days
        assert look_at_validity(database) == 0
        deliver()
    assert until and len(texts(gateways)) == 3
    assert "hari lagi" in texts(gateways)[0] and "masa aktif paket Anda sampai" in texts(gateways)[0]


def test_validity_that_was_near_its_end_before_is_not_told(database, customer, config, alone):
    ends_in(database, customer, "2 days 12 hours")
    assert look_at_validity(database, since="1 hour") == 0
    ends_in(database, customer, "23 hours 30 minutes")
    assert look_at_validity(database, since="1 hour") == 1


def test_a_short_package_does_not_begin_with_a_warning(database, customer, config, alone):
    ends_in(database, customer, "23 hours")
    package = database.one("SELECT id FROM public.packages LIMIT 1")
    database.all("""INSERT INTO public.transactions (id, user_id, package_id, midtrans_order_id, amount, status, payment_time)
                    VALUES (gen_random_uuid(), %s, %s, 'NEW-1', 1, 'SUCCESS', now())""", customer, package)
    assert look_at_validity(database) == 0


def test_another_end_is_another_occasion(database, customer, config, alone):
    ends_in(database, customer, "2 days")
    assert look_at_validity(database) == 1
    ends_in(database, customer, "2 days 3 hours")
    assert look_at_validity(database) == 1


def test_validity_is_looked_up_by_its_index(database, config):
    plan = "\n".join(r[0] for r in database.all("""
        EXPLAIN SELECT u.id FROM public.users u
         WHERE coalesce(u.quota_expiry_date, 'infinity') > now() AND coalesce(u.quota_expiry_date, 'infinity') <= now() + interval '7 days'"""))
    with database.connect() as connection:
        connection.execute("SET enable_seqscan = off")
        plan = "\n".join(r[0] for r in connection.execute("""
        EXPLAIN SELECT u.id FROM public.users u
         WHERE coalesce(u.quota_expiry_date, 'infinity') > now() AND coalesce(u.quota_expiry_date, 'infinity') <= now() + interval '7 days'""").fetchall())
    assert "hc_users_expiry" in plan


# --- two workers, and one that is killed ----------------------------------------------------------


def test_two_workers_tell_once(database, gateways, customer, worker):
    users = [str(r[0]) for r in database.all("SELECT id FROM public.users WHERE role = 'USER' AND is_active AND approval_status = 'APPROVED' LIMIT 40")]
    database.all("UPDATE public.users SET telegram_chat_id = NULL, phone_number = '+62877' || lpad((abs(hashtext(id::text)) %% 100000000)::text, 8, '0') WHERE id = ANY (%s::uuid[])", users)
    for user in users:
        notify(database, user, "welcome")
    worker(), worker()
    wait_until(lambda: database.one("SELECT count(*) FROM console.outbox WHERE state IN ('pending', 'running')") == 0, 60)
    numbers = [phone for phone, _ in by_whatsapp(gateways)]
    assert len(numbers) == len(set(numbers)) == len(users)


def test_a_killed_worker_repeats_nothing_that_was_answered(database, gateways, customer, worker, deliver):
    users = [str(r[0]) for r in database.all("SELECT id FROM public.users WHERE role = 'USER' AND is_active AND approval_status = 'APPROVED' LIMIT 30")]
    database.all("UPDATE public.users SET telegram_chat_id = '9' || substr(phone_number, 4) WHERE id = ANY (%s::uuid[])", users)
    for user in users:
        notify(database, user, "welcome")
    process = worker()
    wait_until(lambda: len(gateways.order("dump")["telegram"]) >= 5, 60)
    process.send_signal(signal.SIGKILL)
    process.wait()
    deliver(6)
    wait_until(lambda: database.one("SELECT count(*) FROM console.outbox WHERE state IN ('pending', 'running')") == 0, 30)
    chats = [m["chat_id"] for m in gateways.order("dump")["telegram"]]
    assert len(set(chats)) == len(users)
    assert len(chats) <= len(users) + 1, "of what was under way at that moment, at most one"


# --- broadcasts -----------------------------------------------------------------------------------


@pytest.fixture
def town(database, customer):
    """All customers can be told by WhatsApp alone, but for Budi, who has a chat; how many they are."""
    database.all("""UPDATE public.users SET telegram_chat_id = NULL, phone_number = '+62877' || lpad((row_number)::text, 8, '0')
                      FROM (SELECT id AS uid, row_number() OVER (ORDER BY id) FROM public.users) r WHERE id = uid AND id <> %s""", customer)
    return database.one("""SELECT count(*) FROM public.users WHERE is_active AND approval_status = 'APPROVED'""")


def broadcast(run, text="Halo {name}, besok listrik padam.", *selection):
    return act(run, "notices.broadcast", *(selection or ("--where", "")), f"text={text}")


def figures(show):
    row, = show("broadcasts")
    return {name: row[name] for name in ("state", "total", "sent", "sending", "waiting", "failed", "dropped")}


def test_a_broadcast_to_all_once_each(database, gateways, town, deliver, run, show):
    done = broadcast(run)
    assert f"{town} messages to be sent" in done.out and "left out" not in done.out
    deliver(6)
    assert figures(show) == {"state": "done", "total": town, "sent": town, "sending": 0, "waiting": 0, "failed": 0, "dropped": 0}
    numbers = [phone for phone, _ in by_whatsapp(gateways)]
    assert len(numbers) == len(set(numbers)) == town - 1
    assert texts(gateways) == ["Halo Budi, besok listrik padam."]
    assert len(show("notices", "--where", "broadcast:1 state:sent")) == town
    deliver()
    assert len(by_whatsapp(gateways)) == town - 1


def test_a_preview_shows_three_and_says_the_cost(database, town, run):
    set_value(database, "whatsapp_per_minute", "20")
    shown = run("act", "notices.broadcast", "--where", "", "text=Halo {name}, sisa {left}", "--dry-run")
    assert shown.code == 0, shown.err
    assert shown.out.count("Halo ") == 3 and "{" not in shown.out
    assert f"1 by Telegram, {town - 1} by WhatsApp: about {-(-(town - 1) // 20)} min at their rates" in shown.err
    wrong = run("act", "notices.broadcast", "--where", "", "text=Halo {nama}", "--dry-run")
    assert "a text has no place called nama" in wrong.out + wrong.err


def test_a_broadcast_wants_yes(run, database, town):
    assert run("act", "notices.broadcast", "--where", "", "text=x").code != 0
    assert database.one("SELECT count(*) FROM console.broadcast") == 0


def test_stopped_and_resumed_it_reaches_each_once(database, gateways, town, deliver, run, show):
    set_value(database, "whatsapp_per_minute", "40")
    broadcast(run)
    database.all("UPDATE console.outbox SET next_attempt_at = now() + interval '1 hour' WHERE target = 'whatsapp:gateway'")
    database.all("UPDATE console.outbox SET next_attempt_at = now() WHERE effect = 'broadcast' AND state = 'pending'")
    handed = database.one("SELECT count(*) FROM console.notice WHERE state = 'handed'")
    assert 0 <= handed < town / 2, "not all at once"
    act(run, "broadcasts.stop", "--id", "1")
    assert database.one("SELECT count(*) FROM console.outbox WHERE state IN ('pending', 'running')") == 0
    deliver()
    sent = len(by_whatsapp(gateways)) + len(texts(gateways))
    assert figures(show)["state"] == "stopped" and figures(show)["sent"] == sent < town
    assert run("act", "broadcasts.stop", "--id", "1", "--yes").code != 0
    set_value(database, "whatsapp_per_minute", "600")
    act(run, "broadcasts.resume", "--id", "1")
    deliver(8)
    assert figures(show) == {"state": "done", "total": town, "sent": town, "sending": 0, "waiting": 0, "failed": 0, "dropped": 0}
    numbers = [phone for phone, _ in by_whatsapp(gateways)]
    assert len(numbers) == len(set(numbers)) == town - 1


def test_a_broadcast_fills_no_outbox(database, town, run):
    """What stands in a messenger's outbox is what it sends until the next part, so that a payment's message waits for no more."""
    set_value(database, "whatsapp_per_minute", "40")
    broadcast(run)
    for _ in range(3):
        database.all("UPDATE console.outbox SET next_attempt_at = now() WHERE effect = 'broadcast' AND state = 'pending'")
        database.all("UPDATE console.outbox SET next_attempt_at = now() + interval '1 hour' WHERE target <> 'message:user'")
        run("worker", "--once")
        assert database.one("SELECT count(*) FROM console.outbox WHERE state = 'pending' AND target = 'whatsapp:gateway'") <= 11
    assert database.one("SELECT count(*) FROM console.notice WHERE state = 'waiting'") > town / 2


def test_a_broadcast_of_a_worker_that_is_killed(database, gateways, town, worker, deliver, run, show):
    broadcast(run)
    process = worker()
    wait_until(lambda: len(by_whatsapp(gateways)) >= 5, 60)
    process.send_signal(signal.SIGKILL)
    process.wait()
    deliver(8)
    assert figures(show)["sent"] == town
    numbers = [phone for phone, _ in by_whatsapp(gateways)]
    assert len(set(numbers)) == town - 1 and len(numbers) <= town


def test_marked_rows_alone(database, gateways, town, customer, deliver, run):
    broadcast(run, "Hai {name}", "--id", customer)
    deliver()
    assert texts(gateways) == ["Hai Budi"] and by_whatsapp(gateways) == []


def test_a_broadcast_injects_nothing(database, gateways, customer, deliver, run):
    database.all("UPDATE public.users SET full_name = %s WHERE id = %s", "<b>{phone}</b>\nBELI\u202e & co", customer)
    broadcast(run, "Hai <i>{name}</i>", "--id", customer)
    deliver()
    assert texts(gateways) == ["Hai &lt;i&gt;&lt;b&gt;{phone}&lt;/b&gt; BELI\\u{202e} &amp; co&lt;/i&gt;"]


def test_who_did_not_get_it_and_why(database, gateways, town, customer, deliver, run, show):
    broadcast(run)
    other = database.one("SELECT id::text FROM public.users WHERE is_active AND approval_status = 'APPROVED' AND id <> %s LIMIT 1", customer)
    database.all("DELETE FROM console.outbox WHERE target <> 'message:user'")
    database.all("UPDATE console.notice SET state = 'waiting', carried_by = NULL")
    database.all("UPDATE console.broadcast SET state = 'running', ended_at = NULL")
    database.all("""INSERT INTO console.outbox (target, effect, entity_type, entity_id) SELECT 'message:user', 'broadcast', 'broadcast', uid
                      FROM console.broadcast ON CONFLICT (target, effect, entity_id) WHERE state = 'pending' DO NOTHING""")
    database.all("UPDATE public.users SET is_active = false WHERE id = %s", other)
    gateways.fault("telegram", "status", status=403, count=1)
    deliver(6)
    row, = show("notices", "--where", f"user_id:{other}")
    assert (row["state"], row["why"]) == ("dropped", "the customer is not active")
    row, = show("notices", "--where", f"user_id:{customer}")
    assert row["state"] == "failed" and "not delivered" in row["why"]
    counted = figures(show)
    assert (counted["dropped"], counted["failed"], counted["sent"]) == (1, 1, town - 2)


def test_a_broadcast_waits_for_the_morning(database, gateways, town, run, show):
    quiet_from(database, -60, 120)
    broadcast(run)
    run("worker", "--once")
    assert by_whatsapp(gateways) == [] and figures(show)["waiting"] == town
    row, = show("broadcasts")
    assert row["note"] == "waits for the end of the quiet hours"


# --- lists and the timeline -----------------------------------------------------------------------


def test_a_timeline_tells_the_messages(database, gateways, customer, deliver, console):
    notify(database, customer, "password")
    deliver()
    screen = console("users", rows=30, columns=120)
    screen.wait_for("1/200")
    screen.press("/")
    screen.type("08123456789")
    screen.press("enter")
    screen.wait_for("1/1")
    screen.press("T")
    screen.wait_for("Message (password)")
    assert "482913" not in screen.text()


@pytest.mark.parametrize("language, words", [("en", ("Messages", "sent", "welcome")), ("id", ("Pesan", "terkirim", "selamat datang"))])
@pytest.mark.parametrize("rows, columns", [(24, 80), (40, 120)])
def test_the_list_of_messages(database, gateways, customer, deliver, console, language, words, rows, columns):
    notify(database, customer, "welcome")
    deliver()
    screen = console("notices", rows=rows, columns=columns, env={"LANGUAGE": language, "LANG": "C.UTF-8"})
    screen.wait_for("1/1")
    for word in words:
        assert word in screen.text()


def test_stop_and_resume_by_keys(database, town, run, console):
    set_value(database, "whatsapp_per_minute", "40")
    broadcast(run)
    screen = console("broadcasts", rows=24, columns=100)
    screen.wait_for("1/1")
    screen.press("z")
    screen.confirm()
    wait_until(lambda: database.one("SELECT state FROM console.broadcast") == "stopped")
    screen.wait_for("stopped")
    screen.press("esc", "Z")
    screen.confirm()
    wait_until(lambda: database.one("SELECT state FROM console.broadcast") == "running")


def test_a_broadcast_by_keys(database, town, console):
    screen = console("users", rows=30, columns=100)
    screen.wait_for("1/200")
    screen.press("/")
    screen.type("08123456789")
    screen.press("enter")
    screen.wait_for("1/1")
    screen.press("@")
    screen.wait_for("Text")
    screen.type("Halo {name}")
    screen.press("enter")
    screen.wait_for("Halo Budi")
    screen.wait_for("to apply:")
    screen.press("y", "enter")
    screen.wait_for("Not the same")
    assert database.one("SELECT count(*) FROM console.broadcast") == 0
    screen.press("C-u")
    screen.confirm("send")
    wait_until(lambda: database.one("SELECT count(*) FROM console.broadcast") == 1)


def test_a_language_of_ones_own(database, gateways, customer, deliver, run):
    act(run, "notices.set_language", "--id", customer, "language=en")
    notify(database, customer, "welcome")
    deliver()
    assert texts(gateways)[0].startswith("Hello Budi")
    act(run, "notices.set_language", "--id", customer, "language=-")
    assert database.one("SELECT count(*) FROM console.customer_language") == 0


# --- admins ---------------------------------------------------------------------------------------

KINDS = ["registration", "request", "block", "failure"]


@pytest.fixture
def admins(database, config):
    for kind in KINDS:
        set_value(database, f"admin_notice_{kind}", "on")
    for key in SWITCHES:
        set_value(database, key, "off")
    database.one("SELECT console.look_for_admin_news()")


def look_for_news(database):
    return database.one("SELECT console.look_for_admin_news()")


def test_what_waited_before_is_no_news(database, config):
    database.all("UPDATE public.users SET approval_status = 'PENDING_APPROVAL' WHERE id IN (SELECT id FROM public.users LIMIT 3)")
    for kind in KINDS:
        set_value(database, f"admin_notice_{kind}", "on")
    assert look_for_news(database) == 0 and look_for_news(database) == 0


def test_registrations_in_one_message(database, gateways, admins, deliver):
    for count in (3, 20):
        database.all("""UPDATE public.users SET approval_status = 'PENDING_APPROVAL', full_name = '<i>Ani</i>'
                         WHERE id IN (SELECT id FROM public.users WHERE approval_status = 'APPROVED' ORDER BY id LIMIT %s)""", count)
        assert look_for_news(database) == count and look_for_news(database) == 0
        deliver()
    first, second = texts(gateways, ADMIN)
    assert first.startswith("Pendaftaran menunggu: 3\n&lt;i&gt;Ani&lt;/i&gt;, +62") and len(first.split("\n")) == 4
    assert second.startswith("Pendaftaran menunggu: 20\n") and second.endswith("\n+ 10")


def test_blocks_of_a_policy_in_one_message(database, gateways, admins, deliver, run):
    """Twenty blocks are one message, what follows within ten minutes the next."""
    ids = [str(r[0]) for r in database.all("SELECT id FROM public.users WHERE role = 'USER' AND is_active AND approval_status = 'APPROVED' AND NOT is_blocked AND NOT is_unlimited_user ORDER BY id LIMIT 20")]
    database.all("UPDATE public.users SET total_quota_purchased_mb = 1000, total_quota_used_mb = 1, auto_debt_offset_mb = 0")
    database.all("UPDATE public.users SET total_quota_used_mb = 9000 WHERE id = ANY (%s::uuid[])", ids)
    set_value(database, "debt_limit_mb", "500")
    act(run, "policies.debt_limit")
    deliver()
    text, = texts(gateways, ADMIN)
    assert text.startswith("Diblokir oleh kebijakan: 20\n") and text.endswith("\n+ 10") and "debt_limit" in text
    database.all("UPDATE public.users SET total_quota_used_mb = 1 WHERE id = ANY (%s::uuid[])", ids)
    act(run, "policies.debt_limit")
    database.all("UPDATE public.users SET total_quota_used_mb = 9000 WHERE id = ANY (%s::uuid[])", ids)
    act(run, "policies.debt_limit")
    row = database.one("""SELECT next_attempt_at BETWEEN now() + interval '8 minutes' AND now() + interval '10 minutes'
                            FROM console.outbox WHERE effect = 'admin_notice' AND state = 'pending'""")
    assert row is True, "ten minutes after the one before"


def test_failures_once_and_anew_when_they_come_back(database, gateways, admins, run, deliver):
    job = "UPDATE console.job SET last_error = %s WHERE name = 'integrity_check'"
    run("worker", "--once")
    database.all("UPDATE console.job SET last_error = NULL")
    look_for_news(database)
    database.all(job, "it broke")
    assert look_for_news(database) == 1 and look_for_news(database) == 0
    database.all("UPDATE console.job SET next_run_at = now() + interval '1 hour'")
    deliver()
    database.all(job, None)
    assert look_for_news(database) == 0
    database.all(job, "it broke")
    assert look_for_news(database) == 1
    database.all("INSERT INTO console.outbox (target, effect, entity_type, entity_id) VALUES ('router:x', 'sync_user', 'user', gen_random_uuid())")
    database.all("UPDATE console.outbox SET state = 'running', worker_id = gen_random_uuid(), lease_until = now() WHERE target = 'router:x'")
    database.all("UPDATE console.outbox SET state = 'failed', last_error = 'no such router', worker_id = NULL, lease_until = NULL WHERE target = 'router:x'")
    assert look_for_news(database) == 1 and look_for_news(database) == 0


def test_requests_of_a_portal(database, gateways, admins, customer, deliver):
    database.all("""CREATE TABLE IF NOT EXISTS public.quota_requests (id uuid PRIMARY KEY, requester_id uuid, status varchar(18),
                    request_type varchar(9), request_details text, created_at timestamptz DEFAULT now())""")
    database.all("INSERT INTO public.quota_requests (id, requester_id, status, request_type) VALUES (gen_random_uuid(), %s, 'PENDING', 'QUOTA')", customer)
    assert look_for_news(database) == 1 and look_for_news(database) == 0
    deliver()
    assert texts(gateways, ADMIN) == ["Permintaan menunggu: 1\nBudi, +628123456789, QUOTA"]


def test_changes_of_records_that_customers_ask_for(database, gateways, admins, deliver):
    database.all("""CREATE OR REPLACE VIEW console.change_request AS
                    SELECT '00000000-0000-4000-8000-000000000002'::uuid AS id, '+628111'::text AS phone_number, 'Ani'::text AS full_name,
                           NULL::text AS role, NULL::text AS blok, NULL::text AS kamar, NULL::text AS tamping_type,
                           'PENDING'::text AS approval_status, NULL::text AS rejection_reason, NULL::timestamptz AS processed_at,
                           NULL::timestamptz AS created_at""")
    assert look_for_news(database) == 1 and look_for_news(database) == 0
    deliver()
    assert texts(gateways, ADMIN) == ["Permintaan menunggu: 1\nAni, +628111"]


def test_late_money_as_the_switch_says(database, gateways, customer, deliver, run):
    from test_messages import happen, open_charge
    open_charge(database, customer)
    database.all("UPDATE console.charge SET state = 'mismatch', paid_amount_rp = 150000, paid_at = now()")
    set_value(database, "admin_notice_money", "off")
    happen(database, "late")
    deliver()
    assert len(texts(gateways)) == 1 and texts(gateways, ADMIN) == []


def test_a_shop_without_admins(database, make_config, admins, run, show):
    bare = make_config(database)
    database.all("UPDATE public.users SET approval_status = 'PENDING_APPROVAL' WHERE id IN (SELECT id FROM public.users WHERE approval_status = 'APPROVED' LIMIT 1)")
    assert look_for_news(database) == 1
    assert run("worker", "--once", config=bare).code == 0
    row, = [r for r in show("outbox", config=bare) if r["effect"] == "admin_notice"]
    assert (row["state"], row["note"]) == ("done", "nobody to tell")


# --- settings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("key, good, bad", [("notice_quota_steps", "30, 15 5", "0"), ("notice_quota_steps", "50", "120"),
                                            ("notice_validity_days", "14,2", "x"), ("notice_quiet_hours", "22:00-05:30 12:00-13:00", "25:00-07:00")])
def test_settings_take_what_fits(database, run, config, key, good, bad):
    assert run("act", "settings.set", "--id", key, f"value={good}").code == 0
    refused = run("act", "settings.set", "--id", key, f"value={bad}")
    assert refused.code != 0 and bad in refused.out + refused.err


def test_with_many_customers_a_look_reads_who_used_something(database, customer, config):
    """Not the table of customers: 20,000 of them cost what the few cost that used something."""
    database.all("""INSERT INTO public.users (id, phone_number, full_name, is_active, role, approval_status, is_blocked, mikrotik_user_exists,
                           total_quota_purchased_mb, total_quota_used_mb, auto_debt_offset_mb, manual_debt_mb, is_unlimited_user)
                    SELECT gen_random_uuid(), '+62899' || lpad(n::text, 8, '0'), 'Kopi ' || n, true, 'USER', 'APPROVED', false, false,
                           1000, 990, 0, 0, false FROM generate_series(1, 20000) n""")
    database.all("ANALYZE public.users")
    look_at_quota(database)
    use(database, customer, 100)
    with database.connect() as connection:
        connection.execute("SELECT pg_stat_force_next_flush()")
        before = connection.execute("SELECT seq_tup_read FROM pg_stat_get_tuples_returned('public.users'::regclass) AS seq_tup_read").fetchone()[0]
    look_at_quota(database)
    with database.connect() as connection:
        connection.execute("SELECT pg_stat_force_next_flush()")
        after = connection.execute("SELECT seq_tup_read FROM pg_stat_get_tuples_returned('public.users'::regclass) AS seq_tup_read").fetchone()[0]
    assert after - before < 5000
