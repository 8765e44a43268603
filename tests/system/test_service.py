"""The worker as a service: what systemd is told, logs that are rotated, secrets that systemd hands over."""

import pathlib
import signal
import socket
import subprocess
import time
import uuid

import pytest
from test_crash import wait_until


class Manager:
    """The end of systemd: a socket that the worker tells what it does."""

    def __init__(self, name):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(name.replace("@", "\0", 1))
        self.name, self.heard = name, []

    def hear(self, timeout):
        self.socket.settimeout(timeout)
        try:
            self.heard.append(self.socket.recv(4096).decode())
            return self.heard[-1]
        except TimeoutError:
            return None

    def hear_until(self, word, timeout=20):
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            said = self.hear(deadline - time.monotonic())
            if said and word in said.split("\n"):
                return said
        raise AssertionError(f"{word} was not said: {self.heard}")


@pytest.fixture(params=["path", "abstract"])
def manager(request, tmp_path):
    name = str(tmp_path / "notify") if request.param == "path" else "@hotspot-console-" + uuid.uuid4().hex
    m = Manager(name)
    yield m
    m.socket.close()


def start(environment, binary, config, manager, tmp_path, watchdog_us=0, **more):
    names = {"NOTIFY_SOCKET": manager.name, **({"WATCHDOG_USEC": str(watchdog_us)} if watchdog_us else {}), **more}
    return subprocess.Popen([binary, "--config", config, "worker"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                            stderr=open(tmp_path / "stderr", "ab"), env={**environment, **names})


def test_the_manager_hears_of_readiness_work_and_end(database, environment, binary, config, manager, tmp_path):
    service = start(environment, binary, config, manager, tmp_path, watchdog_us=400000)
    assert "STATUS=at work" in manager.hear_until("READY=1")
    for _ in range(3):
        manager.hear_until("WATCHDOG=1", 5)
    service.send_signal(signal.SIGTERM)
    manager.hear_until("STOPPING=1")
    assert service.wait(15) == 0


def test_after_an_upgrade_it_waits_for_migrate(database, environment, binary, config, run, tmp_path):
    """A database of the version before has no work for it, and it does not say that it is at work."""
    manager = Manager(str(tmp_path / "notify"))
    database.all("DELETE FROM console.migration WHERE version = (SELECT max(version) FROM console.migration)")
    service = start(environment, binary, config, manager, tmp_path)
    assert "STATUS=waits for migrate" in manager.hear_until("READY=1")
    assert database.one("SELECT count(*) FROM console.worker WHERE kind = 'worker'") == 0
    service.terminate()
    assert service.wait(15) == 0


def test_a_worker_that_stands_still_is_not_said_to_go_on(database, environment, binary, config, tmp_path):
    """A statement that waits for ever, as for a lock that somebody forgot: the loop turns, the work does not."""
    manager = Manager(str(tmp_path / "notify"))
    with database.connect() as held:
        held.execute("BEGIN")
        held.execute("LOCK TABLE console.job IN ACCESS EXCLUSIVE MODE")
        service = start(environment, binary, config, manager, tmp_path, watchdog_us=40000)
        manager.hear_until("READY=1")
        wait_until(lambda: "stands still" in (tmp_path / "stderr").read_text(), 40)
        while manager.hear(0.2):
            pass
        assert manager.hear(1) is None
        held.execute("ROLLBACK")
    manager.hear_until("WATCHDOG=1", 30)
    service.terminate()
    assert service.wait(20) == 0


def with_log(config, log):
    path = pathlib.Path(config)
    path.write_text(path.read_text().replace(f'log_file = "{path.parent}/console.log"', f'log_file = "{log}"'))
    return config


def test_rotated_logs_are_opened_anew(make_config, database, router, environment, binary, tmp_path):
    log = tmp_path / "worker-log" / "console.log"
    config = with_log(make_config(database, [router]), log)
    manager = Manager(str(tmp_path / "notify"))
    service = start(environment, binary, config, manager, tmp_path)
    manager.hear_until("READY=1")
    log.touch()
    log.rename(log.with_suffix(".1"))
    service.send_signal(signal.SIGHUP)
    wait_until(lambda: log.exists() and "opened anew" in log.read_text())
    # its folder is gone: it is said where it still can be, and the worker goes on
    log.parent.rename(tmp_path / "away")
    pathlib.Path(log.parent).write_text("no folder")
    service.send_signal(signal.SIGHUP)
    wait_until(lambda: "can't be opened anew" in (tmp_path / "stderr").read_text())
    assert "can't be opened anew" in (tmp_path / "away" / "console.log").read_text()
    assert service.poll() is None
    service.terminate()
    assert service.wait(15) == 0


def test_a_log_that_cannot_be_opened_is_an_error(make_config, database, router, run, console, tmp_path):
    (tmp_path / "file").write_text("")
    config = with_log(make_config(database, [router]), tmp_path / "file" / "console.log")
    done = run("worker", config=config)
    assert done.code == 2 and "can't be opened: Not a directory" in done.err
    console("users", config=config, columns=200).wait_for("Nothing is logged")


def test_secrets_come_from_the_folder_of_systemd(make_config, database, router, run, tmp_path):
    """As a service gets them: those beside the configuration are root's, and copies lie in a folder of its own."""
    config = make_config(database, [router])
    secrets = [f for f in pathlib.Path(config).parent.iterdir() if "password" in f.name]
    assert secrets
    folder = tmp_path / "credentials"
    folder.mkdir()
    for secret in secrets:
        (folder / ("hotspot-console_" + secret.name)).write_text(secret.read_text())
        (folder / ("hotspot-console_" + secret.name)).chmod(0o440)
        secret.unlink()
    assert run("show", "users", "--limit", "1", config=config).code == 2
    env = {"CREDENTIALS_DIRECTORY": str(folder)}
    assert run("show", "users", "--limit", "1", config=config, env=env.items()).code == 0
