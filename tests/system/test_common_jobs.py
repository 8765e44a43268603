"""The five commonest jobs by keys alone, at 80x24 and in both languages, each with its number of keys, as docs/keys.md has
them. A text that is typed counts by its characters."""

import pathlib
import re

import pytest
from cashdesk import buyer
from test_widgets import debtor

KEYS_PAGE = pathlib.Path(__file__, "../../../docs/keys.md").resolve()
OWED = 40  # GB; of one whose half is to be settled
LANGUAGES = {
    "en": {"access": "Access", "offline": "not on, as of", "apply": "Apply", "type": r"Type (\S+) to apply",
           "settle": "Settle oldest first"},
    "id": {"access": "Akses", "offline": "tidak terhubung, menurut", "apply": "Jalankan", "type": r"Ketik (\S+) untuk menjalankan",
           "settle": "Lunasi yang tertua dulu"},
}


def documented():
    """{job: keys}, of the page's table."""
    table = KEYS_PAGE.read_text(encoding="utf-8").partition("## The commonest jobs")[2].partition("\n## ")[0]
    return {job: int(count) for job, count in re.findall(r"^\| ([a-z][^|]*?) \| (\d+) \|", table, re.MULTILINE)}


class Hands:
    """What an operator presses, counted."""

    def __init__(self, screen, words):
        self.screen, self.words, self.count = screen, words, 0

    def press(self, *keys):
        self.screen.press(*keys)
        self.count += len(keys)

    def type(self, text):
        self.screen.type(text)
        self.count += len(text)

    def wait_for(self, what):
        return self.screen.wait_for(what)

    def _asked(self, terminal):
        """What the preview wants: a key, or a text."""
        text = terminal.text()
        typed = re.search(self.words["type"], text)
        key = re.search(rf"(\S+) {self.words['apply']}\b", text)
        return ("type", typed[1]) if typed else ("key", key[1]) if key else None

    def confirm(self):
        """As the preview asks for it."""
        how, what = self.wait_for(self._asked)
        if how == "type":
            self.type(what)
        self.press("enter" if how == "type" else what)


@pytest.fixture
def config(make_config, database, router, gateways):
    return make_config(database, [router], midtrans=gateways)


@pytest.fixture(params=sorted(LANGUAGES))
def hands(request, console):
    """On the list of customers, as the console begins."""
    screen = console("users", rows=24, columns=80, env={"LANGUAGE": request.param, "LANG": "C.UTF-8"})
    screen.wait_for("1/200")
    return Hands(screen, LANGUAGES[request.param])


def on_row(hands, phone):
    """The cursor stands on that customer; finding him is a job of its own, and counts there."""
    hands.press("/")
    hands.type(phone)
    hands.press("enter")
    hands.wait_for(lambda t: phone in "\n".join(t.lines()[2:]) and "1/1" in t.lines()[1])
    hands.count = 0


def check(hands, job):
    assert documented()[job] == hands.count


def phone_of(database, user):
    return "0" + database.one("SELECT phone_number FROM public.users WHERE id = %s", user)[3:]


def test_find_a_customer_by_phone(hands, database):
    user = buyer(database)
    phone, name = phone_of(database, user), database.one("SELECT full_name FROM public.users WHERE id = %s", user)
    hands.press("/")
    hands.type(phone)
    hands.wait_for(lambda t: phone in "\n".join(t.lines()[2:]) and "1/1" in t.lines()[1])
    hands.press("enter", "enter")
    hands.wait_for(lambda t: name in t.lines()[1] and hands.words["access"] in t.text())
    check(hands, "find a customer by phone")


def test_why_is_he_offline(hands, database, run):
    user = buyer(database)
    assert run("act", "routers.reconcile", "--where", "", "mend=no", "--yes").code == 0
    database.all("UPDATE public.users SET is_blocked = true, blocked_reason = 'quarrel' WHERE id = %s", user)
    database.all("DELETE FROM console.router_session WHERE user_id = %s", user)
    on_row(hands, phone_of(database, user))
    hands.press("enter")
    hands.wait_for(lambda t: "quarrel" in t.text() and hands.words["offline"] in t.text())
    check(hands, "why is the customer offline")


def test_sell_a_package_by_qris(hands, database):
    user = buyer(database)
    on_row(hands, phone_of(database, user))
    hands.press("P")
    hands.wait_for("Paket 25 GB")
    hands.type("25")
    hands.wait_for(lambda t: "Paket 25 GB" in t.text() and "Paket 10 GB" not in t.text())
    hands.press("enter")
    hands.confirm()
    hands.wait_for(lambda t: sum(sum(line.count(block) for block in "▄") > 10 for line in t.lines()) >= 5)
    assert database.one("SELECT count(*) FROM console.charge WHERE user_id = %s AND state = 'open' AND method = 'qris'", user) == 1
    check(hands, "sell a package by QRIS")


def test_settle_half_a_debt(hands, database):
    user, phone = debtor(database, OWED)
    on_row(hands, phone)
    hands.press("O")
    hands.wait_for(hands.words["settle"])
    hands.type("50%")
    hands.press("enter")
    hands.confirm()
    hands.wait_for(lambda t: database.one("SELECT manual_debt_mb FROM public.users WHERE id = %s", user) == OWED // 2 * 1024)
    assert database.one("SELECT count(*) FROM public.user_quota_debts WHERE user_id = %s AND is_paid", user) >= OWED // 2
    check(hands, "settle half a debt")


def test_block_all_above_10_gb_and_undo(hands, database):
    """Twenty of the sample; what confirms more may be more to type."""
    above = database.one("SELECT count(*) FROM public.users WHERE is_blocked")
    hands.press("/")
    hands.type("debt>10GB")
    hands.press("enter")
    hands.wait_for(lambda t: "debt>10GB" in t.lines()[1])
    hands.press("a", "b")
    hands.type("debt")
    hands.press("enter")
    hands.confirm()
    hands.wait_for(lambda t: "┌" not in t.text() and database.one("SELECT count(*) FROM public.users WHERE is_blocked") == above + 20)
    hands.press("U")
    hands.confirm()
    hands.wait_for(lambda t: database.one("SELECT count(*) FROM public.users WHERE is_blocked") == above)
    check(hands, "block all above 10 GB, and undo")
