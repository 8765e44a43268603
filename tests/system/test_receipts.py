"""Receipts: what stands on them as text and in the language of receipt heads, and printers that are there, away, mute,
slow, or leave in the middle. Nothing waits without an end, nothing is lost, nothing is printed twice without saying so."""

import json
import os
import pty
import select
import socket
import stat
import threading
import time

import pytest
from escpos import decode, read_code
from invoicing import set_setting
from test_crash import wait_until
from test_policies import set_today

NPWP = "0012345678901000"


# --- what there is to print ---


def paid_invoice(database, name="Budi Santoso", brand="JAKINET", percent=11, kind="percent", sums=(150_000, 0, None, 16_500), note="cash"):
    """An invoice that was paid by hand; its number."""
    base, discount, dpp, tax = sums
    user = database.one("SELECT id::text FROM public.users WHERE is_active ORDER BY id LIMIT 1")
    database.all("UPDATE public.users SET full_name = %s WHERE id = %s", name, user)
    database.all("INSERT INTO console.brand (name, prefix, tax_percent, key_kind, npwp) VALUES (%s, 'JKN', 11, 'test', %s) ON CONFLICT DO NOTHING",
                 brand, NPWP)
    subscription = database.one("""INSERT INTO console.subscription (user_id, brand, package, price_rp, due_day, starts_on, actor)
                                   VALUES (%s, %s, 'Paket 10 GB', 150000, 10, '2026-01-01', 'test') RETURNING id::text""", user, brand)
    return database.one(
        """INSERT INTO console.invoice (invoice_number, external_id, subscription_id, user_id, brand, period, days, of_days, subject,
                                        base_rp, discount_rp, tax_kind, tax_percent, dpp_rp, tax_rp, total_rp, issued_on, due_on, is_vip, tipe,
                                        status, paid_at, paid_how, paid_amount_rp, note)
           VALUES ('JKN-202611-000001', 'JKN-202611-000001', %s, %s, %s, '2026-11-01', 30, 30, 'Paket 10 GB, November 2026', %s, %s, %s, %s,
                   %s, %s, %s, '2026-11-01', '2026-11-10', false, 'normal', 'paid', '2026-11-09 03:04+00', 'hand', %s, %s)
           RETURNING invoice_number""", subscription, user, brand, base, discount, kind, percent, dpp, tax, base + tax, base + tax, note)


@pytest.fixture
def shop(database):
    set_today(database, "2026-11-21")
    for key, value in (("receipt_shop", "WARNET SARI"), ("receipt_address", "Jl. Melati 5, Jakarta, 0812 3456 789"),
                       ("receipt_foot", "Terima kasih"), ("message_language", "id")):
        set_setting(database, key, value)


def receipt(run, config, number, *options):
    done = run("receipt", number, *options, config=config)
    assert done.code == 0, done.err
    return done.out


# --- its text ---


@pytest.mark.parametrize("columns", [32, 48])
def test_text_of_a_paid_invoice(run, database, config, shop, columns):
    number = paid_invoice(database)
    lines = receipt(run, config, number, "--columns", str(columns)).splitlines()
    assert max(map(len, lines)) <= columns
    assert lines[0] == "WARNET SARI".center(columns).rstrip() and "-" * columns in lines
    words = {line.split("  ")[0]: line.split("  ")[-1].strip() for line in lines}
    assert words["Kuitansi"] == number and words["Pelanggan"] == "Budi Santoso" and words["Tanggal"].startswith("09-11-2026 10:04")
    assert [line.split()[-1] for line in lines if line.startswith(("Pajak 11 %", "JUMLAH"))] == ["16.500", "166.500"]
    assert not [line for line in lines if "PPN" in line or "Potongan" in line or "SALINAN" in line]


def test_ppn_and_discount_are_shown_and_add_up(run, database, config, shop):
    number = paid_invoice(database, kind="ppn_2025", percent=12, sums=(150_000, 50_000, 137_500, 16_500))
    amounts = {}
    for line in receipt(run, config, number, "--columns", "48").splitlines():
        what, _, amount = line.rpartition("Rp ")
        if what:
            amounts[what.strip(" -")] = int(amount.replace(".", ""))
    price, = [rp for what, rp in amounts.items() if what.startswith("Paket")]
    assert amounts["DPP nilai lain"] == 137_500 and amounts["PPN 12 %"] == 16_500 and amounts["JUMLAH"] == 166_500
    assert price - amounts["Potongan"] + amounts["PPN 12 %"] == amounts["JUMLAH"]


