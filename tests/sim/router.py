#!/usr/bin/python3
"""A simulated MikroTik router that speaks the RouterOS API, and misbehaves when it is told to.

It prints one JSON line with its addresses when it listens. Orders come as JSON lines on the
control socket, each {"do": NAME, …}, each answered by one JSON line; Control says which there are.
"""

import argparse
import asyncio
import collections
import hashlib
import itertools
import json
import os
import random
import secrets
import signal
import ssl
import subprocess
import sys
import tempfile
import time

import router_ppp
import router_um
from router_login import LoginPage, Refused
from router_tables import ABSENT, MENUS, MISSING, Table, Trap, compile_query, format_duration, matches
from router_versions import Release
from router_wire import BadStream, Reader, length_prefix, sentence, word

CHUNK_ROWS = 1000        # of a long print, between two looks at what else has come
FLUSH_BYTES = 1 << 18
TICK_S = 0.25            # how often continuous traffic counts
WRITE_VERBS = frozenset(("add", "set", "remove", "enable", "disable", "unset", "reset-counters", "make-static"))
WANTED_POLICIES = ("read", "write", "policy", "sensitive", "api")
ALL_POLICIES = ("local", "telnet", "ssh", "ftp", "reboot", "read", "write", "policy", "test", "winbox", "password", "web", "sniff",
                "sensitive", "api", "romon", "rest-api")
MASKS = {"masked": "*****", "empty": "", "absent": ABSENT, "shown": None}
PRINT_WORDS = frozenset((".proplist", "detail", "stats", "terse", "without-paging", "count-only", "from", "where"))
INTERRUPTED, CATEGORY_INTERRUPTED = "interrupted", 2


