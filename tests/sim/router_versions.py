"""What releases of RouterOS do differently, as far as a client of the API notices."""

import re
import time


def numbers(version):
    """"7.25.1 (stable)" as numbers to compare; what leads to a release, 7.21beta3, counts as it."""
    return tuple(int(part) for part in re.match(r"\d+(\.\d+)*", version)[0].split("."))


class Release:
    """The behaviour of one version."""

    def __init__(self, version):
        self.text = version if " " in version else f"{version} ({'long-term' if version.startswith('6.') else 'stable'})"
        self.numbers = numbers(version)

    def since(self, version):
        return self.numbers >= numbers(version)

    @property
    def says_empty(self):
        return self.since("7.18")

    @property
    def hides_secrets(self):
        """And knows the word show-sensitive."""
        return self.since("7.21")

    @property
    def takes_numbers(self):
        """A row by =numbers= as well as by =.id=."""
        return not self.since("7.24")

    @property
    def has_device_mode(self):
        return self.since("7.17")

    @property
    def lists_service_connections(self):
        return self.since("7.21")

    @property
    def minimum_version(self):
        """How /system/resource calls what it was made with."""
        return "minimum-version" if self.since("7.24") else "factory-software"

    @property
    def logout(self):
        """How a session of /user/active is ended."""
        return "remove" if self.since("7.20") else "request-logout"

    def verbs(self, path):
        """Of a menu, beyond what all releases know."""
        return ("add", "set", "reset") if path == "/ip/hotspot/active" and not self.since("7.21") else ()

    def date(self, moment):
        text = time.strftime("%Y-%m-%d", moment)
        return text if self.since("7.10") else time.strftime("%b/%d/%Y", moment).lower()
