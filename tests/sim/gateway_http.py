"""The HTTP side of the simulated gateways: reading requests, answering them, and going wrong when told to."""

import asyncio
import json
import random
import time
import urllib.parse

MOST_BODY = 1 << 22


class Request:
    def __init__(self, method, target, headers, body):
        self.method, self.headers, self.body = method, headers, body
        path, _, query = target.partition("?")
        self.path = urllib.parse.unquote(path)
        self.query = urllib.parse.parse_qs(query, keep_blank_values=True)
        self.at = time.monotonic()

    def json(self):
        return json.loads(self.body) if self.body else None

    def form(self):
        return {name: values[0] for name, values in urllib.parse.parse_qs(self.body.decode()).items()}


class Answer:
    def __init__(self, status, body=None, headers=None, content_type="application/json"):
        self.status, self.headers, self.content_type = status, dict(headers or {}), content_type
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""

    def json(self):
        return json.loads(self.body)


class Faults:
    """What goes wrong, until it is told otherwise; one for each gateway."""

    KINDS = ("status", "reset", "reset_after", "mute", "html", "garbage", "huge", "redirect", "drip", "latin", "cut")

    def __init__(self):
        self.latency_s = 0.0
        self.jitter_s = 0.0
        self.queue = []  # [requests to let pass, how often, kind, arguments, part of the path]
        self.shares = {}  # (kind, status): (share of requests, arguments)
        self.dice = random.Random(1)

    def next(self, request):
        """(kind, arguments) for this request, or None."""
        for fault in self.queue:
            if fault["on"] not in request.path:
                continue
            if fault["skip"] > 0:
                fault["skip"] -= 1
                continue
            fault["count"] -= 1
            if fault["count"] <= 0:
                self.queue.remove(fault)
            return fault["kind"], fault["arguments"]
        point = self.dice.random()
        for (kind, _), (share, arguments) in self.shares.items():
            if point < share:
                return kind, arguments
            point -= share
        return None


class Reset(Exception):
    """The connection ends without a word."""


def status_line(status):
    return f"HTTP/1.1 {status} {'OK' if status < 300 else 'No'}\r\n"


async def read_request(reader):
    """The next request of a connection; None at its end."""
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = b""
        while size := int((await reader.readline()).split(b";")[0], 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
    else:
        body = await reader.readexactly(min(int(headers.get("content-length") or 0), MOST_BODY))
    return Request(method, target, headers, body)


async def write_answer(writer, answer, drip=None):
    headers = {"Content-Type": answer.content_type, "Content-Length": str(len(answer.body)), **answer.headers}
    data = (status_line(answer.status) + "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n").encode("latin-1")
    data += answer.body
    if not drip:
        writer.write(data)
        await writer.drain()
        return
    for byte in data:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(1 / drip)


def reset(writer):
    """Ends the connection so that the peer sees a reset, not an end."""
    writer.transport.abort()


def spoil(kind, arguments, answer):
    """The answer that a fault makes of a right one."""
    if kind == "status":
        headers = {"Retry-After": str(arguments["retry_after"])} if "retry_after" in arguments else {}
        return Answer(arguments.get("status", 503), arguments.get("body", {"message": "simulated"}), headers)
    if kind == "html":
        return Answer(arguments.get("status", 200), b"<html><body>Just a moment</body></html>", content_type="text/html")
    if kind == "garbage":
        return Answer(200, b"{\"status_code\": \"200\", ")
    if kind == "huge":
        return Answer(200, b"[" + b"0," * (arguments.get("bytes", 4 << 20) // 2) + b"0]")
    if kind == "redirect":
        return Answer(302, b"", {"Location": arguments.get("location", "http://127.0.0.1:9/elsewhere")})
    if kind == "latin":
        return Answer(answer.status, answer.body.replace(b"{", b'{"note": "caf\xe9 \xff", ', 1), answer.headers)
    return answer


async def respond(writer, request, gateway, fault):
    """Lets the gateway do its work and answers, or goes wrong on the way."""
    kind, arguments = fault or (None, {})
    if kind == "reset" or kind == "status" and not arguments.get("processed"):
        answer = Answer(500)  # nothing is done
    else:
        answer = gateway.handle(request)
        if asyncio.iscoroutine(answer):
            answer = await answer
    if kind in ("reset", "reset_after"):
        raise Reset
    if kind == "mute":
        await asyncio.sleep(3600)
    answer = spoil(kind, arguments, answer)
    if kind == "cut":
        answer.headers["Content-Length"] = str(len(answer.body) + 100)
        await write_answer(writer, answer)
        raise Reset
    await write_answer(writer, answer, arguments.get("bytes_per_s", 20) if kind == "drip" else None)
    return answer
