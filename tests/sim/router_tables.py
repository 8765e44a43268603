"""The simulated router's menus: rows with RouterOS's ids, value checks, duplicates and queries.

Texts are latin-1 (a character is a byte), as router_wire gives them.
"""

import heapq
import ipaddress
import re

from router_wire import word

MISSING, BAD_VALUE, FAILURE = 0, 1, None
ABSENT = "absent"  # as the mask of a secret: it is left out


class Trap(Exception):
    """A refusal; category None where the real router names none."""

    def __init__(self, message, category=FAILURE):
        super().__init__(message)
        self.message = message
        self.category = category


# --- values -------------------------------------------------------------------------------------

DURATION = re.compile(r"(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$")
CLOCK = re.compile(r"(?:(\d+)w)?(?:(\d+)d)?(\d+):(\d\d)(?::(\d\d))?$")
SECONDS = (604800, 86400, 3600, 60, 1)


def parse_duration(name, text):
    match = None
    if text.isdigit():
        return int(text)
    if text:
        match = CLOCK.match(text) or DURATION.match(text)
    if not match:
        raise Trap(f"invalid value for argument {name}", BAD_VALUE)
    return sum(int(part or 0) * unit for part, unit in zip(match.groups(), SECONDS))


def format_duration(seconds):
    out = ""
    for letter, unit in zip("wdhms", SECONDS):
        if seconds >= unit:
            out += f"{seconds // unit}{letter}"
            seconds %= unit
    return out or "0s"


def check_text(_table, _name, text):
    return text


def check_bool(_table, name, text):
    if text in ("yes", "true"):
        return "true"
    if text in ("no", "false"):
        return "false"
    raise Trap(f"input does not match any value of {name}", BAD_VALUE)


def check_duration(_table, name, text):
    return format_duration(parse_duration(name, text))


def check_bytes(_table, name, text):
    match = re.match(r"(\d+)([kMG]?)$", text)
    if not match:
        raise Trap(f"invalid value for argument {name}", BAD_VALUE)
    return str(int(match[1]) << {"": 0, "k": 10, "M": 20, "G": 30}[match[2]])


RATE = r"\d+[kMG]?(/\d+[kMG]?)?"


def check_rate(_table, name, text):
    """Up and down, then burst, its threshold and time, priority, least."""
    if text and not re.match(rf"{RATE}( {RATE}){{0,5}}$", text):
        raise Trap(f"invalid value for argument {name}", BAD_VALUE)
    return text


def check_shared(_table, name, text):
    if text != "unlimited" and not re.match(r"[1-9]\d{0,3}$", text):
        raise Trap(f"invalid value for argument {name}", BAD_VALUE)
    return text


def check_mac(_table, _name, text):
    if not re.match(r"[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}$", text):
        raise Trap("invalid value of mac-address, mac address required", BAD_VALUE)
    return text.upper().replace("-", ":")


def is_address(text):
    parts = text.split(".")
    return len(parts) == 4 and all(p.isdigit() and (p == "0" or p[0] != "0") and int(p) < 256 for p in parts)


def check_address(_table, name, text):
    if text and not is_address(text):
        raise Trap(f"invalid value for argument {name}", BAD_VALUE)
    return text


def check_entry(_table, _name, text):
    """What an address list takes: an address, a network, a range or a name."""
    if is_address(text):
        return text
    if re.match(r"[0-9./]+$", text):
        try:
            network = ipaddress.IPv4Network(text, strict=False)
        except ValueError:
            raise Trap(f"failure: {text} is not a valid dns name") from None
        return str(network.network_address) if network.prefixlen == 32 else str(network)
    if not re.match(r"[0-9.]+-[0-9.]+$|[A-Za-z0-9_.-]+$", text):
        raise Trap(f"failure: {text} is not a valid dns name")
    return text


def one_of(*choices):
    def check(_table, name, text):
        if text not in choices:
            raise Trap(f"input does not match any value of {name}", BAD_VALUE)
        return text

    return check


def name_in(path, *also):
    """The name of a row of another menu."""

    def check(table, name, text):
        if text not in also and text not in table.tables[path].names:
            raise Trap(f"input does not match any value of {name}", BAD_VALUE)
        return text

    return check


