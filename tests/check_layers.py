"""Holds how the sources stand on each other: floors, the rooms of a floor, statements, no include circle.

Usage: tests/check_layers.py [FOLDER]

FOLDER is the tree to look at, this one where none is named. Everything that is wrong is told, a line each with the
rule that it breaks (a circle's edges follow it, indented); then the exit code is 1."""

import argparse
import collections
import pathlib
import re
import sys

# What a floor may include, beside itself. main.c picks a face and stands outside.
FLOORS = {
    "base": [],
    "db": ["base"],
    "net": ["base"],
    "model": ["base", "db", "net"],
    "tui": ["base", "model"],
    "cli": ["base", "model"],
}

# The rooms of a floor, a folder each: one knows itself and those before it. db's rooms hold statements, which the
# model's rooms of the same names run; its C files, and the statements that these run, lie beside the rooms.
ROOMS = {
    "db": ["lists", "engine", "settings", "incidents", "tickets", "backup", "packages", "customers", "accounts", "requests", "pay", "coupons", "bill", "till", "receipts", "shop", "sellers", "notices", "routers", "vouchers", "lines", "mikhmon", "sheets", "imports", "setup", "diagnosis", "home", "worker"],
    "model": ["values", "config", "lists", "engine", "settings", "incidents", "tickets", "backup", "packages", "customers", "accounts", "requests", "pay", "coupons", "bill", "till", "receipts", "shop", "sellers", "notices", "routers", "vouchers", "lines", "mikhmon", "sheets",
              "imports", "setup", "diagnosis", "home", "worker"],
    "tui": ["terminal", "app", "widgets", "lists", "engine", "incidents", "tickets", "packages", "diagnosis", "customers", "accounts", "pay", "coupons", "bill", "till", "shop", "routers", "vouchers", "mikhmon", "imports", "setup", "console"],
}
NO_ROOMS = {"db/migrations"}

C_TOKEN = re.compile(r'(?P<text>"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\')|/\*.*?\*/|//[^\n]*', re.DOTALL)
# In quotes, in angle brackets where the path begins with a floor, or what can't be followed: a macro's.
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]*)"|<((?:base|db|net|model|tui|cli)/[^>]*)>|(\w+))', re.MULTILINE)
TEXT = re.compile(r'"(\w+)"')

Source = collections.namedtuple("Source", "path includes texts")


def floor_of(path):
    """"model/pay/charge.c": model."""
    return path.split("/")[0]


def room_of(path):
    """"model/pay/charge.c": pay; None for a file that lies in no room."""
    parts = path.split("/")
    return parts[1] if len(parts) > 2 and parts[0] in ROOMS else None


def node_of(path):
    """A source and its header are one."""
    return path.rsplit(".", 1)[0]


def read_source(root, file):
    """What a C file includes and which words it holds as strings; comments don't count."""
    code = C_TOKEN.sub(lambda token: token["text"] or " ", file.read_text(encoding="utf-8"))
    includes = ["".join(found) for found in INCLUDE.findall(code)]
    return Source(file.relative_to(root).as_posix(), includes, set(TEXT.findall(INCLUDE.sub("", code))))


def read_tree(root):
    """All C files of all floors, in the order of their names."""
    files = (file for floor in FLOORS for file in (root / floor).rglob("*.[ch]"))
    return [read_source(root, file) for file in sorted(files)]


# --- the checks: each gives the lines that say what is wrong -----------------------------------------


def check_floors(root, sources):
    for source in sources:
        floor = floor_of(source.path)
        known = [floor] + FLOORS[floor]
        for include in source.includes:
            if "/" not in include or ".." in include.split("/"):
                yield f'{source.path} includes "{include}": includes name their floor ("base/error.h")'
            elif floor_of(include) not in known:
                yield f"{source.path} includes {include}: {floor} includes only from {', '.join(known)}"


def check_folders(root):
    for floor in FLOORS:
        rooms = [f"{floor}/{room}" for room in ROOMS.get(floor, [])]
        rule = f"the rooms of {floor} are {', '.join(ROOMS[floor])}" if rooms else f"{floor} has no rooms"
        for folder in sorted((root / floor).rglob("*/")):
            path = folder.relative_to(root).as_posix()
            if folder.is_dir() and path not in rooms and path not in NO_ROOMS:
                yield f"{path}/ is no room: {rule}"


