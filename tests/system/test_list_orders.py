"""Orders that are worked out row by row: customers of whom there is nothing to work out are walked apart, and no page shows it."""

import pytest

ORDERS = [("quota", "usage"), ("quota", "auto_debt_rp"), ("quota", "manual_debt_rp"), ("quota", "balance_rp"), ("users", "balance_rp")]
PAGE = 30
BALANCES = """INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
              SELECT gen_random_uuid(), u.id, 1000 * row_number() OVER (ORDER BY u.id), 'ORDER-' || u.id, 'paid in'
                FROM public.users u WHERE u.role = 'USER' ORDER BY u.id LIMIT 7"""


@pytest.fixture
def rich(database):
    database.all("SET session_replication_role = replica; " + BALANCES)
    database.all("INSERT INTO console.balance SELECT e.user_id, sum(e.rp) FROM console.balance_entry e GROUP BY e.user_id"
                 " ON CONFLICT (user_id) DO UPDATE SET rp = excluded.rp")
    return database


@pytest.mark.parametrize("pane, column", ORDERS)
def test_a_page_is_the_beginning_of_the_whole_list(rich, show, pane, column):
    for way in ("", "-"):
        for where in ((), ("--where", "name:~a")):
            asked = (pane, f"--sort={way}{column}", *where)
            whole = [row["id"] for row in show(*asked)]
            assert len(set(whole)) == len(whole) > PAGE
            assert [row["id"] for row in show(*asked, "--limit", str(PAGE))] == whole[:PAGE]
            assert [row["id"] for row in show(*asked, "--limit", "1000")] == whole


def test_none_is_left_out_whose_debt_cannot_be_told(rich, show):
    rich.all("DELETE FROM public.transactions; UPDATE public.packages SET is_active = false")
    for column in ("auto_debt_rp", "manual_debt_rp"):
        whole = [row["id"] for row in show("quota", f"--sort={column}")]
        assert len(whole) == rich.one("SELECT count(*) FROM public.users")
        assert [row["id"] for row in show("quota", f"--sort={column}", "--limit", "1000")] == whole


def test_the_router_of_a_list_is_the_one_that_serves(rich, show):
    """Whatever names it: a list of its servers, its own name, or nothing."""
    rich.all("INSERT INTO console.router (name, position, servers) VALUES ('hill', 3, '{on-hill,srv}'), ('off', 4, '{old}')"
             " ON CONFLICT DO NOTHING; UPDATE console.router SET is_enabled = false WHERE name = 'off';"
             " UPDATE public.users u SET mikrotik_server_name = (ARRAY['on-hill', 'hill', 'old', 'nowhere', '', NULL])[1 + n % 6]"
             " FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM public.users) o WHERE o.id = u.id")
    told = dict(rich.all("SELECT u.id::text, console.user_router(console.server_of(u.mikrotik_server_name, u.role,"
                         " console.default_servers())) FROM public.users u"))
    assert {row["id"]: row["router"] for row in show("users")} == told
    assert {row["id"] for row in show("users", "--where", "router:hill")} == {who for who, router in told.items() if router == "hill"}
    assert show("users", "--where", "router:nosuch") == []
    assert len(show("users", "--where", "-router:hill")) == sum(router != "hill" for router in told.values())
