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


def inject(user, items, mb):
    """What adding quota leaves: the user's (purchased, offset, manual) and what each item has been paid.

    user: used, purchased, offset, is_unlimited, role; items: (key, amount, paid, price) in the order of age."""
    used, purchased, offset, is_unlimited, role = user
    debt = automatic_debt(used, purchased, offset, is_unlimited, role)
    whole = int(debt.to_integral_value(rounding=ROUND_CEILING))
    left = mb
    pays_auto = min(left, whole)
    left -= pays_auto
    paid, manual = {}, 0
    for key, amount, before, price in items:
        payable = 0 if amount == 1 and price is not None else amount - before
        part = min(left, payable)
        left -= part
        paid[key] = before + part
        manual += amount - before - part
    return (purchased + left, offset + pays_auto, manual), paid
