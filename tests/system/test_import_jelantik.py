"""A Jelantik biller's customers come along: what its exports hide is asked, counts and sums are those of its screens, open invoices
keep their numbers and are paid here, a second reading changes nothing, and taken back nothing of it is left."""

import os
import sys

import pytest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "sandbox"))
import jelantik  # noqa: E402

TABLES = ("public.users", "public.packages", "console.subscription", "console.invoice", "console.import_made", "console.ppp_line")


@pytest.fixture
def config(make_config, database):
    database.all("INSERT INTO console.brand (name, prefix, tax_percent, key_kind) VALUES ('JAKINET', 'JAK', 11, 'test') ON CONFLICT DO NOTHING")
    return make_config(database)


@pytest.fixture
def biller(tmp_path, database):
    """With what its exports hide: two of one number, a name in two cases, no number, an amount with cents, an invoice without a
    link, a suspended customer whose line is live, and one whose line is off."""
    database.all("INSERT INTO console.router (name, position) VALUES ('main', 1) ON CONFLICT (name) DO UPDATE SET is_enabled = true")
    b = jelantik.Biller(30)
    b.customers[10]["no_telp"] = b.customers[9]["no_telp"]
    b.customers[11]["nama"] = b.customers[12]["nama"].upper()
    b.customers[13]["no_telp"] = "-"
    b.bill(b.customers[15], b.lines[15], "Home 10 Mbps", "Belum Dibayar", amount=166500.5)
    b.bill(b.customers[17], b.lines[17], "Home 10 Mbps", "Belum Dibayar", link=False)
    b.export(tmp_path / "files")
    for line in b.lines:
        name = line["ID Pelanggan (PPPoE)"]
        seen = '{"profile": "%s", "address": "", "caller": "", "is_off": %s}' % (("SUSPENDED", "true") if name == "WRG-00003" else ("10Mbps-a", "false"))
        database.all("""INSERT INTO console.ppp_line (router, name, service, profile, address, caller, is_off, seen)
                        SELECT 'main', %s, 'pppoe', x ->> 'profile', '', '', (x ->> 'is_off')::boolean, x FROM (SELECT %s::jsonb AS x) s""", name, seen)
    return b


@pytest.fixture
def act(run):
    return lambda name, *words: run("act", name, *words, "--yes", timeout=120)


def read(act, show, folder):
    done = act("imports.read", "source=jelantik", f"from={folder}")
    assert done.code == 0, done.err
    return max(row["id"] for row in show("imports"))


def answer(act, number, name, said, row=None):
    done = act("imports.answer", "--id", f"{number}:{name}", f"answer={said}", *([f"row={row}"] if row else []))
    assert done.code == 0, done.err


ANSWERS = {"prices": "usual", "price_tax": "with", "tax": "11", "bill_from": "2026-12", "suspended_billing": "billed", "stopped": "take", "suspended": "as_router",
           "cut_off": "complete", "differs": "go_on", "no_phone": "skip", "same_phone": "one", "faults": "skip", "routers": "main"}


def all_of_it(database):
    return [database.one(f"SELECT count(*), coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') FROM {table} t") for table in TABLES]


def test_it_comes_along_as_its_screens_say_once_and_goes_whole(act, biller, show, run, database, tmp_path):
    before = all_of_it(database)
    number = read(act, show, tmp_path / "files")
    refused = act("imports.apply", "--id", number)
    asked = {row["name"] for row in show("import_questions")}
    assert refused.code != 0 and all_of_it(database) == before
    # every ambiguity: of customers, of prices, of who is suspended, of what is written nowhere
    assert asked >= set(ANSWERS) - {"cut_off", "differs"} | {"screens", "kadaluarsa", "same_name"}, asked
    screens = biller.screens()
    answer(act, number, "screens", " ".join(f"{name}={value}" for name, value in screens.items() if name != "unpaid_rp"))
    for name, said in ANSWERS.items():
        if any(row["name"] == name for row in show("import_questions")):
            answer(act, number, name, said, "MKT-MAIN" if name == "routers" else None)
    # an invoice that has no link stands in no file: its screen counts one more
    assert [row["name"] for row in show("import_questions", "--where", "state:asks")] == []
    assert "differs" in {row["name"] for row in show("import_questions")}
    done = act("imports.apply", "--id", number)
    assert done.code == 0, done.err
    open_bills = [b for link, b in biller.bills if link and b["Status Invoice"] != "Lunas" and b["Total Harga"] == int(b["Total Harga"])]
    made = dict(database.all("SELECT invoice_number, total_rp FROM console.invoice WHERE source = 'jelantik'"))
    assert made == {b["Nomor Invoice"]: b["Total Harga"] for b in open_bills}
    assert database.one("SELECT count(*) FROM console.import_made WHERE kind = 'customer'") == 28  # one has no number, one is another
    assert database.all("SELECT name FROM console.ppp_line WHERE is_ours AND console.ppp_isolation(ppp_line) IS NOT NULL") == [("WRG-00003",)]
    after = all_of_it(database)
    again = read(act, show, tmp_path / "files")
    assert "all of it is there already" in act("imports.apply", "--id", again).err
    assert all_of_it(database) == after
    undone = act("imports.undo", "--id", number)
    assert undone.code == 0, undone.err
    assert all_of_it(database) == before


def test_an_invoice_of_its_number_is_paid_here_and_lets_the_customer_in(act, biller, show, run, database, tmp_path):
    number = read(act, show, tmp_path / "files")
    answer(act, number, "screens", "unknown")
    for name, said in ANSWERS.items():
        if any(row["name"] == name for row in show("import_questions")):
            answer(act, number, name, said, "MKT-MAIN" if name == "routers" else None)
    assert act("imports.apply", "--id", number).code == 0
    bill = next(b for _, b in biller.bills if b["ID Pelanggan"] == "WRG-00003")
    blocked = database.one("SELECT u.is_blocked, u.blocked_reason FROM public.users u JOIN console.invoice i ON i.user_id = u.id WHERE i.invoice_number = %s", bill["Nomor Invoice"])
    assert blocked[0] and bill["Nomor Invoice"] in blocked[1]
    paid = act("invoices.pay", "--where", f'number:"{bill["Nomor Invoice"]}"', "method=cash")
    assert paid.code == 0, paid.err
    assert database.one("SELECT u.is_blocked, i.status FROM public.users u JOIN console.invoice i ON i.user_id = u.id WHERE i.invoice_number = %s", bill["Nomor Invoice"]) == (False, "paid")
    assert bill["Nomor Invoice"][:30] in "".join(run("receipt", bill["Nomor Invoice"]).out.split())
    assert "were paid or sent since" in act("imports.undo", "--id", number).err
