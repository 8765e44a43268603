"""A way to the server on which chosen connections can be made to wait."""

import os
import socket
import threading

import psycopg.conninfo


def server_socket(conninfo):
    """A connection to the server that a connection string names."""
    given = psycopg.conninfo.conninfo_to_dict(conninfo)
    host, port = given["host"], int(given.get("port", 5432))
    if not host.startswith("/"):
        return socket.create_connection((host, port), timeout=20)
    made = socket.socket(socket.AF_UNIX)
    made.connect(os.path.join(host, f".s.PGSQL.{port}"))
    return made


class Gate:
    """What a connection of that name sends waits here while it is shut."""

    def __init__(self, name):
        self.name = name.encode()
        self.is_open = threading.Event()
        self.is_awaited = threading.Event()

    def shut(self):
        self.is_awaited.clear()
        self.is_open.clear()

    def pass_through(self):
        if not self.is_open.is_set():
            self.is_awaited.set()
            self.is_open.wait()


def pump(source, target, *gates):
    try:
        while data := source.recv(65536):
            for gate in gates:
                gate.pass_through()
            target.sendall(data)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def without_options(startup):
    """The first message of a connection, as a pooler passes it on that was told to ignore options."""
    words = startup[8:].split(b"\0")
    pairs = list(zip(words[::2], words[1::2]))
    kept = b"".join(key + b"\0" + value + b"\0" for key, value in pairs if key and key != b"options") + b"\0"
    return (8 + len(kept)).to_bytes(4, "big") + startup[4:8] + kept


class Relay:
    """Passes on what comes at a port of the loopback; a gate for each of the named connections (the program's
    application_name tells which one it is), open at first. One that drops options is like a pooler."""

    def __init__(self, conninfo, *names, drops_options=False):
        self.server, self.drops_options = conninfo, drops_options
        self.gates = {name: Gate(name) for name in names}
        self.both_ways = Gate("")
        for gate in (self.both_ways, *self.gates.values()):
            gate.is_open.set()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.conninfo = psycopg.conninfo.make_conninfo(conninfo, host="127.0.0.1", port=self.listener.getsockname()[1],
                                                       sslmode="disable", gssencmode="disable")
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        """One connection; where the server is away it ends, and no other does."""
        try:
            self._pass_on(client)
        except OSError:
            client.close()

    def _pass_on(self, client):
        first = client.recv(65536)
        gate = next((gate for gate in self.gates.values() if gate.name in first), None)
        if gate:
            gate.pass_through()
        self.both_ways.pass_through()
        server = server_socket(self.server)
        server.sendall(without_options(first) if self.drops_options else first)
        threading.Thread(target=pump, args=(server, client, self.both_ways), daemon=True).start()
        pump(client, server, self.both_ways, *([gate] if gate else []))

    def fall_silent(self):
        """All connections stay, new ones are taken, and nothing comes any more."""
        self.both_ways.shut()

    def answer_again(self):
        self.both_ways.is_open.set()

    def close(self):
        for gate in (self.both_ways, *self.gates.values()):
            gate.is_open.set()
        if self.listener.fileno() >= 0:
            self.listener.shutdown(socket.SHUT_RDWR)  # else the one that waits in accept() lets one more in
            self.listener.close()
