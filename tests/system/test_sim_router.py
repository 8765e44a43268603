"""The simulated router against an independent client (librouteros), and its misbehaviour on raw sockets."""

import hashlib
import json
import socket
import ssl

import librouteros
import pytest
from librouteros.exceptions import TrapError
from librouteros.login import token
from librouteros.query import Key, Or
from router_wire import Reader, sentence


@pytest.fixture
def router_version():
    return "7.16"


@pytest.fixture
def router(bare_router):
    return bare_router


@pytest.fixture
def api(router):
    client = connect(router)
    yield client
    client.close()


def connect(router, **options):
    address = router.address
    given = {"host": address["host"], "port": address["port"], "username": "console", "password": "router",
             "encoding": "latin-1", "timeout": 10, **options}
    return librouteros.connect(**given)


class Raw:
    """Sentences on a socket, for what no decent client does."""

    def __init__(self, router, login=True):
        self.socket = socket.create_connection((router.address["host"], router.address["port"]), timeout=10)
        self.reader = Reader()
        self.sentences = []
        if login:
            self.send("/login", "=name=console", "=password=router")
            assert self.receive() == ["!done"]

    def send(self, *words):
        self.socket.sendall(sentence(*words).encode("latin-1"))

    def receive(self):
        """The next sentence; None at the end of the stream."""
        while not self.sentences:
            data = self.socket.recv(65536)
            if not data:
                return None
            self.sentences = self.reader.feed(data)
        return self.sentences.pop(0)

    def rest(self):
        """Every byte until the end of the stream."""
        data = b""
        while piece := self.receive_bytes():
            data += piece
        return data

    def receive_bytes(self):
        try:
            return self.socket.recv(65536)
        except ConnectionResetError:
            return b""

    def close(self):
        self.socket.close()


@pytest.fixture
def raw(router):
    opened = []

    def go(**options):
        opened.append(Raw(router, **options))
        return opened[-1]

    yield go
    for client in opened:
        client.close()


def test_system_menus(api):
    assert list(api("/system/identity/print")) == [{"name": "main"}]
    resource = next(iter(api("/system/resource/print")))
    assert resource["version"].startswith("7.16") and resource["board-name"]
    clock = next(iter(api("/system/clock/print")))
    assert clock["time-zone-name"] == "Asia/Jakarta" and len(clock["time"]) == 8


def test_login_over_tls_with_the_certificate_verified(router):
    context = ssl.create_default_context(cafile=router.address["ca_file"])
    client = connect(router, port=router.address["tls_port"],
                     ssl_wrapper=lambda s: context.wrap_socket(s, server_hostname="127.0.0.1"))
    assert list(client("/system/identity/print")) == [{"name": "main"}]
    client.close()


def test_wrong_password_is_a_trap(router):
    with pytest.raises(TrapError, match="invalid user name or password"):
        connect(router, password="wrong")
    assert router.stats()["wrong_logins"] == 1


def test_challenge_login(router):
    router.order("options", challenge=True)
    client = connect(router, login_method=token)
    assert list(client("/system/identity/print"))
    client.close()
    with pytest.raises(TrapError):
        connect(router, login_method=token, password="wrong")


def test_challenge_is_what_the_manual_says(router, raw):
    router.order("options", challenge=True)
    client = raw(login=False)
    client.send("/login")
    done, ret = client.receive()
    assert done == "!done"
    digest = hashlib.md5(b"\0router" + bytes.fromhex(ret.removeprefix("=ret="))).hexdigest()
    client.send("/login", "=name=console", "=response=00" + digest)
    assert client.receive() == ["!done"]


def test_commands_before_login_end_the_session(raw):
    client = raw(login=False)
    client.send("/system/identity/print")
    assert client.receive() == ["!fatal", "not logged in"]
    assert client.receive() is None


def test_user_is_added_changed_and_removed(api):
    users = api.path("ip", "hotspot", "user")
    row_id = users.add(**{"name": "0812x", "password": "x1", "limit-bytes-total": "10G", "limit-uptime": "30d", "comment": "ours"})
    assert row_id == "*1"
    (row,) = users
    assert row["limit-bytes-total"] == 10737418240 and row["limit-uptime"] == "4w2d" and row["profile"] == "default"
    assert row["disabled"] is False
    users.update(**{".id": row_id, "disabled": "yes", "limit-bytes-total": "0"})
    (row,) = users
    assert row["disabled"] is True and "limit-bytes-total" not in row
    users.remove(row_id)
    assert list(users) == []
    assert users.add(name="0812x") == "*2"


