"""Products and their contents: what there is of them is counted, never written; contents stay unseen until asked for."""
import json
import os
import re

from test_crash import wait_until
from test_widgets import open_pane


def rows(run, *args):
    done = run("show", *args, "--format", "json")
    assert done.code == 0, done.err
    return json.loads(done.out)


def act(run, action, *args, ok=True, contents=None):
    words = [*args, "contents_file=-"] if contents else args
    done = run("act", action, *words, "--yes", stdin=contents or "")
    assert (done.code == 0) == ok, done.out + done.err
    return done.out + done.err


def stock(run, code):
    row, = rows(run, "stock", "--where", f"code:{code}")
    return row


def product(run, code="GAME10", contents="AAAA-BBBB-0001\nAAAA-BBBB-0002\nAAAA-BBBB-0003", **more):
    given = {"code": code, "name": f"Voucher {code}", "price": "50rb", **more}
    act(run, "stock.add", *(f"{name}={value}" for name, value in given.items()), contents=contents)
    return stock(run, code)


def test_stock_is_what_is_inside(run):
    made = product(run)
    assert (made["price_rp"], made["stock"], made["reserved"], made["sold"], made["state"]) == (50000, 3, 0, 0, "sold")
    act(run, "contents.add", "--id", made["id"], contents="CODE-X\n\n CODE-Y \n")
    assert stock(run, "GAME10")["stock"] == 5
    assert "sold_out" == product(run, code="EMPTY", contents=None)["state"]


def test_contents_come_by_a_file_alone(run, tmp_path):
    made = product(run)
    said = act(run, "contents.add", "--id", made["id"], "contents=SEEN", ok=False)
    assert "contents_file=FILE" in said
    missing, empty, codes = (tmp_path / name for name in ("missing", "empty", "codes"))
    empty.touch()
    codes.write_text("FILE-1\r\nFILE-2\r\n")
    for name, why in ((missing, "No such file"), (empty, "empty")):
        assert why in act(run, "contents.add", "--id", made["id"], f"contents_file={name}", ok=False)
    act(run, "contents.add", "--id", made["id"], f"contents_file={codes}")
    assert stock(run, "GAME10")["stock"] == 5


def test_a_content_is_there_once(run, database):
    made = product(run)
    said = act(run, "contents.add", "--id", made["id"], contents="NEW-1\nNEW-2\nNEW-1", ok=False)
    assert "line 3 is there twice" in said
    said = act(run, "contents.add", "--id", made["id"], contents="NEW-1\nAAAA-BBBB-0002", ok=False)
    assert "line 2 is there already, in product GAME10" in said
    assert stock(run, "GAME10")["stock"] == 3
    said = act(run, "stock.add", "code=game10", "name=Other", "price=1000", ok=False)
    assert "there is a product GAME10 already" in said


def test_contents_stand_nowhere_unmasked_until_asked_for(run, database):
    product(run)
    whole = [row["content"] for row in rows(run, "contents")]
    assert whole == ["AA******03", "AA******02", "AA******01"]
    found, = rows(run, "contents", "--where", "AAAA-BBBB-0002")
    assert found["content"] == "AA******02"
    act(run, "contents.show", "--id", str(found["id"]))
    assert [row["content"] for row in rows(run, "contents")] == ["AA******03", "AAAA-BBBB-0002", "AA******01"]
    kept = database.all("SELECT a::text AS t FROM console.audit_log a UNION ALL SELECT o::text FROM console.operation o")
    assert kept and not [row for row in kept if "BBBB" in str(row)]
    looked = database.all("SELECT a.entity_id FROM console.audit_log a WHERE a.action = 'contents.show'")
    assert str(found["id"]) in str(looked[0])


def test_only_what_nobody_has_is_removed(run, database):
    product(run)
    one, two, three = rows(run, "contents")
    database.all(f"UPDATE console.product_content SET is_used = true, used_at = now() WHERE id = {two['id']}")
    said = act(run, "contents.remove", "--id", str(two["id"]), ok=False)
    assert "it is sold" in said
    act(run, "contents.remove", "--id", str(one["id"]))
    row = stock(run, "GAME10")
    assert (row["stock"], row["sold"]) == (1, 1)


