"""The whole console in Indonesian on 80x24: every pane, page, form, dialog and help. Nothing that is translated stands there
in English, nothing raw (names of the database, reasons with bars), and no label is cut off."""

import os
import re

import pytest
from cashdesk import buyer, sold

INDONESIAN = {"LANGUAGE": "id", "LANG": "C.UTF-8"}
PANES = ["home", "users", "quota", "debts", "requests", "changes", "payments", "deposits", "inbox", "invoices", "queue", "subscriptions", "till", "receipts", "packages", "profiles", "coupons", "stock", "contents", "orders", "sellers", "seller_sales", "notices", "broadcasts", "routers", "drift", "sessions",
         "devices", "lots", "vouchers", "voucher_days", "lines", "templates", "takeovers", "questions", "mikhmon_vouchers", "mikhmon_sales", "imports", "import_questions", "import_rows", "shop_imports", "jobs", "runs", "workers", "outbox", "audit", "incidents", "tickets", "findings", "backups", "settings"]
WHAT_IS_SO = "apply it all the same, or give the money back"  # of a charge, as `check` says it
SETTINGS_NAMED = {"receipt_printer", "backup_daily"}  # a refusal says which one to set
ROOT = os.path.join(os.path.dirname(__file__), "..", "..")
PACKAGE = "Paket 25 GB"


@pytest.fixture
def config(make_config, database, router, gateways):
    return make_config(database, [router], midtrans=gateways)


@pytest.fixture
def town(run, database, config):
    """Something in every pane, and what the portal and the worker write."""

    def act(name, *arguments):
        done = run("act", name, *arguments, "--yes")
        assert done.code == 0, done.err

    database.all("INSERT INTO console.brand (name, prefix, tax_percent, key_kind) VALUES ('JAKINET', 'JKN', 11, 'test')")
    users = [row[0] for row in database.all("SELECT id::text FROM public.users WHERE is_active AND approval_status = 'APPROVED'"
                                            " AND NOT is_blocked ORDER BY id LIMIT 6")]
    act("subscriptions.add", "--id", *users[:3], f"package={PACKAGE}", "brand=JAKINET", "start=2026-01-01")
    act("invoices.generate")
    act("subscriptions.pause", "--id", database.one("SELECT min(id::text) FROM console.subscription"))
    order = sold(run, database, buyer(database), "method=qris")
    for state in ("expired", "late"):
        database.all("UPDATE console.charge SET state = %s WHERE order_id = %s", state, order)
    database.all("UPDATE console.charge SET reason = 'paid when it was expired', "
                 "waits_for = 'apply it all the same, or give the money back' WHERE order_id = %s", order)
    sold(run, database, users[4], "method=va", "bank=bca")
    act("users.block", "--id", users[5], "reason=tunggakan_overdue|oldest_due=2026-10-01|days=30")
    act("debts.add", "--id", users[5], "mb=1024", "due=2026-10-01")
    database.all("""INSERT INTO public.quota_requests (id, requester_id, request_type, request_details)
                    VALUES (gen_random_uuid(), %s, 'QUOTA', '{"requested_mb": 10240, "requested_duration_days": 30}')""", users[0])
    database.all("""INSERT INTO public.public_database_update_submissions (id, full_name, role, blok, kamar, phone_number)
                    SELECT gen_random_uuid(), 'Budi Baru', 'USER', 'A', 'Kamar_1', u.phone_number FROM public.users u WHERE u.id = %s""",
                 users[0])
    act("coupons.create", "code=HEMAT", "percent=10", "uses=5", "until=2030-12-31")
    run("worker", "--once", timeout=120)
    return users


def catalogue():
    """msgid → msgstr of what is plain text, is a phrase, and has other words in Indonesian."""
    with open(os.path.join(ROOT, "po", "id.po"), encoding="utf-8") as po:
        entries = re.findall(r'^msgid ((?:"[^\n]*"\n)+)msgstr ((?:"[^\n]*"\n?)+)', po.read(), re.M)

    def text(quoted):
        return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', quoted)).replace('\\"', '"')

    pairs = [(text(msgid), text(msgstr)) for msgid, msgstr in entries]
    return {msgid: msgstr for msgid, msgstr in pairs
            if msgid != msgstr and " " in msgid and len(msgid) >= 8 and msgid[0].isalpha() and not re.search(r"[%{\\]", msgid)}


