#!/usr/bin/python3
"""Simulated gateways: Midtrans, Xendit, Telegram and a WhatsApp gateway behind one address, which misbehave when
they are told to. It prints one JSON line with its addresses when it listens; orders come as JSON lines on the
control socket, each {"do": NAME, …}, each answered by one JSON line; Control says which there are."""

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import ssl
import subprocess
import sys
import tempfile
import types
import urllib.parse

import gateway_http
from gateway_rules import Midtrans, Telegram, Whatsapp, Xendit


def new_gateways(options):
    return types.SimpleNamespace(midtrans=Midtrans(options), xendit=Xendit(options), telegram=Telegram(options), whatsapp=Whatsapp(options))


class Notifier:
    """Sends notifications, in the order and as often as it is told to."""

    def __init__(self, options):
        self.options = options
        self.url = options.notify_url
        self.token = None  # of all of Xendit's notifications; None: each has its account's
        self.held = []
        self.holds = False
        self.copies = 1
        self.results = []

    async def send(self, gateway, body, token):
        """Status of the answer; None where nobody answers."""
        data = json.dumps(body).encode()
        headers = {"x-callback-token": self.token or token} if gateway == "xendit" else {}
        where = urllib.parse.urlsplit(f"{self.url}/{gateway}")
        head = f"POST {where.path} HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "Connection: close\r\n\r\n"
        status = None
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.TimeoutError, IndexError, ValueError):
            reader, writer = await asyncio.open_connection(where.hostname, where.port)
            writer.write(head.encode("latin-1") + data)
            line = await asyncio.wait_for(reader.readline(), 10)
            status = int(line.split()[1])
            writer.close()
        self.results.append({"gateway": gateway, "status": status})
        return status

    async def tell(self, gateway, body, token=None):
        if not self.url:
            return None
        if self.holds:
            self.held.extend([(gateway, body, token)] * self.copies)
            return None
        status = None
        for _ in range(self.copies):
            status = await self.send(gateway, body, token)
        return status

    async def release(self, shuffle=False):
        held, self.held = self.held, []
        if shuffle:
            random.Random(len(held)).shuffle(held)
        return [await self.send(*one) for one in held]


