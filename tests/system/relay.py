"""A way to the server that lets chosen connections wait at the door."""

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


def pump(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


class Relay:
    """Passes on what comes at a port of the loopback. Connections whose first message has the words `holds`
    (the program's name for one of its connections) wait until open()."""

    def __init__(self, conninfo, holds):
        self.server = conninfo
        self.holds = holds.encode()
        self.is_open = threading.Event()
        self.holding = threading.Event()
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
        first = client.recv(65536)
        if self.holds in first:
            self.holding.set()
            self.is_open.wait()
        server = server_socket(self.server)
        server.sendall(first)
        threading.Thread(target=pump, args=(client, server), daemon=True).start()
        pump(server, client)

    def open(self):
        self.is_open.set()

    def close(self):
        self.open()
        self.listener.close()
