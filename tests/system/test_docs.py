"""What README and docs/ say holds: their links, the actions and settings that they name, the code that they show."""

import glob
import os
import re
import subprocess

import psycopg
import pytest

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(TESTS)
MOST_LINES_OF_README = 200
PAGES = sorted(os.path.relpath(path, ROOT) for pattern in ("*.md", "docs/*.md", "model/*/README.md", "tui/*/README.md",
                                                                       "db/README.md")
               for path in glob.glob(os.path.join(ROOT, pattern)))
LINK = re.compile(r"\]\(([^)\s]+)\)")
ACTION = re.compile(r"(?<![\w/.-])(users|quota|debts|payments|inbox|invoices|queue|subscriptions|till|routers|drift|sessions|jobs|outbox"
                    r"|audit|settings|policies|packages|profiles|coupons|orders|stock|contents|sellers|shop|balances|findings|incidents|backups)\.(?!(?:c|h|md|sql|conf|json|py)\b)([a-z_]+)\b")
C_BLOCK = re.compile(r"^```c\n(.*?)^```$", re.M | re.S)
SQL_BLOCK = re.compile(r"^```sql\n(.*?)^```$", re.M | re.S)
EXAMPLE = re.compile(r"/\* \[(\w+)\] \*/\n(.*?)/\* \[/\1\] \*/", re.S)


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as page:
        return page.read()


def outside_of_code(text):
    return re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)