def test_what_is_not_paid_has_no_receipt(run, database, config, shop):
    number = paid_invoice(database)
    database.all("UPDATE console.invoice SET status = 'unpaid', paid_at = NULL, paid_how = NULL, paid_amount_rp = NULL")
    done = run("receipt", number, config=config)
    assert done.code == 1 and "is not paid" in done.err
    assert run("receipt", "NOBODY-1", config=config).code == 1
    refused = run("act", "invoices.print_receipt", "--id", database.one("SELECT id::text FROM console.invoice"), "--yes", config=config)
    assert refused.code == 1


def test_a_payment_has_a_receipt(run, database, config, shop):
    user = database.one("SELECT id::text FROM public.users WHERE is_active ORDER BY id LIMIT 1")
    database.all("""INSERT INTO console.charge (order_id, kind, gateway, mode, method, user_id, subject, amount_rp, discount_rp, state, paid_at,
                                                paid_amount_rp, actor)
                    VALUES ('BD-1', 'package', 'midtrans', 'core_api', 'qris', %s, 'Paket 5 GB', 45000, 5000, 'paid', now(), 45000, 'op')""", user)
    text = receipt(run, config, "BD-1", "--columns", "40")
    assert "QRIS" in text and "Rp 45.000" in text and "-Rp 5.000" in text and "Rp 50.000" in text


HOSTILE = "\x1b@\x1bp\x00Budi\x1d\x56\x00 \u202eevil\u0007\x9b31m"


@pytest.mark.parametrize("columns", [32, 48])
@pytest.mark.parametrize("name", [
    "Budi", "Siti " * 20, "x" * 100, "王小明 🎉 Café Đặng", "José Ñandú – “Toko” … €5", HOSTILE.replace("\x00", ""), "|^!{name}---|{qr}", "   ", "\n\n"])
def test_any_name_stays_text(run, database, config, shop, tmp_path, name, columns):
    """The strict head knows each byte, no line is too long, and the code says the number."""
    number = paid_invoice(database, name=name)
    path = tmp_path / "r.escpos"
    receipt(run, config, number, "--columns", str(columns), "--output", str(path))
    paper = decode(path.read_bytes(), columns)
    assert paper.starts == 1 and paper.drawers == 0 and paper.cuts == []
    assert read_code(paper, tmp_path) == number
    assert "JUMLAH" in paper.text() and "Rp 166.500" in paper.text()
    if name.startswith("José"):
        assert "José Ñandú - \"Toko\" ... EUR5" in " ".join(line.strip() for line, _ in paper.lines)
    if name.startswith("王"):
        assert "??? ? Café Dang" in paper.text()
    text = receipt(run, config, number, "--columns", str(columns))
    assert not [sign for sign in text if sign < " " and sign != "\n"] and "\x9b" not in text and "\u202e" not in text


def test_bold_and_template_of_ones_own(run, database, make_config, shop, tmp_path):
    number = paid_invoice(database)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "receipt.id.txt").write_text("^!{shop}\nNo|{number}\n{note}\n{gives}\nend\n", encoding="utf-8")
    config = make_config(database, extra=f'templates_dir = "{tmp_path}/own";')
    assert receipt(run, config, number).splitlines()[1:] == [f"No{number:>30}", "cash", "end"]
    (tmp_path / "own" / "receipt.id.txt").write_text("{nonsense}\n", encoding="utf-8")
    done = run("receipt", number, config=config)
    assert done.code == 2 and "there is no {nonsense}" in done.err


# --- printers ---


class Head:
    """A printer on TCP 9100 that keeps what it gets. mode: reads; mute: takes nothing; closes: after so many bytes; slow."""

    def __init__(self, mode="reads", limit=0):
        self.mode, self.limit, self.prints = mode, limit, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2304)
        self.port = self.listener.getsockname()[1]
        self.kept = []
        self.ends = False
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while not self.ends:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            if self.mode == "mute":
                self.kept.append(peer)
                continue
            self.take(peer)

    def take(self, peer):
        got = b""
        while True:
            want = min(self.limit - len(got), 64) if self.mode == "closes" else 64 if self.mode == "slow" else 4096
            if want <= 0:
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
                break
            data = peer.recv(want)
            if not data:
                break
            got += data
            if self.mode == "slow":
                select.select([], [], [], 0.005)
        self.prints.append(got)
        peer.close()

    def close(self):
        self.ends = True
        for one in (self.listener, *self.kept):
            one.close()


