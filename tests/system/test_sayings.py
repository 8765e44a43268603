"""What SQL and the floors below the faces say has a template in sayings.c or errors.c of a room, so that it can be said in
every language: the sentences of the database's functions as they are in force, those of db/ROOM/*.sql, and the texts of
model, net and db. What the faces themselves say is translatable where it stands, and all of that is translated."""

import glob
import os
import re
import subprocess

ROOT = os.path.join(os.path.dirname(__file__), "..", "..")
LITERAL = re.compile(r"'((?:[^']|'')*)'")
C_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')

# Files whose sentences no screen shows in its own language, and why.
NO_SCREEN = {
    "check_": "a check's finding is for whoever mends the data: it names columns, and stands in English in logs and reports",
    "router_up.sql": "a payload of NOTIFY", "router_not_up.sql": "a payload of NOTIFY",
    "audit_verify.sql": "why the chain's end is wrong: part of a check's finding, see check_", "audit_file_differs.sql": "part of such a finding",
    "backup_make_apply.sql": "a payload of NOTIFY", "backup_drill_apply.sql": "a payload of NOTIFY",
    "backup_facts.sql": "names of figures in a backup's manifest, the same in every language, so that they can be compared",
    "job_run_apply.sql": "a payload of NOTIFY", "job_resume_apply.sql": "a payload of NOTIFY",
}
# Literals that are no sentences, and why.
NO_SENTENCE = {
    "Virtual account": "goes to customers, in their message's language", "Mandiri bill": "goes to customers",
    "VA number": "a label of timeline_entry_payment, translated by tui/customers/detail_entry.c",
    "bill key": "such a label", "bill code": "such a label", "gateway id": "such a label",
    "FMMonth YYYY": "a format of a date",
    "client backend": "of PostgreSQL's words",
}
FUNCTIONS_WITHOUT_SENTENCES = {
    "check_debt_sums": "raises", "check_operation_exists": "raises", "charge_check_move": "raises", "voucher_check_move": "raises", "shop_order_check_move": "raises", "charge_apply": "raises", "order_deliver": "raises",
    "invoice_check_move": "raises", "invoice_pay": "raises", "queue_check_move": "raises", "outbox_check_move": "raises",
    "mend_orders_have_goods": "raises",
    "request_said": "a message, in the customer's language",
    "refuse_change": "raises", "receipt_write": "raises", "message_gives": "goes to customers", "notify_customer": "raises", "user_note_check": "raises", "ticket_note_check": "raises", "balance_check": "raises", "portal_version": "holds a statement",
    "portal_version_differs": "told by setup, in English", "charge_hears": "asks", "span_text": "has a template by its units",
}


def templates():
    found = []
    for path in sorted(glob.glob(os.path.join(ROOT, "model", "*", "sayings.c")) + glob.glob(os.path.join(ROOT, "model", "*", "errors.c"))):
        with open(path, encoding="utf-8") as source:
            text = re.sub(r'"\s*\n\s*"', "", re.split(r"(?:sayings|errors)\[\] = \{", source.read())[1])
        found += [match.replace('\\"', '"') for match in C_TEXT.findall(text)]
    return found


def pieces():
    """What stands between the arguments of templates."""
    return "\n".join(re.sub(r"\{\w+\}", "\0", template) for template in templates())


def sentences(sql):
    for literal in LITERAL.findall(re.sub(r"--[^\n]*", "", sql)):
        literal = re.sub(r'^"(.*)"YYYY.*$', r"\1", literal.replace("''", "'"))  # a format of to_char()
        for piece in re.split(r" · |; |%s|\n|Rp [0-9.]+", literal):
            piece = re.sub(r"^MB ", "", piece.strip(" ,:;·()"))  # the unit is a part of {mb}
            if re.search(r"[a-z]{2,} [a-z]{2,}", piece) and not re.search(r"[{}\[\]=\\^]|\bSELECT\b|\d ?min$", piece):
                yield piece


def uncovered(named):
    known = pieces()
    return [(name, piece) for name, sql in named for piece in sentences(sql)
            if piece not in NO_SENTENCE and piece not in known]


def test_sentences_of_statements_have_templates():
    named = []
    for path in sorted(glob.glob(os.path.join(ROOT, "db", "*", "*.sql"))):
        name = os.path.basename(path)
        if os.path.basename(os.path.dirname(path)) != "migrations" and not any(name.startswith(start) for start in NO_SCREEN):
            with open(path, encoding="utf-8") as source:
                named.append((name, source.read()))
    assert len(named) > 100
    assert uncovered(named) == []


