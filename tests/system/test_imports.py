"""Files into the database: what is wrong is named by its line, what is written is written whole, and what was begun and cut off
goes on."""

import concurrent.futures
import csv
import os
import re
import signal
import subprocess
import threading
import time

import pytest
from terminal import Terminal
from test_export import limited
from test_migrate import catalogue, portal  # noqa: F401

HEAD = "phone,name,block,room,quota,mac\n"


def line(i, **changes):
    values = {"phone": f"0899{7000000 + i}", "name": f"Imported {i}", "block": "Z", "room": str(i % 30), "quota": "10GB",
              "mac": ":".join("%02X" % b for b in (2, 9, i >> 16 & 255, i >> 8 & 255, i & 255, 1)), **changes}
    return ",".join(values.values()) + "\n"


@pytest.fixture
def write(tmp_path):
    """Writes a file and names it."""
    def write(text, name="new.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)
    return write


def made(database):
    return database.one("SELECT count(*) FROM public.users WHERE full_name LIKE 'Imported%%'")


def nothing_staged(database):
    return database.one("SELECT (SELECT count(*) FROM console.import) + (SELECT count(*) FROM console.import_customers)") == 0


def findings(run):
    return {row["name"] for row in csv.DictReader(run("check", "--format", "csv").out.splitlines())}


def rows(done):
    return list(csv.DictReader(done.out.splitlines()))


def test_customers_with_devices_are_made_as_the_file_says(run, database, write):
    file = write("Nama;No HP;Blok;Kamar;Kuota;Terpakai;MAC;Berlaku sampai\r\n"
                 'Imported "A";0899-7000-001;b;7;10GB;1,5 GB;02-09-00-00-00-01;31/12/2030\r\n'
                 "Imported B;62 899 7000 002;;;;;;\r\nImported C;08997000003;;;;;;31/12/2030 10:30\r\n".replace('"A"', "A"))
    done = run("import", "customers", file, "--yes", "--format", "csv")
    assert done.code == 0 and rows(done)[0]["imported"] == "3"
    a, b, c = database.all("SELECT phone_number, full_name, blok, kamar, is_active, approval_status, role, total_quota_purchased_mb,"
                        " total_quota_used_mb::text, (quota_expiry_date AT TIME ZONE 'Asia/Jakarta')::date::text,"
                        " mikrotik_password FROM public.users WHERE full_name LIKE 'Imported%%' ORDER BY full_name")
    assert a[:10] == ("+628997000001", "Imported A", "B", "7", True, "APPROVED", "USER", 10240, "1536.00", "2030-12-31")
    assert b[:10] == ("+628997000002", "Imported B", None, None, True, "APPROVED", "USER", 0, "0.00", None)
    assert re.fullmatch(r"\d{6}", a[10]) and c[9] == "2030-12-31"
    # A time without a zone is the shop's.
    assert database.one("SELECT quota_expiry_date = '2030-12-31 10:30'::timestamp AT TIME ZONE console.zone() FROM public.users"
                        " WHERE full_name = 'Imported C'")
    assert database.all("SELECT d.mac_address, d.is_authorized FROM public.user_devices d JOIN public.users u ON u.id = d.user_id"
                        " WHERE u.full_name = 'Imported A'") == [("02:09:00:00:00:01", True)]
    # One operation, with an audit row and a wish for the router for each; no password in it.
    assert database.one("SELECT count(*) FROM console.audit_log WHERE action = 'imports.customers'") == 3
    assert database.one("SELECT count(*) FROM console.outbox WHERE effect = 'sync_user' AND operation_id ="
                        " (SELECT id FROM console.operation WHERE action = 'imports.customers')") == 3
    assert database.one("SELECT count(*) FROM console.audit_log WHERE position(%s in after::text) > 0", a[10]) == 0
    assert database.one("SELECT count(*) FROM console.import_customers") == 0
    assert findings(run) == {"worker_running"}


def test_a_look_shows_and_leaves_nothing(run, database, write):
    done = run("import", "customers", write(HEAD + line(1) + line(2)), "--dry-run", "--format", "csv")
    assert done.code == 0 and [(row["line"], row["verdict"]) for row in rows(done)] == [("2", "new"), ("3", "new")]
    assert "2 new" in done.err and made(database) == 0 and nothing_staged(database)


@pytest.mark.parametrize("text, why", [
    ("", "holds no line"),
    (HEAD, "no line behind its header"),
    ("phone,nome\n" + "1,2\n", "did you mean 'name'"),
    ("phone,colour\n1,2\n", "there is no column 'colour'"),
    ("phone,block\n1,2\n", "a column is missing: 'name'"),
    ("phone,name,hp\n1,2,3\n", "two columns are the same: the second is 'hp'"),
    (b"phone,n\xe4me\n1,2\n", "it is not UTF-8"),
])
def test_a_file_that_is_none_of_its_kind_is_refused(run, database, write, text, why):
    done = run("import", "customers", write(text), "--yes")
    assert done.code == 1 and why in done.err and nothing_staged(database)


def test_the_words_of_the_command_line(run, tmp_path):
    assert "there are: customers, devices, packages, subscriptions, balances" in run("import", "people", "x.csv").err
    assert run("import", "customers").code == 2
    assert run("import", "customers", str(tmp_path / "gone.csv")).code == 2
    assert run("import", "customers", str(tmp_path)).code == 2
    assert run("import", "--resume", "99").code == 2 and run("import", "--resume", "x").code == 2
    assert run("import", "customers", "x.csv", "--existing", "drop").code == 2
    assert run("import", "customers", "x.csv", "--read-only").code == 1
    template = run("import", "customers", "--template")
    assert template.code == 0 and template.out.splitlines()[0].startswith("phone,name,block,room")


FAULTS = [
    (dict(phone="12"), "is no phone number"),
    (dict(name=""), "name: it is empty"),
    (dict(name="x" * 101), "name: it must have 2 to 100 characters"),
    (dict(quota="much"), "a number of MB is expected"),
    (dict(mac="02:09"), "is no MAC address"),
    (dict(room='"a\nb"'), "room: it holds control characters"),
    (dict(room="1,2"), "it has 7 fields, the header has 6"),
    (dict(name='say "x'), "a quote is not closed"),
    (dict(name="nul\0"), "zero byte"),
]


def test_every_fault_is_named_by_its_line_and_a_file_of_them_can_be_mended(run, database, write, tmp_path):
    text, expected, number = HEAD, {}, 2
    for i, (changes, why) in enumerate(FAULTS):
        text += line(2 * i) + line(2 * i + 1, **changes)
        expected[number + 1] = why
        number += 2 + sum(value.count("\n") for value in changes.values())
    out = tmp_path / "faults.csv"
    done = run("import", "customers", write(text), "--yes", "--format", "csv", "--output", str(out))
    assert done.code == 1 and made(database) == 0
    told = {int(row["line"]): row["why"] for row in rows(done) if row["verdict"] == "fault"}
    assert told.keys() == expected.keys()
    assert all(expected[number] in told[number] for number in expected)
    kept = list(csv.DictReader(out.open(encoding="utf-8")))
    assert [int(row["line"]) for row in kept] == sorted(expected) and all(expected[int(row["line"])] in row["why"] for row in kept)
    # By its number it goes on, without those lines.
    number = re.search(r"import (\d+) of", done.err)[1]
    rest = run("import", "--resume", number, "--skip-bad", "--yes", "--output", str(tmp_path / "again.csv"))
    assert rest.code == 0 and made(database) == len(FAULTS)
    # What was mended there is a file again.
    with out.open("w", encoding="utf-8", newline="") as mended:
        writer = csv.DictWriter(mended, kept[0].keys())
        writer.writeheader()
        writer.writerow({**kept[0], "phone": "08997000100", "why": "mended"})
    assert run("import", "customers", str(out), "--yes").code == 0 and made(database) == len(FAULTS) + 1


def test_what_a_spreadsheet_would_run_is_kept_from_it(run, write, tmp_path):
    out = tmp_path / "faults.csv"
    run("import", "customers", write(HEAD + line(1, name="=1+1", mac="x")), "--dry-run", "--output", str(out))
    assert list(csv.DictReader(out.open(encoding="utf-8")))[0]["name"] == "'=1+1"


def test_the_same_number_or_mac_twice_names_both_lines(run, write):
    text = HEAD + line(1) + line(2, phone="+62 899 7000 001") + line(3, mac="02-09-00-00-04-01") + line(4)
    done = run("import", "customers", write(text), "--dry-run", "--format", "csv")
    told = {row["line"]: row["why"] for row in rows(done) if row["why"]}
    assert told == {"2": "phone: line 3 has it too", "3": "phone: line 2 has it too", "4": "mac: line 5 has it too",
                    "5": "mac: line 4 has it too"}


def test_a_mac_of_somebody_else_and_an_unknown_package_are_refused(run, database, write):
    mac, owner = database.all("SELECT d.mac_address, u.full_name FROM public.user_devices d JOIN public.users u ON u.id = d.user_id LIMIT 1")[0]
    text = "phone,name,mac,package\n08997000001,Imported 1," + mac + ",\n08997000002,Imported 2,,Nothing\n"
    done = run("import", "customers", write(text), "--dry-run", "--format", "csv")
    assert [row["why"] for row in rows(done)] == [f"mac: it is a device of {owner}", "package: there is no package Nothing"]


def test_who_is_there_is_kept_or_brought_to_the_file(run, database, write):
    user, phone, name = database.all("SELECT id::text, phone_number, full_name FROM public.users ORDER BY phone_number LIMIT 1")[0]
    # However the number is spelled here or there.
    database.all("UPDATE public.users SET phone_number = %s, kamar = '1' WHERE id = %s", "0" + phone[3:], user)
    file = write(f"phone,name,room\n{phone},Imported other,2\n08997000009,Imported 9,3\n")
    done = run("import", "customers", file, "--yes")
    assert done.code == 0 and "1 new, 0 to update, 0 there already, 1 differ and are kept" in done.err
    assert database.one("SELECT full_name FROM public.users WHERE id = %s", user) == name
    done = run("import", "customers", file, "--yes", "--existing", "update", "--format", "csv")
    assert done.code == 0 and "0 new, 1 to update, 1 there already" in done.err
    assert database.one("SELECT full_name, kamar FROM public.users WHERE id = %s", user) == ("Imported other", "2")
    assert run("act", "audit.undo", "--id", rows(done)[0]["operation_id"]).code == 0
    assert database.one("SELECT full_name, kamar FROM public.users WHERE id = %s", user) == (name, "1")
    assert run("import", "customers", file, "--yes").code == 1  # nothing is new


def test_an_import_is_taken_back_as_one_but_who_was_changed_since(run, database, write):
    done = run("import", "customers", write(HEAD + "".join(map(line, range(5)))), "--yes", "--format", "csv")
    database.all("UPDATE public.users SET total_quota_used_mb = 5 WHERE full_name = 'Imported 3'")
    undone = run("act", "audit.undo", "--id", rows(done)[0]["operation_id"], "--format", "csv")
    assert undone.code == 0 and "4 users put back, 1 left out: changed since" in undone.out
    assert database.all("SELECT full_name FROM public.users WHERE full_name LIKE 'Imported%%' AND is_active") == [("Imported 3",)]
    assert findings(run) == {"worker_running"}


def test_devices_of_customers_who_are_there(run, database, write):
    phones = [row[0] for row in database.all("SELECT phone_number FROM public.users ORDER BY id LIMIT 2")]
    text = f"telepon,MAC Address,nama perangkat,diizinkan\n{phones[0]},02-09-00-00-00-01,HP,ya\n0{phones[1][3:]},020900000002,TV,tidak\n"
    done = run("import", "devices", write(text), "--yes", "--format", "csv")
    assert done.code == 0 and rows(done)[0]["imported"] == "2"
    stored = "SELECT d.mac_address, d.label, d.is_authorized FROM public.user_devices d WHERE d.mac_address LIKE '02:09%%' ORDER BY 1"
    assert database.all(stored) == [("02:09:00:00:00:01", "HP", True), ("02:09:00:00:00:02", "TV", False)]
    assert "2 there already" in run("import", "devices", write(text), "--dry-run").err
    nobody = run("import", "devices", write("phone,mac\n0899123123123,02:09:00:00:00:03\n"), "--dry-run")
    assert nobody.code == 1 and "no customer has +62899123123123" in nobody.out
    assert run("act", "audit.undo", "--id", rows(done)[0]["operation_id"]).code == 0
    assert database.all(stored)[0] == ("02:09:00:00:00:01", "HP", False)


def test_packages(run, show, database, write):
    text = "Nama Paket;Harga;Kuota;Masa aktif;Aktif\nUji 10;50rb;10;30;ya\nUji tanpa batas;Rp 200.000;0;30;tidak\n"
    done = run("import", "packages", write(text), "--yes", "--format", "csv")
    assert done.code == 0 and rows(done)[0]["imported"] == "2"
    assert database.all("SELECT name, price, data_quota_gb::text, duration_days, is_active FROM public.packages"
                        " WHERE name LIKE 'Uji%%' ORDER BY name") == [
        ("Uji 10", 50000, "10.00", 30, True), ("Uji tanpa batas", 200000, "0.00", 30, False)]
    assert "2 there already" in run("import", "packages", write(text), "--dry-run").err
    assert "1 differ and are kept" in run("import", "packages", write(text.replace("50rb", "60rb")), "--dry-run").err
    twice = run("import", "packages", write("name,price,quota,days,profile\nUji 3,1,1,1,\nuji 3,1,1,1,\nUji 4,1,1,1,nothing\n"), "--dry-run")
    assert "line 3 has it too" in twice.out and "there is no profile nothing" in twice.out
    # Customers begin with it.
    done = run("import", "customers", write("phone,name,package\n08997000001,Imported 1,Uji 10\n"), "--yes")
    assert done.code == 0 and database.one(
        "SELECT total_quota_purchased_mb, quota_expiry_date::date - now()::date FROM public.users WHERE full_name = 'Imported 1'") == (10240, 30)
    assert findings(run) == {"worker_running"}


def test_balances_are_booked_with_their_reason_and_never_twice(run, database, write):
    phones = [row[0] for row in database.all("SELECT phone_number FROM public.users WHERE id NOT IN"
                                             " (SELECT user_id FROM console.balance_entry) ORDER BY id LIMIT 3")]
    text = f"telepon,saldo,alasan\n{phones[0]},50rb,saldo lama\n{phones[1]},Rp 7.500,saldo lama\n"
    done = run("import", "balances", write(text), "--yes", "--format", "csv")
    assert done.code == 0 and rows(done)[0]["imported"] == "2"
    booked = "SELECT u.phone_number, b.rp, b.note FROM console.balance_entry b JOIN public.users u ON u.id = b.user_id WHERE b.note = 'saldo lama' ORDER BY b.id"
    assert database.all(booked) == [(phones[0], 50000, "saldo lama"), (phones[1], 7500, "saldo lama")]
    assert run("import", "balances", write(text), "--yes").code == 1 and len(database.all(booked)) == 2
    below = run("import", "balances", write(f"phone,amount,reason\n{phones[0]},-60000,wrong\n{phones[2]},0,wrong\n"), "--dry-run", "--format", "csv")
    assert "has only Rp 50.000 on the balance, Rp 60.000 are needed" in below.out and "nothing is put on the balance" in below.out
    back = run("import", "balances", write(f"phone,amount,reason\n{phones[0]},-50.000,taken back\n"), "--yes")
    assert back.code == 0 and database.one("SELECT sum(b.rp)::int FROM console.balance_entry b JOIN public.users u ON u.id = b.user_id"
                                           " WHERE u.phone_number = %s", phones[0]) == 0
    assert findings(run) == {"worker_running"}


def test_subscriptions(run, database, write):
    database.all("INSERT INTO console.brand (name, prefix, tax_percent, key_kind) VALUES ('UJI', 'UJI', 0, 'test')")
    brand = "UJI"
    package = database.one("SELECT name FROM public.packages WHERE is_active AND price > 0 ORDER BY name LIMIT 1")
    phones = [row[0] for row in database.all("SELECT phone_number FROM public.users u WHERE is_active AND approval_status = 'APPROVED'"
                                             " AND role = 'USER' AND NOT EXISTS (SELECT FROM console.subscription s WHERE s.user_id = u.id)"
                                             " ORDER BY id LIMIT 2")]
    text = (f'phone,package,price,brand,start,due day,vip,tipe,email\n{phones[0]},"{package}",150rb,{brand},1/2/2027,20,ya,bulk,a@b.id\n'
            f'{phones[1]},"{package}",,{brand},,,,,\n')
    done = run("import", "subscriptions", write(text), "--yes", "--format", "csv")
    assert done.code == 0 and rows(done)[0]["imported"] == "2"
    assert database.one("SELECT s.price_rp, s.due_day, s.is_vip, s.tipe, s.email, s.starts_on::text FROM console.subscription s"
                        " JOIN public.users u ON u.id = s.user_id WHERE u.phone_number = %s", phones[0]) == (
        150000, 20, True, "bulk", "a@b.id", "2027-02-01")
    assert "2 there already" in run("import", "subscriptions", write(text), "--dry-run").err
    wrong = run("import", "subscriptions", write(f"phone,package,brand\n{phones[0]},Nothing,{brand}\n"), "--dry-run")
    assert wrong.code == 1 and "there is no package Nothing" in wrong.out
    assert findings(run) == {"worker_running"}


# --- taken back as one, of every kind -----------------------------------------------------------


def undone(run, done):
    """What the undo would do, and what it did."""
    operation = rows(done)[0]["operation_id"]
    planned = run("act", "audit.undo", "--id", operation, "--dry-run")
    back = run("act", "audit.undo", "--id", operation)
    assert back.code == 0, back.err
    return planned.out + planned.err, back.out + back.err


def test_an_import_of_packages_is_taken_back(run, database, write):
    text = "name,price,quota,days\nUji 1,1000,1,1\nUji 2,2000,2,2\nUji 3,3000,3,3\nUji 4,4000,4,4\n"
    done = run("import", "packages", write(text), "--yes", "--format", "csv")
    assert done.code == 0
    database.all("UPDATE public.packages SET price = 2500 WHERE name = 'Uji 2'")
    assert run("act", "users.add", "phone=08997000001", "name=New", "package=Uji 3", "--yes").code in (0, 3)
    said, back = undone(run, done)
    assert "has changed since: package price is 2500" in said and "removed" in said, said
    left = {name for name, in database.all("SELECT name FROM public.packages WHERE name LIKE 'Uji %%'")}
    assert left == {"Uji 2", "Uji 3"} and "customers have it" in said, (left, said)
    assert "left out: changed since" in back
    assert database.one("SELECT count(*) FROM console.package_tally y WHERE NOT EXISTS"
                        " (SELECT FROM public.packages p WHERE p.id = y.package_id)") == 0
    assert findings(run) <= {"worker_running"}


def test_an_import_of_balances_is_taken_back(run, database, write):
    phones = [row[0] for row in database.all("SELECT phone_number FROM public.users WHERE id NOT IN"
                                             " (SELECT user_id FROM console.balance_entry) ORDER BY id LIMIT 3")]
    text = f"phone,amount,reason\n{phones[0]},50000,old\n{phones[1]},7500,old\n{phones[2]},900,old\n"
    done = run("import", "balances", write(text), "--yes", "--format", "csv")
    assert done.code == 0, done.err
    spent = run("import", "balances", write(f"phone,amount,reason\n{phones[1]},-7000,spent\n"), "--yes")
    assert spent.code == 0
    said, back = undone(run, done)
    assert "only Rp 500 are left on the balance" in said and "left out: changed since" in back, said + back
    assert [rp for rp, in database.all("SELECT coalesce(sum(b.rp), 0)::int FROM unnest(%s::text[]) WITH ORDINALITY AS w (phone, place)"
                                       " JOIN public.users u ON u.phone_number = w.phone LEFT JOIN console.balance_entry b ON b.user_id = u.id"
                                       " GROUP BY w.place ORDER BY w.place", phones)] == [0, 500, 0]
    assert findings(run) == {"worker_running"}


def test_an_import_of_subscriptions_is_taken_back(run, database, write):
    database.all("INSERT INTO console.brand (name, prefix, tax_percent, key_kind) VALUES ('UJI', 'UJI', 0, 'test')")
    package = database.one("SELECT name FROM public.packages WHERE is_active AND price > 0 ORDER BY name LIMIT 1")
    phones = [row[0] for row in database.all("SELECT phone_number FROM public.users u WHERE is_active AND approval_status = 'APPROVED'"
                                             " AND role = 'USER' AND NOT EXISTS (SELECT FROM console.subscription s WHERE s.user_id = u.id)"
                                             " ORDER BY id LIMIT 3")]
    text = "phone,package,brand,due day\n" + "".join(f'{phone},"{package}",UJI,10\n' for phone in phones)
    done = run("import", "subscriptions", write(text), "--yes", "--format", "csv")
    assert done.code == 0, done.err
    ids = [row[0] for row in database.all("SELECT s.id::text FROM console.subscription s JOIN public.users u ON u.id = s.user_id"
                                          " WHERE u.phone_number = ANY(%s) ORDER BY u.phone_number", phones)]
    assert run("act", "invoices.generate", "--id", ids[0], "--yes").code == 0
    assert run("act", "subscriptions.edit", "--id", ids[1], "due_day=12", "--yes").code == 0
    said, back = undone(run, done)
    assert "was invoiced: end it instead" in said and "has changed since: subscription due_day is 12" in said, said
    assert "1 subscription" in back and "2 left out: changed since" in back, back
    assert {row[0] for row in database.all("SELECT id::text FROM console.subscription WHERE id::text = ANY(%s)", ids)} == set(ids[:2])


PACKAGES = "name,price,quota,days\nUji 1,1000,1,1\nUji 2,2000,2,2\n"


def owed_nothing(database, count):
    """Phones of customers whose balance was never touched."""
    return [row[0] for row in database.all("SELECT phone_number FROM public.users WHERE id NOT IN"
                                           " (SELECT user_id FROM console.balance_entry) ORDER BY id LIMIT %s", count)]


def balances(database, phones):
    return [rp for rp, in database.all("SELECT coalesce(sum(b.rp), 0)::int FROM unnest(%s::text[]) WITH ORDINALITY AS w (phone, place)"
                                       " JOIN public.users u ON u.phone_number = w.phone LEFT JOIN console.balance_entry b ON b.user_id = u.id"
                                       " GROUP BY w.place ORDER BY w.place", phones)]


def test_what_was_taken_back_can_be_imported_again(run, database, write):
    phones = owed_nothing(database, 2)
    text = f"phone,amount,reason\n{phones[0]},5000,old\n{phones[1]},700,old\n"
    done = run("import", "balances", write(text), "--yes", "--format", "csv")
    assert done.code == 0, done.err
    assert run("import", "balances", write(f"phone,amount,reason\n{phones[1]},-1,spent\n"), "--yes").code == 0
    undone(run, done)
    assert balances(database, phones) == [0, 699]
    again = run("import", "balances", write(text), "--yes", "--format", "csv")  # what could not be taken back is there yet
    assert again.code == 0 and balances(database, phones) == [5000, 699], again.err
    done = run("import", "packages", write(PACKAGES), "--yes", "--format", "csv")
    undone(run, done)
    assert database.one("SELECT count(*) FROM public.packages WHERE name LIKE 'Uji %%'") == 0
    assert run("act", "audit.undo", "--id", rows(done)[0]["operation_id"]).code == 1  # once
    assert run("import", "packages", write(PACKAGES), "--yes").code == 0
    assert database.one("SELECT count(*) FROM public.packages WHERE name LIKE 'Uji %%'") == 2


def test_the_audit_tells_the_balance_as_it_was(run, database, write):
    phone, = owed_nothing(database, 1)
    done = run("import", "balances", write(f"phone,amount,reason\n{phone},5000,old\n"), "--yes", "--format", "csv")
    assert run("import", "balances", write(f"phone,amount,reason\n{phone},300,more\n"), "--yes").code == 0
    undone(run, done)
    assert balances(database, [phone]) == [300]
    assert database.one("SELECT a.before, a.after FROM console.audit_log a JOIN console.operation o ON o.id = a.operation_id"
                        " WHERE o.undo_of IS NOT NULL") == ({"balance_rp": 5300}, {"balance_rp": 300})


def undone_while(run, database, done, statement, *params):
    """The undo waits for a change that somebody is about to commit."""
    waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        with database.connect() as other, other.transaction():
            other.execute(statement, params)
            undo = pool.submit(run, "act", "audit.undo", "--id", rows(done)[0]["operation_id"])
            wait_for(lambda: database.one(waits) > 0, 15)
        return undo.result(60)


def test_an_edit_while_it_is_taken_back_is_not_lost(run, database, write):
    done = run("import", "packages", write(PACKAGES), "--yes", "--format", "csv")
    back = undone_while(run, database, done, "UPDATE public.packages SET price = 2500 WHERE name = 'Uji 2'")
    assert "1 left out: changed since" in back.out, back
    assert database.all("SELECT name, price FROM public.packages WHERE name LIKE 'Uji %%'") == [("Uji 2", 2500)]
    database.all("INSERT INTO console.brand (name, prefix, tax_percent, key_kind) VALUES ('UJI', 'UJI', 0, 'test')")
    phone = database.one("SELECT phone_number FROM public.users u WHERE is_active AND approval_status = 'APPROVED' AND role = 'USER'"
                         " AND NOT EXISTS (SELECT FROM console.subscription s WHERE s.user_id = u.id) ORDER BY id LIMIT 1")
    done = run("import", "subscriptions", write(f"phone,package,brand\n{phone},Uji 2,UJI\n"), "--yes", "--format", "csv")
    assert done.code == 0, done.err
    mine = "FROM console.subscription s JOIN public.users u ON u.id = s.user_id WHERE u.phone_number = %s"
    back = undone_while(run, database, done, "UPDATE console.subscription SET due_day = 12 WHERE id = (SELECT s.id " + mine + ")", phone)
    assert back.code == 1 and database.all("SELECT s.due_day " + mine, phone) == [(12,)], back


def test_imports_of_an_adopted_database_are_taken_back(run, portal, make_config, write):
    config = make_config(portal)
    assert run("migrate", config=config).code == 0
    portal.all("INSERT INTO console.brand (name, prefix, tax_percent, key_kind) VALUES ('UJI', 'UJI', 0, 'test')")
    texts = {"customers": "phone,name,block,room\n08997000001,Imported 1,a,7\n08997000002,Imported 2,a,8\n", "packages": PACKAGES,
             "subscriptions": "phone,package,brand\n08997000001,Uji 1,UJI\n",
             "balances": "phone,amount,reason\n08997000001,5000,old\n08997000002,900,old\n"}
    done = {kind: run("import", kind, write(text), "--yes", "--format", "csv", config=config) for kind, text in texts.items()}
    assert [one.code for one in done.values()] == [0] * 4, done
    for kind in ("balances", "subscriptions", "packages"):
        back = run("act", "audit.undo", "--id", rows(done[kind])[0]["operation_id"], config=config)
        assert back.code == 0 and "left out" not in back.out, (kind, back)
    assert portal.one("SELECT sum(rp) FROM console.balance_entry") == 0
    assert portal.one("SELECT (SELECT count(*) FROM console.subscription) + (SELECT count(*) FROM public.packages WHERE name LIKE 'Uji %%')") == 0


@pytest.mark.parametrize("kind, told", [("packages", "removed"), ("balances", "taken off the balance")])
def test_an_import_is_taken_back_by_its_key(run, database, write, console, kind, told):
    phones = owed_nothing(database, 2)
    text = PACKAGES if kind == "packages" else f"phone,amount,reason\n{phones[0]},5000,old\n{phones[1]},900,old\n"
    assert run("import", kind, write(text), "--yes").code == 0
    screen = console("audit", columns=120, rows=40)
    screen.wait_for("imported")
    screen.press("U")
    screen.wait_for(lambda t: told in re.sub(r"[│\s]+", " ", t.text()))
    screen.confirm()
    screen.wait_for("put back")
    assert balances(database, phones) == [0, 0] and database.one("SELECT count(*) FROM public.packages WHERE name LIKE 'Uji %%'") == 0


def test_the_docs_name_every_column(run):
    with open(os.path.join(os.path.dirname(__file__), "..", "..", "docs", "imports.md"), encoding="utf-8") as page:
        said = page.read()
    for kind in ("customers", "devices", "packages", "subscriptions", "balances"):
        chapter = said.partition(f"\n## {kind}\n")[2].partition("\n## ")[0]
        for column in run("import", kind, "--template").out.splitlines()[0].split(","):
            assert f"`{column}`" in chapter, f"{kind}: {column}"


def test_on_a_portals_database(run, portal, make_config, write):  # noqa: F811
    config = make_config(portal)
    assert run("migrate", config=config).code == 0
    before = catalogue(portal)
    packages = "name,price,quota,days\nUji 10,50rb,10,30\n"
    assert run("import", "packages", write(packages), "--yes", config=config).code == 0
    customers = "phone,name,block,room,package,mac\n08997000001,Imported 1,a,7,Uji 10,02:09:00:00:00:01\n"
    done = run("import", "customers", write(customers), "--yes", "--format", "csv", config=config)
    assert done.code == 0, done.err
    # A room as the portal's forms know it, and nothing else about its tables is another.
    assert portal.one("SELECT blok, kamar, total_quota_purchased_mb, is_active FROM public.users") == ("A", "Kamar_7", 10240, True)
    assert catalogue(portal) == before
    # What the portal's own form made is known again, however it spells the number.
    portal.all("UPDATE public.users SET phone_number = '628997000001'")
    assert "1 there already" in run("import", "customers", write(customers), "--dry-run", config=config).err
    portal.all("UPDATE public.users SET phone_number = '+628997000001'")
    assert run("act", "audit.undo", "--id", rows(done)[0]["operation_id"], config=config).code == 0
    assert portal.one("SELECT is_active FROM public.users") is False


def test_one_bad_line_of_many_loses_nothing_and_is_named(run, database, write, tmp_path):
    text = HEAD + "".join(line(i) for i in range(9998)) + line(9998, phone="x") + line(9999)
    file = write(text)
    done = run("import", "customers", file, "--yes", "--format", "csv")
    assert done.code == 1 and [row["line"] for row in rows(done) if row["why"]] == ["10000"] and made(database) == 0
    done = run("import", "customers", file, "--yes", "--skip-bad")
    assert done.code == 0 and made(database) == 9999
    assert [row["line"] for row in csv.DictReader(open(file + ".rejected.csv", encoding="utf-8"))] == ["10000"]


def test_a_full_disk_at_the_rejects_imports_nothing(binary, config, environment, database, write, tmp_path):
    """The limit of a process on files fails as a full disk does: in the middle of a write."""
    file, out = write(HEAD + "".join(line(i, phone="x") for i in range(500)) + line(501)), tmp_path / "rejects.csv"
    done = subprocess.run([binary, "--config", str(config), "import", "customers", file, "--yes", "--skip-bad", "--output", str(out)],
                          capture_output=True, text=True, env=environment, preexec_fn=limited(8192), timeout=60, check=False)
    assert done.returncode != 0 and "the rejected lines can't be written" in done.stderr and "too large" in done.stderr
    assert not out.exists() and made(database) == 0


def test_a_file_of_rejects_that_is_there_is_left_alone(run, database, write):
    file = write(HEAD + line(1) + line(2, phone="x"))
    write("mine", "new.csv.rejected.csv")
    done = run("import", "customers", file, "--yes", "--skip-bad")
    assert done.code == 2 and "File exists" in done.err and made(database) == 0
    with open(file + ".rejected.csv", encoding="utf-8") as kept:
        assert kept.read() == "mine"


def test_standard_input_is_a_file_too(config, binary, database):
    done = subprocess.run([binary, "--config", str(config), "import", "customers", "-", "--yes"], input=(HEAD + line(1)).encode(),
                          capture_output=True, check=False)
    assert done.returncode == 0 and made(database) == 1


def test_whoever_was_cut_off_goes_on_by_number(run, database, write):
    done = run("import", "customers", write(HEAD + line(1) + line(2)))
    assert done.code == 1 and "it was not confirmed" in done.err and made(database) == 0
    number = re.search(r"--resume (\d+)", done.err)[1]
    done = run("import", "--resume", number, "--yes")
    assert done.code == 0 and made(database) == 2 and "staged by" in done.err
    again = run("import", "--resume", number, "--yes")
    assert again.code == 1 and "it was written already, by operation" in again.err and made(database) == 2


def test_on_a_terminal_it_asks_for_the_count_and_shows_a_bar(binary, config, environment, database, write):
    terminal = Terminal([binary, "--config", str(config), "import", "customers", write(HEAD + "".join(map(line, range(30))))], 40, 120, environment)
    try:
        terminal.wait_for("Type 30 to import them:")
        with database.connect() as other, other.transaction():
            other.execute("LOCK TABLE public.users IN SHARE MODE")
            terminal.type("30")
            terminal.press("enter")
            terminal.wait_for("0 / 30")
        terminal.wait_for("30 users imported")
    finally:
        terminal.close()
    assert made(database) == 30


def test_what_somebody_else_made_meanwhile_stops_it_whole(run, database, write):
    number = re.search(r"--resume (\d+)", run("import", "customers", write(HEAD + line(1) + line(2))).err)[1]
    with database.connect() as other, other.transaction():
        other.execute("INSERT INTO public.users (id, phone_number, full_name) VALUES (gen_random_uuid(), '+628997000002', 'Other')")
        result = []
        thread = threading.Thread(target=lambda: result.append(run("import", "--resume", number, "--yes")))
        thread.start()
        wait_for(lambda: database.one("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                      " AND application_name LIKE 'hotspot-console import%%' AND wait_event_type = 'Lock'"))
    thread.join(60)
    assert result[0].code == 1 and "was made by somebody else meanwhile" in result[0].err and made(database) == 0


def wait_for(condition, seconds=60):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


# What the server does for it at each stage, as pg_stat_activity shows it.
STAGES = {"copy": "COPY console.import", "check": "%UPDATE console.import_customers%", "write": "%INSERT INTO public.users%"}


@pytest.mark.parametrize("stage", STAGES)
def test_killed_at_any_stage_nothing_is_half_there(run, config, binary, database, write, stage):
    file = write(HEAD + "".join(map(line, range(3000))))
    # Each stage is held up where it wants a row or a table.
    held = {"copy": "LOCK TABLE console.import_customers IN SHARE MODE", "check": "LOCK TABLE public.user_devices IN ACCESS EXCLUSIVE MODE",
            "write": "LOCK TABLE public.users IN SHARE MODE"}[stage]
    with database.connect() as other, other.transaction():
        other.execute(held)
        program = subprocess.Popen([binary, "--config", str(config), "import", "customers", file, "--yes"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: database.one("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                      " AND application_name LIKE 'hotspot-console import%%' AND wait_event_type = 'Lock'"))
        program.send_signal(signal.SIGKILL)
        program.wait()
    wait_for(lambda: not database.one("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                      " AND application_name LIKE 'hotspot-console import%%'"))
    assert made(database) == 0
    staged = database.one("SELECT max(id) FROM console.import")
    assert (staged is None) == (stage == "copy")
    again = run("import", "--resume", str(staged), "--yes") if staged else run("import", "customers", file, "--yes")
    assert again.code == 0 and made(database) == 3000


def test_a_database_that_goes_away_in_the_middle(run, database, write):
    number = re.search(r"--resume (\d+)", run("import", "customers", write(HEAD + "".join(map(line, range(500))))).err)[1]
    with database.connect() as other, other.transaction():
        other.execute("LOCK TABLE public.users IN SHARE MODE")
        result = []
        thread = threading.Thread(target=lambda: result.append(run("import", "--resume", number, "--yes")))
        thread.start()
        waiting = ("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE"
                   " 'hotspot-console import%%' AND wait_event_type = 'Lock'")
        wait_for(lambda: database.one(waiting))
        database.all("SELECT pg_terminate_backend(%s)", database.one(waiting))
    thread.join(60)
    # It is tried once more on a new connection, or it says that it was cut off: never half of it.
    assert made(database) == (500 if result[0].code == 0 else 0)
    if result[0].code:
        assert run("import", "--resume", number, "--yes").code == 0
    assert made(database) == 500


def test_two_at_once_make_each_customer_once(run, config, database, write):
    file = write(HEAD + "".join(map(line, range(2000))))
    results = []
    threads = [threading.Thread(target=lambda: results.append(run("import", "customers", file, "--yes"))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert sorted(done.code for done in results) == [0, 1] and made(database) == 2000
    refused = next(done for done in results if done.code)
    assert "meanwhile" in refused.err or "all of it is there already" in refused.err


def test_staged_lines_are_forgotten_after_the_days_that_are_set(run, database, write):
    run("import", "customers", write(HEAD + line(1)))
    run("act", "jobs.run", "--id", "import_cleanup", "--yes")
    assert not nothing_staged(database)
    database.all("UPDATE console.import SET staged_at = now() - interval '3 days'")
    assert run("act", "settings.set", "--id", "import_keep_days", "value=2").code == 0
    database.all("UPDATE console.job SET next_run_at = now() WHERE name = 'import_cleanup'")
    assert run("worker", "--once").code == 0
    assert nothing_staged(database)
