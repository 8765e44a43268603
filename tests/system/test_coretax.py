"""Tax invoices for Coretax: the file's figures against the books, and against decimal arithmetic of its own; what is missing is
said before anything is written; what was published is whole."""

import csv
import datetime
import os
import random
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
from test_policies import set_today
from test_tax import expected, whole

NPWP = "0012345678901000"
INVOICE = ["TaxInvoiceDate", "TaxInvoiceOpt", "TrxCode", "AddInfo", "CustomDoc", "CustomDocMonthYear", "RefDesc", "FacilityStamp",
           "SellerIDTKU", "BuyerTin", "BuyerDocument", "BuyerCountry", "BuyerDocumentNumber", "BuyerName", "BuyerAdress", "BuyerEmail",
           "BuyerIDTKU", "ListOfGoodService"]
ITEM = ["Opt", "Code", "Name", "Unit", "Price", "Qty", "TotalDiscount", "TaxBase", "OtherTaxBase", "VATRate", "VAT", "STLGRate", "STLG"]


@pytest.fixture
def year(database, run):
    """A year of invoices: prorated, discounted, with tax in the price or on top; known buyers. As they were asked for."""
    chance = random.Random(2026)
    set_today(database, "2026-01-01")
    database.all("""INSERT INTO console.brand (name, prefix, tax_percent, key_kind, tax_kind, npwp, tku)
                    VALUES ('JAKINET', 'JKN', 11, 'test', 'ppn_2025', %s, '000000'), ('OTHER', 'OTH', 11, 'test', 'none', NULL, '000000')""", NPWP)
    users = [row[0] for row in database.all("SELECT id::text FROM public.users WHERE is_active AND approval_status = 'APPROVED' ORDER BY id LIMIT 12")]
    for number, user in enumerate(users):
        database.all("INSERT INTO console.tax_buyer (user_id, npwp, nik, address) VALUES (%s, %s, %s, 'Jl. Melati  5,\n Jakarta')", user,
                     None if number % 2 else f"{number:016}", f"31{number:014}" if number % 2 else None)
    asked = {}
    for number in range(40):
        price, included = chance.choice([150_000, 200_000, 350_000, 8_945, 77, chance.randint(100, 900_000)]), chance.random() < 0.5
        discount = chance.choice([0, 0, price // 10, chance.randint(0, price - 60)])
        starts = datetime.date(2026, chance.randint(1, 12), chance.randint(1, 28))
        one = database.one("""INSERT INTO console.subscription (user_id, brand, package, price_rp, discount_rp, tax_included, due_day, starts_on, actor)
                              VALUES (%s, 'JAKINET', %s, %s, %s, %s, 10, %s, 'test') RETURNING id::text""",
                           chance.choice(users), f"Paket {number} & <b>", price, discount, included, starts)
        asked[one] = (price, discount, included, starts)
    for month in range(1, 13):
        set_today(database, f"2026-{month:02}-01")
        done = run("act", "invoices.generate", f"period=2026-{month:02}", "--yes")
        assert done.code in (0, 1), done.err
    return asked


def coretax(run, path, *words):
    return run("coretax", "brand=JAKINET", *words, "--output", str(path))


def read(path):
    """[{element: text}] of the invoices, the item's beside them; elements are in their order, each line holds one."""
    root = ET.parse(path).getroot()
    assert root.tag == "TaxInvoiceBulk" and [child.tag for child in root] == ["TIN", "ListOfTaxInvoice"] and root[0].text == NPWP
    found = []
    for invoice in root[1]:
        assert [child.tag for child in invoice] == INVOICE
        (item,) = invoice[-1]
        assert [child.tag for child in item] == ITEM
        found.append({child.tag: child.text or "" for child in [*invoice[:-1], *item]})
    return found


def test_a_year_agrees_with_the_books_to_the_rupiah(run, database, year, tmp_path):
    path = tmp_path / "faktur.xml"
    done = coretax(run, path, "period=2026")
    assert done.code == 0, done.err
    found = read(path)
    books = database.all("""SELECT invoice_number, base_rp, discount_rp, dpp_rp, tax_rp, issued_on::text, subscription_id::text, period, days, of_days
                              FROM console.invoice ORDER BY issued_on, invoice_number""")
    assert len(found) == len(books) > 200
    for entry, (number, base, discount, dpp, tax, day, subscription, period, days, of_days) in zip(found, books, strict=True):
        assert (entry["RefDesc"], entry["TaxInvoiceDate"]) == (number, day)
        assert [int(entry[name]) for name in ("TaxBase", "TotalDiscount", "OtherTaxBase", "VAT")] == [base, discount, dpp, tax]
        assert int(entry["Price"]) * int(entry["Qty"]) - int(entry["TotalDiscount"]) == int(entry["TaxBase"])
        assert int(entry["VAT"]) == whole(Decimal(entry["OtherTaxBase"]) * int(entry["VATRate"]) / 100)
        price, off, included, _ = year[subscription]
        paid = whole(Decimal(price) * days / of_days) - whole(Decimal(off) * days / of_days)
        assert expected(paid, "ppn_2025", 12, included) == (base, dpp, tax), (number, period)
    assert {entry["TrxCode"] for entry in found} == {"04"} and {entry["SellerIDTKU"] for entry in found} == {NPWP + "000000"}
    assert {entry["BuyerAdress"] for entry in found} == {"Jl. Melati 5, Jakarta"}, "in one line, blanks squeezed"
    by_document = {entry["BuyerDocument"]: entry for entry in found}
    assert set(by_document) == {"TIN", "National ID"}
    assert by_document["National ID"]["BuyerTin"] == "0" * 16 and by_document["National ID"]["BuyerIDTKU"] == "000000"
    assert by_document["TIN"]["BuyerIDTKU"] == by_document["TIN"]["BuyerTin"] + "000000"


def test_the_map_leads_from_a_line_to_its_invoice(run, database, year, tmp_path):
    path = tmp_path / "faktur.xml"
    assert coretax(run, path, "period=2026-07").code == 0
    lines = path.read_text(encoding="utf-8").split("\n")
    with open(tmp_path / "faktur.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(read(path)) == database.one("SELECT count(*) FROM console.invoice WHERE period = '2026-07-01'")
    for row in rows:
        assert lines[int(row["line"]) - 1].strip() == "<TaxInvoice>"
        assert row["invoice_number"] in "".join(lines[int(row["line"]):int(row["line"]) + 8])
    assert sum(int(row["total_rp"]) for row in rows) == database.one("SELECT sum(total_rp) FROM console.invoice WHERE period = '2026-07-01'")
    assert os.stat(path).st_mode & 0o077 == 0, "names and numbers of customers are for nobody else"
    assert sorted(os.listdir(tmp_path)).count("faktur.xml") == 1 and not [name for name in os.listdir(tmp_path) if name.endswith(".part")]


def test_what_is_missing_is_said_of_each_customer_and_nothing_is_written(run, database, year, tmp_path):
    path = tmp_path / "faktur.xml"
    first, second = [row[0] for row in database.all("SELECT user_id::text FROM console.invoice GROUP BY user_id ORDER BY user_id LIMIT 2")]
    database.all("DELETE FROM console.tax_buyer WHERE user_id = %s", first)
    database.all("UPDATE console.tax_buyer SET address = NULL WHERE user_id = %s", second)
    done = coretax(run, path, "period=2026")
    assert done.code == 1 and not path.exists()
    names = dict(database.all("SELECT id::text, full_name FROM public.users WHERE id IN (%s, %s)", first, second))
    said = [line for line in done.err.splitlines() if line.endswith("missing") or "is missing" in line]
    assert len([line for line in said if names[first] in line and "NPWP or NIK, address" in line]) == 1
    assert len([line for line in said if names[second] in line and "address" in line and "NPWP" not in line]) == 1
    done = coretax(run, path, "period=2026", "incomplete=leave_out")
    assert done.code == 0 and len(read(path)) == database.one(
        "SELECT count(*) FROM console.invoice WHERE user_id NOT IN (%s, %s)", first, second)


def test_nothing_is_written_over_and_cancelled_ones_are_none(run, database, year, tmp_path):
    path = tmp_path / "faktur.xml"
    path.write_text("keep me", encoding="ascii")
    done = coretax(run, path, "period=2026-03")
    assert done.code == 1 and "is there already" in done.err and path.read_text(encoding="ascii") == "keep me"
    path.unlink()
    gone = database.one("SELECT min(invoice_number) FROM console.invoice WHERE period = '2026-03-01'")
    database.all("UPDATE console.invoice SET status = 'cancelled' WHERE invoice_number = %s", gone)
    assert coretax(run, path, "period=2026-03").code == 0
    assert gone not in {entry["RefDesc"] for entry in read(path)}


def test_hidden_characters_and_markup_in_names(run, database, year, tmp_path):
    path = tmp_path / "faktur.xml"
    database.all("UPDATE console.tax_buyer SET name = %s", "  PT <b>Sari\u200b & \u202eAnak\x07  \t\"Co\"'s \x1b[31m ")
    assert coretax(run, path, "period=2026-02").code == 0
    assert {entry["BuyerName"] for entry in read(path)} == {"PT <b>Sari & Anak \"Co\"'s [31m"}


def test_more_than_a_thousand_go_to_several_files(run, database, year, tmp_path):
    database.all("""INSERT INTO console.invoice (invoice_number, external_id, subscription_id, user_id, brand, period, days, of_days, subject, base_rp,
                                                 tax_kind, tax_percent, dpp_rp, tax_rp, total_rp, issued_on, due_on, is_vip, tipe)
                    SELECT 'BIG-' || g, 'BIG-' || g, s.id, s.user_id, 'JAKINET', date '2030-01-01' + make_interval(months => g), 30, 30, 'x', 100,
                           'ppn_2025', 12, 92, 11, 111, '2025-05-05', '2025-05-05', false, 'normal'
                      FROM generate_series(1, 1001) g CROSS JOIN (SELECT * FROM console.subscription ORDER BY id LIMIT 1) s""")
    path = tmp_path / "faktur.xml"
    done = coretax(run, path, "period=2025-05")
    assert done.code == 0 and "1001 tax invoices in 2 files" in done.err, done.err
    assert (len(read(path)), len(read(tmp_path / "faktur-2.xml"))) == (1000, 1) and (tmp_path / "faktur-2.csv").exists()


@pytest.mark.parametrize("words, said, code", [
    (("period=2026-13",), "neither a month", 2), (("period=2020",), "no invoices with PPN", 1), (("period=2026", "layout=0.9"), "no layout", 2),
    (("periode=2026",), "make sense", 2), ((), "make sense", 2)])
def test_what_can_not_be_meant(run, year, tmp_path, words, said, code):
    done = coretax(run, tmp_path / "faktur.xml", *words)
    assert done.code == code and said in done.err, done.err


def test_a_brand_that_is_not_registered(run, year, tmp_path):
    done = run("coretax", "brand=OTHER", "period=2026", "--output", str(tmp_path / "x.xml"))
    assert done.code == 1 and "is not registered for PPN" in done.err


def test_identities_are_given_by_an_action(run, database):
    user = database.one("SELECT id::text FROM public.users WHERE is_active ORDER BY id LIMIT 1")

    def give(*words):
        return run("act", "users.tax_identity", "--id", user, *words, "--yes")

    assert give("npwp=01.234.567.8-901.000", "address=Jl. Melati 5").code == 0
    assert database.one("SELECT npwp, nik, address FROM console.tax_buyer") == ("0012345678901000", None, "Jl. Melati 5")
    assert give("npwp=-", "nik=3174 0101 0190 0001", "tku=000002").code == 0
    assert database.one("SELECT npwp, nik, address, tku FROM console.tax_buyer") == (None, "3174010101900001", "Jl. Melati 5", "000002")
    for wrong in ("npwp=123", "nik=12", "tku=1", "nik=3174010101900001"):
        assert give(wrong).code == 1
    assert database.one("SELECT count(*) FROM console.audit_log WHERE entity_type = 'tax_buyer'") == 2