def test_ids_count_in_upper_case_hexadecimal(api):
    entries = api.path("ip", "firewall", "address-list")
    ids = [entries.add(list="active", address=f"10.0.0.{n}") for n in range(1, 18)]
    assert ids[8:11] == ["*9", "*A", "*B"] and ids[16] == "*11"


@pytest.mark.parametrize("path, values, message", [
    ("/ip/firewall/address-list/add", {"list": "active", "address": "10.0.0.1"}, "failure: already have such entry"),
    ("/ip/hotspot/user/add", {"name": "one"}, "failure: already have user with this name for this server"),
    ("/ip/hotspot/ip-binding/add", {"mac-address": "02:00:00:00:00:01"}, "failure: such client already exists"),
    ("/ip/hotspot/user/add", {"name": "two", "profile": "none"}, "input does not match any value of profile"),
    ("/ip/hotspot/ip-binding/add", {"type": "magic"}, "input does not match any value of type"),
    ("/ip/hotspot/user/add", {"name": "two", "colour": "red"}, "unknown parameter"),
    ("/ip/hotspot/user/remove", {".id": "*99"}, "no such item"),
    ("/ip/hotspot/user/frobnicate", {}, "no such command"),
    ("/ip/nonsense/print", {}, "no such command prefix"),
])
def test_refusals_are_worded_as_the_router_words_them(api, path, values, message):
    api.path("ip", "firewall", "address-list").add(list="active", address="10.0.0.1")
    api.path("ip", "hotspot", "user").add(name="one")
    api.path("ip", "hotspot", "ip-binding").add(**{"mac-address": "02:00:00:00:00:01"})
    with pytest.raises(TrapError) as caught:
        tuple(api(path, **values))
    assert caught.value.message == message


def test_an_address_in_another_list_is_another_entry(api):
    entries = api.path("ip", "firewall", "address-list")
    entries.add(list="active", address="10.0.0.1/32")
    entries.add(list="habis", address="10.0.0.1")
    with pytest.raises(TrapError):
        entries.update(**{".id": "*2", "list": "active"})
    assert [row["address"] for row in entries] == ["10.0.0.1", "10.0.0.1"]


def test_an_entry_with_a_timeout_is_dynamic_and_goes(router, api):
    entries = api.path("ip", "firewall", "address-list")
    entries.add(list="active", address="10.0.0.1", timeout="1h")
    (row,) = entries
    assert row["dynamic"] is True and row["timeout"] in ("1h", "59m59s")
    router.order("options", skew_s=3601)
    assert list(entries) == []
    entries.add(list="active", address="10.0.0.1")


def test_proplist_and_queries(api):
    users = api.path("ip", "hotspot", "user")
    for name, limit in (("a", "100"), ("b", "2000"), ("c", "0")):
        users.add(**{"name": name, "limit-bytes-total": limit})
    users.update(**{".id": "*3", "comment": "mark"})
    name, limit = Key("name"), Key("limit-bytes-total")
    assert list(users.select(name).where(limit == 100)) == [{"name": "a"}]
    assert list(users.select(name).where(Or(name == "a", name == "c"))) == [{"name": "a"}, {"name": "c"}]
    assert list(users.select(name).where(limit > 100)) == [{"name": "b"}]
    assert list(users.select(name).where(limit < 2000)) == [{"name": "a"}]


@pytest.mark.parametrize("queries, names", [
    (["?comment"], "c"), (["?-comment"], "ab"), (["?name=a", "?name=b", "?#|"], "ab"), (["?name=a", "?#!"], "bc"),
    (["?comment", "?name=c"], "c"), (["?comment", "?name=a", "?#&"], ""), (["?name=a", "?name=b", "?#|!"], "c"),
    (["?name=a", "?name=b", "?#1"], "a"),
])
def test_query_words(router, raw, queries, names):
    for name in "abc":
        router.order("row", path="/ip/hotspot/user", verb="add", values={"name": name, **({"comment": "x"} if name == "c" else {})})
    client = raw()
    client.send("/ip/hotspot/user/print", "=.proplist=name", *queries)
    found = []
    while (reply := client.receive()) != ["!done"]:
        found.append(reply[1].removeprefix("=name="))
    assert "".join(found) == names


