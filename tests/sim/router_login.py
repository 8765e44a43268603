"""The hotspot's login page of a simulated router: what a phone's browser meets that follows the QR code of a voucher."""

import asyncio
import itertools
import urllib.parse

from router_tables import format_duration, parse_duration

DEFAULT_LOGIN_BY = "cookie,http-chap"
NO_CHALLENGE = "web browser did not send challenge response (try again, enable JavaScript)"
WRONG = "invalid username or password"


class Refused(Exception):
    """What the page says in place of letting somebody in."""


class Moved(Exception):
    """To another address."""


class LoginPage:
    def __init__(self, router):
        self.router = router
        self.listening = None
        self.devices = itertools.count(1)

    async def listen(self):
        """The port; asked for once more it is the same."""
        if not self.listening:
            self.listening = await asyncio.start_server(self.serve, self.router.options.host, 0)
        return self.listening.sockets[0].getsockname()[1]

    async def serve(self, reader, writer):
        line = (await reader.readline()).decode("latin-1").split()
        headers = {}
        while (header := (await reader.readline()).decode("latin-1").strip()):
            name, _, value = header.partition(":")
            headers[name.lower()] = value.strip()
        status, body, more = self.answer(line[0], line[1], headers) if len(line) == 3 else ("400 Bad Request", "", "")
        body = body.encode("latin-1", "replace")
        writer.write(f"HTTP/1.0 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body)
        await writer.drain()
        writer.close()

    def answer(self, method, target, headers):
        address = urllib.parse.urlsplit(target)
        # Bytes as they are: names on the router are bytes, too.
        given = dict(urllib.parse.parse_qsl(address.query, keep_blank_values=True, encoding="latin-1"))
        if method != "GET" or address.path != "/login":
            return "404 Not Found", "", ""
        if "username" not in given:
            return "200 OK", self.form(""), ""
        try:
            self.log_in(given["username"], given.get("password", ""), headers.get("x-device"))
        except Refused as why:
            return "200 OK", self.form(str(why)), ""
        except Moved as where:
            return "302 Found", "", f"Location: https://{headers.get('host', '')}{where}\r\n"
        return "200 OK", "<html>You are logged in</html>", ""

    @staticmethod
    def form(error):
        return f'<html><form action="/login"><input name="username"><input name="password"></form><p id="error">{error}</p></html>'

    # --- what the router checks ---

    def hotspot(self):
        """The first server that runs, and the ways to log in of its profile."""
        for server in self.router.tables["/ip/hotspot"].rows.values():
            if server.values.get("disabled") != "true":
                break
        else:
            raise Refused("hotspot service is shut down")
        for profile in self.router.tables["/ip/hotspot/profile"].rows.values():
            if profile.values.get("name") == server.values.get("profile"):
                return server.values["name"], profile.values.get("login-by", DEFAULT_LOGIN_BY).split(",")
        return server.values["name"], DEFAULT_LOGIN_BY.split(",")

    def user(self, server, name, password):
        for row in self.router.tables["/ip/hotspot/user"].rows.values():
            values = row.values
            if values.get("name") == name and values.get("server", "all") in ("all", server):
                if values.get("disabled") == "true" or password not in (None, values.get("password", "")):
                    raise Refused(WRONG)
                return values
        raise Refused(WRONG)

    def check_limits(self, user):
        limit = parse_duration("limit-uptime", user.get("limit-uptime", "0s"))
        if limit and parse_duration("uptime", user.get("uptime", "0s")) >= limit:
            raise Refused(f"user {user['name']} has reached uptime limit")
        limit = int(user.get("limit-bytes-total", "0"))
        if limit and int(user.get("bytes-in", "0")) + int(user.get("bytes-out", "0")) >= limit:
            raise Refused(f"user {user['name']} has reached traffic limit")

    def check_shared(self, user):
        profiles = self.router.tables["/ip/hotspot/user/profile"].rows.values()
        shared = next((p.values.get("shared-users", "1") for p in profiles if p.values["name"] == user.get("profile", "default")), "1")
        on = sum(row.values.get("user") == user["name"] for row in self.router.tables["/ip/hotspot/active"].rows.values())
        if shared != "unlimited" and on >= int(shared):
            raise Refused(f"no more sessions are allowed for user {user['name']}")

    def log_in(self, name, password, device):
        server, ways = self.hotspot()
        if "http-pap" not in ways and "https" in ways:
            raise Moved("/login?" + urllib.parse.urlencode({"username": name, "password": password}, encoding="latin-1"))
        if "http-pap" not in ways:
            raise Refused(NO_CHALLENGE)
        user = self.user(server, name, password)
        self.check_limits(user)
        self.check_shared(user)
        number = next(self.devices)
        device = device or f"02:00:00:00:{number // 256:02X}:{number % 256:02X}"
        self.let_in(server, name, device, "http-pap")
        if "cookie" in ways:
            self.router.load_row(self.router.tables["/ip/hotspot/cookie"], {"user": name, "mac-address": device})

    def let_in(self, server, name, device, way):
        used = {row.values["address"] for row in self.router.tables["/ip/hotspot/active"].rows.values()}
        address = next(a for a in (f"10.5.50.{n}" for n in range(2, 255)) if a not in used)
        self.router.load_row(self.router.tables["/ip/hotspot/active"],
                             {"server": server, "user": name, "address": address, "login-by": way, "mac-address": device})

    def come_back(self, device):
        """By its cookie, without anybody typing anything."""
        server, _ = self.hotspot()
        for row in self.router.tables["/ip/hotspot/cookie"].rows.values():
            if row.values["mac-address"] == device:
                user = self.user(server, row.values["user"], None)
                self.check_limits(user)
                self.check_shared(user)
                self.let_in(server, user["name"], device, "cookie")
                return
        raise Refused("no cookie")

    def log_out(self, device):
        """A session ends in good order: what it used is written into the user's row."""
        active = self.router.tables["/ip/hotspot/active"]
        row = next(r for r in active.rows.values() if r.values["mac-address"] == device)
        users = self.router.tables["/ip/hotspot/user"].rows.values()
        user = next(u for u in users if u.values["name"] == row.values["user"])
        uptime = parse_duration("uptime", user.values["uptime"]) + int(self.router.clock() - row.since)
        user.values["uptime"] = format_duration(uptime)
        for name in ("bytes-in", "bytes-out"):
            user.values[name] = str(int(user.values[name]) + int(row.values[name]))
        user.changed()
        active.forget(row)
