"""Packages: what is sold, by `act` and by keys; what refuses a change; how each is taken back; a database of ours and one of
a portal."""

import json
import re

import pytest
from test_crash import wait_until
from test_widgets import open_pane

TEN, UNLIMITED, OLD = "Paket 10 GB", "Unlimited", "Paket 5 GB (lama)"


@pytest.fixture
def act(run):
    """act("packages.add", "name=X", …): what it says; it must succeed."""

    def go(*words):
        done = run("act", *words, "--yes")
        assert done.code == 0, (words, done.out, done.err)
        return done.out

    return go


@pytest.fixture
def refused(run):
    """Why nothing was done."""

    def go(*words):
        done = run("act", *words, "--yes")
        assert done.code != 0, (words, done.out)
        return done.out + done.err

    return go


def preview(run, *words):
    done = run("act", *words, "--dry-run", "--format", "json")
    assert done.code == 0, (words, done.out, done.err)
    return json.loads(done.out)


def package(database, name):
    """Id, price, quota in GB, days, profile, whether it is sold; None where there is none of that name."""
    return database.one("""SELECT p.id::text, p.price, p.data_quota_gb::text, p.duration_days, f.profile_name, p.is_active
                             FROM public.packages p JOIN public.package_profiles f ON f.id = p.profile_id WHERE p.name = %s""", name)


def id_of(database, name):
    return package(database, name)[0]


def buyer(database, name):
    """A customer who bought it just now; his id."""
    user = database.one("SELECT id::text FROM public.users WHERE is_active ORDER BY phone_number LIMIT 1")
    database.all("""INSERT INTO public.transactions (id, user_id, package_id, midtrans_order_id, amount, status, payment_time)
                    SELECT gen_random_uuid(), %s, p.id, 'BUY-' || left(p.id::text, 8), p.price, 'SUCCESS', now()
                      FROM public.packages p WHERE p.name = %s""", user, name)
    return user


# --- by act ---


def test_a_package_is_added(act, show, database):
    act("packages.add", "name=Paket 2,5 GB", "price=35rb", "quota=2,5", "days=7", "profile=default")
    assert package(database, "Paket 2,5 GB")[1:] == (35000, "2.50", 7, "default", True)
    row, = [r for r in show("packages") if r["name"] == "Paket 2,5 GB"]
    assert (row["state"], row["price_rp"], row["days"], row["profile"], row["unlimited"]) == ("sold", 35000, 7, "default", False)
    assert (row["customers"], row["sold"]) == (0, 0)
    before, after = database.one("SELECT before, after FROM console.audit_log WHERE action = 'packages.add'")
    assert before is None and after["price"] == 35000 and after["profile"] == "default"
    # what is sold knows it at once
    assert database.one("SELECT quota_mb FROM console.package_terms('Paket 2,5 GB')") == 2560


@pytest.mark.parametrize("quota, stored", [("10", "10.00"), ("0.5", "0.50"), ("0,5", "0.50"), ("512MB", "0.50"), ("20 GB", "20.00"),
                                           ("7g", "7.00"), ("0", "0.00"), ("unlimited", "0.00")])
def test_quota_is_in_gb(act, database, quota, stored):
    act("packages.add", "name=Other", "price=1000", f"quota={quota}", "profile=default")
    assert package(database, "Other")[2] == stored


@pytest.mark.parametrize("words, why", [
    (["name=Xyz", "price=-1", "quota=1"], "no amount of money"), (["name=Xy", "price=1", "quota=1"], "3 to 100 characters"),
    (["name=Xyz", "price=1", "quota=ten"], "no quota like 10"), (["name=Xyz", "price=1", "quota=-3"], "no quota like 10"),
    (["name=Xyz", "price=1", "quota=500MB"], "no quota like 10"), (["name=Xyz", "price=1", "quota=999999"], "no quota like 10"),
    (["name=Xyz", "price=1", "quota=3b"], "no quota like 10"), (["name=Xyz", "price=1", "quota=1", "days=0"], "days="),
    (["name=Xyz", "price=1"], "quota="), (["price=1", "quota=1"], "name="),
    (["name=paket 10 gb", "price=1", "quota=1"], "there is a package paket 10 gb already"),
    (["name=Xyz", "price=1", "quota=1", "profile=gold"], "there is no profile gold"),
    (["name=" + "x" * 101, "price=1", "quota=1"], "3 to 100 characters"),
])
def test_what_is_no_package_is_refused(refused, database, words, why):
    count = database.one("SELECT count(*) FROM public.packages")
    assert why in refused("packages.add", *words)
    assert database.one("SELECT count(*) FROM public.packages") == count


def test_without_a_profile_it_is_the_one_that_settings_name(act, database):
    act("packages.add", "name=Plain", "price=1000", "quota=1")
    assert package(database, "Plain")[4] == "default"
    act("packages.add", "name=All", "price=1000", "quota=0")
    assert package(database, "All")[4] == "unlimited"
    act("settings.set", "--id", "MIKROTIK_ACTIVE_PROFILE", "value=basic")
    act("packages.add", "name=Basic", "price=1000", "quota=1")
    assert package(database, "Basic")[4] == "basic"
    assert database.one("SELECT count(*) FROM console.audit_log WHERE entity_type = 'profile' AND after ->> 'name' = 'basic'") == 1