def imported(run, kind, path, *args):
    done = run("import", kind, str(path), "--yes", "--format", "csv", *args)
    return done.code, done.out + done.err


def test_products_and_contents_come_from_files_and_are_taken_back_as_one(run, database, tmp_path):
    goods = tmp_path / "products.csv"
    goods.write_text("kode;nama;harga;kategori\nnet1;Netflix 1 bulan;45rb;akun\nGAME;Voucher;10.000;games\n", encoding="utf-8")
    code, said = imported(run, "products", goods)
    assert code == 0, said
    assert [(row["code"], row["price_rp"], row["state"]) for row in rows(run, "stock")] == [
        ("GAME", 10000, "sold_out"), ("NET1", 45000, "sold_out")]
    inside = tmp_path / "contents.csv"
    inside.write_text("product,content\nGAME,A-1\nNOPE,A-2\nGAME,A-1\nnet1,=1+1\nNET1,user:pass word\n", encoding="utf-8")
    code, said = imported(run, "contents", inside)
    assert code != 0 and "product: none has the code NOPE" in said and "content: line 4 has it too" in said, said
    assert [row["stock"] for row in rows(run, "stock")] == [0, 0]
    code, said = imported(run, "contents", inside, "--skip-bad")
    assert code == 0, said
    assert [row["stock"] for row in rows(run, "stock")] == [0, 2]
    operation = database.all("SELECT o.id, o.item_count FROM console.operation o WHERE o.action = 'imports.contents'")[-1]
    assert str(operation[1] if not isinstance(operation, dict) else operation["item_count"]) == "2"
    id_ = operation[0] if not isinstance(operation, dict) else operation["id"]
    kept = database.all("SELECT a::text AS t FROM console.audit_log a UNION ALL SELECT o::text FROM console.operation o")
    assert not [row for row in kept if "pass word" in str(row)]
    act(run, "audit.undo", "--id", str(id_))
    assert [row["stock"] for row in rows(run, "stock")] == [0, 0]
    assert rows(run, "contents") == []


def test_what_is_exported_comes_back_as_it_was(run, database, tmp_path):
    product(run, contents="=1+1\n+62\n-x\n@home\n'quoted")
    ids = [str(row["id"]) for row in rows(run, "contents")]
    act(run, "contents.show", *(word for id_ in ids for word in ("--id", id_)))
    file = tmp_path / "contents.csv"
    done = run("export", "contents", "--columns", "product,content", "--output", str(file))
    assert done.code == 0, done.err
    text = file.read_text(encoding="utf-8")
    assert not [line for line in text.splitlines()[1:] if line.split(",")[1].strip('"')[:1] in "=-@"], text  # a number keeps its sign
    act(run, "contents.remove", *(word for id_ in ids for word in ("--id", id_)))
    code, said = imported(run, "contents", file)
    assert code == 0, said
    back = {row["content"] if isinstance(row, dict) else row[0] for row in database.all("SELECT content FROM console.product_content")}
    assert back == {"=1+1", "+62", "-x", "@home", "'quoted"}


# --- by keys ---


def open_wizard(console):
    screen = open_pane(console, "stock", lambda t: "No product yet" in t.text() or "Product" in t.text(), columns=100, rows=30)
    screen.press(";")
    screen.wait_for("1 of 6: Code")
    return screen


def step(screen, text, then):
    screen.type(text)
    screen.press("enter")
    screen.wait_for(then)


