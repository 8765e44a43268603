"""The rows of a benchmark: printed as they come, written to one file, and compared with those that were kept."""

import json

WORSE = 4 / 3  # than what was kept: a machine that others use too gives figures that differ by less


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def describe(target, most_ratio, or_ratio):
    parts = [] if target is None else [f"<= {target}"]
    parts += [] if most_ratio is None else [f"<= {most_ratio} x peer"]
    return (" and ".join(parts) + ("" if or_ratio is None else f", or <= {or_ratio} x peer")) or None


class Report:
    def __init__(self):
        self.rows = []

    def add(self, name, value, unit, target, peer=None, peer_value=None, most_ratio=None, or_ratio=None):
        """Holds when value is at most target and, where most_ratio is given, at most that many times the peer's;
        or_ratio: being that near to the peer is enough, since the peer is what the machine can do."""
        ratio = round(value / peer_value, 3) if peer_value else None
        holds = (target is None or value <= target) and (most_ratio is None or ratio <= most_ratio)
        holds = holds or (or_ratio is not None and ratio <= or_ratio)
        self.rows.append({"name": name, "value": round(value, 4), "unit": unit, "peer": peer,
                          "peer_value": None if peer_value is None else round(peer_value, 4), "ratio": ratio,
                          "target": describe(target, most_ratio, or_ratio), "holds": holds, "why": None})
        row = self.rows[-1]
        beside = f"  beside {peer}: {row['peer_value']} ({ratio} x)" if peer_value else ""
        print(f"{'ok  ' if holds else 'MISS'} {name}: {row['value']} {unit} (target {row['target']}){beside}", flush=True)

    def skip(self, name, why):
        """What can't be measured here, and need not be."""
        self.rows.append({"name": name, "value": None, "unit": None, "peer": None, "peer_value": None, "ratio": None,
                          "target": None, "holds": True, "why": why})
        print(f"skip {name}: {why}", flush=True)

    def fail(self, name, why):
        """What could not be measured is a row as well."""
        self.rows.append({"name": name, "value": None, "unit": None, "peer": None, "peer_value": None, "ratio": None,
                          "target": None, "holds": False, "why": why})
        print(f"MISS {name}: not measured: {why}", flush=True)

    def attempt(self, name, measure, *arguments):
        """Measures; an exception becomes a row, and what comes after it is measured all the same. True: it went through."""
        try:
            measure(*arguments)
            return True
        except Exception as error:  # pylint: disable=broad-except
            self.fail(name, f"{type(error).__name__}: {error}")
            return False

    def compare(self, kept):
        """kept: {name: figure} of an earlier run. What is worse by a third becomes a row that does not hold."""
        for name, now in comparable(self.rows).items():
            if name in kept and now > kept[name] * WORSE:
                self.add(f"{name}, beside what was kept", now, "", None, "kept", kept[name], WORSE)

    def write(self, path):
        write_json(path, self.rows)


def comparable(rows):
    """What says the same on every machine: ratios to a peer, and instructions."""
    figures = {}
    for row in rows:
        if row["peer"] == "kept":
            continue
        figure = row["value"] if row["unit"] == "instructions" else row["ratio"]
        if figure is not None:
            figures[row["name"]] = figure
    return figures


def read_kept(path):
    """An empty one where none was kept."""
    try:
        with open(path, encoding="ascii") as file:
            return json.load(file)
    except FileNotFoundError:
        return {}


def keep(path, rows):
    """The figures of these rows; those of rows that were not measured stay."""
    write_json(path, dict(sorted({**read_kept(path), **comparable(rows)}.items())))


def write_json(path, what):
    with open(path, "w", encoding="ascii") as out:
        json.dump(what, out, indent=2)
        out.write("\n")
