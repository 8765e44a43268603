"""PPPoE of the simulated router: secrets and profiles, modems that dial for ever, sessions with their interfaces."""

import itertools
import time

from router_tables import (ON, SWITCH, Menu, Trap, check_address, check_bool, check_bytes, check_duration, check_rate, check_text, is_address,
                           name_in, one_of)

SERVICES = ("any", "async", "pptp", "pppoe", "l2tp", "ovpn", "sstp")
NEVER = {True: "1970-01-01 00:00:00", False: "jan/01/1970 00:00:00"}  # since 7.10, before

MENUS = {
    "/ppp/profile": Menu(
        {"name": check_text, "local-address": check_text, "remote-address": check_text, "rate-limit": check_rate, "address-list": check_text,
         "only-one": one_of("yes", "no", "default"), "session-timeout": check_duration, "idle-timeout": check_duration,
         "dns-server": check_text, "on-up": check_text, "on-down": check_text, "comment": check_text},
        counters={"default": "false"}, required=("name",), defaults={"only-one": "default"},
        hidden={"local-address": "", "remote-address": "", "rate-limit": "", "address-list": "", "dns-server": "", "on-up": "", "on-down": "",
                "comment": ""},
        unique=lambda v: v.get("name"), taken="failure: profile with the same name already exists", verbs=("add", "set", "remove", "unset")),
    "/ppp/secret": Menu(
        {"name": check_text, "service": one_of(*SERVICES), "caller-id": check_text, "password": check_text,
         "profile": name_in("/ppp/profile"), "local-address": check_address, "remote-address": check_address, "routes": check_text,
         "limit-bytes-in": check_bytes, "limit-bytes-out": check_bytes, **SWITCH},
        counters={"last-logged-out": NEVER[True], "last-caller-id": "", "last-disconnect-reason": ""}, required=("name",),
        defaults={"service": "any", "profile": "default", "caller-id": "", "limit-bytes-in": "0", "limit-bytes-out": "0", **ON},
        hidden={"local-address": "", "remote-address": "", "last-caller-id": "", "last-disconnect-reason": "", "comment": "", "routes": ""},
        secrets=("password",), unique=lambda v: v.get("name"), taken="failure: secret with the same name already exists"),
    "/ppp/active": Menu(
        {}, counters={"name": "", "service": "pppoe", "caller-id": "", "address": "", "encoding": "", "session-id": "",
                      "limit-bytes-in": "0", "limit-bytes-out": "0", "radius": "false"}, uptime=True, verbs=("remove",)),
    "/interface/pppoe-server": Menu(
        {"name": check_text, "user": check_text, "service": check_text, **SWITCH},
        counters={"mtu": "1480", "mru": "1480", "remote-address": "", "interface": "bridge", "encoding": "", "dynamic": "false",
                  "running": "false"}, defaults=ON, uptime=True, unique=lambda v: v.get("name"),
        taken="failure: already have interface with such name"),
    "/interface": Menu(
        {}, counters={"name": "", "type": "pppoe-in", "rx-byte": "0", "tx-byte": "0", "running": "true", "dynamic": "true"}, verbs=()),
}


