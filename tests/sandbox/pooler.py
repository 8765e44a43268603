"""A PgBouncer of our own in front of a server."""

import os
import socket
import subprocess
import time

import psycopg.conninfo

from postgres import server_account
from processes import spawn, stop


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Pooler:
    """Pools all databases of that server; mode as pool_mode has it, further settings by name."""

    def __init__(self, directory, server, mode, **settings):
        account, owner = server_account()
        given = psycopg.conninfo.conninfo_to_dict(server)
        self.port, self.user = free_port(), given["user"]
        self.log = os.path.join(directory, f"pgbouncer-{self.port}.log")
        users, ini = (os.path.join(directory, f"pgbouncer-{self.port}.{kind}") for kind in ("users", "ini"))
        settings = {"listen_addr": "127.0.0.1", "listen_port": self.port, "unix_socket_dir": "", "auth_type": "trust",
                    "auth_file": users, "pool_mode": mode, "default_pool_size": 20, "admin_users": self.user, **settings}
        with open(users, "w", encoding="ascii") as out:
            out.write(f'"{self.user}" ""\n')
        with open(ini, "w", encoding="ascii") as out:
            out.write(f"[databases]\n* = host={given['host']} port={given.get('port', 5432)} user={self.user}\n[pgbouncer]\n")
            out.writelines(f"{name} = {value}\n" for name, value in settings.items())
        with open(self.log, "ab") as log:
            self.process = spawn(["/usr/sbin/pgbouncer", ini], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", **account)
        self._wait_until_ready()

    def _wait_until_ready(self):
        deadline = time.monotonic() + 30
        while True:
            try:
                return socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    with open(self.log, encoding="utf-8") as log:
                        raise RuntimeError("PgBouncer did not start:\n" + log.read()[-2000:]) from None
                time.sleep(0.02)

    def conninfo(self, database):
        return f"host=127.0.0.1 port={self.port} user={self.user} dbname={database} sslmode=disable gssencmode=disable"

    def stop(self):
        stop(self.process)