@pytest.fixture
def heads():
    made = []

    def make(*arguments, **options):
        made.append(Head(*arguments, **options))
        return made[-1]

    yield make
    for head in made:
        head.close()


def printer(where, name="desk", **settings):
    words = "".join(f" {key} = {json.dumps(value)};" for key, value in settings.items())
    return f'printers = ( {{ name = "{name}"; {where};{words} }} );'


def at(head):
    return f'address = "127.0.0.1:{head.port}"'


def ask(run, database, config, *arguments):
    """invoices.print_receipt of the one invoice; what is said, and how long it took."""
    began = time.monotonic()
    done = run("act", "invoices.print_receipt", "--id", database.one("SELECT id::text FROM console.invoice"), *arguments, "--yes", config=config)
    return done, time.monotonic() - began


def row(database):
    return database.one("SELECT state, last_error, payload ->> 'note' FROM console.outbox WHERE target LIKE 'printer:%%' ORDER BY id DESC LIMIT 1")


@pytest.mark.parametrize("columns", [32, 48])
def test_printed_by_tcp_and_again_as_a_copy(run, database, make_config, shop, heads, tmp_path, columns):
    number, head = paid_invoice(database), heads()
    config = make_config(database, extra=printer(at(head), columns=columns, cut="partial", drawer=True))
    done, _ = ask(run, database, config)
    assert done.code == 0, done.err
    assert row(database) == ("done", None, "handed to the printer")
    done, _ = ask(run, database, config)
    assert done.code == 0 and row(database)[2] == "handed to the printer as a copy"
    wait_until(lambda: len(head.prints) == 2)
    first, second = (decode(data, columns) for data in head.prints)
    assert "SALINAN" not in first.text() and "SALINAN" in second.text()
    assert (first.drawers, second.drawers) == (1, 0), "the drawer opens for the money, once"
    assert first.cuts == second.cuts == ["partial"]
    assert read_code(first, tmp_path) == number and ("WARNET SARI" in first.text())
    assert [bold for line, bold in first.lines if "JUMLAH" in line] == [True]
    assert database.one("SELECT count(*) FROM console.audit_log WHERE entity_type = 'receipt_print'") == 2


def test_the_plan_says_which_printer_and_that_it_is_a_copy(run, database, make_config, shop, heads):
    paid_invoice(database)
    head = heads()
    config = make_config(database, extra=printer(at(head)))
    ask(run, database, config)
    done = run("act", "invoices.print_receipt", "--id", database.one("SELECT id::text FROM console.invoice"), "--dry-run", "--format", "json",
               config=config)
    assert json.loads(done.out)[0]["after"] == "printed by desk as a copy"
    none = make_config(database)
    database.all("DELETE FROM console.printer")
    done, _ = ask(run, database, none)
    assert done.code == 1 and "there is no printer" in done.out + done.err
    two = make_config(database, extra=f'printers = ( {{ name = "a"; {at(head)}; }}, {{ name = "b"; {at(head)}; }} );')
    done, _ = ask(run, database, two)
    assert done.code == 1 and "several printers" in done.out + done.err
    set_setting(database, "receipt_printer", "b")
    done, _ = ask(run, database, two)
    assert done.code == 0 and database.one("SELECT target FROM console.outbox ORDER BY id DESC LIMIT 1") == "printer:b"


@pytest.mark.parametrize("settings, check", [
    ({"qr": "native"}, lambda paper: len(paper.codes) == 1 and not paper.pictures),
    ({"qr": "none"}, lambda paper: not paper.codes and not paper.pictures),
    ({"ascii": True}, lambda paper: paper.text().isascii()),
    ({"cut": "full"}, lambda paper: paper.cuts == ["full"]),
    ({"dots": 576, "columns": 42}, lambda paper: len(paper.pictures) == 1)])
def test_settings_of_a_head(run, database, make_config, shop, heads, settings, check):
    paid_invoice(database, name="José Ñandú 王")
    head = heads()
    config = make_config(database, extra=printer(at(head), **settings))
    assert ask(run, database, config)[0].code == 0
    wait_until(lambda: head.prints)
    assert check(decode(head.prints[0], settings.get("columns", 32), settings.get("dots")))