class Menu:
    """What a menu is made of.

    settable maps properties to their checks, in print order; counters are read-only ones with
    their first values; hidden ones are left out of a print while they hold that value; secrets are
    shown to who may see them.
    """

    def __init__(self, settable, counters=(), defaults=(), required=(), unique=None, taken="",
                 hidden=(), uptime=False, timeout=False, secrets=(), verbs=("add", "set", "remove", "enable", "disable", "unset")):
        self.settable = dict(settable)
        self.counters = dict(counters)
        self.defaults = dict(defaults)
        self.required = required
        self.unique = unique
        self.taken = taken
        self.hidden = dict(hidden)
        self.uptime = uptime
        self.timeout = timeout
        self.secrets = frozenset(secrets)
        self.verbs = frozenset(verbs) | {"print", "getall"}


COUNTERS = {"bytes-in": "0", "bytes-out": "0", "packets-in": "0", "packets-out": "0"}
SWITCH = {"disabled": check_bool, "comment": check_text}
ON = {"disabled": "false"}

MENUS = {
    "/ip/hotspot": Menu({"name": check_text, "interface": check_text, "profile": check_text, **SWITCH}, defaults=ON,
                        required=("name",), unique=lambda v: v.get("name"), taken="failure: already have hotspot with such name"),
    "/ip/hotspot/profile": Menu(
        {"name": check_text, "hotspot-address": check_address, "dns-name": check_text, "html-directory": check_text,
         "login-by": check_text, "http-cookie-lifetime": check_duration, "split-user-domain": check_bool, "use-radius": check_bool},
        counters={"default": "false"}, required=("name",),
        defaults={"hotspot-address": "0.0.0.0", "dns-name": "", "html-directory": "hotspot", "login-by": "cookie,http-chap",
                  "http-cookie-lifetime": "3d", "split-user-domain": "false", "use-radius": "false"},
        unique=lambda v: v.get("name"), taken="failure: hotspot profile with such name already exists",
        verbs=("add", "set", "remove")),
    "/ip/hotspot/user/profile": Menu(
        {"name": check_text, "shared-users": check_shared, "rate-limit": check_rate, "session-timeout": check_duration,
         "idle-timeout": check_text, "keepalive-timeout": check_text, "status-autorefresh": check_duration,
         "add-mac-cookie": check_bool, "mac-cookie-timeout": check_duration, "address-list": check_text,
         "transparent-proxy": check_bool, "on-login": check_text, "on-logout": check_text},
        counters={"default": "false"}, required=("name",),
        hidden={"address-list": "", "rate-limit": "", "on-login": "", "on-logout": ""},
        defaults={"idle-timeout": "none", "keepalive-timeout": "2m", "status-autorefresh": "1m", "shared-users": "1",
                  "add-mac-cookie": "true", "mac-cookie-timeout": "3d", "transparent-proxy": "false"},
        unique=lambda v: v.get("name"), taken="failure: hotspot user profile with such name already exists",
        verbs=("add", "set", "remove", "unset")),
    "/ip/hotspot/user": Menu(
        {"server": name_in("/ip/hotspot", "all"), "name": check_text, "password": check_text, "address": check_address,
         "mac-address": check_mac, "profile": name_in("/ip/hotspot/user/profile"), "email": check_text, "routes": check_text,
         "limit-uptime": check_duration, "limit-bytes-in": check_bytes, "limit-bytes-out": check_bytes,
         "limit-bytes-total": check_bytes, **SWITCH},
        counters={"uptime": "0s", **COUNTERS, "dynamic": "false", "default": "false"}, defaults={"profile": "default", **ON},
        required=("name",), secrets=("password",), unique=lambda v: (v.get("name"), v.get("server", "all")),
        taken="failure: already have user with this name for this server",
        hidden={"server": "all", "limit-bytes-total": "0", "limit-bytes-in": "0", "limit-bytes-out": "0", "limit-uptime": "0s",
                "password": "", "email": "", "routes": "", "address": "", "mac-address": "00:00:00:00:00:00", "default": "false"},
        verbs=("add", "set", "remove", "enable", "disable", "unset", "reset-counters")),
    "/ip/hotspot/host": Menu(
        {"mac-address": check_mac, "address": check_address, "to-address": check_address,
         "server": name_in("/ip/hotspot"), "comment": check_text, "bridge-port": check_text, "found-by": check_text},
        counters={"idle-time": "0s", "keepalive-timeout": "2m", **COUNTERS, "DHCP": "true", "authorized": "false",
                  "bypassed": "false", "dynamic": "true", "static": "false"},
        uptime=True, verbs=("remove",)),
    "/ip/hotspot/active": Menu(
        {"server": name_in("/ip/hotspot"), "user": check_text, "address": check_address, "mac-address": check_mac,
         "login-by": check_text, "comment": check_text},
        counters={"idle-time": "0s", "keepalive-timeout": "2m", **COUNTERS, "radius": "false", "blocked": "false"},
        uptime=True, verbs=("remove",)),
    "/ip/hotspot/cookie": Menu(
        {"user": check_text, "mac-address": check_mac, "domain": check_text},
        counters={"mac-cookie": "true", "expires-in": "3d"}, hidden={"domain": ""}, verbs=("remove",)),
    "/ip/hotspot/ip-binding": Menu(
        {"mac-address": check_mac, "address": check_address, "to-address": check_address,
         "server": name_in("/ip/hotspot", "all"), "type": one_of("regular", "bypassed", "blocked"), **SWITCH},
        defaults={"type": "regular", **ON}, hidden={"server": "all", "address": "", "to-address": ""},
        unique=lambda v: v.get("mac-address") or v.get("address"), taken="failure: such client already exists"),
    "/ip/firewall/address-list": Menu(
        {"list": check_text, "address": check_entry, **SWITCH}, counters={"creation-time": "", "dynamic": "false"},
        defaults=ON, required=("list", "address"), unique=lambda v: (v.get("list"), v.get("address")),
        taken="failure: already have such entry", timeout=True),
    "/ip/hotspot/walled-garden": Menu(
        {"action": one_of("allow", "deny"), "server": name_in("/ip/hotspot", "all"), "src-address": check_text,
         "method": check_text, "dst-host": check_text, "dst-port": check_text, "path": check_text, **SWITCH},
        counters={"hits": "0", "dynamic": "false"}, defaults={"action": "allow", **ON}, hidden={"server": "all"}),
    "/ip/hotspot/walled-garden/ip": Menu(
        {"action": one_of("accept", "drop", "reject"), "server": name_in("/ip/hotspot", "all"), "src-address": check_text,
         "dst-address": check_text, "dst-address-list": check_text, "protocol": check_text, "dst-port": check_text,
         "dst-host": check_text, **SWITCH},
        counters={"dynamic": "false", "invalid": "false"}, defaults={"action": "accept", **ON}, hidden={"server": "all"}),
    "/ip/dhcp-server/lease": Menu(
        {"address": check_address, "mac-address": check_mac, "client-id": check_text, "server": check_text,
         "host-name": check_text, "lease-time": check_duration, "address-lists": check_text, **SWITCH},
        counters={"status": "waiting", "dynamic": "false", "blocked": "false", "radius": "false"}, defaults=ON,
        required=("address",), hidden={"client-id": "", "host-name": "", "lease-time": "0s"},
        unique=lambda v: (v.get("address"), v.get("server")), taken="failure: already have static lease with this IP address",
        verbs=("add", "set", "remove", "enable", "disable", "unset", "make-static")),
    "/system/scheduler": Menu(
        {"name": check_text, "start-date": check_text, "start-time": check_text, "interval": check_duration,
         "on-event": check_text, "policy": check_text, **SWITCH},
        counters={"owner": "admin", "run-count": "0", "next-run": ""}, defaults={"interval": "0s", **ON}, required=("name",),
        hidden={"next-run": "", "comment": ""}, unique=lambda v: v.get("name"),
        taken="failure: item with this name already exists"),
    "/system/script": Menu(
        {"name": check_text, "owner": check_text, "policy": check_text, "source": check_text, "comment": check_text,
         "dont-require-permissions": check_bool},
        counters={"run-count": "0", "last-started": "", "invalid": "false"}, hidden={"last-started": "", "comment": ""},
        required=("name",), unique=lambda v: v.get("name"), taken="failure: item with this name already exists",
        verbs=("add", "set", "remove", "unset")),
}