def anchors(text):
    """What GitHub makes of the headings."""
    found = re.findall(r"^#+ +(.*?)\s*$", outside_of_code(text), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def broken_links(root, page):
    """The links of a page that lead nowhere within root."""
    with open(os.path.join(root, page), encoding="utf-8") as opened:
        text = opened.read()
    for link in LINK.findall(outside_of_code(text)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = os.path.normpath(os.path.join(root, os.path.dirname(page), name)) if name else os.path.join(root, page)
        if not os.path.exists(target):
            yield link
        elif anchor and target.endswith(".md"):
            with open(target, encoding="utf-8") as opened:
                if anchor not in anchors(opened.read()):
                    yield link


@pytest.fixture(scope="module")
def manual(binary):
    return subprocess.run([binary, "manual"], capture_output=True, text=True, check=True, timeout=60,
                          env={"PATH": os.environ["PATH"], "LC_ALL": "C"}).stdout


def section(manual, name):
    return manual.partition(f"\n.SH {name}\n")[2].partition("\n.SH ")[0]


def test_readme_is_a_front_door():
    assert len(read("README.md").splitlines()) <= MOST_LINES_OF_README


def test_each_room_has_its_page():
    rooms = sorted(path for path in os.listdir(os.path.join(ROOT, "model")) if os.path.isdir(os.path.join(ROOT, "model", path)))
    assert [room for room in rooms if f"model/{room}/README.md" not in PAGES] == []
    assert "db/README.md" in PAGES


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    assert list(broken_links(ROOT, page)) == []


def test_links_lead_somewhere_when_installed(tmp_path):
    subprocess.run(["make", "-s", "-C", ROOT, "install-docs", f"DESTDIR={tmp_path}", "PREFIX=/usr"], check=True, timeout=60,
                   stdin=subprocess.DEVNULL)
    folder = str(tmp_path / "usr/share/doc/hotspot-console")
    pages = [os.path.relpath(path, folder) for path in glob.glob(os.path.join(folder, "**", "*.md"), recursive=True)]
    assert "README.md" in pages and "docs/payments.md" in pages
    assert {page: list(broken_links(folder, page)) for page in pages} == {page: [] for page in pages}


def test_actions_that_are_named_exist(manual):
    known = set(re.findall(r"^\.B (\w+\.\w+)$", section(manual, "ACTIONS"), re.M))
    assert "users.block" in known
    for page in PAGES:
        assert {".".join(name) for name in ACTION.findall(read(page))} - known == set(), page


def test_words_that_are_typed_are_told(manual):
    """docs/keys.md: what confirms what, as the actions have it, and the words in both languages."""
    said = read("docs", "keys.md").partition("\n## What confirms a change\n")[2].partition("\n## ")[0]
    for rule in re.findall(r"^\.TP\n\.B .*\n(.*)$", section(manual, "ACTIONS").partition("\n.SS Actions, one by one\n")[0], re.M):
        assert f"| {rule} | " in said
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| (.*) \|$", said, re.M)
    told = {name: word for word, _, names in rows for name in re.findall(r"`([\w.]+)`", names)}
    typed = re.findall(r"^\.B (\w+\.\w+)\n.*\nOn the screen the word\n\.B (\w+)\n", section(manual, "ACTIONS"), re.M)
    assert told == dict(typed) and "payments.refund_note" in told
    catalogue = read("po", "id.po")
    for word, indonesian, _ in rows:
        assert f'\nmsgid "{word}"\nmsgstr "{indonesian}"\n' in catalogue, word


def test_each_setting_is_explained(manual):
    keys = re.findall(r"^\.B (\w+)$", section(manual, "SETTINGS"), re.M)
    said = "\n".join(read(page) for page in PAGES if page.startswith("docs/"))
    assert "reconcile_policy" in keys
    assert [key for key in keys if f"`{key}`" not in said] == []


def test_each_pane_is_in_the_readme(manual):
    panes = re.findall(r"^\.SS (\w+)", section(manual, "PANES"), re.M)
    said = re.findall(r"^\| [^|]* \| ([a-z_]+) \| ", read("README.md").partition("\n## Panes\n")[2].partition("\n## ")[0], re.M)
    assert "users" in panes
    assert sorted(said) == sorted([*panes, "pane"])


def test_code_that_is_shown_is_code_that_is_compiled():
    blocks = EXAMPLE.findall(read("tests", "unit", "model", "test_example_room.c"))
    shown = C_BLOCK.findall(read("docs", "extending.md"))
    assert len(blocks) >= 7
    for name, code in blocks:
        assert code in shown, f"docs/extending.md does not show [{name}] as it stands in the test"
    assert len(shown) == len(blocks)


def example_statements():
    """{name: text} of the SQL in docs/extending.md, by the file that its first line names."""
    blocks = SQL_BLOCK.findall(read("docs", "extending.md"))
    return {re.match(r"-- (db/\S+)\.sql\n", block).group(1): block for block in blocks}


def filled(statement):
    for mark, text in (("columns", "c.id"), ("where", "true"), ("order", "ORDER BY c.created_at, c.id"), ("limit", "LIMIT 1")):
        statement = statement.replace("{{" + mark + "}}", text)
    return statement


def test_sql_that_is_shown_is_understood(database):
    statements = example_statements()
    with database.connect() as connection:
        connection.execute(statements.pop("db/migrations/0100_complaints"))
        for name, statement in statements.items():
            connection.execute(f"PREPARE {os.path.basename(name)} AS {filled(statement)}".encode())
        connection.execute("INSERT INTO console.complaint (user_id, text) SELECT id, 'slow' FROM public.users LIMIT 1")
        plan = connection.execute("EXECUTE complaint_close_plan('{1,7}', 'cable replaced')").fetchall()
        assert [row[:2] for row in plan] == [("1", None), ("7", "there is no such complaint")]
        operation = connection.execute("INSERT INTO console.operation (id, actor, action, args, selection) VALUES"
                                       " (gen_random_uuid(), 'siti', 'complaints.close', '{}', '1') RETURNING id").fetchone()[0]
        connection.execute(f"EXECUTE complaint_close_apply('{operation}', '{{1,7}}', 'cable replaced')")
        assert connection.execute("SELECT state, answer FROM console.complaint").fetchall() == [("closed", "cable replaced")]
        assert connection.execute("EXECUTE check_complaints").fetchone()[0] == 0


@pytest.fixture
def role(database, server, run, make_config):
    """An account of the role that docs/database.md names for the console, and one of those who only look."""
    name = f"hc_docs_{os.getpid()}"
    words = [f"{face}={name}_{face}" for face in ("owner", "operator", "viewer")]
    assert run("migrate", "--roles", *words, config=make_config(database)).code == 0
    assert "migrate --roles" in read("docs", "database.md")
    database.all(f"CREATE ROLE {name} LOGIN IN ROLE {name}_operator")
    database.all(f"CREATE ROLE {name}_looks LOGIN IN ROLE {name}_viewer")
    yield name
    database.drop()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP ROLE IF EXISTS {name}, {name}_looks, {name}_owner, {name}_operator, {name}_viewer")


def test_rights_that_are_named_are_enough(run, database, role, make_config, router):
    account = database.conninfo + f" user={role}"
    config = make_config(account, [router])
    phone = database.one("SELECT phone_number FROM public.users WHERE NOT is_blocked ORDER BY id LIMIT 1")
    for words in (["users.block", "reason=test"], ["users.unblock"], ["debts.add", "mb=1GB"], ["debts.settle_all"],
                  ["quota.reset_with_debt", "--yes"], ["audit.undo", "--id"]):
        selection = [database.one("SELECT id::text FROM console.operation ORDER BY seq DESC LIMIT 1")] if words[-1] == "--id" \
            else [f"user={phone}"]
        done = run("act", *words, *selection, config=config)
        assert done.code == 0, (words, done.err)
    assert run("act", "settings.set", "--id", "MIKROTIK_FUP_PROFILE", "value=fup", config=config).code == 0
    package = ["--where", "name:Slip"]
    for words in (["packages.add", "name=Slip", "price=1000", "quota=1"], ["packages.edit", "price=2000", *package],
                  ["packages.remove", *package], ["profiles.add", "name=slip"], ["profiles.edit", "rate=1M/1M", "--where", "name:slip"],
                  ["profiles.push", "--where", "name:slip"], ["profiles.remove", "--where", "name:slip"]):
        done = run("act", *words, "--yes", config=config)
        assert done.code == 0, (words, done.err)
    done = run("worker", "--once", config=config)
    assert done.code == 0, done.err
    assert run("check", config=config).code in (0, 1)
    assert database.one("SELECT count(*) FROM console.job WHERE last_error IS NOT NULL") == 0
    viewer = make_config(database.conninfo + f" user={role}_looks", [router])
    assert run("show", "users", "--read-only", config=viewer).code == 0
    assert run("act", "users.block", "reason=test", f"user={phone}", config=viewer).code != 0


def filters():
    """(pane, expression) of the table of filters; users where none is named."""
    rows = re.findall(r"^\| (`.*`) \| (.*) \|$", read("docs", "filters-and-commands.md").partition("\n## Commands\n")[0], re.M)
    for examples, meaning in rows:
        pane = re.match(r"in (\w+)", meaning)
        for expression in re.findall(r"`([^`]+)`", examples):
            yield pane.group(1) if pane else "users", expression


def test_filters_that_are_shown_are_understood(run, database, make_config):
    config = make_config(database)
    assert len(list(filters())) > 20
    for pane, expression in filters():
        done = run("show", pane, "--where", expression, "--limit", "1", config=config)
        assert done.code == 0, (pane, expression, done.err)


@pytest.mark.parametrize("page", ["payments.md", "invoices.md", "routers.md"])
def test_configuration_that_is_shown_is_accepted(run, tmp_path, page):
    blocks = [block for block in re.findall(r"^```\n(.*?)^```$", read("docs", page), re.M | re.S)
              if re.match(r"(midtrans|xendit|routers) += ", block)]
    assert len(blocks) == 1
    config = tmp_path / "shown.conf"
    config.write_text(blocks[0], encoding="utf-8")
    for name in re.findall(r'_file = "([^"]+)"', blocks[0]):
        secret = tmp_path / name
        secret.touch(0o600)
        secret.write_text("secret\n", encoding="ascii")
    done = run("show", "config", config=str(config))
    assert done.code == 0, done.err


def test_words_of_the_glossary_are_those_of_the_catalogue():
    catalogue = read("po", "id.po").lower()
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$", read("docs", "glossary.md"), re.M)
    words = [word for english, indonesian in rows if english != "English" for word in indonesian.split(", ")]
    assert len(words) > 60
    assert [word for word in words if word.lower() not in catalogue] == []