def test_plain_text(run, database, make_config, shop, heads):
    paid_invoice(database, name="José")
    head = heads()
    assert ask(run, database, make_config(database, extra=printer(at(head), form="text")))[0].code == 0
    wait_until(lambda: head.prints)
    assert b"\x1b" not in head.prints[0] and "José" in head.prints[0].decode("utf-8") and head.prints[0].endswith(b"\n\n\n\n")


def test_away_and_back(run, database, make_config, shop, heads):
    """It waits in the outbox, with the reason; when the printer is there it is printed, once, and as no copy."""
    paid_invoice(database)
    with socket.socket() as nobody:  # bound, and not listening
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        config = make_config(database, extra=printer(f'address = "127.0.0.1:{port}"', deadline_ms=1000))
        done, took = ask(run, database, config)
    assert done.code == 0 and took < 8
    state, error, _ = row(database)
    assert state == "pending" and "printer desk takes nothing" in error and str(port) in error
    assert database.one("SELECT count(*) FROM console.receipt_copy") == 0
    back = heads()
    again = make_config(database, extra=printer(at(back)))
    database.all("UPDATE console.outbox SET next_attempt_at = now()")
    assert run("worker", "--once", config=again).code == 0
    wait_until(lambda: back.prints)
    assert row(database)[0] == "done" and "SALINAN" not in decode(back.prints[0], 32).text()


def test_mute(run, database, make_config, shop, heads):
    """It is reached and takes nothing to its end: nothing hangs, and what may be on paper is not sent again by itself."""
    paid_invoice(database, name="Siti " * 20)
    head = heads("mute")
    config = make_config(database, extra=printer(at(head), deadline_ms=600, columns=48, dots=832))
    done, took = ask(run, database, config)
    assert took < 10, "bounded"
    state, error, _ = row(database)
    assert state == "failed" and "a part of it may be on paper" in error, (state, error)
    assert database.one("SELECT outcome FROM console.receipt_copy") == "broken"


def test_leaves_in_the_middle_then_says_that_it_is_a_copy(run, database, make_config, shop, heads):
    paid_invoice(database)
    head = heads("closes", limit=100)
    config = make_config(database, extra=printer(at(head), deadline_ms=3000))
    done, took = ask(run, database, config)
    assert took < 10
    state, error, _ = row(database)
    assert state == "failed" and "a part of it may be on paper" in error, (state, error)
    assert run("worker", "--once", config=config).code == 0
    assert len(head.prints) == 1, "not again by itself"
    head.mode = "reads"
    number = database.one("SELECT id::text FROM console.outbox WHERE state = 'failed'")
    done = run("act", "outbox.retry", "--id", number, "--yes", config=config)
    assert done.code == 0, done.err
    wait_until(lambda: len(head.prints) == 2)
    assert "SALINAN" in decode(head.prints[1], 32).text() and row(database)[0] == "done"


def test_slow(run, database, make_config, shop, heads):
    paid_invoice(database)
    head = heads("slow")
    config = make_config(database, extra=printer(at(head), deadline_ms=20000))
    assert ask(run, database, config)[0].code == 0
    wait_until(lambda: head.prints)
    assert row(database)[0] == "done" and "JUMLAH" in decode(head.prints[0], 32).text()


def test_a_fifo_without_a_reader_and_with_one(run, database, make_config, shop, tmp_path):
    paid_invoice(database)
    path = tmp_path / "lp0"
    os.mkfifo(path)
    config = make_config(database, extra=printer(f'device = "{path}"', deadline_ms=1500))
    done, took = ask(run, database, config)
    assert took < 8 and row(database)[0] == "pending" and "nobody reads it" in row(database)[1]
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    got = b""
    database.all("UPDATE console.outbox SET next_attempt_at = now()")
    ended = []
    worker = threading.Thread(target=lambda: ended.append(run("worker", "--once", config=config)))
    worker.start()
    while worker.is_alive() or select.select([reader], [], [], 0)[0]:
        try:
            more = os.read(reader, 4096)
        except BlockingIOError:
            more = b""
        if not more and not worker.is_alive():
            break
        got += more
        select.select([reader], [], [], 0.01)
    os.close(reader)
    assert ended[0].code == 0 and row(database)[0] == "done", row(database)
    assert "JUMLAH" in decode(got, 32).text()