def test_sentences_of_functions_have_templates(database):
    rows = database.all("""SELECT p.proname, pg_get_functiondef(p.oid) FROM pg_proc p
                            WHERE p.pronamespace = 'console'::regnamespace AND p.prokind = 'f'""")
    named = [tuple(row.values()) if isinstance(row, dict) else tuple(row) for row in rows]
    assert len(named) > 100
    assert uncovered([(name, sql) for name, sql in named if name not in FUNCTIONS_WITHOUT_SENTENCES]) == []


# --- texts of C ---

# What stands in model, net or db and is said to nobody.
UNSAID = {
    "waits:yes": "a filter", "safe:no mendable:yes": "a filter", "kind:": "a filter",
    "startup parameter": "of PgBouncer's words", "no such database": "of PgBouncer's words", "no such user": "of PgBouncer's words",
    "statement pooling": "of PgBouncer's words", "read committed": "a setting of PostgreSQL", "the greeting": "of a statement",
    "an export": "of a statement", "given up": "to the server, which ends a copy by it", "drop of an unfinished index": "of a statement",
    "chat not found": "of Telegram's words", "message to delete not found": "of Telegram's words",
    "message is not modified": "of Telegram's words",
    "no such command": "of the router's words", "already have such entry": "of the router's words", "already have user": "of the router's words", "timed out": "of the router's words",
    "limit reached": "of the router's words", "invalid user": "of the router's words", "cannot log in": "of the router's words",
    "not allowed": "of the router's words", "not enough memory": "of the router's words",
    "unauthorized mac=": "a comment on the router", "refused mac=": "a comment on the router",
    "a column more, or less": "told by the compiler", "yyyy-mm-dd hh:mm:ss": "a format", "job wanted": "a payload of NOTIFY",
    "hotspot-console outbox": "a session's name", "hotspot-console inbox": "a session's name",
    "hotspot-console listener": "a session's name", "hotspot-console worker": "a session's name",
    "done before": "in the table of migrate, for scripts", "would apply": "such a word", "not for this database": "such a word",
    "TABLE public users": "of pg_restore's list", "TABLE DATA public users": "of pg_restore's list",
    "TABLE console migration": "of pg_restore's list", "TABLE DATA console migration": "of pg_restore's list",
    "dumping contents of table": "of pg_dump's words", "processing data for table": "of pg_restore's words",
    "permission denied": "of pg_dump's words", "No space left": "of pg_restore's words",
    "scratch database of a drill of hotspot-console": "a comment in the database, by which it is known again",
    "there is no good one": "a check's finding, see above", "the last good one is of": "such a finding", "the last try": "such a finding", "hotspot-console drill": "a command",
    "state:pending target": "a filter", "hotspot-console health": "a command", "certificate of": "a part's name, for scripts",
    "disk of": "such a name", "so so": "a format", "by setting": "in the table of config", "operation number": "a check's finding, see above",
    "notifications are put off": "in the log", "hotspot-console setup": "a command, and a session's name",
    "host=localhost": "an address", "/user": "a command of RouterOS", "/certificate": "a command of RouterOS",
    "key-usage=": "of such a command", "/ip service": "a command of RouterOS", "group=console": "of such a command",
    "sudo ": "a command of the shell", "Seluruh utang": "told to customers, in their language",
    "pemakaian di luar kuota": "the same", "used beyond the quota": "what is looked for",
    "there is no": "a text with braces around a name", "has no value": "such a text", "a list of groups": "such a text",
    "midtrans.server_key_file, and whether it is one of that address": "where to look: an argument of what is said",
    "no comment": "stands for a router's comment", "no event": "stands for a gateway's word", "of no type": "stands for such a type",
    "address list": "names what was written, an argument of what is said",
}
SQL_WORDS = re.compile(r"\b(SELECT|FROM|WHERE|AND|OR|JOIN|CASE|THEN|ELSE|END|ORDER|LIMIT|LATERAL|IS|NOT|AS|IN)\b|::|->>|coalesce|=\$|\\n")
QUOTED = re.compile(r'"((?:[^"\\\n]|\\.)*)"')


