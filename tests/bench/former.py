"""A former build beside ours: what its configuration must not have."""

import re

import sandbox

MOST_UNKNOWN = 9  # settings that came after it


def migrate(binary, config, left_out=()):
    """`migrate` with a configuration that loses the settings named, and those that the program does not know."""
    with open(config, encoding="utf-8") as given:
        lines = given.read().splitlines(True)
    left_out = list(left_out)
    for _ in range(MOST_UNKNOWN):
        with open(config, "w", encoding="utf-8") as out:
            out.writelines(line for line in lines if not re.sub(r"^}; *", "", line).startswith(tuple(left_out)))
        try:
            return sandbox.migrate(binary, config)
        except sandbox.Failed as why:
            unknown = re.search(r"unknown setting `(\w+)`", str(why))
            if not unknown:
                raise
            left_out.append(unknown[1])
    raise RuntimeError(f"{binary} knows too few settings")
