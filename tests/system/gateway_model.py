"""What must become of a charge by what its gateway says, written down once more: from the rules of the trade, without a
look at the database. A word is (name, transaction, pieces that went back)."""

import dataclasses

PRICE = 100000

# Where a word stands in the life of a transaction: what is nearer to its beginning can't follow what is nearer to its end.
BEGUN, LOOKED_AT, OVER, HELD, SETTLED, PART_BACK, ALL_BACK = range(7)
LIFE = {
    "pending": BEGUN, "PENDING": BEGUN, "authorize": LOOKED_AT, "capture/challenge": LOOKED_AT, "expire": OVER, "EXPIRED": OVER,
    "cancel": OVER, "CANCELED": OVER, "ACTIVE": BEGUN, "payment.PENDING": BEGUN, "payment.FAILED": BEGUN, "payment.AUTHORIZED": LOOKED_AT,
    "payment.SUCCEEDED": HELD, "COMPLETED": SETTLED, "capture": HELD, "PAID": HELD, "settlement": SETTLED, "SETTLED": SETTLED, "partial_refund": PART_BACK,
    "partial_chargeback": PART_BACK, "refund": ALL_BACK, "chargeback": ALL_BACK,
}
ENDS = {"expire": "expired", "EXPIRED": "expired", "cancel": "cancelled", "CANCELED": "cancelled", "deny": "failed", "failure": "failed"}
TAKEN = {"refund": "refunded", "chargeback": "charged_back", "partial_refund": "refunded", "partial_chargeback": "charged_back",
         # of what was paid: a voided capture, a reversal by the bank
         "cancel": "refunded", "deny": "charged_back"}
MONEY = (HELD, SETTLED, PART_BACK)


@dataclasses.dataclass
class Charge:
    mode: str
    price: int = PRICE
    reverses: bool = False  # what payment_refund says: takes back what was applied, else somebody decides
    state: str = "open"
    came_rp: int = 0        # what was paid
    try_of: str = ""        # the transaction that was last spoken of, or that paid
    last: str = ""          # the gateway's newest word
    unknown: str = ""
    applied: bool = False
    taken_back: bool = False
    decide: str = ""        # why somebody has to decide: "money", "part", "word"
    pieces: dict = dataclasses.field(default_factory=dict)
    is_deposit: bool = False
    is_off: bool = False    # what it put on the balance is off it: it was noted that it goes back
    others: dict = dataclasses.field(default_factory=dict)  # further payments of the same order

    @property
    def came(self):
        return self.state not in ("open", "expired", "cancelled", "failed")

    def life(self, name):
        if name in ("deny", "failure"):
            return BEGUN if self.mode == "snap" else OVER
        return LIFE.get(name)

    def is_overtaken(self, name):
        reached = self.life(self.last) if self.last else BEGUN
        if self.came:
            reached = max(reached, {"refunded": ALL_BACK, "charged_back": ALL_BACK, "part_refunded": PART_BACK}.get(self.state, HELD))
        takes_back = self.came and name in ("deny", "cancel")
        return not takes_back and self.life(name) < reached

    def hear(self, name, transaction, pieces, rp=None):
        """rp: what was paid, where it is not the price."""
        rp = self.price if rp is None else rp
        if transaction in self.others:
            return self.others[transaction].hear(name, transaction, pieces, rp)
        if self.life(name) is None:
            if self.unknown != name:
                self.unknown, self.decide = name, self.decide or "word"
            return None
        is_other = self.try_of and transaction != self.try_of
        if is_other and self.came:
            if self.life(name) in MONEY:
                self.others[transaction] = Charge(self.mode, self.price, self.reverses, "late", rp, transaction, name, decide="money")
            return None
        if is_other and self.mode in ("invoice", "session") and self.life(name) not in MONEY:
            return None  # another link under the same number
        if not is_other and self.is_overtaken(name):
            return None
        self.take(name, transaction, pieces, rp)
        return None

    def take(self, name, transaction, pieces, rp):
        before, was_part = self.state, sum(self.pieces.values())
        life = self.life(name)
        if self.came and name in ("deny", "cancel"):
            life = ALL_BACK
        if life in (PART_BACK, ALL_BACK) and self.state not in ("refunded", "charged_back"):
            self.pieces = {**self.pieces, **pieces}
        rest = (self.came_rp or self.price) - sum(self.pieces.values())
        if life == ALL_BACK and rest > 0 and self.state not in ("refunded", "charged_back"):
            self.pieces["rest"] = rest
        if life == PART_BACK and sum(self.pieces.values()) >= (self.came_rp or self.price):
            life = ALL_BACK
        is_more = sum(self.pieces.values()) > was_part
        self.move(name, life, rp)
        if self.state != before:
            self.decided(before, life)
        elif life == PART_BACK and is_more and self.came:
            self.decide = "part" if self.state == "part_refunded" else "money"
        if self.state == "open" or self.state != before or not self.try_of:
            self.try_of = transaction
        if self.decide == "word":
            self.decide = ""
        self.unknown, self.last = "", name

    def move(self, name, life, rp):
        if life in MONEY and not self.came:
            self.came_rp = rp
        if life == OVER or (name in ("deny", "failure") and self.mode != "snap" and not self.came):
            self.state = ENDS[name] if self.state == "open" else self.state
        elif life in MONEY and self.state == "open" and rp != self.price:
            self.state = "mismatch"
        elif life in MONEY and self.state == "open":
            self.state, self.applied = "part_refunded" if life == PART_BACK else "paid", True
        elif life in MONEY and not self.came:
            self.state = "late"
        elif life == PART_BACK and self.state == "paid":
            self.state = "part_refunded"
        elif life == ALL_BACK and self.state not in ("refunded", "charged_back"):
            self.state = TAKEN[name]

    def decided(self, before, life):
        if self.state in ("late", "mismatch"):
            self.decide = "money"
        elif self.state == "part_refunded":
            self.decide = "part"
        elif life == ALL_BACK:
            self.money_went_back()
        else:
            self.decide = ""

    def money_went_back(self):
        self.taken_back = self.applied and (self.reverses or self.is_off)
        self.decide = "money" if self.applied and not self.taken_back else ""

    def apply_late(self):
        """Somebody takes money that waits as the payment."""
        if self.state in ("late", "mismatch"):
            self.state, self.applied, self.decide = "paid", True, ""

    def note_refund(self):
        """Somebody gives the money back himself: due at first, then done."""
        if self.state in ("paid", "late", "mismatch"):
            self.is_off = self.taken_back = self.is_deposit and self.applied
            self.state, self.decide = "refund_due", "money"
        elif self.state == "refund_due":
            self.state = "refunded"
            self.money_went_back()
        else:
            self.decide = ""

    def seen(self):
        return {"state": self.state, "last": self.last.split("/")[0], "applied": self.applied, "waits": bool(self.decide),
                "back": sum(self.pieces.values()), "others": sorted((key, other.state, bool(other.decide), sum(other.pieces.values()))
                                                                  for key, other in self.others.items())}

