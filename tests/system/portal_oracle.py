"""What a portal's tables and router rows mean, once more from the trade's own words: nothing of it is shared with the
program, so that the two can be held against each other."""

from decimal import Decimal

import oracle

GRAINS_IN_MB = 100
BYTES_IN_MB = 1 << 20
JITTER_S = 5

SOFT_PREFIXES = ("quota_debt_limit|", "quota_auto_debt_limit|")
OPEN_STATES = ("active", "fup", "unlimited")


def quota_left(purchased, used, offset):
    return Decimal(purchased) - max(Decimal(0), used - offset)


def status(user, threshold, now, left):
    """user: is_blocked, is_active, approval, expiry, is_unlimited, purchased; the first rule that fits."""
    if user["is_blocked"]:
        return "blocked"
    if not user["is_active"] or user["approval"] != "APPROVED":
        return "inactive"
    if user["expiry"] is not None and user["expiry"] < now:
        return "expired"
    if user["is_unlimited"]:
        return "unlimited"
    if user["purchased"] <= 0 or left <= 0:
        return "habis"
    return "fup" if user["purchased"] > threshold and left <= threshold else "active"


def old_portal_left(purchased, used):
    """As a portal of March 2026 still has it."""
    return max(Decimal(0), purchased - used)


def is_soft_block(reason):
    return (reason or "").strip().lower().startswith(SOFT_PREFIXES)


def binding(state, is_blocked, reason, bypassed=OPEN_STATES):
    if is_blocked:
        return "regular" if is_soft_block(reason) else "blocked"
    return "bypassed" if state in bypassed else "regular"


def account_name(phone):
    """Indonesian numbers in local form, others as their digits; what begins with 8 is taken for a local number."""
    digits = phone.lstrip("+")
    return "0" + digits[2:] if digits.startswith("62") else "0" + digits if digits.startswith("8") else digits


def grains(count):
    return count * GRAINS_IN_MB // BYTES_IN_MB


def usage_grains(device, host, bytes_a_second):
    """What is added for one reading, in hundredths of an MB.

    device: bytes, host_id, uptime (None: never seen); host: bytes, host_id, uptime."""
    whole = grains(host["bytes"])
    if device["bytes"] is None or host["bytes"] < device["bytes"]:
        return whole
    is_new_row = device["host_id"] is not None and device["host_id"] != host["host_id"]
    went_back = device["uptime"] is not None and host["uptime"] < device["uptime"] - JITTER_S
    if is_new_row or went_back:
        # an uptime is told in whole seconds that have passed
        return whole if host["bytes"] <= (host["uptime"] + 1) * bytes_a_second else 0
    return whole - grains(device["bytes"])


def debt(user):
    return oracle.automatic_debt(user["used"], user["purchased"], user["offset"], user["is_unlimited"], user["role"])


FALLBACK_PROFILES = {"fup": "fup", "habis": "habis", "expired": "expired", "unlimited": "unlimited", "inactive": "inactive",
                     "blocked": "inactive"}


def profile(state, role, settings):
    """As the portal falls back where a setting is missing."""
    if role == "KOMANDAN" and state == "active":
        return settings.get("MIKROTIK_KOMANDAN_PROFILE", "komandan")
    given = settings.get(f"MIKROTIK_{state.upper()}_PROFILE")
    if state == "active":
        return given or settings.get("MIKROTIK_DEFAULT_PROFILE", "default")
    return given or FALLBACK_PROFILES[state]
