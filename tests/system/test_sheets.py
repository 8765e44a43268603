"""Vouchers on paper: sheets that a camera reads and the router's page lets in, tickets on printers that leave in the middle, and
states that follow the paper."""

import os
import stat
import subprocess
import urllib.parse
import urllib.request

import pytest
from escpos import decode, read_code
from invoicing import set_setting
from test_crash import wait_until
from test_receipts import at, heads, printer, row  # noqa: F401 -- heads is a fixture

LOT = ("quantity=30", "validity=30d", "uptime=3h", "volume=1GB", "price=5000", "router=main")
LETS_IN, TURNS_AWAY = "http-pap,cookie", "http-chap,cookie"


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "paper"
    folder.mkdir()
    return folder


@pytest.fixture
def config(make_config, database, bare_router, home):
    hotspot(bare_router, LETS_IN)
    set_setting(database, "sheet_logo", "Warnet Maju – 日本")
    return make_config(database, [bare_router], extra=f'sheets_dir = "{home}";')


def hotspot(router, login_by):
    router.order("load", tables={"/ip/hotspot": [{"name": "hotspot1", "interface": "bridge", "profile": "hs"}],
                                 "/ip/hotspot/profile": [{"name": "hs", "dns-name": "hs.example", "login-by": login_by}]})


@pytest.fixture
def act(run, config):
    run("worker", "--once")

    def go(*arguments, code=0, **options):
        result = run("act", *arguments, "--yes", "--format", "json", **{"config": config, **options})
        assert result.code == code, (result.out, result.err)
        return result.out + result.err

    return go


@pytest.fixture
def lot(act, database):
    act("vouchers.generate", *LOT)
    return database.one("SELECT id::text FROM console.voucher_lot ORDER BY number DESC LIMIT 1")


def states(database):
    return dict(database.all("SELECT state, count(*)::int FROM console.voucher GROUP BY state"))


def codes_on(pdf, folder):
    """What a camera reads from its pages."""
    subprocess.run(["pdftoppm", "-r", "120", "-gray", str(pdf), str(folder / "page")], check=True)
    pages = sorted(folder.glob("page-*"))
    done = subprocess.run(["zbarimg", "-q", "--raw", *map(str, pages)], capture_output=True, check=False, text=True)
    return done.stdout.splitlines(), len(pages)


def follow(router, address):
    """What the login page says to a phone that follows the code."""
    parts = urllib.parse.urlsplit(address)
    assert parts.hostname == "hs.example"
    port = router.order("login_page")["port"]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{parts.path}?{parts.query}", timeout=10) as answer:
        return answer.read().decode()


def test_a_sheet_is_read_by_a_camera_and_logs_in(act, lot, show, run, bare_router, database, home, tmp_path):
    said = act("lots.print", "--id", lot)
    assert f"{home}/lot-1.pdf: 30 vouchers, 2 pages" in said
    path = home / "lot-1.pdf"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and os.listdir(home) == ["lot-1.pdf"]
    assert states(database) == {"printed": 30}
    read, pages = codes_on(path, tmp_path)
    codes = [row["code"] for row in show("vouchers")]
    assert pages == 2 and sorted(read) == sorted(f"http://hs.example/login?username={c}&password={c}" for c in codes)
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, text=True).stdout
    assert all(code in text for code in codes) and "Rp 5.000" in text and "berlaku 30 hari" in text and "3 jam · 1.0 GB" in text
    assert "Warnet Maju – □□" in text
    assert "You are logged in" in follow(bare_router, read[0])
    assert "no more sessions" in follow(bare_router, read[0])
    assert "turns away" not in run("check").out
    hotspot(bare_router, TURNS_AWAY)
    assert "did not send challenge response" in follow(bare_router, read[1])
    found = run("check")
    assert "turns away who follows the QR code" in found.out and "login-by http-chap,cookie" in found.out
    hotspot(bare_router, "https,http-chap")
    with pytest.raises(OSError):
        follow(bare_router, read[1])


def test_paper_is_printed_once_unless_it_says_so(act, lot, database, home):
    act("lots.print", "--id", lot, "file=pagi.csv")
    assert len((home / "pagi.csv").read_text(encoding="utf-8").splitlines()) == 31
    assert "none of it is left to be printed" in act("lots.print", "--id", lot, code=1)
    said = act("lots.print", "--id", lot, "which=everything", "file=pagi.csv")
    assert f"{home}/pagi-2.csv: 30 vouchers" in said
    act("vouchers.print", "--where", "state:printed", "file=semua.txt")
    assert (home / "semua.txt").read_text(encoding="utf-8").count("SALINAN") == 30