def test_the_wizard_makes_a_product_of_hundreds_of_pasted_contents(console, run, database):
    product(run, code="TAKEN", contents="OLD-1")
    screen = open_wizard(console)
    step(screen, "taken", "there is a product TAKEN already")
    screen.press("C-u")
    step(screen, "net1", "2 of 6: Name")
    screen.press("enter")  # nothing is no name
    screen.wait_for("this is needed")
    step(screen, "Netflix", "3 of 6: Price")
    step(screen, "45 cents", "whole rupiah are expected")
    screen.press("C-u")
    step(screen, "45rb", "4 of 6: Description")
    screen.press("esc", "esc")
    screen.wait_for(lambda t: "2 of 6: Name" in t.text() and "Netflix" in t.text())
    screen.press("enter", "enter")
    screen.wait_for("4 of 6: Description")
    step(screen, "akun", "5 of 6: How many")
    step(screen, "600", "6 of 6: Contents")
    lines = [f"user{n:04}@example.id:pass-{n * 7919}" for n in range(600)]
    screen.paste("\n".join(lines[:599]) + "\n")
    screen.wait_for("lines: 599 of 600")
    screen.press("enter", "enter")
    screen.wait_for("lines: 599 of 600")
    assert "6 of 6" in screen.text()
    step(screen, "OLD-1", "lines: 600 of 600")
    screen.press("enter")
    screen.wait_for("line 600 is there already, in product TAKEN")
    assert not database.one("SELECT count(*) FROM console.product WHERE code = 'NET1'")
    screen.press("backspace", "C-u")
    step(screen, lines[599], "lines: 600 of 600")
    screen.press("enter")
    screen.wait_for("can be sold from now on: 600")
    assert "NET1" in screen.text() and "45,000" in screen.text() and "pass-" not in screen.text()
    screen.confirm()
    wait_until(lambda: database.one("SELECT count(*) FROM console.product WHERE code = 'NET1'"))
    kept = [content for content, in database.all("SELECT content FROM console.product_content ORDER BY id OFFSET 1")]
    assert kept == lines
    operations = database.all("SELECT DISTINCT operation_id FROM console.product_content WHERE content LIKE 'user%'")
    assert len(operations) == 1
    told = database.all("SELECT a::text AS t FROM console.audit_log a UNION ALL SELECT o::text FROM console.operation o")
    assert not [row for row in told if "pass-" in str(row)]


def test_a_batch_is_added_in_a_field_of_many_lines(console, run, database):
    product(run)
    screen = open_pane(console, "stock", lambda t: "GAME10" in t.text(), columns=100, rows=30)
    screen.press("~")
    screen.wait_for("what buyers get")
    step(screen, "TYPED-1", "lines: 1")
    screen.paste("TYPED-2\r\n\r\nPASTED one\r\n")
    screen.wait_for("lines: 3")
    screen.press("enter", "enter")
    screen.wait_for("6 in stock")
    screen.confirm()
    wait_until(lambda: stock(run, "GAME10")["stock"] == 6)
    assert database.one("SELECT array_agg(content ORDER BY id) FROM console.product_content WHERE content !~ '^AAAA'") == ["TYPED-1", "TYPED-2", "PASTED one"]


def test_plus_adds_a_line_to_an_order(console, run, database):
    product(run)
    product(run, code="PULSA", contents="P-1\nP-2\nP-3", price="10rb")
    screen = open_pane(console, "orders", lambda t: "No order yet" in t.text(), columns=100, rows=40)
    screen.press(",")
    screen.wait_for("New order")
    screen.press("tab")
    screen.type("GAME")
    screen.press("+")
    screen.wait_for("GAME10:1")
    screen.type("PULSA")
    screen.press("tab")
    screen.type("2")
    screen.press("+")
    screen.wait_for("PULSA:2")
    screen.press("tab", "tab", "tab")
    screen.type("c")
    screen.press("enter")
    screen.wait_for(lambda t: "Rp 70,000" in t.text() and "in cash" in t.text())
    screen.confirm()
    wait_until(lambda: database.one("SELECT count(*) FROM console.order_item") == 2)


def test_what_is_too_long_to_be_pasted_is_said(console, run):
    product(run)
    screen = open_pane(console, "stock", lambda t: "GAME10" in t.text(), columns=100, rows=30)
    screen.press("~")
    screen.wait_for("what buyers get")
    screen.paste("KEPT\n" + "x" * (1 << 20))
    screen.wait_for("longer than 1 MB")
    assert "KEPT" not in screen.text()


