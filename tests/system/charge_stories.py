"""What becomes of charges at their gateways, drawn by a seed: for each charge a course of words, of which the program may hear
all or, as it happens, only some; and, by the model of the trade, where the charge must stand in the end."""

import collections
import copy
import dataclasses
import itertools
import random

from gateway_model import Charge

# word: as the model has it; status and more: what the simulator is told; pieces: hundredths of the price that went back so far,
# by their keys (None: nothing is said of pieces); hundredths: of the price, that were paid.
Step = collections.namedtuple("Step", "word status more pieces hundredths transaction act", defaults=(None, {}, None, 100, "A", None))
PARTS = ({"k1": 30}, {"k1": 30, "k2": 20}, {"k1": 30, "k2": 20, "k3": 50})


def said(word, **more):
    return Step(word, word.partition("/")[0], **more)


STEPS = {
    **{word: said(word) for word in ("pending", "expire", "deny", "cancel", "settlement", "capture", "refund", "chargeback", "PAID", "SETTLED",
                                     "EXPIRED", "COMPLETED")},
    "challenge": said("capture/challenge", more={"fraud": "challenge"}),
    "short": said("settlement", hundredths=90),
    "SHORT": said("PAID", hundredths=90),
    "part1": said("partial_refund", pieces=PARTS[0]),
    "part2": said("partial_refund", pieces=PARTS[1]),
    "part3": said("partial_refund", pieces=PARTS[2]),  # with which all of it went back
    "the rest": said("refund", pieces=PARTS[2]),
    "all, by its key": said("refund", pieces={"k1": 100}),
    "part of a chargeback": said("partial_chargeback", pieces=PARTS[0]),
    "again": said("settlement", transaction="B"),      # the same order is paid a second time
    "again, and back": said("refund", transaction="B"),
    "SESSION LATE": Step("payment.SUCCEEDED", "LATE"),
    "SESSION OVER": Step("EXPIRED", "EXPIRED"),
    "L": Step("L", act="payments.apply_late"),
    "B": Step("B", act="payments.refund_note"),
}
# Words of one charge, one after the other, and how many of a thousand charges of that kind go that way.
OF_MIDTRANS = {
    "": 60, "settlement": 250, "expire": 60, "cancel": 30, "expire,settlement": 50, "cancel,settlement": 10, "short": 30,
    "short,refund": 15, "settlement,refund": 70, "settlement,all, by its key": 30, "settlement,part1": 30, "settlement,part1,part2": 20,
    "settlement,part1,part2,part3": 30, "settlement,part1,part2,the rest": 30, "settlement,chargeback": 40,
    "settlement,part of a chargeback": 10, "settlement,part of a chargeback,chargeback": 20, "settlement,deny": 60, "capture,cancel": 40,
    "capture,settlement,refund": 20, "challenge,capture,settlement": 10, "challenge,deny": 10, "expire,settlement,refund": 15,
    "expire,settlement,L": 15, "expire,settlement,L,refund": 25, "short,L,chargeback": 15, "settlement,B": 10, "settlement,B,B": 30,
    "settlement,B,refund": 15, "expire,settlement,B,B": 10,
}
COURSES = {
    "core_api": {**OF_MIDTRANS, "deny": 30, "deny,settlement": 10},
    "snap": {**OF_MIDTRANS, "deny": 20, "deny,settlement": 40, "settlement,again": 40, "settlement,again,again, and back": 40,
             "settlement,again,refund": 40},
    "invoice": {"": 80, "PAID": 250, "PAID,SETTLED": 100, "EXPIRED": 100, "EXPIRED,PAID": 100, "EXPIRED,PAID,L": 60, "EXPIRED,PAID,L,B,B": 60,
                "SHORT": 50, "SHORT,L,B,B": 50, "PAID,B,B": 150},
    "session": {"": 80, "COMPLETED": 300, "SESSION OVER": 120, "SESSION OVER,SESSION LATE": 150, "SESSION OVER,SESSION LATE,L": 50,
                "SESSION OVER,SESSION LATE,L,B,B": 100, "COMPLETED,B,B": 200},
}
GOES_BACK = {"refund", "partial_refund", "partial_chargeback", "chargeback", "B"}
NEEDS_TELLING = {"L", "B", "again", "again, and back"}


def split(course):
    """A comma and a blank belong to one name."""
    return [name.replace(";", ",") for name in course.replace(", ", "; ").split(",") if name]