def look(screen):
    """The screen when it has come to rest: nothing is being read any more."""
    screen.wait_for(lambda t: "Membaca" not in t.text() and not t.has_unread())
    return screen.text()


def pages(screen):
    """All of a long page."""
    seen = [look(screen)]
    for _ in range(40):
        screen.press("pgdn")
        now = look(screen)
        if now == seen[-1]:
            break
        seen.append(now)
    return seen


def is_counted(screen):
    """The list's size stands at the right of its filter: of an empty one, 0."""
    return re.search(r"\b\d+/\d+|^/ .* 0$", screen.text(), re.MULTILINE)


def everything(screen, pane):
    """(where, text) of the pane and all that opens over it."""
    screen.wait_for(is_counted)
    yield f"{pane}: list", look(screen)
    for key, where in (("enter", "page"), ("?", "help"), ("|", "columns"), ("F", "export"), ("f", "filters"), ("m", "messages")):
        screen.press(key)
        for text in pages(screen) if where in ("page", "help") else [look(screen)]:
            yield f"{pane}: {where}", text
        screen.press("esc")
        look(screen)


def english(text, phrases, is_wrapped):
    """What stands there in English though it is translated; across the lines of a box, too."""
    flat = re.sub(r"\s+", " ", re.sub(r"[│┃]", " ", text)) if is_wrapped else text
    return [phrase for phrase in phrases if phrase in flat and re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", flat)]


def raw(where, text):
    """Names of the database's. Help tells how filters and scripts name things, a setting has no other name, page and preview of a job
    say how scripts name it, and a finding its rule and what is so in the database, as `check` does."""
    if re.search("help|columns|settings|findings|jobs: page|action jobs", where):
        return []
    names = re.findall(r"(?<![\w.:/=(-])[a-z]+_[a-z_]+\b(?![=:)])", text) + re.findall(r"\b[A-Z]{2,}_[A-Z_]+\b", text)
    return [name for name in names if name not in SETTINGS_NAMED] + re.findall(r"\w+\|\w+", text)


def cut_headings(where, text):
    heads = [line for line in text.splitlines()[2:8] if re.search("[▲▼]", line)] if "list" in where else []
    return [line.strip() for line in heads if "…" in line]


def findings(where, text, phrases):
    is_wrapped = "list" not in where and "columns" not in where
    if where in ("findings: page", "action findings.repair"):
        phrases = [phrase for phrase in phrases if phrase not in WHAT_IS_SO]
    return ([(where, "english", phrase) for phrase in english(text, phrases, is_wrapped)]
            + [(where, "raw", word) for word in raw(where, text)] + [(where, "cut", line) for line in cut_headings(where, text)])


@pytest.mark.parametrize("pane", PANES)
def test_nothing_is_english_raw_or_cut(console, town, pane):
    phrases = catalogue()
    screen = console(pane, env=INDONESIAN)
    found = set()
    for where, text in everything(screen, pane):
        found.update(findings(where, text, phrases))
    assert sorted(found) == []


def actions(run):
    lines = run("act", "--help").out.splitlines()
    return [line.split()[0] for line in lines if re.match(r"  [a-z]+\.[a-z_]+ ", line)]


@pytest.mark.parametrize("pane", PANES)
def test_forms_and_previews(console, run, town, pane):
    """Of what is done to the pane's rows; in the first pane of everything that has no pane here."""
    phrases = catalogue()
    of = lambda name: name.split(".")[0]  # noqa: E731
    names = [name for name in actions(run) if of(name) == pane or (pane == "users" and of(name) not in PANES)]
    assert len(names) > 20 or pane != "users"
    screen = console(pane, env=INDONESIAN)
    screen.wait_for(is_counted)
    found = set()
    for name in names:
        screen.press(":")
        screen.wait_for("Perintah dan tindakan")
        screen.type(name)
        screen.press("enter")
        text = look(screen)
        found.update(findings(f"action {name}", text, phrases))
        for _ in range(3):
            screen.press("esc")
            look(screen)
    assert sorted(found) == []
