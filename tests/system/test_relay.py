"""The tests' own way to the server."""

import socket

import psycopg.conninfo
import pytest
from relay import Relay


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_without_a_server_a_connection_just_ends(free_port):
    way = Relay(psycopg.conninfo.make_conninfo(host="127.0.0.1", port=free_port()))
    given = psycopg.conninfo.conninfo_to_dict(way.conninfo)
    for _ in range(2):
        with socket.create_connection((given["host"], int(given["port"])), timeout=10) as client:
            client.sendall(b"\0\0\0\x08\0\x03\0\0")
            assert client.recv(1) == b""
    way.close()