def test_empty_is_said_only_by_newer_routers(router, raw):
    client = raw()
    client.send("/ip/hotspot/user/print", ".tag=1")
    assert client.receive() == ["!done", ".tag=1"]
    router.order("options", empty=True)
    client.send("/ip/hotspot/user/print", ".tag=2")
    assert client.receive() == ["!empty", ".tag=2"]
    assert client.receive() == ["!done", ".tag=2"]


def test_text_is_bytes(router, api):
    api.path("ip", "hotspot", "user").add(name="caf\xe9", comment="\xc3\xa9\x1b[31m")
    (row,) = api.path("ip", "hotspot", "user")
    assert row["name"] == "caf\xe9" and row["comment"] == "\xc3\xa9\x1b[31m"
    assert router.rows("/ip/hotspot/user")[0]["comment"] == "é\x1b[31m"


def test_many_tagged_commands_are_in_flight_at_once(router, raw):
    router.order("latency", ms=50)
    client = raw()
    router.stats(reset=True)
    client.socket.sendall("".join(sentence("/ip/firewall/address-list/add", "=list=active", f"=address=10.1.{n >> 8}.{n & 255}",
                                           f".tag={n}") for n in range(500)).encode())
    replies = [client.receive() for _ in range(500)]
    assert {reply[1] for reply in replies} == {f".tag={n}" for n in range(500)}
    stats = router.stats()
    assert stats["writes"] == 500 and stats["max_in_flight"] == 500
    assert len(router.rows("/ip/firewall/address-list")) == 500


def test_cancel_ends_a_print_with_a_trap_of_its_own(router, raw):
    client = raw()
    router.order("latency", ms=5000)
    client.send("/ip/hotspot/user/print", ".tag=long")
    client.send("/ip/hotspot/user/add", "=name=kept", ".tag=write")
    wait_until(lambda: router.stats()["writes"] == 1)
    router.order("calm")
    client.send("/cancel", "=tag=long", ".tag=stop")
    replies = [client.receive() for _ in range(3)]
    assert ["!trap", ".tag=long", "=category=2", "=message=interrupted"] in replies
    assert ["!done", ".tag=long"] in replies and ["!done", ".tag=stop"] in replies


def wait_until(condition):
    for _ in range(10000):  # each look is a round trip to the simulator
        if condition():
            return
    raise AssertionError("it did not happen")


def test_bulk_print_of_ten_thousand_hosts(router, api):
    hosts = [{"mac-address": f"02:00:00:00:{n >> 8:02X}:{n & 255:02X}", "address": f"10.2.{n >> 8}.{n & 255}", "bytes-in": n,
              "uptime-s": n} for n in range(10000)]
    router.order("load", tables={"/ip/hotspot/host": hosts})
    seen = list(api("/ip/hotspot/host/print", **{".proplist": "mac-address,bytes-in,uptime"}))
    assert len(seen) == 10000
    assert seen[9999]["bytes-in"] == 9999 and seen[9999]["uptime"].startswith("2h46m")


# --- versions ---