class Row:
    __slots__ = ("id", "values", "since", "expires", "encoded")

    def __init__(self, row_id, values, since, expires=None):
        self.id = row_id
        self.values = values
        self.since = since
        self.expires = expires
        self.encoded = {}

    def changed(self):
        if self.encoded:
            self.encoded = {}


class Table:
    """The rows of one menu. tables: all of them by path, for references between menus."""

    def __init__(self, path, menu, tables, clock):
        self.path, self.menu, self.tables, self.clock = path, menu, tables, clock
        self.order = [*menu.settable, *menu.counters]
        self.last_id = 0
        self.padding = ""       # behind every value: some routers pad texts with NULs
        self.says_uptime = True # else it is there, and empty
        self.clear()

    def clear(self):
        self.rows = {}
        self.taken = {}
        self.names = {}
        self.deadlines = []

    # --- looking ---

    def sweep(self):
        now = self.clock()
        while self.deadlines and self.deadlines[0][0] <= now:
            expires, row_id = heapq.heappop(self.deadlines)
            row = self.rows.get(row_id)
            if row and row.expires == expires:
                self.forget(row)

    def value(self, row, name):
        """As a print would show it; None where it would not."""
        if name == ".id":
            return row.id
        if name == "uptime" and self.menu.uptime:
            return format_duration(int(self.clock() - row.since))
        if name == "timeout" and self.menu.timeout:
            return None if row.expires is None else format_duration(max(0, int(row.expires - self.clock())))
        value = row.values.get(name)
        return None if value is not None and self.menu.hidden.get(name) == value else value

    def shown(self, row):
        """Every property as a dict, for dumps."""
        names = [".id", *self.order, *(["uptime"] if self.menu.uptime else []), *(["timeout"] if self.menu.timeout else [])]
        return {n: v for n in names if (v := self.value(row, n)) is not None}

    def encode(self, rows, proplist, mask=None):
        """The words of each row, without the end of the sentence. mask: what is shown of a secret; None: all of it."""
        if mask is not None and self.menu.secrets:
            return [self._body(row, proplist.split(",") if proplist else [".id", *self.order], mask) for row in rows]
        names = proplist.split(",") if proplist else [".id", *self.order]
        live = []
        if self.menu.uptime and (not proplist or "uptime" in names):
            live.append("uptime")
        if self.menu.timeout and (not proplist or "timeout" in names):
            live.append("timeout")
        fixed = [n for n in names if n not in live]
        if live == ["uptime"]:
            return self._encode_with_uptime(rows, proplist, fixed)
        out = []
        for row in rows:
            body = row.encoded.get(proplist)
            if body is None:
                body = row.encoded[proplist] = self._body(row, fixed)
            if live and row.expires is not None:
                body += word("=timeout=" + self.value(row, "timeout") + self.padding)
            out.append(body)
        return out

    def _encode_with_uptime(self, rows, proplist, fixed):
        now = self.clock()
        words = {}  # many rows share an uptime
        out = []
        for row in rows:
            body = row.encoded.get(proplist)
            if body is None:
                body = row.encoded[proplist] = self._body(row, fixed)
            seconds = int(now - row.since)
            tail = words.get(seconds)
            if tail is None:
                text = format_duration(seconds) + self.padding if self.says_uptime else ""
                tail = words[seconds] = word("=uptime=" + text)
            out.append(body + tail)
        return out

    def _body(self, row, names, mask=None):
        values, hidden, secrets = row.values, self.menu.hidden, self.menu.secrets
        out = []
        for name in names:
            value = row.id if name == ".id" else values.get(name)
            if value is None or (name in hidden and hidden[name] == value):
                continue
            if mask is not None and name in secrets:
                if mask == ABSENT:
                    continue
                value = mask
            out.append(word(f"={name}={value}" + (self.padding if name != ".id" else "")))
        return "".join(out)

    # --- changing ---

    def checked(self, given):
        """Values as the router stores them, and the seconds of a timeout."""
        settable = self.menu.settable
        values, timeout = {}, None
        for name, text in given.items():
            check = settable.get(name)
            if check:
                values[name] = text if check is check_text else check(self, name, text)
            elif name == "timeout" and self.menu.timeout:
                timeout = parse_duration(name, text)
            else:
                raise Trap("unknown parameter")
        return values, timeout

    def add(self, given):
        for name in self.menu.required:
            if not given.get(name):
                raise Trap(f"missing ={name}=", BAD_VALUE)
        values, timeout = self.checked(given)
        for name, value in self.menu.defaults.items():
            values.setdefault(name, value)
        values.update(self.menu.counters)
        if timeout:
            values["dynamic"] = "true"
        return self.insert(values, timeout)

    def insert(self, values, timeout=None):
        if self.deadlines:
            self.sweep()
        key = self.menu.unique and self.menu.unique(values)
        if key and key in self.taken:
            raise Trap(self.menu.taken)
        self.last_id += 1
        now = self.clock()
        row = Row(f"*{self.last_id:X}", values, now, now + timeout if timeout else None)
        self.rows[row.id] = row
        if key:
            self.taken[key] = row
        if "name" in values:
            self.names[values["name"]] = row
        if row.expires is not None:
            heapq.heappush(self.deadlines, (row.expires, row.id))
        return row

    def change(self, row, given):
        values, timeout = self.checked(given)
        merged = {**row.values, **values}
        key = self.menu.unique and self.menu.unique(merged)
        if key and self.taken.get(key, row) is not row:
            raise Trap(self.menu.taken)
        self._unregister(row)
        row.values = merged
        row.changed()
        if key:
            self.taken[key] = row
        if "name" in merged:
            self.names[merged["name"]] = row
        if timeout is not None:
            row.expires = self.clock() + timeout if timeout else None
            if timeout:
                heapq.heappush(self.deadlines, (row.expires, row.id))

    def _unregister(self, row):
        key = self.menu.unique and self.menu.unique(row.values)
        if key and self.taken.get(key) is row:
            del self.taken[key]
        name = row.values.get("name")
        if name is not None and self.names.get(name) is row:
            del self.names[name]

    def forget(self, row):
        self._unregister(row)
        self.rows.pop(row.id, None)

    def named(self, ids):
        """The rows that `.id=*1,*2` or a name means; a trap where one is missing."""
        self.sweep()
        found = []
        for part in ids.split(","):
            row = self.rows.get(part) or self.names.get(part)
            if row is None:
                raise Trap("no such item", MISSING)
            found.append(row)
        return found