def to_text(value):
    """A JSON value as the router's bytes in latin-1 characters."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).encode("utf-8", "surrogateescape").decode("latin-1")


def from_text(text):
    return text.encode("latin-1").decode("utf-8", "surrogateescape")


class Faults:
    """What goes wrong, until it is told otherwise."""

    def __init__(self):
        self.latency_s = 0.0
        self.jitter_s = 0.0
        self.mute = False
        self.mute_executes = True
        self.split = 0             # bytes a write, 0 = whole
        self.drop_after = None     # bytes still sent before the connection is cut
        self.next_bytes = b""      # sent before the next answer
        self.traps = []            # [commands to let pass, how often, which, message, category]
        self.session_limit = 20
        self.limit_says_fatal = False
        self.room = {}             # path: (most rows, message)
        self.power_cut = None      # [writes that are still done, seconds without power]
        self.fatal_after = None    # [commands that are still answered, message]

    def trap_for(self, path, is_write):
        for trap in self.traps:
            which = trap["on"]
            if which == "write" and not is_write or which not in ("write", "all") and which != path:
                continue
            if trap["skip"] > 0:
                trap["skip"] -= 1
                continue
            trap["count"] -= 1
            if trap["count"] <= 0:
                self.traps.remove(trap)
            return Trap(to_text(trap["message"]), trap["category"])
        return None


class Router:
    """The state behind every connection."""

    def __init__(self, options):
        self.options = options
        self.server = None
        self.faults = Faults()
        self.sessions = set()
        self.session_numbers = itertools.count(1)
        self.skew_s = 0.0
        self.booted = self.clock()
        self.identity = to_text(options.identity)
        self.empty = True if options.empty else None  # None: as its version does
        self.secrets = options.secrets
        self.policies = WANTED_POLICIES
        self.device_mode = {"mode": "advanced", "hotspot": "yes", "proxy": "yes", "flagged": "no"}
        self.refused = ()          # menus that the account may not print
        self.categories = not options.no_categories
        self.challenge = options.challenge
        self.user = to_text(options.user)
        self.password = options.password
        self.log = [("08:00:01", "system,info", "router rebooted"), ("08:03:12", "hotspot,account,info,debug", "081234 (10.0.0.9): logged in")]
        self.port_names = {}       # that the operator gave
        self.rate = {}             # MAC, or None for all: bytes a second
        self.tables = {}
        for path, menu in {**MENUS, **router_ppp.MENUS}.items():
            self.tables[path] = Table(path, menu, self.tables, self.clock)
        self.ppp = router_ppp.Ppp(self)
        self.version = options.version
        self.reset_stats()
        self.load({"/ip/hotspot": [{"name": "hotspot1", "interface": "bridge", "profile": "hsprof1"}],
                   "/ip/hotspot/profile": [{"name": "default", "default": "true"}, {"name": "hsprof1", "dns-name": "hotspot.example"}],
                   "/ip/hotspot/user/profile": [{"name": "default", "default": "true"}],
                   "/ppp/profile": [{"name": "default", "default": "true"}, {"name": "default-encryption", "default": "true"}]})

    @property
    def version(self):
        return self.release.text

    @version.setter
    def version(self, text):
        self.release = Release(text)

    def set_nul_padding(self, on):
        for table in self.tables.values():
            table.padding = "\0\0" if on else ""
            for row in table.rows.values():
                row.changed()

    def set_empty_uptime(self, on):
        for table in self.tables.values():
            table.says_uptime = not on

    nul_padding = property(lambda self: any(table.padding for table in self.tables.values()), set_nul_padding)
    empty_uptime = property(lambda self: not all(table.says_uptime for table in self.tables.values()), set_empty_uptime)

    def clock(self):
        return time.time() + self.skew_s

    def reset_stats(self):
        self.by_menu = collections.Counter()  # rows that were really changed
        self.stats = {"connections": 0, "logins": 0, "refused": 0, "wrong_logins": 0, "sentences": 0, "writes": 0,
                      "traps": 0, "max_in_flight": 0, "max_sessions": 0, "bytes_in": 0, "bytes_out": 0}
        self.by_command = collections.Counter()

    # --- tables ---

    def load(self, tables):
        """Replaces the tables named; rows are objects, read-only properties included."""
        for path, rows in tables.items():
            table = self.tables[path]
            table.clear()
            table.last_id = 0
            for given in rows:
                self.load_row(table, given)

    def load_row(self, table, given):
        values = {name: to_text(value) for name, value in given.items()}
        values.pop(".id", None)
        uptime = float(values.pop("uptime-s", 0))
        timeout = float(values.pop("timeout-s", 0)) or None
        values = {**table.menu.defaults, **table.menu.counters, **values}
        row = table.insert(values, timeout)
        row.since -= uptime
        return row

    def dump(self, path=None):
        out = {}
        for name, table in self.tables.items():
            if path in (None, name):
                table.sweep()
                out[name] = [{n: from_text(v) for n, v in table.shown(row).items()} for row in table.rows.values()]
        return out

    def restart(self):
        """Counters at 0, sessions gone, what is dynamic forgotten, hosts seen anew."""
        for session in list(self.sessions):
            session.transport.abort()
        self.booted = self.clock()
        self.ppp.restart()
        for path in ("/ip/firewall/address-list", "/ip/dhcp-server/lease"):
            table = self.tables[path]
            for row in [r for r in table.rows.values() if r.values.get("dynamic") == "true"]:
                table.forget(row)
        for path in ("/ip/hotspot/host", "/ip/hotspot/active"):
            table = self.tables[path]
            rows = [row.values for row in table.rows.values()]
            table.clear()
            for values in rows:
                table.insert({**values, "bytes-in": "0", "bytes-out": "0", "packets-in": "0", "packets-out": "0"})
        self.ppp.tick()

    def forward(self, seconds):
        """As if that much time had passed: what has a timeout comes nearer to its end, uptimes grow."""
        for table in self.tables.values():
            for row in table.rows.values():
                row.since -= seconds
                if row.expires is not None:
                    row.expires -= seconds
            table.deadlines = sorted((row.expires, row.id) for row in table.rows.values() if row.expires is not None)
        self.booted -= seconds

    def lose_power(self, down_s):
        """Now: what was written stays, its answer is lost; back after down_s, or when told to listen."""
        self.faults.power_cut = None
        self.restart()
        self.server.stop_listening()
        if down_s is not None:
            asyncio.get_running_loop().call_later(down_s, lambda: asyncio.ensure_future(self.server.listen()))

    def change_host_row(self, mac, counters):
        """The host is seen anew: another id, uptime and counters from 0, or counters that go on."""
        table = self.tables["/ip/hotspot/host"]
        for row in [r for r in table.rows.values() if r.values["mac-address"] == mac]:
            table.forget(row)
            table.insert({**row.values, **({} if counters else dict.fromkeys(("bytes-in", "bytes-out", "packets-in", "packets-out"), "0"))})

    def populate(self, hosts, entries, bytes_each=0, list_name="active"):
        """Hosts with MACs 02:00:… and addresses 10.128.…, and list entries, for load; the first MAC and address end in 0."""
        tables = {"/ip/hotspot/host": [], "/ip/firewall/address-list": []}
        for n in range(hosts):
            address = f"10.{128 + (n >> 16)}.{n >> 8 & 255}.{n & 255}"
            tables["/ip/hotspot/host"].append(
                {"mac-address": f"02:00:00:{n >> 16:02X}:{n >> 8 & 255:02X}:{n & 255:02X}", "address": address,
                 "to-address": address, "server": "hotspot1", "bytes-in": bytes_each // 10,
                 "bytes-out": bytes_each - bytes_each // 10, "uptime-s": 60 + n % 5000})
        for n in range(entries):
            tables["/ip/firewall/address-list"].append(
                {"list": list_name, "address": f"10.{192 + (n >> 16)}.{n >> 8 & 255}.{n & 255}", "comment": "load"})
        self.load(tables)

    def add_traffic(self, bytes_in, bytes_out, mac=None):
        """For one MAC, or for every host; the number of hosts."""
        touched = 0
        for path in ("/ip/hotspot/host", "/ip/hotspot/active"):
            for row in self.tables[path].rows.values():
                values = row.values
                if mac is not None and values.get("mac-address") != mac:
                    continue
                values["bytes-in"] = str(int(values["bytes-in"]) + bytes_in)
                values["bytes-out"] = str(int(values["bytes-out"]) + bytes_out)
                row.changed()
                touched += path == "/ip/hotspot/host"
        return touched

    # --- commands ---

    def run(self, words):
        """(row bodies or None, words of !done); raises Trap."""
        path, _, verb = words[0].rpartition("/")
        if verb == "print" and path in self.refused:
            raise Trap("not enough permissions (9)")
        if words[0] == "/ping":
            return self.ping(words[1:]), ()
        if path in self.OWN_MENUS:
            return self.run_own(path, verb, words[1:])
        table = self.tables.get(path)
        if table is None:
            raise Trap("no such command prefix", MISSING)
        if verb not in table.menu.verbs and verb not in self.release.verbs(path):
            raise Trap("no such command", MISSING)
        attributes, queries = {}, []
        for text in words[1:]:
            if text[0] == "=":
                name, _, value = text[1:].partition("=")
                attributes[name] = value
            elif text[0] == "?":
                queries.append(text)
        if verb in ("print", "getall"):
            return self.run_print(table, attributes, queries)
        done = getattr(self, "run_" + verb.replace("-", "_"))(table, attributes)
        self.by_menu[path] += 1
        return None, done

    def run_print(self, table, attributes, queries):
        if not PRINT_WORDS.issuperset(attributes.keys() - ({"show-sensitive"} if self.shows_sensitive(table) else set())):
            raise Trap("unknown parameter")
        table.sweep()
        rows = table.named(attributes["from"]) if "from" in attributes else list(table.rows.values())
        if queries:
            steps = compile_query(queries)
            rows = [row for row in rows if matches(table, row, steps)]
        if "count-only" in attributes:
            return None, (f"=ret={len(rows)}",)
        return table.encode(rows, attributes.get(".proplist", ""), self.mask(attributes)), ()

    def says_empty(self):
        return self.release.says_empty if self.empty is None else self.empty

    def shows_sensitive(self, table):
        """Whether a print of it takes the word."""
        return self.release.hides_secrets and bool(table.menu.secrets)

    def mask(self, attributes):
        """What is shown of secrets; None: all of it."""
        if "sensitive" not in self.policies:
            return MASKS["masked"] if self.release.hides_secrets else ABSENT
        if not self.release.hides_secrets or attributes.get("show-sensitive", "no") != "no":
            return None
        return MASKS["masked" if "show-sensitive" in attributes else self.secrets]

    def run_add(self, table, attributes):
        attributes.pop("copy-from", None)
        rows, message = self.faults.room.get(table.path, (None, None))
        if rows is not None and len(table.rows) >= rows:
            raise Trap(message)
        row = table.add(attributes)
        if "creation-time" in table.menu.counters:
            moment = time.gmtime(self.clock())
            row.values["creation-time"] = self.release.date(moment) + time.strftime(" %H:%M:%S", moment)
        return (f"=ret={row.id}",)

    def take_rows(self, table, attributes):
        ids = attributes.pop(".id", None)
        if ids is None and self.release.takes_numbers:
            ids = attributes.pop("numbers", None)
        if "numbers" in attributes:
            raise Trap("unknown parameter")
        if ids is None:
            raise Trap("missing =.id=", 1)
        return table.named(ids)

    def run_set(self, table, attributes):
        for row in self.take_rows(table, attributes):
            table.change(row, attributes)
        return ()

    def run_enable(self, table, attributes, disabled="false"):
        for row in self.take_rows(table, attributes):
            table.change(row, {"disabled": disabled})
        return ()

    def run_disable(self, table, attributes):
        return self.run_enable(table, attributes, "true")

    def run_unset(self, table, attributes):
        name = attributes.get("value-name", "")
        if name not in table.menu.settable:
            raise Trap("unknown parameter")
        for row in self.take_rows(table, attributes):
            row.values.pop(name, None)
            if name in table.menu.defaults:
                row.values[name] = table.menu.defaults[name]
            row.changed()
        return ()

    def run_remove(self, table, attributes):
        for row in self.take_rows(table, attributes):
            if row.values.get("default") == "true":
                raise Trap("failure: can not remove default profile")
            if table.path == "/ppp/active":
                self.ppp.remove(row)
                continue
            table.forget(row)
            if table.path == "/ip/hotspot/host":
                active = self.tables["/ip/hotspot/active"]
                for other in [r for r in active.rows.values() if r.values["mac-address"] == row.values["mac-address"]]:
                    active.forget(other)
        return ()

    def run_reset_counters(self, table, attributes):
        for row in self.take_rows(table, attributes):
            row.values.update(table.menu.counters)
            row.changed()
        return ()

    def run_make_static(self, table, attributes):
        for row in self.take_rows(table, attributes):
            row.values["dynamic"] = "false"
            row.changed()
        return ()

    # --- menus that are no tables ---

    OWN_MENUS = {"/system/resource": "resource", "/system/identity": "identity_row", "/system/clock": "system_clock",
                 "/system/device-mode": "device_modes", "/user": "accounts", "/user/group": "groups", "/user/active": "logins",
                 "/ip/service": "services", "/interface": "interfaces", "/log": "log_lines", "/system/health": "health"}

    def run_own(self, path, verb, words):
        ends_login = path == "/user/active" and verb == self.release.logout
        if path == "/system/device-mode" and not self.release.has_device_mode or verb != "print" and not ends_login:
            raise Trap("no such command", MISSING)
        if ends_login:
            self.end_login(words)
            return None, ()
        wanted = dict(text[1:].partition("=")[::2] for text in words if text[0] == "?" and "=" in text)
        has = [text[1:] for text in words if text[0] == "?" and "=" not in text]
        padding = "\0\0" if self.nul_padding else ""
        return ["".join(word(f"={name}={value}{padding}") for name, value in row.items())
                for row in getattr(self, self.OWN_MENUS[path])() if all(row.get(n) == v for n, v in wanted.items()) and all(n in row for n in has)], ()

    def end_login(self, words):
        wanted = next((text[5:] for text in words if text.startswith("=.id=")), None)
        for session in list(self.sessions):
            if session.id == wanted:
                session.transport.abort()
                return
        raise Trap("no such item", MISSING)

    def resource(self):
        return [{"uptime": format_duration(int(self.clock() - self.booted)), "version": self.release.text,
                 "build-time": self.release.date(time.gmtime(1704189600)) + " 10:00:00", self.release.minimum_version: "6.47",
                 "free-memory": 841072640, "total-memory": 1073741824, "cpu": "ARM64", "cpu-count": 4, "cpu-frequency": 864,
                 "cpu-load": 3, "architecture-name": "arm64", "board-name": "hAP ax^2", "platform": "MikroTik"}]

    def interfaces(self):
        """Ports have a name from the factory; what comes in on one goes out on another. Counters are of all the hosts' traffic."""
        hosts = self.tables["/ip/hotspot/host"].rows.values()
        sent, received = (sum(int(row.values[name]) for row in hosts) for name in ("bytes-in", "bytes-out"))
        counters = [("ether1", "ether", "ether1", received, sent), ("ether2", "ether", "ether2", sent, received),
                    ("bridge", "bridge", None, sent, received)]
        ports = [{".id": f"*{n}", "name": to_text(self.port_names.get(name, name)), **({"default-name": first} if first else {}), "type": kind,
                  "mtu": "1500", "running": "true", "disabled": "false", "rx-byte": rx, "tx-byte": tx, "rx-packet": rx // 800,
                  "tx-packet": tx // 800, "rx-error": 0, "tx-error": 0, "link-downs": 0}
                 for n, (name, kind, first, rx, tx) in enumerate(counters, 1)]
        return ports + self.ppp.interfaces()

    def health(self):
        """A list since 7; one row of all before."""
        values = {"voltage": ("24.1", "V"), "temperature": ("38", "C")}
        if not self.release.since("7"):
            return [{name: value for name, (value, _) in values.items()}]
        return [{".id": f"*{n}", "name": name, "value": value, "type": unit} for n, (name, (value, unit)) in enumerate(values.items(), 1)]

    def ping(self, words):
        """A row for each that was sent, with the figures so far; ends by count. Who is no host is silent."""
        given = dict(text[1:].partition("=")[::2] for text in words if text[0] == "=")
        if "test" not in self.policies:
            raise Trap("not enough permissions (9)")
        address, count = given.get("address", ""), int(given.get("count", 4))
        answers = any(address in (row.values.get("address"), row.values.get("to-address")) for row in self.tables["/ip/hotspot/host"].rows.values())
        rows = []
        for n in range(count):
            row = {"seq": n, "host": address}
            row |= {"size": 56, "ttl": 64, "time": f"{n + 1}ms204us"} if answers else {"status": "timeout"}
            row |= {"sent": n + 1, "received": n + 1 if answers else 0, "packet-loss": 0 if answers else 100}
            if answers:
                row |= {"min-rtt": "1ms204us", "avg-rtt": f"{(n + 2) // 2}ms704us", "max-rtt": f"{n + 1}ms204us"}
            rows.append("".join(word(f"={name}={value}") for name, value in row.items()))
        return rows

    def log_lines(self):
        return [{".id": f"*{n:X}", "time": at, "topics": topics, "message": to_text(message)}
                for n, (at, topics, message) in enumerate(self.log, 1)]

    def identity_row(self):
        return [{"name": self.identity}]

    def system_clock(self):
        local = time.gmtime(self.clock() + 7 * 3600)
        return [{"time": time.strftime("%H:%M:%S", local), "date": self.release.date(local), "time-zone-autodetect": "false",
                 "time-zone-name": "Asia/Jakarta", "gmt-offset": "+07:00", "dst-active": "false"}]

    def device_modes(self):
        return [self.device_mode]

    def accounts(self):
        return [{".id": "*1", "name": "admin", "group": "full"}, {".id": "*2", "name": self.user, "group": "console"}]

    def groups(self):
        policies = {"full": ALL_POLICIES, "console": self.policies}
        return [{".id": f"*{n}", "name": name, "policy": ",".join(p if p in has else "!" + p for p in ALL_POLICIES)}
                for n, (name, has) in enumerate(policies.items(), 1)]

    def logins(self):
        return [{".id": session.id, "name": self.user, "via": "api"} for session in self.sessions if session.logged_in]

    def services(self):
        fixed = [("api", self.server.ports["port"]), ("api-ssl", self.server.ports["tls_port"])]
        rows = [{".id": f"*{n}", "name": name, "port": port, "disabled": str(port < 0).lower(), "dynamic": "false",
                 **({"available-from": ""} if self.release.since("7.24") else {})} for n, (name, port) in enumerate(fixed, 1)]
        if self.release.lists_service_connections:
            rows += [{".id": "*C" + session.id[1:], "name": "api", "port": fixed[0][1], "dynamic": "true", "connection": "true"}
                     for session in self.sessions]
        return rows


class Job:
    """A command that has not been answered yet."""

    __slots__ = ("tag", "rows", "done", "trap", "cancelled")

    def __init__(self, tag, rows=None, done=(), trap=None):
        self.tag, self.rows, self.done, self.trap = tag, rows, done, trap
        self.cancelled = False


class Session(asyncio.Protocol):
    """One client's connection."""

    def __init__(self, router):
        self.router = router
        self.reader = Reader()
        self.id = f"*{next(router.session_numbers):X}"
        self.backlog = collections.deque()
        self.running = {}          # number: Job, answered later
        self.late = []             # numbers of what came just now and is answered later
        self.numbers = itertools.count()
        self.unanswered = 0
        self.logged_in = False
        self.salt = None
        self.out, self.out_size = [], 0
        self.writable = asyncio.Event()
        self.writable.set()
        self.split_queue, self.split_task = bytearray(), None

    # --- connection ---

    def connection_made(self, transport):
        self.transport = transport
        router = self.router
        router.stats["connections"] += 1
        if len(router.sessions) >= router.faults.session_limit:
            router.stats["refused"] += 1
            if router.faults.limit_says_fatal:
                transport.write(sentence("!fatal", "too many sessions").encode("latin-1"))
            transport.close()
            return
        router.sessions.add(self)
        router.stats["max_sessions"] = max(router.stats["max_sessions"], len(router.sessions))

    def connection_lost(self, exc):
        self.router.sessions.discard(self)
        self.backlog.clear()
        self.running.clear()
        self.writable.set()

    def pause_writing(self):
        # As the real one: a client that does not read is not read from either.
        self.writable.clear()
        self.transport.pause_reading()

    def resume_writing(self):
        self.writable.set()
        if not self.transport.is_closing():
            self.transport.resume_reading()
            self.work()

    def data_received(self, data):
        stats = self.router.stats
        stats["bytes_in"] += len(data)
        try:
            sentences = self.reader.feed(data)
        except BadStream:
            self.transport.abort()
            return
        self.backlog.extend(sentences)
        stats["sentences"] += len(sentences)
        self.unanswered += len(sentences)
        stats["max_in_flight"] = max(stats["max_in_flight"], self.unanswered)
        self.work()

    def work(self):
        backlog = self.backlog
        while backlog and self.writable.is_set() and not self.transport.is_closing():
            self.take(backlog.popleft())
            if self.out_size > FLUSH_BYTES:
                self.flush()
        self.flush()

    # --- commands ---

    def take(self, words):
        tag = next((w[5:] for w in words if w.startswith(".tag=")), None)
        command = words[0]
        router, faults = self.router, self.router.faults
        router.by_command[command] += 1
        if command == "/login":
            self.answer(self.login(tag, words))
        elif not self.logged_in:
            self.fatal("not logged in")
        elif command == "/quit":
            self.fatal("session terminated on request")
        elif faults.mute:
            if faults.mute_executes and command != "/cancel":
                self.execute(tag, words)
        elif faults.fatal_after and self.is_time(faults.fatal_after):
            message, faults.fatal_after = faults.fatal_after[1], None
            self.fatal(message)
        elif command == "/cancel":
            self.cancel(tag, words)
        else:
            self.answer(self.execute(tag, words))

    def execute(self, tag, words):
        router = self.router
        path, _, verb = words[0].rpartition("/")
        is_write = verb in WRITE_VERBS
        router.stats["writes"] += is_write
        try:
            trap = router.faults.trap_for(words[0], is_write)
            if trap:
                raise trap
            rows, done = router.run(words)
            cut = router.faults.power_cut
            if is_write and cut and self.is_time(cut):
                router.lose_power(cut[1])
            return Job(tag, rows, done)
        except Trap as trap:
            router.stats["traps"] += 1
            return Job(tag, trap=trap)

    @staticmethod
    def is_time(fault):
        """Counts down; true when it is over."""
        fault[0] -= 1
        return fault[0] < 0

    def login(self, tag, words):
        router = self.router
        given = dict(w[1:].partition("=")[::2] for w in words[1:] if w[0] == "=")
        if router.challenge and "response" not in given:
            self.salt = secrets.token_bytes(16)
            return Job(tag, done=(f"=ret={self.salt.hex()}",))
        password = router.password.encode("utf-8")
        if router.challenge:
            right = "00" + hashlib.md5(b"\0" + password + (self.salt or b"")).hexdigest()
            matched = self.salt is not None and given["response"].lower() == right
        else:
            matched = given.get("password", "") == password.decode("latin-1")
        if matched and given.get("name") == router.user:
            self.logged_in = True
            router.stats["logins"] += 1
            return Job(tag)
        router.stats["wrong_logins"] += 1
        return Job(tag, trap=Trap("cannot log in" if router.challenge else "invalid user name or password (6)"))

    def cancel(self, tag, words):
        wanted = next((w[5:] for w in words if w.startswith("=tag=")), None)
        for number, job in list(self.running.items()):
            if job.rows is None or (wanted is not None and job.tag != wanted):
                continue
            del self.running[number]
            job.cancelled = True
            self.send_job(Job(job.tag, trap=Trap(INTERRUPTED, CATEGORY_INTERRUPTED)))
        self.answer(Job(tag))

    def fatal(self, why):
        self.put(sentence("!fatal", why))
        self.flush()
        self.transport.close()

    # --- answers ---

    def answer(self, job):
        faults = self.router.faults
        if self.transport.is_closing():
            return
        if faults.latency_s or faults.jitter_s:
            self.answer_late(job, faults.latency_s, faults.jitter_s)
        elif job.rows is not None and len(job.rows) > CHUNK_ROWS:
            self.start_long_print(job)
        else:
            self.send_job(job)

    def answer_late(self, job, latency, jitter):
        loop = asyncio.get_running_loop()
        number = next(self.numbers)
        self.running[number] = job
        if jitter:
            loop.call_later(latency + random.uniform(0, jitter), self.send_late, [number])
            return
        # what came together is answered together: a timer for each would cost more than the answer
        if not self.late:
            loop.call_soon(self.close_late, latency)
        self.late.append(number)

    def close_late(self, latency):
        numbers, self.late = self.late, []
        asyncio.get_running_loop().call_later(latency, self.send_late, numbers)

    def send_late(self, numbers):
        for number in numbers:
            job = self.running.pop(number, None)
            if job is None or self.transport.is_closing():
                continue
            if job.rows is not None and len(job.rows) > CHUNK_ROWS:
                self.start_long_print(job)
            else:
                self.send_job(job)
        self.flush()

    def start_long_print(self, job):
        number = next(self.numbers)
        self.running[number] = job
        asyncio.ensure_future(self.print_in_chunks(number, job))

    async def print_in_chunks(self, number, job):
        rows = job.rows
        for at in range(0, len(rows), CHUNK_ROWS):
            await self.writable.wait()
            if job.cancelled or self.transport.is_closing():
                return
            self.put_rows(job.tag, rows[at : at + CHUNK_ROWS])
            self.flush()
            await asyncio.sleep(0)
        if not job.cancelled:
            self.running.pop(number, None)
            self.send_job(Job(job.tag))
            self.flush()

    @staticmethod
    def head(reply, tag):
        return word(reply) + (word(".tag=" + tag) if tag is not None else "")

    def put_rows(self, tag, rows):
        head = self.head("!re", tag)
        self.put(head + ("\0" + head).join(rows) + "\0")

    def send_job(self, job):
        self.unanswered -= 1
        if job.trap:
            self.send_trap(job)
        elif job.rows:
            self.put_rows(job.tag, job.rows)
        elif job.rows is not None and self.router.says_empty():
            self.put(self.head("!empty", job.tag) + "\0")
        self.put(self.head("!done", job.tag) + "".join(map(word, job.done)) + "\0")

    def send_trap(self, job):
        category = job.trap.category
        words = self.head("!trap", job.tag)
        if category is not None and (self.router.categories or category == CATEGORY_INTERRUPTED):
            words += word(f"=category={category}")
        self.put(words + word("=message=" + job.trap.message) + "\0")

    # --- bytes out ---

    def put(self, text):
        self.out.append(text)
        self.out_size += len(text)

    def flush(self):
        if not self.out:
            return
        data = "".join(self.out).encode("latin-1")
        self.out, self.out_size = [], 0
        faults = self.router.faults
        if faults.next_bytes:
            data, faults.next_bytes = faults.next_bytes + data, b""
        self.write(data)

    def write(self, data):
        faults = self.router.faults
        cut = faults.drop_after is not None and len(data) >= faults.drop_after
        if cut:
            data, faults.drop_after = data[: faults.drop_after], None
        elif faults.drop_after is not None:
            faults.drop_after -= len(data)
        self.router.stats["bytes_out"] += len(data)
        if faults.split or self.split_task:
            self.write_in_pieces(data, cut)
            return
        self.transport.write(data)
        if cut:
            self.transport.close()

    def write_in_pieces(self, data, cut):
        self.split_queue += data
        if self.split_task is None:
            self.split_task = asyncio.ensure_future(self.pump(max(1, self.router.faults.split)))
        if cut:
            self.split_task.add_done_callback(lambda _: self.transport.close())

    async def pump(self, piece):
        while self.split_queue and not self.transport.is_closing():
            await self.writable.wait()
            self.transport.write(bytes(self.split_queue[:piece]))
            del self.split_queue[:piece]
            await asyncio.sleep(0)
        self.split_task = None


class Server:
    """The two API ports, which can stop and start listening."""

    def __init__(self, router, options, tls_context):
        self.router, self.options, self.tls_context = router, options, tls_context
        self.ports = {"port": options.port, "tls_port": options.tls_port}
        self.listening = []

    async def listen(self):
        if self.listening:
            return
        loop = asyncio.get_running_loop()
        for name, tls in (("port", None), ("tls_port", self.tls_context)):
            if self.ports[name] < 0:
                continue
            server = await loop.create_server(lambda: Session(self.router), self.options.host, self.ports[name], ssl=tls,
                                              backlog=1024)
            self.ports[name] = server.sockets[0].getsockname()[1]
            self.listening.append(server)

    def stop_listening(self):
        for server in self.listening:
            server.close()
        self.listening = []

    def drop_sessions(self):
        for session in list(self.router.sessions):
            session.transport.abort()

    async def dropped(self):
        """Until what was dropped is closed: who gave the order may then count on it."""
        while any(session.transport.is_closing() for session in self.router.sessions):
            await asyncio.sleep(0)


class Control:
    """Orders, one JSON object a line: {"do": NAME, …}; each NAME is a do_NAME here."""

    def __init__(self, router, server):
        self.router, self.server = router, server
        self.page = LoginPage(router)

    async def serve(self, reader, writer):
        while line := await reader.readline():
            try:
                order = json.loads(line)
                handler = getattr(self, "do_" + order.pop("do"))
                answer = handler(**order)
                if asyncio.iscoroutine(answer):
                    answer = await answer
                reply = {"ok": True, **(answer or {})}
            except Exception as e:  # whatever an order does wrong is answered to who gave it
                reply = {"ok": False, "error": f"{type(e).__name__}: {e}"}
            writer.write(json.dumps(reply).encode() + b"\n")
            await writer.drain()
        writer.close()

    def do_latency(self, ms=0, jitter_ms=0):
        """Every answer comes that much later; with jitter they change places."""
        self.router.faults.latency_s, self.router.faults.jitter_s = ms / 1000, jitter_ms / 1000

    async def do_drop(self, after_bytes=0):
        """Cuts the connection after that many more bytes have been sent; 0: all of them at once."""
        if after_bytes:
            self.router.faults.drop_after = after_bytes
            return
        self.server.drop_sessions()
        await self.server.dropped()

    def do_trap(self, nth=1, count=1, on="write", message="failure: simulated", category=None):
        """Traps on the nth next command and count-1 more; on: write, all, or a command's path."""
        self.router.faults.traps.append({"skip": nth - 1, "count": count, "on": on, "message": message, "category": category})

    def do_split(self, bytes=1):
        """Writes in pieces of that size; 0: whole again."""
        self.router.faults.split = bytes

    def do_garbage(self, size=64, hex=None):
        """Bytes that are no sentence before the next answer."""
        self.router.faults.next_bytes = bytes.fromhex(hex) if hex else b"\xff" + random.randbytes(size)

    def do_oversize(self, length=0x7FFFFFF):
        """Announces a word of that length before the next answer."""
        self.router.faults.next_bytes = length_prefix(length).encode("latin-1") + b"x" * 1000

    def do_mute(self, on=True, execute=True):
        """Never answers; with execute what is asked is done all the same."""
        self.router.faults.mute, self.router.faults.mute_executes = on, execute

    def do_sessions(self, limit=20, fatal=False):
        """Refuses connections beyond limit, by closing or with !fatal."""
        self.router.faults.session_limit, self.router.faults.limit_says_fatal = limit, fatal

    def do_full(self, path="/ip/firewall/address-list", rows=0, message="failure: not enough memory for more entries"):
        """Refuses to add once the menu has so many rows; rows null: has room again."""
        self.router.faults.room.pop(path, None)
        if rows is not None:
            self.router.faults.room[path] = (rows, message)

    def do_power_cut(self, after_writes=0, down_ms=None):
        """Loses power with the write after so many more; comes back after down_ms, null: when told to listen."""
        self.router.faults.power_cut = [after_writes, None if down_ms is None else down_ms / 1000]

    def do_fatal(self, after=0, message="router was rebooted"):
        """Says !fatal and hangs up instead of answering the command after so many more."""
        self.router.faults.fatal_after = [after, message]

    def do_forward(self, seconds):
        """Time passes: timeouts come nearer to their end."""
        self.router.forward(seconds)

    def do_host_row(self, mac, counters=False):
        """The host's row is replaced by a new one; with counters they go on."""
        self.router.change_host_row(mac, counters)

    def do_populate(self, hosts=5000, entries=25000, bytes_each=0, list="active"):
        """A load: so many hosts and list entries instead of those there are. `rate` lets the counters run."""
        self.router.populate(hosts, entries, bytes_each, list)

    def do_calm(self):
        """No fault any more."""
        self.router.faults = Faults()

    async def do_restart(self, down_ms=0):
        self.router.restart()
        await self.server.dropped()
        if down_ms:
            self.server.stop_listening()
            await asyncio.sleep(down_ms / 1000)
            await self.server.listen()

    async def do_listen(self, on=True, drop=True):
        if on:
            await self.server.listen()
            return
        self.server.stop_listening()
        if drop:
            self.server.drop_sessions()
            await self.server.dropped()

    async def do_login_page(self):
        """The hotspot's login page begins to answer, over HTTP."""
        return {"port": await self.page.listen()}

    def do_come_back(self, mac):
        """A device that has a cookie is back; what the page would say to it, "" where it is let in."""
        try:
            self.page.come_back(mac)
        except Refused as why:
            return {"error_text": str(why)}
        return {"error_text": ""}

    def do_log_out(self, mac):
        """A device's session ends, and is written into the counters of its user."""
        self.page.log_out(mac)

    def do_traffic(self, mac=None, bytes_in=0, bytes_out=0):
        """Adds to the counters of one host, or of all."""
        return {"hosts": self.router.add_traffic(bytes_in, bytes_out, mac)}

    def do_rate(self, bytes_per_s=0, mac=None):
        """Continuous traffic of one host, or of all; 0 ends it, without a MAC that of every host."""
        if bytes_per_s:
            self.router.rate[mac] = bytes_per_s
        elif mac is None:
            self.router.rate.clear()
        else:
            self.router.rate.pop(mac, None)

    def do_ppp_modem(self, user, mac, on=True):
        """A modem that dials for as long as it is plugged in."""
        (self.router.ppp.plug_in if on else self.router.ppp.unplug)(to_text(user), mac)

    def do_ppp_modems(self, modems):
        """Many of them: [name, MAC]."""
        for name, mac in modems:
            self.do_ppp_modem(name, mac)

    def do_ppp_traffic(self, of):
        """[name, bytes up, bytes down], each over a session of that name."""
        return {"bytes": [self.router.ppp.traffic(to_text(name), up, down) for name, up, down in of]}

    def do_ppp_clear(self):
        """No modem, no session, nothing counted."""
        self.router.ppp.clear()

    def do_ppp_dial(self):
        """Those who have no session try again now."""
        self.router.ppp.tick()

    def do_ppp_age(self, by):
        """The sessions that there are began so many seconds earlier."""
        self.router.ppp.age(by)

    def do_user_manager(self, version):
        """Its package comes (7, or 6 as it was), or goes (None)."""
        for menus in router_um.MENUS.values():
            for path in menus:
                self.router.tables.pop(path, None)
        for path, menu in router_um.MENUS.get(version, {}).items():
            self.router.tables[path] = Table(path, menu, self.router.tables, self.router.clock)

    def do_ppp_truth(self):
        """What went through by name, up and down, whatever became of the sessions."""
        return {"truth": {from_text(name): total for name, total in self.router.ppp.truth.items()}}

    OPTIONS = frozenset(("empty", "categories", "challenge", "version", "identity", "user", "password", "skew_s", "secrets", "policies",
                         "device_mode", "refused", "nul_padding", "empty_uptime", "port_names", "log"))

    def do_options(self, **options):
        """OPTIONS. secrets: what a print shows of them unasked (MASKS); refused: menus that the account may not print;
        empty null: as the version does."""
        for name, value in options.items():
            if name not in self.OPTIONS or name == "secrets" and value not in MASKS:
                raise ValueError(f"no option {name}, or no {value} of it")
            setattr(self.router, name, {**self.router.device_mode, **value} if name == "device_mode" else value)

    def do_dump(self, path=None):
        return {"tables": self.router.dump(path)}

    def do_load(self, tables=None, file=None):
        if file:
            with open(file, encoding="utf-8") as source:
                tables = json.load(source)
        self.router.load(tables)

    def do_row(self, path, verb, values):
        """Add, set or remove as an operator at the router would, uncounted."""
        table = self.router.tables[path]
        if verb == "add":
            return {"id": self.router.load_row(table, values).id}
        row = table.rows[values.pop(".id")]
        if verb == "remove":
            table.forget(row)
        else:
            row.values.update({name: to_text(value) for name, value in values.items()})
            row.changed()
        return None

    def do_stats(self, reset=False):
        stats = {**self.router.stats, "sessions": len(self.router.sessions), "commands": dict(self.router.by_command),
                 "changes": dict(self.router.by_menu)}
        if reset:
            self.router.reset_stats()
        return {"stats": stats}


async def run_traffic(router):
    while True:
        await asyncio.sleep(TICK_S)
        for mac, rate in router.rate.items():
            half = int(rate * TICK_S / 2)
            router.add_traffic(half, half, mac)
        router.ppp.tick()


def make_certificate(directory, host, days):
    key, certificate = os.path.join(directory, "router.key"), os.path.join(directory, "router.crt")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", str(days),
                    "-keyout", key, "-out", certificate, "-subj", "/CN=simulated router",
                    "-addext", f"subjectAltName=DNS:localhost,IP:{host}"],
                   check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return certificate, context