@pytest.mark.parametrize("version, empty, secrets, active, device_mode, made_with, date", [
    ("6.49.19", False, "shown", True, False, "factory-software", "/20"),
    ("7.16", False, "shown", True, False, "factory-software", "-"),
    ("7.18", True, "shown", True, True, "factory-software", "-"),
    ("7.21", True, "masked", False, True, "factory-software", "-"),
    ("7.25.1", True, "masked", False, True, "minimum-version", "-"),
])
def test_each_version_speaks_as_it_does(router, raw, version, empty, secrets, active, device_mode, made_with, date):
    router.order("options", version=version, empty=None)
    router.order("row", path="/ip/hotspot/user", verb="add", values={"name": "budi", "password": "123456"})
    client = raw()

    def ask(*words):
        replies = []
        client.send(*words)
        while not replies or replies[-1][0] != "!done":
            replies.append(client.receive())
        return replies

    resource = dict(w[1:].split("=", 1) for w in ask("/system/resource/print")[0][1:])
    assert resource["version"].startswith(version + " (") and made_with in resource
    assert ("!empty" in [reply[0] for reply in ask("/ip/hotspot/host/print")]) == empty
    assert any(date in w for w in ask("/system/clock/print")[0] if w.startswith("=date="))
    plain = ask("/ip/hotspot/user/print", "=.proplist=name,password")[0]
    asked = ask("/ip/hotspot/user/print", "=.proplist=name,password", "=show-sensitive=")[0]
    if secrets == "shown":
        assert plain == ["!re", "=name=budi", "=password=123456"] and asked[0] == "!trap" and "=message=unknown parameter" in asked
    else:
        assert plain == ["!re", "=name=budi", "=password=*****"] and asked == ["!re", "=name=budi", "=password=123456"]
        for way, shown in (("absent", []), ("empty", ["=password="]), ("shown", ["=password=123456"])):
            router.order("options", secrets=way)
            assert ask("/ip/hotspot/user/print", "=.proplist=name,password")[0] == ["!re", "=name=budi", *shown]
    assert (ask("/ip/hotspot/active/add", "=user=budi", "=address=10.0.0.9")[0][0] == "!done") == active
    assert (ask("/system/device-mode/print")[0][0] == "!re") == device_mode
    dynamic = [reply for reply in ask("/ip/service/print") if "=dynamic=true" in reply]
    assert bool(dynamic) == (not active)
    session = next(w for w in ask("/user/active/print")[0] if w.startswith("=.id="))
    client.send("/user/active/request-logout" if version in ("6.49.19", "7.16", "7.18") else "/user/active/remove", session)
    assert client.rest() == b""


def test_what_an_account_may_not_see_is_not_shown(router, raw):
    router.order("options", version="7.25.1", policies=["read", "write", "api"], refused=["/system/clock"])
    router.order("row", path="/ip/hotspot/user", verb="add", values={"name": "budi", "password": "123456"})
    client = raw()
    client.send("/ip/hotspot/user/print", "=.proplist=password", "=show-sensitive=")
    assert client.receive() == ["!re", "=password=*****"] and client.receive() == ["!done"]
    client.send("/system/clock/print")
    assert client.receive()[-1].startswith("=message=not enough permissions") and client.receive() == ["!done"]
    client.send("/user/group/print", "?name=console")
    assert ",!sensitive," in client.receive()[-1]


def test_values_are_padded_and_uptimes_are_empty(router, raw):
    router.order("row", path="/ip/hotspot/host", verb="add", values={"mac-address": "02:00:00:00:00:01", "address": "10.0.0.1"})
    router.order("options", nul_padding=True, empty_uptime=True)
    client = raw()
    client.send("/ip/hotspot/host/print", "=.proplist=.id,address,uptime")
    assert client.receive() == ["!re", "=.id=*1", "=address=10.0.0.1\0\0", "=uptime="]


# --- misbehaviour ---


def test_traps_are_laid_for_the_nth_write(router, raw):
    router.order("trap", nth=2, message="failure: flash full", category=3)
    client = raw()
    for n, expected in enumerate(("!done", "!trap", "!done")):
        client.send("/ip/hotspot/user/add", f"=name=u{n}")
        reply = client.receive()
        assert reply[0] == expected
        if expected == "!trap":
            assert reply[1:] == ["=category=3", "=message=failure: flash full"]
            assert client.receive() == ["!done"]
    assert [row["name"] for row in router.rows("/ip/hotspot/user")] == ["u0", "u2"]


def test_connection_is_cut_in_the_middle_of_a_sentence(router, raw):
    client = raw()
    router.order("drop", after_bytes=7)
    client.send("/system/identity/print")
    assert client.rest() == b"\x03!re\x0a=n"


def test_split_writes_come_whole_in_the_end(router, api):
    router.order("split", bytes=1)
    assert list(api("/system/identity/print")) == [{"name": "main"}]


@pytest.mark.parametrize("order, first", [({"name": "garbage", "hex": "f8ffffffff"}, b"\xf8\xff\xff\xff\xff"),
                                          ({"name": "oversize", "length": 0x7FFFFFF}, b"\xe7\xff\xff\xff")])
def test_broken_bytes_come_before_the_next_answer(router, raw, order, first):
    client = raw()
    router.order(**order)
    client.send("/system/identity/print")
    assert client.receive_bytes().startswith(first)


def test_a_mute_router_may_have_done_what_it_was_asked(router, raw):
    client = raw()
    router.order("mute")
    client.send("/ip/hotspot/user/add", "=name=ghost")
    wait_until(lambda: router.rows("/ip/hotspot/user"))
    client.socket.setblocking(False)
    with pytest.raises(BlockingIOError):
        client.socket.recv(1)


