"""The configuration's entries for gateways and messengers, with their secrets in files beside it."""

import os

SECRETS = ("server_key", "signature_key", "secret_key", "callback_token", "token")


def write_secret(path, text):
    """A file for its owner alone."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as out:
        out.write(text + "\n")


def value_text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, (list, tuple)):
        return "[ " + ", ".join(value_text(one) for one in value) + " ]"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def group_text(name, settings, directory):
    """{ mode = "snap"; …; server_key_file = "…"; }: settings as of Gateways.settings()."""
    parts = []
    for key, value in settings.items():
        if key in SECRETS:
            path = os.path.join(directory, f"{name}.{key}")
            write_secret(path, value)
            key, value = key + "_file", path
        parts.append(f"{key} = {value_text(value)};")
    return "{ " + " ".join(parts) + " }"


def entry_text(name, settings, directory):
    """One top-level entry; Xendit's is a list, one group a brand."""
    if name != "xendit":
        return f"{name} = {group_text(name, settings, directory)};\n"
    brands = settings if isinstance(settings, (list, tuple)) else [settings]
    groups = [group_text(f"xendit-{number}", brand, directory) for number, brand in enumerate(brands, 1)]
    return "xendit = (\n  " + ",\n  ".join(groups) + "\n);\n"