def test_the_first_package_of_an_empty_database(run, show, empty_database, make_config):
    config = make_config(empty_database)
    assert run("migrate", config=config).code == 0
    done = run("act", "packages.add", "name=Paket 10 GB", "price=100000", "quota=10", "--yes", config=config)
    assert done.code == 0, done.err
    assert package(empty_database, "Paket 10 GB")[1:] == (100000, "10.00", 30, "default", True)
    assert [r["name"] for r in show("packages", config=config)] == ["Paket 10 GB"]


def test_an_edit_says_what_it_leaves_as_it_is(act, run, database):
    buyer(database, TEN)
    one = id_of(database, TEN)
    row, = preview(run, "packages.edit", "--id", one, "price=120000", "name=Paket Sepuluh")
    assert "Rp 100.000 · 10 GB · 30 d · profile default" in row["before"]
    assert "Paket Sepuluh · Rp 120.000 · 10 GB" in row["after"]
    told = run("act", "packages.edit", "--id", one, "price=120000", "--dry-run").out
    told += run("act", "packages.edit", "--id", one, "price=120000", "--dry-run").err
    assert re.search(r"\d+ customers? ha(s|ve) it: what", told), told
    assert "debts without a price of their own" in told
    act("packages.edit", "--id", one, "price=120000", "name=Paket Sepuluh", "quota=12", "days=31", "profile=unlimited")
    assert package(database, "Paket Sepuluh") == (one, 120000, "12.00", 31, "unlimited", True)
    before, after = database.one("SELECT before, after FROM console.audit_log WHERE action = 'packages.edit'")
    assert before["price"] == 100000 and after["price"] == 120000 and before["profile"] == "default"
    assert "is_active" not in after


def test_edits_that_change_nothing_or_do_harm_are_refused(refused, database):
    one = id_of(database, TEN)
    assert "nothing is given" in refused("packages.edit", "--id", one)
    assert "has this already" in refused("packages.edit", "--id", one, "price=100000")
    assert "there is a package Unlimited already" in refused("packages.edit", "--id", one, "name=Unlimited")
    assert "a name is of one package alone" in refused("packages.edit", "--id", one, "--id", id_of(database, OLD), "name=Same")
    assert "no quota like" in refused("packages.edit", "--id", one, "quota=lots")
    assert "there is no package" in refused("packages.edit", "--id", "00000000-0000-0000-0000-000000000000", "price=1")


def test_a_withdrawn_package_is_sold_no_more_and_can_be_offered_again(act, refused, database):
    one, user = id_of(database, TEN), buyer(database, UNLIMITED)
    act("packages.withdraw", "--id", one)
    assert not package(database, TEN)[5]
    assert "sold no more" in refused("quota.set_package", "--id", user, f"package={TEN}")
    assert "is sold no more already" in refused("packages.withdraw", "--id", one)
    act("packages.offer", "--id", one)
    assert package(database, TEN)[5]
    assert "is on sale already" in refused("packages.offer", "--id", one)
    act("quota.set_package", "--id", user, f"package={TEN}")


def test_only_what_nobody_has_is_removed(act, refused, database):
    one = id_of(database, TEN)
    buyer(database, TEN)
    assert "is named by payments: withdraw it instead" in refused("packages.remove", "--id", one)
    act("packages.add", "name=New", "price=1000", "quota=1")
    new = id_of(database, "New")
    user = database.one("SELECT id::text FROM public.users WHERE is_active AND approval_status = 'APPROVED' LIMIT 1")
    act("quota.set_package", "--id", user, "package=New")
    assert "customers have it: withdraw it instead" in refused("packages.remove", "--id", new)
    act("packages.add", "name=Slip", "price=1000", "quota=1")
    slip = id_of(database, "Slip")
    act("packages.remove", "--id", slip)
    assert package(database, "Slip") is None
    assert database.one("SELECT before ->> 'name' FROM console.audit_log WHERE action = 'packages.remove'") == "Slip"


def test_whatever_table_names_a_package_keeps_it(act, refused, database):
    act("packages.add", "name=Gift", "price=1000", "quota=1")
    database.all("CREATE TABLE public.promo_packages (id int, package_id uuid)")
    database.all("INSERT INTO public.promo_packages SELECT 1, id FROM public.packages WHERE name = 'Gift'")
    assert "is named by promo_packages" in refused("packages.remove", "--id", id_of(database, "Gift"))