def read_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="plain API; 0 = any free one, -1 = none")
    parser.add_argument("--tls-port", type=int, default=0)
    parser.add_argument("--directory", help="for certificate and control socket; default: a temporary one")
    parser.add_argument("--state", help="JSON file of tables to start with")
    parser.add_argument("--user", default="console")
    parser.add_argument("--password-file", help="default: the password is `router`")
    parser.add_argument("--identity", default="simulated")
    parser.add_argument("--version", default="7.16", help="of RouterOS: it behaves as that, 6.49 to 7.25")
    parser.add_argument("--secrets", default="masked", choices=MASKS, help="what 7.21 and later show of passwords unasked")
    parser.add_argument("--empty", action="store_true", help="send !empty also where the version does not")
    parser.add_argument("--challenge", action="store_true", help="log in as before 6.43")
    parser.add_argument("--certificate-days", type=int, default=400, help="until its certificate ends")
    parser.add_argument("--no-categories", action="store_true", help="leave categories out of traps")
    options = parser.parse_args()
    options.password = "router"
    if options.password_file:
        with open(options.password_file, encoding="utf-8") as source:
            options.password = source.read().strip()
    return options


async def serve(options, directory):
    router = Router(options)
    if options.state:
        with open(options.state, encoding="utf-8") as source:
            router.load(json.load(source))
    certificate, context = make_certificate(directory, options.host, options.certificate_days) if options.tls_port >= 0 else (None, None)
    server = router.server = Server(router, options, context)
    await server.listen()
    control_path = os.path.join(directory, "router.control")
    control = await asyncio.start_unix_server(Control(router, server).serve, control_path, limit=1 << 28)
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    traffic = asyncio.ensure_future(run_traffic(router))
    print(json.dumps({"host": options.host, **server.ports, "control": control_path, "ca_file": certificate,
                      "user": options.user, "pid": os.getpid()}), flush=True)
    await ended.wait()
    traffic.cancel()
    control.close()
    server.stop_listening()
    server.drop_sessions()


def main():
    options = read_options()
    if options.directory:
        asyncio.run(serve(options, options.directory))
        return
    with tempfile.TemporaryDirectory(prefix="hc-router-") as directory:
        asyncio.run(serve(options, directory))


if __name__ == "__main__":
    sys.exit(main())