def check_files(root):
    """What lies in the rooms, and what should."""
    for file in sorted(file for floor in ROOMS for file in (root / floor).rglob("*") if file.is_file()):
        path = file.relative_to(root).as_posix()
        if floor_of(path) == "db" and room_of(path) and file.suffix != ".sql":
            yield f"{path} is no statement: the rooms of db hold only .sql"
        if floor_of(path) != "db" and file.suffix in (".c", ".h") and not room_of(path):
            yield f"{path} lies in no room: every C file of {floor_of(path)} lies in one"
    for floor, room in [(floor, room) for floor in ("model", "tui") for room in ROOMS[floor]]:
        if (root / floor / room).is_dir() and not (root / floor / room / "README.md").is_file():
            yield f"{floor}/{room}/README.md is missing: every room says at its door what it is for"


def check_room_order(sources):
    for source in sources:
        floor, room = floor_of(source.path), room_of(source.path)
        order = ROOMS.get(floor, [])
        for include in source.includes:
            other = room_of(include)
            if floor_of(include) == floor and {room, other} <= set(order) and order.index(other) > order.index(room):
                yield (f"{source.path} includes {include}: {other} stands behind {room} in {floor}, and a room "
                       "includes only from itself and those before it")


def check_rooms(root, sources):
    yield from check_folders(root)
    yield from check_files(root)
    yield from check_room_order(sources)


def statements_of(root):
    """{name: path} of the statements beside the rooms of db and in them."""
    folders = [root / "db"] + [root / "db" / room for room in ROOMS["db"]]
    return {file.stem: file.relative_to(root).as_posix() for folder in folders for file in sorted(folder.glob("*.sql"))}


def stems_of(statements):
    """{stem: [name]} of those that go by a stem in the model: an action's pair, STEM_plan and STEM_apply."""
    stems = {name.removesuffix("_plan") for name in statements if name.endswith("_plan")}
    return {stem: [stem + "_plan", stem + "_apply"] for stem in stems if stem + "_apply" in statements}


def named_by(source, statements, stems):
    """The names of the statements that a file names."""
    names = source.texts & statements.keys()
    if floor_of(source.path) == "model":
        names = names.union(*(stems[word] for word in source.texts & stems.keys()))
    return sorted(names)


def may_name(path, statement):
    """The model's room of the statement's name may, and those behind it. What lies beside the rooms of db is db's own
    and all the model's."""
    room, order = room_of(statement), ROOMS["model"]
    if not room:
        return floor_of(path) in ("db", "model")
    return floor_of(path) == "model" and room_of(path) in order[order.index(room):]


def check_statements(root, sources):
    statements = statements_of(root)
    stems, used = stems_of(statements), set()
    for source in sources:
        for name in named_by(source, statements, stems):
            used.add(name)
            if not may_name(source.path, statements[name]):
                yield (f"{source.path} names {statements[name]}: a statement is named only by the model's room of its "
                       "name and those behind it")
    for name in sorted(statements.keys() - used):
        yield f"{statements[name]} is named by no file: a statement that nothing runs is removed"


def edges_of(sources):
    """{node: {node that it includes: ("file that includes", "file that is included")}}"""
    edges = {node_of(source.path): {} for source in sources}
    for source in sources:
        for include in source.includes:
            node, other = node_of(source.path), node_of(include)
            if other != node and other in edges:
                edges[node].setdefault(other, (source.path, include))
    return edges


def reachable(edges, start):
    """Every node that start stands on, by whatever way."""
    seen, open_nodes = set(), [start]
    while open_nodes:
        for other in edges[open_nodes.pop()]:
            if other not in seen:
                seen.add(other)
                open_nodes.append(other)
    return seen


def check_circles(root, sources):
    edges = edges_of(sources)
    below = {node: reachable(edges, node) for node in edges}
    told = set()
    for node in edges:
        circle = {other for other in below[node] if node in below[other]}
        if not circle or node in told:
            continue
        told |= circle
        yield f"circle of {', '.join(sorted(circle))}: no two files include each other, by whatever way"
        for one in sorted(circle):
            for other in sorted(circle & edges[one].keys()):
                yield "    {} includes {}".format(*edges[one][other])


CHECKS = [check_floors, check_rooms, check_statements, check_circles]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    options = parser.parse_args()

    sources = read_tree(options.folder)
    if not sources:
        parser.error(f"{options.folder} holds no floors")
    wrong = [line for check in CHECKS for line in check(options.folder, sources)]
    for line in wrong:
        print(line)
    if not wrong:
        print(f"layers: {len(sources)} files include, and name, only what they stand on")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
