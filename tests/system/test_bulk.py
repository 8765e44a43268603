"""Changes of many customers: what a preview costs, what is read, and how far it is."""

import json

import pytest
from test_crash import wait_until

CROWD = """
SET session_replication_role = replica;
INSERT INTO public.users (id, phone_number, full_name, role, approval_status, blok, manual_debt_mb)
SELECT md5('crowd' || i)::uuid, '+6289' || 10000000 + i, 'Crowd ' || i, 'USER', 'APPROVED', 'crowd' || i % 10, 3
  FROM generate_series(1, 20000) i;
INSERT INTO public.user_quota_debts (id, user_id, debt_date, amount_mb)
SELECT gen_random_uuid(), md5('crowd' || i)::uuid, '2026-01-01', 1 FROM generate_series(1, 20000) i, generate_series(1, 3);
SET session_replication_role = origin;
ANALYZE"""


@pytest.mark.parametrize("action, values", [
    ("quota.reset_with_debt", ["mb=1024"]), ("quota.reset", []), ("quota.inject", ["mb=10"]), ("users.block", ["reason=test"]),
    ("debts.add", ["mb=10"]), ("quota.set_package", ["package=Paket 10 GB"]),
])  # fmt: skip
def test_a_line_of_a_preview_is_worked_out_once(database, run, action, values):
    database.maintain(f"ALTER DATABASE \"{database.name}\" SET track_functions = 'all'")
    done = run("act", action, "--where", "role:USER", *values, "--dry-run", "--format", "json")
    assert done.code == 0, done.err
    used = "SELECT coalesce(sum(calls), 0)::integer FROM pg_stat_user_functions WHERE funcname = 'user_preview'"
    wait_until(lambda: database.one(used) > 0)
    assert 0 < len(json.loads(done.out)) <= 20
    assert database.one(used) <= 40, "20 lines, and as many that are refused"


def test_a_preview_reads_the_debts_of_those_that_it_is_about(database, run):
    database.all(CROWD)
    read = ("SELECT (seq_tup_read + idx_tup_fetch)::integer FROM pg_stat_user_tables WHERE relid ="
            " 'public.user_quota_debts'::regclass")
    before = database.one(read)
    done = run("act", "quota.reset", "--where", "blok:crowd3", "--dry-run", "--format", "json")
    assert done.code == 0 and "2000 users" in done.err, done.err
    wait_until(lambda: database.one(read) > before)
    assert database.one(read) - before < 20_000, "debts of others were read"