class Ppp:
    """modems: what dials, by name and MAC; those without a session try again with each tick."""

    def __init__(self, router):
        self.router = router
        self.modems = {}           # (name, mac): Row of /ppp/active, or None
        self.truth = {}            # name: [bytes up, bytes down], all sessions together
        self.session_ids = itertools.count(0x81000001)
        self.leased = itertools.count(1)
        self.parts = {}            # id of an active row: interface row, server row, list row or None, key of its modem

    def table(self, path):
        return self.router.tables[path]

    # --- what customers do ---

    def plug_in(self, name, mac):
        self.modems.setdefault((name, mac), None)
        self.tick()

    def unplug(self, name, mac):
        row = self.modems.pop((name, mac))
        if row:
            self.hang_up(row, "peer-request")

    def tick(self):
        for key, row in self.modems.items():
            if row is None:
                self.modems[key] = self.dial(*key)

    def traffic(self, name, up, down):
        """Over the first session of that name; how many bytes went through."""
        for (who, _), row in self.modems.items():
            if who == name and row:
                interface = self.parts[row.id][0]
                for counter, more in (("rx-byte", up), ("tx-byte", down)):  # seen from the router: rx is what the customer sends
                    interface.values[counter] = str(int(interface.values[counter]) + more)
                interface.changed()
                total = self.truth.setdefault(name, [0, 0])
                total[0] += up
                total[1] += down
                return up + down
        return 0

    def age(self, by):
        for row in self.table("/ppp/active").rows.values():
            for part in (row, self.parts[row.id][1]):
                part.since -= by
                part.changed()

    def clear(self):
        self.modems, self.truth = {}, {}
        for row in list(self.table("/ppp/active").rows.values()):
            self.hang_up(row, "nas-error")

    # --- what the router does ---

    def dial(self, name, mac):
        """The row of the session; None: it is refused."""
        secret = self.table("/ppp/secret").names.get(name)
        if not secret or secret.values["disabled"] == "true" or secret.values["service"] not in ("any", "pppoe"):
            return None
        if secret.values["caller-id"] not in ("", mac):
            return None
        profile = self.table("/ppp/profile").names[secret.values["profile"]].values
        if profile.get("only-one") == "yes" and any(r.values["name"] == name for r in self.table("/ppp/active").rows.values()):
            return None
        address = secret.values.get("remote-address") or self.from_pool(profile.get("remote-address", ""))
        session_id = f"0x{next(self.session_ids):x}"
        row = self.table("/ppp/active").insert({**self.table("/ppp/active").menu.counters, "name": name, "caller-id": mac, "address": address,
                                                "session-id": session_id})
        interface_name, server = self.interface_for(name, mac)
        menu = self.table("/interface")
        interface = menu.insert({**menu.menu.counters, "name": interface_name})
        self.parts[row.id] = (interface, server, self.list_entry(profile.get("address-list", ""), address), (name, mac))
        return row

    def from_pool(self, pool):
        if is_address(pool) or not pool:
            return pool or "0.0.0.0"
        number = next(self.leased)
        return f"10.{200 + sum(pool.encode('latin-1')) % 50}.{number >> 8 & 255}.{number & 255}"

    def interface_for(self, name, mac):
        """A binding that the operator made, or a new one whose name nobody has."""
        servers = self.table("/interface/pppoe-server")
        for row in servers.rows.values():
            if row.values.get("user") == name and row.values["dynamic"] == "false" and row.values["running"] == "false":
                row.values.update({"running": "true", "remote-address": mac})
                row.since = self.router.clock()
                row.changed()
                return row.values["name"], row
        free = next(n for n in itertools.chain([f"<pppoe-{name}>"], (f"<pppoe-{name}-{i}>" for i in itertools.count(1)))
                    if n not in servers.names)
        row = servers.insert({**servers.menu.defaults, **servers.menu.counters, "name": free, "user": name, "service": "", "dynamic": "true",
                              "running": "true", "remote-address": mac})
        return free, row

    def list_entry(self, name, address):
        if not name:
            return None
        entries = self.table("/ip/firewall/address-list")
        return entries.insert({**entries.menu.defaults, **entries.menu.counters, "list": name, "address": address, "dynamic": "true"})

    def interfaces(self):
        """Those of sessions, beside the ports."""
        table = self.table("/interface")
        return [{**table.shown(row), ".id": "*F" + row.id[1:]} for row in table.rows.values()]

    def hang_up(self, row, reason):
        """Its interface and all that it counted goes with it."""
        interface, server, entry, key = self.parts.pop(row.id)
        self.table("/ppp/active").forget(row)
        self.table("/interface").forget(interface)
        if entry:
            self.table("/ip/firewall/address-list").forget(entry)
        if server.values["dynamic"] == "true":
            self.table("/interface/pppoe-server").forget(server)
        else:
            server.values["running"] = "false"
            server.changed()
        if key in self.modems:
            self.modems[key] = None
        secret = self.table("/ppp/secret").names.get(key[0])
        if secret:
            moment = time.gmtime(self.router.clock())
            secret.values.update({"last-logged-out": self.router.release.date(moment) + time.strftime(" %H:%M:%S", moment),
                                  "last-caller-id": key[1], "last-disconnect-reason": reason})
            secret.changed()

    def remove(self, row):
        """As an operator does it; the modem dials again."""
        if row.id not in self.parts:
            raise Trap("no such item", 0)
        self.hang_up(row, "nas-request")

    def restart(self):
        for row in list(self.table("/ppp/active").rows.values()):
            self.hang_up(row, "reboot")
