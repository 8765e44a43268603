"""Customers at random, for tests that hold what the program makes of them against the oracle."""

from decimal import Decimal


def copy(connection, table, columns, rows):
    with connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as out:
        for row in rows:
            out.write_row(row)


def make_user(dice):
    used = Decimal(dice.randint(0, 10_000_000)) / 100
    purchased = dice.choice([0, dice.randint(0, 100_000), int(used) + dice.randint(-2, 2)])
    return (used, max(0, purchased), dice.choice([0, 0, dice.randint(0, 2_000)]), dice.random() < 0.08,
            dice.choice(["USER"] * 9 + ["KOMANDAN"]))


def make_items(dice):
    """Open items: (amount, paid, price); 1 MB with a price stands for an unlimited package."""
    items = []
    for _ in range(dice.choice([0, 0, 1, 1, 2, 3, 5])):
        if dice.random() < 0.1:
            items.append((1, 0, dice.randint(1, 300) * 1000))
            continue
        amount = dice.choice([dice.randint(2, 50), dice.randint(2, 60_000)])
        items.append((amount, dice.choice([0, 0, dice.randint(0, amount - 1)]), dice.choice([None, dice.randint(0, 400_000)])))
    return items