def test_the_figures_are_counted_by_a_job(act, run, show, database):
    def row():
        return next(r for r in show("packages") if r["name"] == OLD)

    assert (row()["customers"], row()["sold"]) == (None, None)  # a list counts no customers
    buyer(database, OLD)
    assert run("worker", "--once").code in (0, 3)
    assert (row()["customers"], row()["sold"], row()["sold_rp"]) == (1, 1, 60000)
    counted = row()["counted_at"]
    act("jobs.run", "--id", "package_count")
    assert row()["counted_at"] == counted  # what is as before is not written


# --- by keys ---


INDONESIAN = {"LANGUAGE": "id", "LANG": "C.UTF-8"}


def fill(screen, *values):
    """Each field in its turn."""
    for value in values:
        screen.press("C-u")
        screen.type(value)
        screen.press("tab")


@pytest.mark.parametrize("key", [";", "ins"])
def test_a_package_is_added_by_keys(console, database, key):
    screen = open_pane(console, "packages", TEN)
    screen.press(key)
    screen.wait_for("Name")
    fill(screen, "Paket Baru", "55000", "5")
    screen.press("enter")
    screen.wait_for("Rp 55,000 · 5 GB · 30 d")
    screen.confirm()
    screen.wait_for("1 package added")
    assert package(database, "Paket Baru")[1:4] == (55000, "5.00", 30)
    screen.wait_for(lambda t: "Paket Baru" in t.text() and "/5" in t.text())


def test_the_page_of_a_package(console, database):
    """What was sold of it last, each a way to that payment; and its profile."""
    user = buyer(database, OLD)
    name = database.one("SELECT full_name FROM public.users WHERE id = %s", user)
    screen = open_pane(console, "packages", OLD, rows=40, columns=120)
    screen.press("j", "j", "enter")
    screen.wait_for("Last sales")
    assert "sold no more" in screen.line_with("state") and "1 sold, Rp 60,000" in screen.text()
    assert name in screen.text()
    screen.press("Z")
    screen.confirm()
    wait_until(lambda: package(database, OLD)[5])
    screen.wait_for(lambda t: "on sale" in (t.line_with("state") or ""))


@pytest.mark.parametrize("env", [{}, INDONESIAN], ids=["en", "id"])
def test_edit_withdraw_and_remove_by_keys(console, database, act, env):
    """The form begins with what stands there; esc goes back a step at a time and changes nothing."""
    act("packages.add", "name=Aa Paket", "price=1000", "quota=1")
    screen = open_pane(console, "packages", "Aa Paket", env=env, columns=100, rows=30)
    screen.press("e")
    screen.wait_for("profil default" if env else "profile default")
    screen.press("tab", "C-u")
    screen.type("2500")
    screen.press("enter")
    screen.wait_for("Rp 2.500" if env else "Rp 2,500")
    screen.press("esc")
    screen.wait_for(lambda t: "→" not in t.text() or "2500" in t.text())
    assert package(database, "Aa Paket")[1] == 1000
    screen.press("enter")
    screen.wait_for("Rp 2.500" if env else "Rp 2,500")
    screen.press("enter")
    wait_until(lambda: package(database, "Aa Paket")[1] == 2500)
    screen.wait_for(lambda t: "→" not in t.text())
    screen.press("z")
    screen.wait_for("→")
    screen.press("enter")
    wait_until(lambda: not package(database, "Aa Paket")[5])
    screen.wait_for(lambda t: "→" not in t.text())
    screen.press("del")
    screen.wait_for("→")
    screen.press("enter")
    wait_until(lambda: package(database, "Aa Paket") is None)


@pytest.mark.parametrize("env, said", [({}, "No package yet: ; adds one."), (INDONESIAN, "Belum ada paket: ; menambahkannya.")], ids=["en", "id"])
def test_an_empty_list_says_what_to_do(console, run, empty_database, make_config, env, said):
    config = make_config(empty_database)
    assert run("migrate", config=config).code == 0
    screen = open_pane(console, "packages", said, env=env, config=config)
    screen.press("q")
    assert screen.wait_exit() == 0


def test_who_has_it_is_who_bought_or_was_given_it_and_still_may(act, database):
    def customers():
        return database.one("SELECT console.package_customer_count(%s::uuid)", id_of(database, OLD))

    assert customers() == 0
    act("packages.offer", "--id", id_of(database, OLD))
    user = buyer(database, OLD)
    act("quota.set_package", "--id", user, f"package={OLD}")
    assert customers() == 1  # once, however often
    other = database.one("SELECT id::text FROM public.users WHERE is_active AND approval_status = 'APPROVED' AND id::text <> %s LIMIT 1", user)
    act("quota.set_package", "--id", other, f"package={OLD}")
    assert customers() == 2
    act("audit.undo", "--id", database.one("SELECT id::text FROM console.operation ORDER BY seq DESC LIMIT 1"))
    assert customers() == 1
    act("audit.undo", "--id", database.one("SELECT id::text FROM console.operation WHERE action = 'quota.set_package' ORDER BY seq LIMIT 1"))
    database.all("UPDATE public.transactions SET payment_time = now() - interval '31 days' WHERE midtrans_order_id LIKE 'BUY-%%'")
    assert customers() == 0