def test_a_full_device_does_not_block(run, database, make_config, shop, tmp_path):
    """A FIFO that is open and never read: full after 64 kB at the latest."""
    paid_invoice(database)
    path = tmp_path / "lp0"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    filler = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    with pytest.raises(BlockingIOError):
        while True:
            os.write(filler, b"x" * 4096)
    config = make_config(database, extra=printer(f'device = "{path}"', deadline_ms=500))
    done, took = ask(run, database, config)
    state, error, _ = row(database)
    assert took < 8 and state == "pending" and "within 500 ms" in error
    assert database.one("SELECT count(*) FROM console.receipt_copy") == 0, "nothing left: the next one is no copy"
    os.close(reader)
    os.close(filler)


def test_a_terminal_line_is_raw(run, database, make_config, shop):
    """A serial line, as of a pty: its line discipline changes no byte."""
    paid_invoice(database)
    master, slave = pty.openpty()
    got = []
    config = make_config(database, extra=printer(f'device = "{os.ttyname(slave)}"'))

    def read():
        while True:
            ready, _, _ = select.select([master], [], [], 0.2)
            if ready:
                got.append(os.read(master, 4096))
            elif ended:
                return

    ended = []
    reader = threading.Thread(target=read)
    reader.start()
    done, _ = ask(run, database, config)
    ended.append(True)
    reader.join()
    os.close(master)
    os.close(slave)
    assert done.code == 0 and row(database)[0] == "done"
    assert "JUMLAH" in decode(b"".join(got), 32).text()


def test_a_file_is_no_printer(run, database, make_config, shop, tmp_path):
    paid_invoice(database)
    path = tmp_path / "file"
    path.write_text("keep me", encoding="ascii")
    ask(run, database, make_config(database, extra=printer(f'device = "{path}"')))
    assert row(database)[0] == "failed" and "is no device" in row(database)[1] and path.read_text(encoding="ascii") == "keep me"


def lp(tmp_path, script):
    folder = tmp_path / "bin"
    folder.mkdir(exist_ok=True)
    (folder / "lp").write_text("#!/bin/sh\n" + script, encoding="ascii")
    (folder / "lp").chmod(stat.S_IRWXU)
    return {"PATH": f"{folder}:{os.environ['PATH']}"}


@pytest.mark.parametrize("script, state, words", [
    ('echo "$@" > "$0.words"; cat > "$0.got"', "done", None),
    ("echo 'lp: Error - The printer or class does not exist.' >&2; exit 1", "pending", "does not exist"),
    ("exec sleep 100", "failed", "a part of it may be on paper")])
def test_by_a_queue_of_the_print_service(run, database, make_config, shop, tmp_path, script, state, words):
    paid_invoice(database)
    config = make_config(database, extra=printer('queue = "POS58"', deadline_ms=1500))
    began = time.monotonic()
    done = run("act", "invoices.print_receipt", "--id", database.one("SELECT id::text FROM console.invoice"), "--yes", config=config,
               env=lp(tmp_path, script))
    assert done.code in (0, 1) and time.monotonic() - began < 10
    assert row(database)[0] == state and (words or "") in (row(database)[1] or "")
    if state == "done":
        assert (tmp_path / "bin" / "lp.words").read_text(encoding="ascii").split() == ["-s", "-o", "raw", "-d", "POS58"]
        assert "JUMLAH" in decode((tmp_path / "bin" / "lp.got").read_bytes(), 32).text()


def test_one_that_died_while_it_printed_is_followed_by_a_copy(run, database, make_config, shop, heads):
    """What began and has no end may be on paper."""
    paid_invoice(database)
    head = heads()
    config = make_config(database, extra=printer(at(head)))
    port, head.port = head.port, head.port
    database.all("INSERT INTO console.printer (name, place) VALUES ('gone', 'x')")
    done = run("act", "invoices.print_receipt", "--id", database.one("SELECT id::text FROM console.invoice"), "printer=gone", "--yes", config=config)
    assert done.code == 0 and row(database)[0] == "pending"
    database.all("INSERT INTO console.receipt_copy (subject, copy, print_id) SELECT subject, 1, id FROM console.receipt_print")
    database.all("UPDATE console.outbox SET target = 'printer:desk', next_attempt_at = now()")
    assert run("worker", "--once", config=config).code == 0
    wait_until(lambda: head.prints)
    assert "SALINAN" in decode(head.prints[0], 32).text() and port == head.port