def test_no_name_leads_out_of_the_folder(act, lot, database, home):
    for name in ("../lot.pdf", "/tmp/lot.pdf", ".lot.pdf", "lot", "lot.doc", "a/b.pdf"):
        assert "is a name of letters and digits" in act("lots.print", "--id", lot, f"file={name}", code=1)
    assert states(database) == {"made": 30} and not os.listdir(home)


def test_what_can_not_be_written_is_on_no_paper(run, act, lot, config, make_config, database, bare_router, home):
    full = make_config(database, [bare_router], extra=f'sheets_dir = "{home}/none";')
    result = run("act", "lots.print", "--id", lot, "--yes", config=full)
    assert "No such file or directory" in result.out + result.err, (result.out, result.err)
    assert states(database) == {"made": 30}
    act("outbox.retry", "--where", "state:failed")
    assert states(database) == {"printed": 30} and os.listdir(home) == ["lot-1.pdf"]


def test_tickets_go_on_where_the_printer_left(act, lot, run, database, make_config, bare_router, heads, tmp_path):
    """It leaves in the middle of one: those before it are on paper, the rest comes when it is back, and that one says that it is a
    copy."""
    head = heads("closes", limit=30_000)
    config = make_config(database, [bare_router], extra=printer(at(head), deadline_ms=3000))
    said = act("lots.print", "--id", lot, "printer=desk", config=config)
    state, error, _ = row(database)
    taken = states(database).get("printed", 0)
    assert state == "failed" and f"{taken} of 30 vouchers are on paper, a part of the next may be" in error, (said, error)
    assert 0 < taken < 30
    head.mode = "reads"
    act("outbox.retry", "--where", "state:failed", config=config)
    wait_until(lambda: len(head.prints) == 2)
    assert states(database) == {"printed": 30}
    tickets = [b"\x1b@" + part for part in head.prints[1].split(b"\x1b@")[1:]]
    assert len(tickets) == 30 - taken
    papers = [decode(ticket, 32) for ticket in tickets]
    codes = [code for code, in database.all("SELECT code FROM console.voucher ORDER BY place")]
    assert ["SALINAN" in paper.text() for paper in papers] == [True] + [False] * (len(papers) - 1)
    assert [code in paper.text() for code, paper in zip(codes[taken:], papers)] == [True] * len(papers)
    assert read_code(papers[0], tmp_path) == f"http://hs.example/login?username={codes[taken]}&password={codes[taken]}"


def test_a_printer_that_is_away_loses_nothing(act, lot, run, database, make_config, bare_router, heads):
    config = make_config(database, [bare_router], extra=printer('address = "127.0.0.1:1"', deadline_ms=300))
    chosen = [word for one, in database.all("SELECT id::text FROM console.voucher ORDER BY place LIMIT 2") for word in ("--id", one)]
    act("vouchers.print", *chosen, "printer=desk", config=config)
    assert row(database)[0] == "pending" and states(database) == {"made": 30}
    head = heads()
    back = make_config(database, [bare_router], extra=printer(at(head)))
    database.all("UPDATE console.outbox SET next_attempt_at = now() WHERE state = 'pending'")
    assert run("worker", "--once", config=back).code == 0
    assert row(database)[0] == "done" and states(database) == {"made": 28, "printed": 2}


def test_a_template_makes_and_prints_in_one_step(act, lot, run, database, make_config, bare_router, heads, tmp_path):
    head = heads()
    config = make_config(database, [bare_router], extra=printer(at(head)))
    run("worker", "--once", config=config)
    act("templates.add", "--id", lot, "name=harian", "printer=desk", config=config)
    assert "a template of that name" in act("templates.add", "--id", lot, "name=Harian", code=1)
    act("templates.print", "--where", "name=harian", config=config)
    wait_until(lambda: row(database)[0] == "done")
    code, there = database.one("SELECT v.code, v.on_router IS NOT NULL FROM console.voucher v WHERE v.state = 'printed'")
    assert there and states(database) == {"made": 30, "printed": 1}
    wait_until(lambda: head.prints)
    address = read_code(decode(head.prints[0], 32), tmp_path)
    assert code in address and "You are logged in" in follow(bare_router, address)
    assert database.one("SELECT quantity, price_rp, validity_s FROM console.voucher_lot WHERE number = 2") == (1, 5000, 30 * 86400)