class Server:
    def __init__(self, options):
        self.options = options
        self.ports = {}
        self.listening = []
        self.certificates = {}
        self.forget()

    def forget(self):
        """As it was at the start."""
        self.gateways = new_gateways(self.options)
        self.faults = {name: gateway_http.Faults() for name in vars(self.gateways)}
        self.notifier = Notifier(self.options)

    def name_of(self, request):
        path = request.path
        if path.startswith("/bot"):
            return "telegram"
        if path.startswith("/send"):
            return "whatsapp"
        return "xendit" if path.startswith(("/v2/invoices", "/invoices/", "/sessions", "/transactions")) else "midtrans"

    async def serve(self, reader, writer):
        try:
            while True:
                request = await gateway_http.read_request(reader)
                name = self.name_of(request)
                faults = self.faults[name]
                if faults.latency_s or faults.jitter_s:
                    await asyncio.sleep(faults.latency_s + random.random() * faults.jitter_s)
                await gateway_http.respond(writer, request, getattr(self.gateways, name), faults.next(request))
                if request.headers.get("connection", "").lower() == "close":
                    break
        except gateway_http.Reset:
            gateway_http.reset(writer)
        except (asyncio.IncompleteReadError, ConnectionError, ValueError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    async def listen(self, directory):
        self.certificates["ca_file"], context = make_certificate(directory, "gateway", self.options.host)
        self.certificates["wrong_ca_file"], wrong = make_certificate(directory, "wrong", "192.0.2.1")
        for name, tls in (("port", None), ("tls_port", context), ("wrong_tls_port", wrong)):
            server = await asyncio.start_server(self.serve, self.options.host, 0, ssl=tls)
            self.listening.append(server)
            self.ports[name] = server.sockets[0].getsockname()[1]
        self.options.public_url = f"http://{self.options.host}:{self.ports['port']}"


class Control:
    """Orders, one JSON object a line: {"do": NAME, …}; each NAME is a do_NAME here."""

    def __init__(self, server):
        self.server = server

    async def serve(self, reader, writer):
        while line := await reader.readline():
            try:
                order = json.loads(line)
                answer = getattr(self, "do_" + order.pop("do"))(**order)
                if asyncio.iscoroutine(answer):
                    answer = await answer
                reply = {"ok": True, **(answer or {})}
            except Exception as e:  # whatever an order does wrong is answered to who gave it
                reply = {"ok": False, "error": f"{type(e).__name__}: {e}"}
            writer.write(json.dumps(reply, default=str).encode() + b"\n")
            await writer.drain()
        writer.close()

    def do_latency(self, gateway, ms=0, jitter_ms=0):
        self.server.faults[gateway].latency_s, self.server.faults[gateway].jitter_s = ms / 1000, jitter_ms / 1000

    def do_fault(self, gateway, kind, count=1, skip=0, on="", **arguments):
        """Goes wrong on the next count requests whose path holds `on`, after skip more: status (status=,
        retry_after=, processed=), reset, reset_after, mute, html, garbage, huge, redirect, drip, latin, cut."""
        if kind not in gateway_http.Faults.KINDS:
            raise ValueError(kind)
        self.server.faults[gateway].queue.append({"skip": skip, "count": count, "kind": kind, "arguments": arguments, "on": on})

    def do_share(self, gateway, kind, share, **arguments):
        """Goes wrong on that share of all requests."""
        self.server.faults[gateway].shares[kind, arguments.get("status")] = (share, arguments)

    def do_twist(self, on, fields, count=1, status=None, bare=False):
        """Midtrans answers the next count requests whose path holds `on` with these fields in its body (None: without the field), or
        with nothing else where it is bare; status: HTTP's."""
        self.server.gateways.midtrans.twists.append({"on": on, "fields": fields, "count": count, "status": status, "bare": bare})

    def do_calm(self):
        """No fault any more, no limit, notifications at once and once."""
        self.server.gateways.midtrans.twists.clear()
        for name in self.server.faults:
            self.server.faults[name] = gateway_http.Faults()
            getattr(self.server.gateways, name).limit = None
        self.server.notifier.holds, self.server.notifier.copies = False, 1

    def do_limit(self, gateway, requests=0, seconds=1.0):
        """At most that many requests in any such span; 0: none."""
        getattr(self.server.gateways, gateway).limit = (requests, seconds) if requests else None

    def do_notify(self, url=None, holds=None, copies=None, callback_token=None):
        """Where notifications go (…/midtrans, …/xendit), whether they are held back, how often each is sent."""
        notifier = self.server.notifier
        notifier.url = url if url is not None else notifier.url
        notifier.holds = holds if holds is not None else notifier.holds
        notifier.copies = copies if copies is not None else notifier.copies
        notifier.token = callback_token if callback_token is not None else notifier.token

    async def do_release(self, shuffle=False):
        """Sends what was held back."""
        return {"statuses": await self.server.notifier.release(shuffle)}

    async def do_move(self, gateway, order, status, silent=False, **arguments):
        """Brings an order to another status, as if somebody had paid or it had ended; amount=, currency= and
        fraud= make it go wrong. Notifies unless silent."""
        found = getattr(self.server.gateways, gateway)
        session = found.find_session(order) if gateway == "xendit" else None
        if session:
            return await self.move_session(found, session, status, silent, **arguments)
        body = found.move(order, status, **arguments)
        token = found.token_of(body) if gateway == "xendit" else None
        return {"body": body, "answered": None if silent else await self.server.notifier.tell(gateway, body, token)}

    async def move_session(self, xendit, session, status, silent, only=None, **arguments):
        """Each of its notifications, or the events that `only` names."""
        bodies = [body for body in xendit.move_session(session, status, **arguments) if only is None or body["event"] in only]
        answered = [None if silent else await self.server.notifier.tell("xendit", body, xendit.token_of(body)) for body in bodies]
        return {"body": bodies[-1] if bodies else None, "bodies": bodies, "answered": answered[-1] if answered else None}

    async def do_send(self, gateway, body):
        """A notification of the test's own making."""
        return {"status": await self.server.notifier.send(gateway, body, self.server.options.callback_token)}

    def do_account(self, key, callback_token):
        """One more account at Xendit: a brand with a key and a callback token of its own."""
        self.server.gateways.xendit.tokens[key] = callback_token

    def do_age(self, order, seconds, gateway="midtrans"):
        """A charge, a page of Snap or an invoice ends that much earlier."""
        getattr(self.server.gateways, gateway).grow_old(order, seconds)

    def do_adopt(self, order, amount, payment_type, seconds, transaction_id=None):
        """A Midtrans charge that somebody else made; it ends in so many seconds."""
        self.server.gateways.midtrans.adopt(order, amount, payment_type, seconds, transaction_id)

    def do_known_by_transaction(self, order, transaction_id):
        """A Midtrans charge is found by its own id from now on, and only by who says where it is from."""
        self.server.gateways.midtrans.know_by_transaction(order, transaction_id)

    def do_show(self, order):
        """All that Midtrans holds of a charge, as an answer about it has it."""
        charge = self.server.gateways.midtrans.find(order)
        return {"charge": {**self.server.gateways.midtrans.do_status(charge, None).json(), **charge["shown"]}}

    def do_dump(self):
        gateways = self.server.gateways
        return {"charges": {order: {"status": c["status"], "amount": c["amount"], "payment_type": c["payment_type"]}
                            for order, c in gateways.midtrans.charges.items()},
                "snaps": sorted(gateways.midtrans.snaps),
                "invoices": list(gateways.xendit.invoices.values()),
                "sessions": list(gateways.xendit.sessions.values()),
                "telegram": [{"chat_id": chat, "message_id": number, "text": text}
                             for (chat, number), text in sorted(gateways.telegram.messages.items())],
                "whatsapp": gateways.whatsapp.messages}

    def do_log(self, gateway, reset=False):
        found = getattr(self.server.gateways, gateway)
        log = list(found.log)
        if reset:
            found.log.clear()
        return {"log": log}

    def do_forget(self):
        """As it was at the start: empty, without faults, nobody is notified."""
        self.server.forget()


def make_certificate(directory, name, host):
    key, certificate = os.path.join(directory, name + ".key"), os.path.join(directory, name + ".crt")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "400",
                    "-keyout", key, "-out", certificate, "-subj", f"/CN={name}", "-addext", f"subjectAltName=IP:{host}"],
                   check=True, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return certificate, context


