"""Child processes that never outlive their parent, and a directory that goes when it does."""

import ctypes
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)


def end_with_parent(number=signal.SIGTERM):
    """The kernel sends this process that signal when its parent is gone."""
    LIBC.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)


def spawn(argv, death_signal=signal.SIGTERM, **options):
    """A child that gets death_signal when we end, however we end; options as for Popen."""
    parent = os.getpid()

    def tie():
        end_with_parent(death_signal)
        if os.getppid() != parent:
            os._exit(1)

    return subprocess.Popen(argv, preexec_fn=tie, **options)


def stop(process, number=signal.SIGTERM, timeout=20):
    """Ends a child; the hard way where it does not go."""
    if process is None or process.poll() is not None:
        return
    process.send_signal(number)
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="latin-1") as stat:
            return stat.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


class Scratch:
    """A temporary directory that is removed in the end: by close(), or, where this process is
    killed, by a small watcher, once the children named by note_pid() are gone."""

    def __init__(self, keep=False, within=None):
        self.path = tempfile.mkdtemp(prefix="hotspot-", dir=within)
        os.chmod(self.path, 0o755)
        self.keep = keep
        self.pids_path = os.path.join(self.path, "pids.json")
        self.pids = {}
        self.watcher = self.pipe = None
        if not keep:
            self._start_watcher()

    def _start_watcher(self):
        read_end, write_end = os.pipe()
        self.watcher = os.fork()
        if self.watcher == 0:
            os.close(write_end)
            self._watch(read_end)
        os.close(read_end)
        self.pipe = write_end

    def _watch(self, read_end):
        try:
            os.setsid()
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            silence = os.open(os.devnull, os.O_RDWR)
            for descriptor in (0, 1, 2):
                os.dup2(silence, descriptor)
            os.closerange(3, read_end)
            os.closerange(read_end + 1, 1024)
            os.chdir("/")
            if not os.read(read_end, 1):
                self._sweep()
        finally:
            os._exit(0)

    def _sweep(self):
        deadline = time.monotonic() + 15
        try:
            with open(self.pids_path, encoding="ascii") as source:
                pids = json.load(source).values()
        except OSError:
            pids = []
        while any(map(is_alive, pids)) and time.monotonic() < deadline:
            time.sleep(0.05)
        shutil.rmtree(self.path, ignore_errors=True)

    def file(self, name):
        return os.path.join(self.path, name)

    def note_pid(self, name, pid):
        self.pids[name] = pid
        with open(self.pids_path + ".new", "w", encoding="ascii") as out:
            json.dump(self.pids, out)
        os.replace(self.pids_path + ".new", self.pids_path)

    def close(self):
        """When all children have ended."""
        if not self.keep:
            shutil.rmtree(self.path, ignore_errors=True)
        if self.pipe is not None:
            os.write(self.pipe, b".")
            os.close(self.pipe)
            os.waitpid(self.watcher, 0)
            self.pipe = None