def test_only_who_asked_sees_it_whole(run):
    product(run)
    found, = rows(run, "contents", "--where", "AAAA-BBBB-0002")
    siti, budi = {"SUDO_USER": "siti"}, {"SUDO_USER": "o'budi\\"}
    assert run("act", "contents.show", "--id", str(found["id"]), "--yes", env=siti).code == 0
    seen = [json.loads(run("show", "contents", "--where", "AAAA-BBBB-0002", "--format", "json", env=env).out)[0]["content"] for env in (siti, budi)]
    assert seen == ["AAAA-BBBB-0002", "AA******02"]


def test_a_broken_line_of_many_loses_nothing(run, database, tmp_path):
    database.all("INSERT INTO console.product (code, name, price_rp) VALUES ('GAME', 'Game', 1000)")
    good = [f"GAME,CODE-{n:05}-{n * 7919 % 10007}" for n in range(1, 5000)]
    file = tmp_path / "contents.csv"
    file.write_text("product,content\n" + "\n".join([*good[:4997], "NOPE,broken", *good[4997:]]) + "\n", encoding="ascii")
    code, said = imported(run, "contents", file)
    assert code == 1 and "4999" in said and "none has the code NOPE" in said
    assert database.one("SELECT count(*) FROM console.product_content") == 0
    code, said = imported(run, "contents", file, "--skip-bad")
    assert code == 0, said
    assert database.one("SELECT count(*), count(DISTINCT content) FROM console.product_content") == (4999, 4999)
    imported(run, "contents", file, "--skip-bad")  # all of it is there already
    assert database.one("SELECT count(*) FROM console.product_content") == 4999


def test_what_wants_its_word_wants_yes_of_a_script(run, database):
    """All actions of the table in docs/keys.md, as `act --help` marks them; two of them tried."""
    with open(os.path.join(os.path.dirname(__file__), "..", "..", "docs", "keys.md")) as page:
        rows = re.findall(r"^\| `\w+` \| `\w+` \| (.*) \|$", page.read(), re.M)
    worded = {name for names in rows for name in re.findall(r"`([\w.]+)`", names)}
    lines = {line.split()[0]: line for line in run("act", "--help").out.splitlines() if line.startswith("  ")}
    assert len(worded) > 30 and [name for name in worded if "(wants --yes)" not in lines[name]] == []
    run("act", "stock.add", "code=GAME", "name=Game", "price=10rb", "contents_file=-", stdin="AAAA-1111\n")
    content = str(database.one("SELECT id FROM console.product_content"))
    done = run("act", "contents.remove", "--id", content)
    assert done.code == 1 and "contents.remove is a dangerous action" in done.err and "--yes" in done.err
    assert run("act", "orders.create", "items=GAME", "method=cash").code in (0, 3)
    order = database.one("SELECT id::text FROM console.shop_order")
    assert run("act", "orders.refund", "--id", order, "reason=salah").code == 1
    assert database.one("SELECT state FROM console.shop_order") == "paid"


def test_what_has_no_price_is_not_sold(run):
    run("act", "stock.add", "code=GRATIS", "name=Gratis", "price=0", "contents_file=-", stdin="AAAA-1111\nAAAA-2222\n")
    run("act", "stock.add", "code=GAME", "name=Game", "price=10rb", "contents_file=-", stdin="BBBB-1111\n")
    assert [row["state"] for row in rows(run, "stock", "--where", "code:GRATIS")] == ["unpriced"]
    for items in ("GRATIS", "GAME,GRATIS"):
        done = run("act", "orders.create", "items=" + items, "method=cash")
        assert done.code == 1 and "GRATIS has no price: give it one first (stock.edit)" in done.err
    run("act", "stock.edit", "--id", rows(run, "stock", "--where", "code:GRATIS")[0]["id"], "price=5rb")
    assert [row["state"] for row in rows(run, "stock", "--where", "code:GRATIS")] == ["sold"]
    assert run("act", "orders.create", "items=GAME,GRATIS", "method=cash").code in (0, 3)