def test_sessions_beyond_the_limit_are_refused(router, raw):
    first = raw()
    router.order("sessions", limit=1, fatal=True)
    second = raw(login=False)
    assert second.receive() == ["!fatal", "too many sessions"]
    assert second.receive() is None
    first.send("/system/identity/print")
    assert first.receive()[0] == "!re"


def test_restart_forgets_what_is_dynamic(router, raw):
    router.order("load", tables={
        "/ip/hotspot/host": [{"mac-address": "02:00:00:00:00:01", "address": "10.0.0.1", "bytes-in": 5, "bytes-out": 6, "uptime-s": 99}],
        "/ip/firewall/address-list": [{"list": "active", "address": "10.0.0.1"},
                                      {"list": "fup", "address": "10.0.0.2", "dynamic": "true", "timeout-s": 60}]})
    before = router.rows("/ip/hotspot/host")[0]
    client = raw()
    router.order("restart")
    assert client.rest() == b""
    after = router.rows("/ip/hotspot/host")[0]
    assert (after["bytes-in"], after["bytes-out"], after["uptime"]) == ("0", "0", "0s")
    assert after[".id"] != before[".id"] and after["mac-address"] == before["mac-address"]
    assert [row["list"] for row in router.rows("/ip/firewall/address-list")] == ["active"]


def test_traffic_counts_for_one_host_and_for_all(router, api):
    router.order("load", tables={"/ip/hotspot/host": [{"mac-address": f"02:00:00:00:00:0{n}", "address": f"10.0.0.{n}"} for n in (1, 2)]})
    assert router.order("traffic", mac="02:00:00:00:00:01", bytes_in=10, bytes_out=20)["hosts"] == 1
    assert router.order("traffic", bytes_in=1)["hosts"] == 2
    hosts = list(api("/ip/hotspot/host/print"))
    assert [(h["bytes-in"], h["bytes-out"]) for h in hosts] == [(11, 20), (1, 0)]
    router.order("rate", mac="02:00:00:00:00:02", bytes_per_s=1 << 20)
    wait_until(lambda: int(router.rows("/ip/hotspot/host")[1]["bytes-in"]) > 100_000)
    assert router.rows("/ip/hotspot/host")[0]["bytes-in"] == "11"


def test_it_stops_and_starts_listening(router):
    connect(router).close()
    router.order("listen", on=False)
    with pytest.raises(OSError):
        socket.create_connection((router.address["host"], router.address["port"]), timeout=5).close()
    router.order("listen", on=True)
    connect(router).close()


def test_tables_are_dumped_and_loaded(router, tmp_path):
    router.order("row", path="/ip/hotspot/user", verb="add", values={"name": "siti", "comment": "Rénata"})
    tables = router.order("dump")["tables"]
    state = tmp_path / "state.json"
    state.write_text(json.dumps({"/ip/hotspot/user": [{"name": "budi"}]}), encoding="utf-8")
    router.order("load", file=str(state))
    assert [row["name"] for row in router.rows("/ip/hotspot/user")] == ["budi"]
    router.order("load", tables={"/ip/hotspot/user": tables["/ip/hotspot/user"]})
    assert router.rows("/ip/hotspot/user")[0]["comment"] == "Rénata"


def test_commands_are_counted(router, api):
    router.stats(reset=True)
    entries = api.path("ip", "firewall", "address-list")
    entries.add(list="active", address="10.0.0.1")
    list(entries)
    stats = router.stats()
    assert stats["commands"] == {"/ip/firewall/address-list/add": 1, "/ip/firewall/address-list/print": 1}
    assert (stats["writes"], stats["sentences"], stats["traps"]) == (1, 2, 0)


def test_changes_are_counted_by_menu_and_refusals_are_not(router, api):
    entries = api.path("ip", "firewall", "address-list")
    router.stats(reset=True)
    entries.add(list="active", address="10.0.0.1")
    with pytest.raises(TrapError):
        entries.add(list="active", address="10.0.0.1")
    entries.update(**{".id": "*1", "comment": "x"})
    api.path("ip", "hotspot", "user").add(name="budi")
    assert router.stats()["changes"] == {"/ip/firewall/address-list": 2, "/ip/hotspot/user": 1}