def read_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--directory", help="for certificates and control socket; default: a temporary one")
    parser.add_argument("--server-key", default="SB-Mid-server-EXAMPLE")
    parser.add_argument("--xendit-key", default="xnd_development_EXAMPLE")
    parser.add_argument("--callback-token", default="callback-EXAMPLE")
    parser.add_argument("--telegram-token", default="1000:EXAMPLE")
    parser.add_argument("--whatsapp-token", default="wa-EXAMPLE")
    parser.add_argument("--notify-url", default="")
    return parser.parse_args()


async def serve(options, directory):
    server = Server(options)
    await server.listen(directory)
    control_path = os.path.join(directory, "gateways.control")
    control = await asyncio.start_unix_server(Control(server).serve, control_path)
    keys = {"midtrans": options.server_key, "xendit": options.xendit_key, "callback": options.callback_token,
            "telegram": options.telegram_token, "whatsapp": options.whatsapp_token}
    print(json.dumps({"host": options.host, **server.ports, "control": control_path, **server.certificates, "secrets": keys}), flush=True)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()
    control.close()
    for listening in server.listening:
        listening.close()


def main():
    options = read_options()
    if options.directory:
        asyncio.run(serve(options, options.directory))
        return
    with tempfile.TemporaryDirectory(prefix="hc-gateways-") as directory:
        asyncio.run(serve(options, directory))


if __name__ == "__main__":
    sys.exit(main())