def test_sent_to_the_customer(run, database, make_config, shop, gateways):
    paid_invoice(database, name="Budi <b>& Co</b>")
    config = make_config(database, telegram=gateways, whatsapp=gateways)
    database.all("UPDATE public.users SET telegram_chat_id = '4711' WHERE id = (SELECT user_id FROM console.invoice)")
    done = run("act", "invoices.send_receipt", "--id", database.one("SELECT id::text FROM console.invoice"), "--yes", config=config)
    assert done.code == 0, done.err
    assert run("worker", "--once", config=config).code == 0
    text = database.one("SELECT payload ->> 'text' FROM console.outbox WHERE target = 'telegram:bot'")
    assert "JUMLAH: Rp 166.500" in text and "Budi &lt;b&gt;&amp; Co&lt;/b&gt;" in text and "SALINAN" not in text
    assert database.one("SELECT state FROM console.outbox WHERE target = 'telegram:bot'") == "done"


# --- receipts of the counter ---


def test_a_cash_sale_and_its_reversal(run, database, make_config, shop, heads, tmp_path):
    """The receipt that the counter wrote, by its number, its order and its id; what takes it back is a receipt of its own."""
    head = heads()
    config = make_config(database, extra=printer(at(head), drawer=True))
    set_today(database, database.one("SELECT (now() AT TIME ZONE console.zone())::date::text"))
    user = database.one("SELECT id::text FROM public.users WHERE is_active AND approval_status = 'APPROVED' ORDER BY id LIMIT 1")
    done = run("act", "payments.topup", f"user={user}", "amount=50000", "method=cash", "--yes", config=config)
    assert done.code == 0, done.err
    number, order, one = database.one("SELECT number, order_id, id::text FROM console.receipt")
    texts = [receipt(run, config, given) for given in (number, order, one)]
    assert len(set(texts)) == 1 and number in texts[0] and "Rp 50.000" in texts[0] and "tunai" in texts[0]
    done = run("act", "receipts.print", "--id", one, "--yes", config=config)
    assert done.code == 0, done.err
    wait_until(lambda: head.prints)
    paper = decode(head.prints[0], 32)
    assert paper.drawers == 1 and read_code(paper, tmp_path) == number and "SALINAN" not in paper.text()
    done = run("act", "payments.print_receipt", "--id", order, "--yes", config=config)
    assert done.code == 0, done.err
    wait_until(lambda: len(head.prints) == 2)
    assert "SALINAN" in decode(head.prints[1], 32).text(), "by whatever name it is asked for it is the same receipt"
    done = run("act", "payments.reverse", "--id", order, "reason=wrong customer", "--yes", config=config)
    assert done.code == 0, done.err
    back = database.one("SELECT number FROM console.receipt WHERE kind = 'reversal'")
    text = receipt(run, config, back)
    assert "PEMBATALAN" in text and back in text and "-Rp 50.000" in text and "SALINAN" not in text
    assert "PEMBATALAN" not in receipt(run, config, number)


# --- by keys ---


@pytest.mark.parametrize("language, words, label", [("en", "print receipt", "Print receipt"), ("id", "cetak kuitansi", "Cetak kuitansi"), ("id", "struk", "Cetak kuitansi")])
def test_an_invoice_by_the_palette(run, database, make_config, shop, heads, console, language, words, label):
    """In a pane the palette offers its own way to print first, and goes nowhere else."""
    number, head = paid_invoice(database), heads()
    config = make_config(database, extra=printer(at(head)) + f'\nui = {{ language = "{language}"; }};')
    assert run("worker", "--once", config=config).code == 0
    screen = console("invoices", config=config)
    screen.wait_for("Budi Santoso")
    screen.press(":")
    screen.type(words)
    screen.wait_for("invoices.print_receipt")
    offered = [line.split()[1] for line in screen.lines() if "print_receipt" in line or "receipts.print" in line]
    assert offered[0] == "invoices.print_receipt"
    screen.press("enter")
    screen.wait_for(label + ":")
    screen.press("enter")
    screen.wait_for("desk")
    screen.press("enter")
    wait_until(lambda: head.prints)
    assert number in decode(head.prints[0], 32).text()
