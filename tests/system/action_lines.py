"""Command lines for every action that `act --help` lists, made from what `act ACTION --help` says of its arguments."""

import re

SAMPLES = [(r"\((\d[\d.]*) MB", "1GB"), (r"\(Rp ", "50000"), (r"\((\d+) …", "{0}"), (r": ([a-z_A-Z]+)[,\n]", "{0}"),
           (r"date|day|until|due|month", "2026-12-31"), (r"phone", "081234567890"), (r"MAC", "02:00:00:00:00:77")]


def names_of(help_text):
    return re.findall(r"^  ([a-z_]+\.[a-z_]+) ", help_text, re.M)


def sample(line):
    for pattern, value in SAMPLES:
        found = re.search(pattern, line + "\n", re.I)
        if found:
            return value.format(*found.groups())
    return "some text"


def pane_of(help_text):
    """Whose rows it is for."""
    found = re.search(r"^  (?:on|finds its) (\w+)", help_text, re.M)
    return found[1] if found else "users"


def line_for(action, help_text, ids):
    """It is asked for on something that there is, with a value for each argument that it demands."""
    arguments = [f"{name}={__file__ if name.endswith('_file') else sample(rest)}"
                 for name, fallback, rest in re.findall(r"^  ([a-z_]+)=(\S*)  (.*)$", help_text, re.M) if not fallback]
    where = [] if "makes a new one" in help_text else ["--id", ids.get(pane_of(help_text), "1")]
    return ["act", action, *where, *arguments]
