"""What shells offer behind the program's name: in a real bash, and in a real zsh."""

import os
import pty
import re
import shutil
import subprocess

import pytest

BASH = r"""
source "$1"
COMP_LINE=$2 COMP_POINT=${#2}
compopt() { :; }
_hotspot_console
printf '%s\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def script(run, tmp_path):
    def write(shell):
        done = run("completion", shell, config=None)
        assert done.code == 0 and done.err == ""
        (tmp_path / "completions").mkdir(exist_ok=True)
        path = tmp_path / "completions" / {"bash": "hotspot-console", "zsh": "_hotspot-console"}[shell]
        path.write_text(done.out)
        return path

    return write


@pytest.fixture
def offered(script):
    path = script("bash")

    def ask(line):
        done = subprocess.run(["bash", "--norc", "-c", BASH, "bash", path, line], capture_output=True, text=True, timeout=20)
        assert done.returncode == 0 and done.stderr == "", done.stderr
        return done.stdout.split()

    return ask


def test_bash_offers_what_fits(offered, tmp_path):
    assert offered("hotspot-console show") == ["show"]
    assert "users" in offered("hotspot-console ") and "act" in offered("hotspot-console ")
    assert offered("hotspot-console act users.blo") == ["users.block"]
    assert offered("hotspot-console act users.block --id x rea") == ["reason="]
    assert offered("hotspot-console --config x act users.blo") == ["users.block"]
    assert "--dry-run" in offered("hotspot-console act users.block --")
    assert "--enforce" not in offered("hotspot-console act users.block --")
    assert offered("hotspot-console migrate --enf") == ["--enforce"]
    assert offered("hotspot-console show users --sort -full") == ["-full_name"]
    assert offered("hotspot-console show users --sort=full") == ["full_name"]
    assert offered("hotspot-console show debts --format ") == ["table", "json", "csv"]
    assert offered("hotspot-console export debts --format x") == ["xlsx"]
    assert "blocked" in offered("hotspot-console show users --where status:")
    assert offered("hotspot-console completion z") == ["zsh"]
    (tmp_path / "a.conf").write_text("")
    assert offered(f"hotspot-console --config {tmp_path}/a.c") == [f"{tmp_path}/a.conf"]


def test_bash_offers_every_action_argument_and_choice(offered, run):
    """As `act --help` and `act ACTION --help` say."""
    listed = re.findall(r"^  ([a-z_]+\.[a-z_]+) ", run("act", "--help", config=None).out, re.M)
    assert len(listed) > 80 and sorted(offered("hotspot-console act ")) == sorted(listed)
    for action in ("users.block", "packages.add", "subscriptions.add", "users.set_role"):
        arguments = {f"{name}=" for name in re.findall(r"^  ([a-z_]+)=", run("act", action, "--help", config=None).out, re.M)}
        assert set(offered(f"hotspot-console act {action} ")) == arguments
    said = re.search(r"^  role=.*?: (.*)$", run("act", "users.set_role", "--help", config=None).out, re.M)[1]
    assert offered("hotspot-console act users.set_role role=") == [w.strip() for w in said.split(",")]


@pytest.mark.skipif(not shutil.which("zsh"), reason="there is no zsh")
def test_zsh_offers_the_same(script, tmp_path):
    folder = script("zsh").parent
    pid, fd = pty.fork()
    if pid == 0:
        os.execve("/usr/bin/zsh", ["zsh", "-f", "-i"], {"PATH": os.environ["PATH"], "TERM": "dumb", "HOME": str(tmp_path)})
    seen = b""

    def read_until(word):
        nonlocal seen
        while word not in seen:
            seen += os.read(fd, 4096)
        text, seen = seen, b""
        return text

    os.write(fd, f"PS1= ; stty -echo; unsetopt zle_bracketed_paste; fpath=({folder} $fpath); autoload -Uz compinit; compinit -u -d {tmp_path}/dump; "
                 "hotspot-console() {{ print -r -- \"<$@>\"; }}; echo REA''DY\n".replace("{{", "{").replace("}}", "}").encode())
    read_until(b"READY\r\n")
    for typed, whole in (("hotspot-console act users.blo", b"<act users.block>"),
                         ("hotspot-console migrate --enf", b"<migrate --enforce>"),
                         ("hotspot-console act users.set_role role=KOM", b"<act users.set_role role=KOMANDAN>"),
                         ("hotspot-console show users --sort full", b"<show users --sort full_name>")):
        os.write(fd, typed.encode() + b"\t\n")
        assert whole in read_until(b">\r\n"), typed
    os.write(fd, b"exit\n")
    os.close(fd)
    os.waitpid(pid, 0)


def test_another_shell_is_refused(run):
    assert run("completion", "fish", config=None).code == 2
    assert run("completion", config=None).code == 2
