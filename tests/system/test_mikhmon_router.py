"""The router that Mikhmon left, as the sandbox makes it: what is known of such routers, held against its rows."""

import collections
import datetime
import re

import mikhmon
import pytest

NOW = datetime.datetime(2026, 11, 28, 13, 0, 0)
BATCH = re.compile(r"(?:vc|up)-[1-9]\d\d-\d\d\.\d\d\.\d\d-")
OLD = re.compile(r"[a-z]{3}/\d\d/\d{4} \d\d:\d\d:\d\d")
ISO = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


@pytest.fixture(scope="module")
def made():
    return mikhmon.make(2000, 4000, NOW)


@pytest.fixture(scope="module")
def rows(made):
    """Rows of a menu, those of vouchers alone where it is of users."""
    return {path.rpartition("/")[2] if path != "/ip/hotspot/user/profile" else "profile": found for path, found in made.tables.items()}


@pytest.fixture(scope="module")
def vouchers(made, rows):
    return [row for row in rows["user"] if row["name"] not in made.foreign]


def truth(made, row):
    return made.users[row["name"], row.get("server", "all")]


def test_the_same_seed_gives_the_same_router(made):
    assert mikhmon.make(2000, 4000, NOW).tables == made.tables
    assert mikhmon.make(2000, 4000, NOW, 2).tables != made.tables


def test_the_counts_are_those_that_were_asked_for(made, vouchers):
    assert len(vouchers) == len(made.users) == 2000
    assert len(made.sales) >= 4000


def test_the_kind_is_told_by_name_and_password_not_by_the_comment(made, vouchers):
    for row in vouchers:
        assert (row["name"] == row["password"]) == (truth(made, row).kind == "vc")
    # and the prefix may say otherwise
    assert any(row["comment"].startswith("vc-") and row["name"] != row["password"] for row in vouchers)
    assert any(row["comment"].startswith("up-") and row["name"] == row["password"] for row in vouchers)


def test_a_batch_comment_is_prefix_number_american_date_and_text_with_dashes(made, vouchers):
    found = [row["comment"] for row in vouchers if truth(made, row).shape == "batch"]
    assert all(BATCH.match(comment) for comment in found)
    assert any(comment.endswith("-") for comment in found)          # no text: the dash stays
    assert any("toko-bu-ani-2" in comment for comment in found)    # a text with dashes
    assert any(int(comment[10:12]) <= 31 and int(comment[7:9]) <= 12 for comment in found)


def test_one_made_by_hand_has_neither_number_nor_date(made, vouchers):
    found = [row["comment"] for row in vouchers if truth(made, row).shape == "single"]
    assert found and all(comment[:3] in ("vc-", "up-") and not comment[3:6].isdigit() for comment in found)


def test_two_batches_may_share_a_comment(vouchers, made):
    (comment,) = made.shared
    assert len({(row["profile"], row.get("limit-bytes-total")) for row in vouchers if row["comment"] == comment}) == 2


def test_the_end_replaces_the_comment_in_either_form_on_one_router(made, vouchers):
    by_shape = collections.defaultdict(list)
    for row in vouchers:
        by_shape[truth(made, row).shape].append(row["comment"])
    assert all(OLD.match(comment) for comment in by_shape["dated_old"]) and len(by_shape["dated_old"][0].split(" N")[0]) >= 20
    assert all(ISO.match(comment) for comment in by_shape["dated_iso"])
    assert by_shape["dated_old"] and by_shape["dated_iso"]


def test_behind_the_end_stands_a_letter_or_a_note(vouchers):
    notes = {row["comment"][20:].strip() for row in vouchers if OLD.match(row["comment"]) or ISO.match(row["comment"])}
    assert {"", "N", "X", "Nanti bayar"} <= notes


def test_one_second_means_over_in_both_spellings(made, vouchers):
    found = {row["limit-uptime"] for row in vouchers if truth(made, row).shape == "spent"}
    assert found == {"1s", "00:00:01"}


def test_a_reset_empties_the_comment_and_is_sold_again(made, vouchers):
    reset = [row for row in vouchers if truth(made, row).shape == "empty"]
    sold = collections.Counter(sale.user for sale in made.sales)
    assert reset and all(row["comment"] == "" and sold[row["name"]] for row in reset)
    assert any(count > 1 for count in sold.values())


def test_the_trial_user_and_dynamic_ones_stand_among_them(rows):
    assert any(row.get("default") == "true" for row in rows["user"])
    assert any(row.get("dynamic") == "true" and row["name"].startswith("T-") for row in rows["user"])


def test_the_price_stands_in_a_comma_list_of_every_age(rows):
    lists = {row["name"]: row["on-login"].split(",") for row in rows["profile"] if ":put" in row.get("on-login", "")}
    assert {fields[1] for fields in lists.values()} == {"rem", "ntf", "remc", "ntfc", ""}
    assert lists["Lama"][4] == "5m"                                      # the grace period of an old one
    assert lists["Kosong"][4] == ""
    assert lists["Bebas"][1:6] == ["", "4000", "", "", "noexp"]          # the selling price is not kept
    assert lists["Bebas4"][4:6] == ["5000", "noexp"]                     # but by a newer one
    assert lists["Mingguan"][6:8] == ["Enable", "Enable"]
    assert {lists[name][2] for name in ("3-Jam", "Pecahan", "Gratis")} == {"2.000", "0.25", "0"}
    assert any(row.get("on-login") and ":put" not in row["on-login"] for row in rows["profile"])
    assert all(" " not in name for name in lists)