@dataclasses.dataclass
class Story:
    """name: of the customer and what he pays for, by which a story is drawn again; is_told: the next word comes when the one before was
    heard; else nobody knows what is heard of it beside the end."""

    name: str
    order: str
    mode: str
    price: int
    seed: int
    done: int = 0
    is_busy: bool = False
    is_refused: bool = False  # the gateway never gave a way to pay

    def __post_init__(self):
        dice = random.Random(f"{self.seed} {self.name} {self.mode}")
        courses = COURSES[self.mode]
        self.course = split(dice.choices(list(courses), list(courses.values()))[0])
        self.steps = [STEPS[name] for name in self.course]
        self.is_told = dice.random() < 0.6 or bool(NEEDS_TELLING & set(self.course))
        self.reverses = dice.random() < 0.5
        self.charge = self.new_charge()
        self.ends = None

    def new_charge(self):
        return Charge(self.mode, self.price, self.reverses, is_deposit=self.name.endswith(" deposit"))

    def pieces(self, step):
        """In rupiah; the one that completes the sum is what is left of it."""
        rp = {key: self.price * hundredths // 100 for key, hundredths in (step.pieces or {}).items()}
        if sum((step.pieces or {}).values()) == 100:
            rp[list(rp)[-1]] += self.price - sum(rp.values())
        return rp

    def paid(self, step):
        return self.price * step.hundredths // 100

    def tell(self, charge, step):
        if step.act == "payments.apply_late":
            charge.apply_late()
        elif step.act:
            charge.note_refund()
        else:
            charge.hear(step.word, step.transaction, self.pieces(step), self.paid(step))

    def is_over(self):
        return self.is_refused or self.done == len(self.steps)

    def waits_for_setting(self):
        """A step by which money goes back, that is to be taken under the other setting."""
        return self.reverses and not self.is_over() and (self.money_goes_back(self.done) or not self.is_told)

    def money_goes_back(self, number):
        word, before = self.steps[number].word, [step.word for step in self.steps[:number]]
        return word in GOES_BACK or (word in ("deny", "cancel") and bool({"settlement", "capture"} & set(before)))

    def take_step(self):
        """The step was taken; what is told is heard before the next one."""
        self.tell(self.charge, self.steps[self.done])
        self.done += 1
        self.is_busy = False
        self.ends = None

    def with_next(self):
        """The charge as it will stand after the next step, which was heard."""
        charge = copy.deepcopy(self.charge)
        self.tell(charge, self.steps[self.done])
        return charge

    def possible(self):
        """Where the charge may stand now. What was said last was heard at last; which of the words before it, and in which order, is
        chance where they were not waited for."""
        if self.is_told or self.done < 2:
            return [self.charge]
        if self.ends is None:
            words, found = self.steps[:self.done], {}
            for count in range(len(words) + 1):
                for heard in itertools.permutations(words, count):
                    charge = self.new_charge()
                    for step in (*heard, words[-1]):
                        self.tell(charge, step)
                    found[repr(charge)] = charge
            self.ends = list(found.values())
        return self.ends

    def fitting(self, seen):
        """Which of these it is; None: it is none of them."""
        if self.is_refused:
            return Charge(self.mode, self.price, self.reverses, "failed") if seen == Seen("failed", False, False, 0, (), seen.last) else None
        return next((charge for charge in self.possible() if seen_of(charge, self.mode, seen) == seen), None)

    def __str__(self):
        return (f"seed {self.seed}, {self.name} ({self.order}, {self.mode}, {'reverses' if self.reverses else 'holds'}"
                f"{', each word heard' if self.is_told else ''}): {' > '.join(self.course[:self.done]) or 'nothing'}"
                + (f" (then {' > '.join(self.course[self.done:])})" if self.done < len(self.course) else ""))


# What there is to see of a charge. others: state, whether it waits, and what went back, of further payments of the order.
Seen = collections.namedtuple("Seen", "state applied waits back others last")


def seen_of(charge, mode, now):
    """Of what the model says; nobody waits for Xendit's last word, and at first there was none."""
    shown = charge.seen()
    last = shown["last"] if mode in ("core_api", "snap") and shown["last"] else now.last
    return Seen(shown["state"], shown["applied"], shown["waits"], shown["back"], tuple(sorted(other[1:] for other in shown["others"])), last)
