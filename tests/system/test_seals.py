"""Seals on the audit's chain: whoever owns the database can compute the chain anew, and is found all the same."""

import json

import pytest

# As somebody who knows the functions would: all links from the first to the last, and the end of the chain.
COMPUTED_ANEW = """
DO $$
DECLARE o console.operation; before bytea := sha256('hotspot-console'::bytea);
BEGIN
    FOR o IN SELECT * FROM console.operation ORDER BY seq LOOP
        UPDATE console.operation SET digest = console.operation_digest(o.id), prev_hash = before WHERE seq = o.seq RETURNING * INTO o;
        UPDATE console.operation SET hash = console.operation_hash(o) WHERE seq = o.seq RETURNING hash INTO before;
    END LOOP;
    UPDATE console.operation_head SET hash = before, seq = (SELECT max(seq) FROM console.operation);
END $$
"""


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "audit.key"
    path.touch(0o600)
    path.write_text("0123456789abcdef0123456789abcdef\n", encoding="ascii")
    return path


@pytest.fixture
def config(make_config, database, key):
    return make_config(database, extra=f'audit_key_file = "{key}";\n')


@pytest.fixture
def block(run, database):
    users = iter([row[0] for row in database.all("SELECT id::text FROM public.users WHERE role = 'USER' AND NOT is_blocked "
                                                 "AND is_active ORDER BY id LIMIT 9")])

    def go():
        """An operation; its number."""
        done = run("act", "users.block", "--id", next(users), "reason=late", "--yes")
        assert done.code == 0, done.err
        return database.one("SELECT max(seq) FROM console.operation")

    return go


@pytest.fixture
def seal(run, database):
    def go():
        """What the job says, run now."""
        database.all("UPDATE console.job SET next_run_at = now(), kept_by = NULL WHERE name = 'audit_seal'")
        run("worker", "--once")
        return database.one("SELECT coalesce(last_error, last_result) FROM console.job WHERE name = 'audit_seal'")

    return go


@pytest.fixture
def found(run):
    """What `check` says of the audit in the database, by name."""
    def go(**options):
        rows = json.loads(run("check", "--format", "json", **options).out)
        return {row["name"]: row["example"] for row in rows if row["name"] in ("audit_chain", "audit_seal", "audit_unsealed")}
    return go


def past_the_rules(database, *statements):
    with database.connect() as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(statement)


def test_each_operation_is_sealed_once(block, seal, found, database, run, config, key):
    block()
    newest = block()
    assert seal() == f"sealed up to operation {newest}"
    assert seal() == "nothing to do"
    assert database.all("SELECT number, seq FROM console.audit_seal") == [(1, newest)]
    newest = block()
    assert seal() == f"sealed up to operation {newest}"
    assert found() == {}
    secret = key.read_text(encoding="ascii").strip()
    assert secret not in json.dumps([str(row) for row in database.all("SELECT * FROM console.audit_seal")])
    shown = run("--version", config=config)
    assert secret not in shown.out + shown.err


def test_a_chain_that_was_computed_anew_is_found_by_its_seal(block, seal, found, database):
    first, second = block(), block()
    seal()
    past_the_rules(database, f"UPDATE console.audit_log SET actor = 'other' WHERE operation_id = "
                             f"(SELECT id FROM console.operation WHERE seq = {first})", COMPUTED_ANEW)
    says = found()
    assert list(says) == ["audit_seal"], "the chain itself fits"
    assert says["audit_seal"].startswith(f"operation {second}, or one before it, was rewritten after it was sealed on ")
    block()
    assert seal().startswith("the audit was changed after it was sealed: operation"), "a forged chain gets no seal"
    assert database.one("SELECT count(*) FROM console.audit_seal") == 1


@pytest.mark.parametrize("rewritten, forged, says", [
    (1, "UPDATE console.audit_seal s SET hash = o.hash FROM console.operation o WHERE o.seq = s.seq", "seal 1 is forged"),
    (1, "DELETE FROM console.audit_seal WHERE number = 1", "seal 1 is missing"),
    (2, "DELETE FROM console.audit_seal WHERE number = 2",
     "the last seals were removed: this host has put one with the number 2, the last is 1"),
    (1, "DELETE FROM console.audit_seal", "the last seals were removed: this host has put one with the number 2, the last is 0"),
    (2, "UPDATE console.audit_seal SET key_name = 'deadbeef' WHERE number = 2", "seal 2 is of key deadbeef"),
    (0, "DELETE FROM console.operation WHERE seq = (SELECT seq FROM console.audit_seal WHERE number = 2)", "is gone"),
])
def test_seals_can_be_neither_rewritten_nor_taken_off(block, seal, found, database, rewritten, forged, says):
    for _ in range(2):
        block()
        seal()
    past_the_rules(database, "UPDATE console.audit_log SET actor = 'other' WHERE operation_id = (SELECT o.id FROM console.operation o "
                             f"JOIN console.audit_seal s ON s.seq = o.seq WHERE s.number = {rewritten})", COMPUTED_ANEW, forged,
                   COMPUTED_ANEW)
    assert says in found()["audit_seal"]


def test_what_nobody_seals_is_told_of(block, found, database, seal, config, run):
    seq = block()
    past_the_rules(database, "UPDATE console.operation SET at = at - interval '11 minutes'", COMPUTED_ANEW)
    assert found() == {"audit_unsealed": f"operation number {seq}"}
    seal()
    assert found() == {}


def test_without_a_key_nothing_is_sealed_and_nothing_asked(block, database, run, make_config):
    block()
    bare = make_config(database)
    database.all("UPDATE console.job SET next_run_at = now() WHERE name = 'audit_seal'")
    assert run("worker", "--once", config=bare).code == 0
    assert database.one("SELECT count(*) FROM console.audit_seal") == 0
    assert "audit_" not in run("check", "--format", "json", config=bare).out


@pytest.mark.parametrize("text, mode, says", [("short", 0o600, "shorter than 16 characters"), ("x" * 40, 0o644, "others can read it")])
def test_a_key_that_is_none_is_refused(block, seal, run, key, text, mode, says):
    block()
    key.write_text(text, encoding="ascii")
    key.chmod(mode)
    assert says in seal()
    rows = json.loads(run("check", "--format", "json").out)
    assert says in next(row["example"] for row in rows if row["name"] == "audit_key")
    assert len(rows) > 1, "the rest is checked all the same"