# --- queries ------------------------------------------------------------------------------------


def compare(left, right):
    """Below 0, 0, above 0: as numbers or durations where both are, else as text."""
    if left.isdigit() and right.isdigit():
        return int(left) - int(right)
    try:
        return parse_duration("", left) - parse_duration("", right)
    except Trap:
        return (left > right) - (left < right)


def compile_query(words):
    """The `?` words of a print as a list of steps for a stack machine."""
    steps = []
    for text in words:
        body = text[1:]
        if body.startswith("#"):
            steps.append(("#", body[1:], None))
        elif body.startswith("-"):
            steps.append(("-", body[1:], None))
        elif body[:1] in "<>" and "=" in body:
            name, value = body[1:].split("=", 1)
            steps.append((body[0], name, value))
        elif "=" in body.lstrip("="):
            name, value = body.lstrip("=").split("=", 1)
            steps.append(("=", name, value))
        else:
            steps.append(("?", body, None))
    return steps


def matches(table, row, steps):
    stack = []
    for kind, name, wanted in steps:
        if kind == "#":
            stack_operations(stack, name)
            continue
        value = table.value(row, name)
        if kind == "?":
            stack.append(value is not None)
        elif kind == "-":
            stack.append(value is None)
        elif value is None:
            stack.append(False)
        elif kind == "=":
            stack.append(value == wanted)
        else:
            order = compare(value, wanted)
            stack.append(order < 0 if kind == "<" else order > 0)
    return all(stack)


def stack_operations(stack, operations):
    """`?#…`: an index pushes a copy (the top is 0), at the end of the word it replaces all."""
    try:
        for match in re.finditer(r"(\d+)\.?|[.!&|]", operations):
            if match[1]:
                value = stack[-1 - int(match[1])]
                stack[:] = [value] if match.end(1) == len(operations) else [*stack, value]
            elif match[0] == ".":
                stack.append(stack[-1])
            elif match[0] == "!":
                stack[-1] = not stack[-1]
            else:
                right, left = stack.pop(), stack.pop()
                stack.append(left or right if match[0] == "|" else left and right)
    except IndexError:
        raise Trap("invalid query") from None