def test_quick_print_packages_of_mikhmon_become_templates(act, show, database, home):
    database.all("""WITH t AS (INSERT INTO console.takeover (id, router, state, actor) VALUES (gen_random_uuid(), 'main', 'taken', 'op') RETURNING id),
                         f AS (INSERT INTO console.takeover_profile (takeover_id, name, is_mikhmon, validity_s) SELECT id, 'default', true, 86400 FROM t)
                    INSERT INTO console.takeover_package (takeover_id, line, name, is_readable, server, mode, length, prefix, alphabet, profile,
                                                          uptime_s, bytes, price_rp, selling_rp)
                    SELECT t.id, x.* FROM t, (VALUES (1, 'jam-3', true, 'all', 'vc', 4, 'w-', 'lower1', 'default', 10800, 0, 2000, 3000),
                                                     (2, 'rusak', false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)) x""")
    act("takeover.templates", "--where", "router:main")
    (found,) = show("templates")
    assert (found["name"], found["quantity"], found["came_from"]) == ("jam-3", 1, "Mikhmon")
    assert found["terms"] == "1d · 3h online · Rp 3.000"
    act("templates.print", "--where", "name:jam-3")
    assert database.one("SELECT code FROM console.voucher").startswith("w") and (home / "lot-1.pdf").exists()
    assert "is not a template yet" in act("takeover.templates", "--where", "router:main", code=1)
    act("templates.remove", "--where", "name:jam-3")
    assert show("templates") == []


PACKAGES = """WITH t AS (INSERT INTO console.takeover (id, router, state, actor) VALUES (gen_random_uuid(), 'main', 'taken', 'op') RETURNING id),
                   f AS (INSERT INTO console.takeover_profile (takeover_id, name, is_mikhmon, validity_s) SELECT id, 'default', true, 86400 FROM t)
              INSERT INTO console.takeover_package (takeover_id, line, name, is_readable, server, mode, length, prefix, alphabet, profile,
                                                    uptime_s, bytes, price_rp, selling_rp)
              SELECT t.id, x.* FROM t, (VALUES (1, 'jam-3', true, 'all', 'vc', 4, 'w-', 'lower1', 'default', 10800, 0, 2000, 3000),
                                               (2, 'jam-5', true, 'all', 'vc', 4, 'w-', 'lower1', 'default', 18000, 0, 3000, 4000)) x"""


def test_a_takeover_that_is_undone_takes_its_templates_along(act, lot, show, run, database):
    """Not one that was changed, nor one of that name that somebody made of a lot."""
    database.all(PACKAGES)
    act("takeover.templates", "--where", "router:main")
    act("templates.add", "--id", lot, "name=harian")
    database.all("UPDATE console.voucher_template SET quantity = 5 WHERE name = 'jam-5'")
    seen = run("act", "takeover.undo", "--where", "router:main", "--dry-run")
    assert "1 template goes; changed since, and kept: jam-5" in seen.out + seen.err
    run("act", "takeover.undo", "--where", "router:main", "--yes")
    assert sorted(row["name"] for row in show("templates")) == ["harian", "jam-5"]
    assert database.one("SELECT details -> 'templates' FROM console.audit_log WHERE action = 'takeover.undo' AND entity_type = 'takeover'") == ["jam-3"]


def test_by_keys_a_lot_is_a_form_and_a_template_two_keys(act, lot, console, database, home):
    screen = console("lots")
    screen.wait_for("30")
    screen.press("_")
    screen.wait_for("File")
    screen.press("enter")
    screen.wait_for("to the file lot-1.pdf")
    screen.press("enter")
    screen.wait_for("30 vouchers, 2 pages")
    assert (home / "lot-1.pdf").exists() and states(database) == {"printed": 30}
    act("templates.add", "--id", lot, "name=harian")
    screen = console("templates")
    screen.wait_for("harian")
    screen.press("_")
    screen.wait_for("enter Apply")
    screen.press("enter")
    screen.wait_for("1 vouchers, 1 pages")
    assert (home / "lot-2.pdf").exists() and states(database) == {"printed": 31}