def test_profiles_without_a_record_have_no_sales(made):
    sold = {sale.profile for sale in made.sales}
    assert sold and not sold & {p.name for p in mikhmon.PROFILES if not p.records}


def test_sales_are_nine_fields_of_a_scripts_name(rows, made):
    sales = [row for row in rows["script"] if row.get("comment") == "mikhmon"]
    whole = [row for row in sales if row["name"].count("-|-") >= 8]
    assert len(sales) - len(whole) == made.broken_sales
    assert all(row["source"] == row["name"].split("-|-")[0] for row in whole)
    old = [row for row in whole if "/" in row["source"]]
    iso = [row for row in whole if "/" not in row["source"]]
    assert all(re.fullmatch(r"[a-z]{3}\d{4}", row["owner"]) for row in old) and old
    # fixed picks from the other form: the day of the month, over all years
    assert all(re.fullmatch(r"202-\d\d|197-02", row["owner"]) for row in iso) and iso


def test_a_router_without_a_clock_dates_sales_1970(rows, made):
    assert any(row["name"].startswith(("jan/02/1970", "1970-01-02")) for row in rows["script"])
    assert any(sale.time is None for sale in made.sales)


def test_some_sales_are_there_twice_under_one_key(rows, made):
    keys = collections.Counter()
    for row in rows["script"]:
        fields = row["name"].split("-|-")
        if row.get("comment") == "mikhmon" and len(fields) >= 9:
            keys[fields[0], fields[1], fields[2], fields[5]] += 1
    assert any(count > 1 for count in keys.values())
    assert len(keys) == len(made.sales)


def test_a_batch_comment_may_hold_the_separator(made):
    assert any("-|-" in sale.batch for sale in made.sales)


def test_quick_print_packages_are_scripts_of_thirteen_fields(rows):
    packages = [row["source"].split("#") for row in rows["script"] if row.get("comment") == "QuickPrintMikhmon"]
    assert [len(fields) for fields in packages].count(13) == 2 and len(packages) == 3
    assert packages[0][-2] == "3000_5000"


def test_monitors_and_schedulers_of_all_times_are_there(rows, made):
    names = {row["name"]: row for row in rows["scheduler"]}
    profiles = {row["name"] for row in rows["profile"]}
    assert "Mikhmon-Expire-Monitor" in names
    monitors = [row for row in rows["scheduler"] if row.get("comment", "").startswith("Monitor Profile ")]
    assert monitors and all(row["name"] in profiles and re.fullmatch(r"2m\d\ds", row["interval"]) for row in monitors)
    assert any(row["disabled"] for row in monitors)
    owned = [v for v in made.users.values() if v.has_scheduler]
    assert {v.shape for v in owned} >= {"batch", "dated_old"}     # left by a reboot; of the user's own, until the end
    assert all(v.name in names for v in owned)
    assert any(row["name"] == "backup-harian" for row in rows["scheduler"])


def test_a_user_named_like_a_profile_is_stuck(made):
    named = [v for v in made.users.values() if v.name in {p.name for p in mikhmon.PROFILES}]
    assert named and all(v.state == "stuck" for v in named)


def test_a_voucher_in_its_first_session_shows_no_use_in_its_row(made, rows, vouchers):
    active, cookies = ({row["user"] for row in rows[menu]} for menu in ("active", "cookie"))
    fresh = [row for row in vouchers if BATCH.match(row["comment"]) and row["uptime"] == "0s"]
    assert any(row["name"] in active for row in fresh) and any(row["name"] in cookies for row in fresh)
    assert all(truth(made, row).state == "stuck" for row in fresh if row["name"] in active | cookies)


def test_overdue_ones_are_still_let_in(made):
    found = [v for v in made.users.values() if v.is_overdue]
    assert found and all(v.shape == "dated_iso" and v.end < NOW and v.state == "expired" for v in found)


def test_one_name_on_two_servers_is_two_vouchers(made):
    assert {key for key in made.users if key[0] == "kembar"} == {("kembar", "hotspot1"), ("kembar", "hotspot2")}


def test_codes_have_no_letters_that_look_alike(made):
    made_codes = [v.name for v in made.users.values() if v.name not in ("kembar", *(p.name for p in mikhmon.PROFILES))]
    assert all(re.fullmatch(r"(an-)?[2-9A-Za-z]+", name) and not set(name.removeprefix("an-")) & set("01IOQlo") for name in made_codes)


def test_a_simulated_router_takes_it(bare_router, made):
    bare_router.order("load", tables=made.tables)
    assert len(bare_router.rows("/ip/hotspot/user")) == len(made.tables["/ip/hotspot/user"])
    assert bare_router.stats()["writes"] == 0
