"""Keys as no operator would press them: a walk over all panes and what opens over them, the same for the same seed."""

import random

PANES = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "F7", "F8", "F9", "tab", "S-tab"]
MOVES = ["j", "k", "down", "up", "C-n", "C-p", "C-f", "C-b", "pgdn", "pgup", "g", "G", "home", "end", "h", "l", "left", "right"]
LISTS = [">", "<", "o", "=", "c", "space", "ins", "v", "a", "*", "A", "C-l", "F5", "C-r", "t", "f", "F", "|", "+"]
VIEWS = ["enter", "F3", "w", "T", "?", "m", "U", "I", "y", "Q", "F6"]
ACTIONS = list("bsReRidXDepKnNSOWPH$rxELBMJ&zZ#!%@")
CLOSING = ["esc"]
WORDS = ["status:blocked", "budi", "debt>1GB", '"', "-router:", "zzz", "08", "status:", "a*"]
NAMES = ["pane.settings", "pane.sessions", "pane.audit", "users.block reason=late", "sort", "sync", "quota.inject mb=5", "help", "zzz"]
SIZES = [(24, 80), (5, 60), (3, 20), (1, 1), (2, 200), (6, 20), (7, 24), (16, 40), (50, 160), (24, 80)]


class Walk:
    """Steps of some keys each: steps(count) gives ("keys", [name, …]), ("type", text), ("click", row, column, button),
    ("resize", rows, columns) until they are count keys. Leaving the program is not among the keys."""

    def __init__(self, seed):
        self.chance = random.Random(seed)

    def _keys(self):
        pool = self.chance.choices([MOVES, LISTS, VIEWS, ACTIONS, PANES, CLOSING], [40, 14, 14, 10, 8, 12])[0]
        return ("keys", [self.chance.choice(pool)])

    def _typed(self):
        opener, words = self.chance.choice([("/", WORDS), (":", NAMES)])
        return [("keys", [opener]), ("type", self.chance.choice(words)), ("keys", [self.chance.choice(["enter", "esc", "tab"])])]

    def _step(self):
        kind = self.chance.random()
        if kind < 0.88:
            return [self._keys()]
        if kind < 0.94:
            return self._typed()
        if kind < 0.97:
            return [("click", self.chance.randrange(30), self.chance.randrange(90), self.chance.choice([0, 0, 64, 65]))]
        return [("resize", *self.chance.choice(SIZES))]

    def steps(self, count):
        while count > 0:
            for step in self._step():
                yield step
                count -= len(step[1]) if step[0] in ("keys", "type") else 1