def test_time_is_wound_forward(router, api):
    entries = api.path("ip", "firewall", "address-list")
    entries.add(list="active", address="10.0.0.1", timeout="1h")
    entries.add(list="active", address="10.0.0.2", timeout="3h")
    entries.add(list="blocked", address="10.0.0.3")
    router.order("forward", seconds=3601)
    assert [row["address"] for row in entries] == ["10.0.0.2", "10.0.0.3"]
    assert [row.get("timeout", "-") for row in router.rows("/ip/firewall/address-list")][1] == "-"
    router.order("forward", seconds=7200)
    assert [row["address"] for row in entries] == ["10.0.0.3"]


def test_a_full_menu_refuses_until_it_has_room(router, api):
    entries = api.path("ip", "firewall", "address-list")
    router.order("full", rows=2)
    for n in (1, 2):
        entries.add(list="active", address=f"10.0.0.{n}")
    with pytest.raises(TrapError, match="not enough memory"):
        entries.add(list="active", address="10.0.0.3")
    entries.remove("*1")
    entries.add(list="active", address="10.0.0.3")
    router.order("full", rows=None)
    entries.add(list="active", address="10.0.0.4")


def test_power_is_cut_among_writes(router, raw):
    """What was written stays, what is dynamic goes, no answer comes for the last write."""
    router.order("load", tables={"/ip/firewall/address-list": [{"list": "fup", "address": "10.9.0.1", "dynamic": "true",
                                                                 "timeout-s": 600}]})
    router.order("power_cut", after_writes=2)
    client = raw()
    # in one piece: nobody is there any more for what would come later
    client.socket.sendall(b"".join(
        sentence("/ip/firewall/address-list/add", "=list=active", f"=address=10.0.0.{n}", f".tag={n}").encode("latin-1")
        for n in range(5)))
    client.rest()
    assert [row["address"] for row in router.rows("/ip/firewall/address-list")] == ["10.0.0.0", "10.0.0.1", "10.0.0.2"]
    with pytest.raises(OSError):
        socket.create_connection((router.address["host"], router.address["port"]), timeout=5).close()
    router.order("listen", on=True)
    connect(router).close()


def test_fatal_comes_instead_of_an_answer(router, raw):
    client = raw()
    router.order("fatal", after=1, message="going down")
    client.send("/system/identity/print")
    client.send("/ip/hotspot/user/add", "=name=late")
    assert [client.receive()[0] for _ in range(2)] == ["!re", "!done"]
    assert client.receive() == ["!fatal", "going down"]
    assert client.receive() is None
    assert router.rows("/ip/hotspot/user") == []


def test_a_load_of_hosts_whose_counters_run_and_whose_rows_change(router, api):
    router.order("populate", hosts=5000, entries=25000, bytes_each=1000)
    hosts = list(api("/ip/hotspot/host/print", **{".proplist": ".id,mac-address,bytes-in,bytes-out"}))
    assert len({h["mac-address"] for h in hosts}) == 5000
    assert {h["bytes-in"] + h["bytes-out"] for h in hosts} == {1000}
    assert len(router.rows("/ip/firewall/address-list")) == 25000
    router.order("rate", bytes_per_s=1 << 20)
    wait_until(lambda: int(router.rows("/ip/hotspot/host")[4999]["bytes-in"]) > 100_000)
    router.order("rate")
    router.order("host_row", mac=hosts[0]["mac-address"], counters=True)
    changed = router.rows("/ip/hotspot/host")[-1]
    assert changed["mac-address"] == hosts[0]["mac-address"] and changed[".id"] != hosts[0][".id"]
    assert changed["uptime"] == "0s" and int(changed["bytes-in"]) > 100_000


def test_walled_garden_menus(api):
    garden = api.path("ip", "hotspot", "walled-garden")
    garden.add(**{"dst-host": "*.midtrans.com", "action": "allow", "comment": "bank"})
    api.path("ip", "hotspot", "walled-garden", "ip").add(**{"dst-address": "103.10.128.0/24"})
    (host,), (network,) = list(garden), list(api.path("ip", "hotspot", "walled-garden", "ip"))
    assert (host["dst-host"], host["action"], host["disabled"]) == ("*.midtrans.com", "allow", False)
    assert (network["dst-address"], network["action"]) == ("103.10.128.0/24", "accept")
    with pytest.raises(TrapError, match="input does not match any value of action"):
        garden.add(**{"dst-host": "x", "action": "accept"})
