"""The rules of quota and debt once more, from the trade's own words and in Python's exact arithmetic, so that
the program's answers can be held against something that shares no line with it."""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal, localcontext

MB_PER_GB = 1024
PRICE_STEP = 10_000


def half_up(value, grain="1"):
    return value.quantize(Decimal(grain), rounding=ROUND_HALF_UP)


def automatic_debt(used, purchased, offset, is_unlimited, role):
    if is_unlimited or role == "KOMANDAN":
        return Decimal("0.00")
    return half_up(max(Decimal(0), used - purchased - offset), "0.01")


def reference_package(debt_mb, packages):
    """The package that a debt is priced by; packages: (gb, price, is_active)."""
    fit = [p for p in packages if p[2] and p[0] > 0 and p[1] > 0]
    if not fit:
        return None
    holding = [p for p in fit if p[0] * MB_PER_GB >= debt_mb]
    size = min(p[0] for p in holding) if holding else max(p[0] for p in fit)
    return min((p for p in fit if p[0] == size), key=lambda p: p[1])


def reference_price(debt_mb, packages):
    """In rupiah; None where no package says."""
    if debt_mb <= 0:
        return 0
    package = reference_package(debt_mb, packages)
    if package is None:
        return None
    with localcontext() as exact:
        exact.prec = 80
        rupiah = half_up(package[1] * debt_mb / (package[0] * MB_PER_GB))
        return int((rupiah / PRICE_STEP).to_integral_value(rounding=ROUND_CEILING)) * PRICE_STEP


def first_part(price, amount_mb, first_mb):
    """What the first so many MB of an item stand for."""
    with localcontext() as exact:
        exact.prec = 80
        return int(half_up(Decimal(price) * first_mb / amount_mb))


def whole(debt):
    return int(debt.to_integral_value(rounding=ROUND_CEILING))


def left(used, purchased, offset):
    """Quota left by the rule of a portal that knows the offset; below zero: used beyond it."""
    return purchased - max(Decimal(0), used - offset)


def left_by_old_portals(used, purchased, offset):
    """By the rule of a portal that leaves the offset out."""
    return max(Decimal(0), purchased - used)


def used_percent(used, purchased, offset):
    """Of what was bought; a whole number, cut."""
    if purchased <= 0:
        return 100 if used > 0 else 0
    return int(max(Decimal(0), used - offset) * 100 // purchased)


def quota_status(left_mb, purchased, threshold):
    """Of somebody who is let in and has a quota."""
    if purchased <= 0 or left_mb <= 0:
        return "habis"
    return "fup" if purchased > threshold >= left_mb else "active"


def status(user, access, threshold, rule=left):
    """user: as for inject; access: is_blocked, is_active, approval, is_expired."""
    used, purchased, offset, is_unlimited, _ = user
    is_blocked, is_active, approval, is_expired = access
    if is_blocked:
        return "blocked"
    if not is_active or approval != "APPROVED":
        return "inactive"
    if is_expired:
        return "expired"
    if is_unlimited:
        return "unlimited"
    return quota_status(rule(used, purchased, offset), purchased, threshold)


def settle(user):
    """What was bought after all automatic debt is paid in money; the offset stays."""
    return user[1] + whole(automatic_debt(*user))


def end_unlimited(user):
    """What was bought after unlimited access has ended: what he used beyond it is forgiven."""
    used, purchased, offset, _, role = user
    return purchased + whole(automatic_debt(used, purchased, offset, False, role))


def inject(user, items, mb):
    """What adding quota leaves: the user's (purchased, offset, manual) and what each item has been paid.

    user: used, purchased, offset, is_unlimited, role; items: (key, amount, paid, price) in the order of age."""
    used, purchased, offset, is_unlimited, role = user
    rest = mb
    pays_auto = min(rest, whole(automatic_debt(used, purchased, offset, is_unlimited, role)))
    rest -= pays_auto
    paid, manual = {}, 0
    for key, amount, before, price in items:
        payable = 0 if amount == 1 and price is not None else amount - before
        part = min(rest, payable)
        rest -= part
        paid[key] = before + part
        manual += amount - before - part
    return (purchased + pays_auto + rest, offset, manual), paid