def code(path):
    """Without comments; what is written in pieces is one literal, and a figure is %d."""
    with open(path, encoding="utf-8") as source:
        text = re.sub(r"/\*.*?\*/", " ", source.read(), flags=re.S)
    return re.sub(r'(?<!\\)"\s*"', "", re.sub(r'%"\s*PRI\w+\s*(")?', lambda found: "%d" if found.group(1) else '%d"', text))


def said_in_code(path):
    text = code(path)
    for literal in QUOTED.finditer(text):
        before = text[max(0, literal.start() - 200):literal.start()].rstrip()
        if re.search(r"_\($|#include$|\b_Static_assert\([^;]*$|\blog_(line|error)\([^;]*$|is_translated\($", before):
            continue
        for piece in re.split(r"%%?[-+*.0-9]*(?:ll|l|z|h|j)?[a-zA-Z%]", literal.group(1).replace('\\"', '"')):
            piece = re.sub(r"\bRp$", "", piece.strip(" ,:;·()`'\"{}")).strip(" ,:;·()`'\"{}")
            if re.search(r"[a-z]{2,} [a-z]{2,}", piece) and not SQL_WORDS.search(piece):
                yield piece


def has_template(piece, known):
    """The name of a gateway may be an argument."""
    return all(part.strip() in known for part in re.split(r"\b(?:Midtrans|Xendit)\b", piece)) or piece in known


def below_the_faces():
    paths = [path for room in ("model/*", "net", "db") for path in glob.glob(os.path.join(ROOT, room, "*.c"))]
    # kinds.c: headers of files, in both languages; what it says beside is marked for translation
    return sorted(path for path in paths if os.path.basename(path) not in ("sayings.c", "errors.c", "kinds.c"))


def test_texts_of_code_have_templates():
    known = pieces()
    found = [(os.path.relpath(path, ROOT), piece) for path in below_the_faces() for piece in said_in_code(path)]
    assert len(found) > 200
    missing = [(path, piece) for path, piece in found
               if not has_template(piece, known) and not any(piece.startswith(unsaid) for unsaid in UNSAID)]
    assert missing == []


# What a face shows to nobody, or in one language on purpose.
OF_FACES_UNSAID = {
    "cli/completion.c": "what shells read",
    "tui/engine/everyday.c": "words of both languages, by which the palette finds",
    "tui/terminal/verb.c": "what docs/keys.md says",
    "tui/console/manual.c": "the man page is English",
}


def test_texts_of_faces_are_translatable():
    found = []
    for path in sorted(glob.glob(os.path.join(ROOT, "tui", "*", "*.c")) + glob.glob(os.path.join(ROOT, "cli", "*.c")) + [os.path.join(ROOT, "main.c")]):
        name = os.path.relpath(path, ROOT)
        if name not in OF_FACES_UNSAID:
            found += [(name, piece) for piece in said_in_code(path)]
    known = pieces()
    missing = [(name, piece) for name, piece in found if not has_template(piece, known) and not piece.startswith("hotspot-console ")
               and piece not in ("show export act", "show act", "show export", "act migrate", "act import", "export import", "show export receipt", "export import receipt coretax", "act migrate import", "act migrate import setup", "format xlsx", "siti aminah", "a chart fits where a cell does")]
    assert missing == []


def test_the_catalogue_has_every_text_and_all_are_translated(tmp_path):
    sources = [os.path.relpath(path, ROOT) for pattern in ("main.c", "*/*.c", "*/*/*.c") for path in glob.glob(os.path.join(ROOT, pattern))]
    sources = [path for path in sources if path.split("/")[0] in ("main.c", "base", "db", "net", "model", "tui", "cli")]
    fresh = tmp_path / "fresh.pot"
    subprocess.run(["xgettext", "--language=C", "--from-code=UTF-8", "--keyword=_", "--keyword=N_", "-o", str(fresh), *sorted(sources)],
                   cwd=ROOT, check=True, capture_output=True)
    for catalogue in sorted(glob.glob(os.path.join(ROOT, "po", "*.po"))):
        compared = subprocess.run(["msgcmp", "--no-fuzzy-matching", catalogue, str(fresh)], capture_output=True, text=True, check=False)
        assert compared.returncode == 0, compared.stderr[:4000]


def test_what_is_excused_is_there():
    names = {os.path.basename(path) for path in glob.glob(os.path.join(ROOT, "db", "*", "*.sql"))}
    for start in NO_SCREEN:
        assert any(name.startswith(start) for name in names), start
