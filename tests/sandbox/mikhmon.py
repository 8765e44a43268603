"""A router as Mikhmon leaves it after years, as the simulator's tables, with the truth about each voucher and each sale.

Everything is on the router: vouchers are hotspot users, prices stand in the profiles' on-login, sales are rows of
/system/script. The router was upgraded SINCE_ISO days ago to a release with ISO dates: what began before has the old form,
what began after the new one, but for a few that a changed script turned back.

make(vouchers, sales, now, seed) gives a Router: `tables` for the simulator, `users` and `sales` the truth, `counts` how many
of each shape. now is a naive time in the router's zone. The same seed gives the same router.
"""

import collections
import dataclasses
import datetime
import itertools
import random

SINCE_ISO = 20
ZONE = "Asia/Jakarta"
SEPARATOR = "-|-"
MIB, GIB = 1048576, 1073741824
DIGITS, UPPER, LOWER = "23456789", "ABCDEFGHJKLMNPRSTUVWXYZ", "abcdefghijkmnprstuvwxyz"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAY = 86400

# The rest of the script, of no interest but that it has commas, quotes and dollars.
BODY = ('; {:local comment [/ip hotspot user get [/ip hotspot user find where name="$user"] comment]; '
        ':local ucode [:pic $comment 0 2]; :if ($ucode = "vc" or $ucode = "up" or $comment = "") do={ :log info "first, $user" }}')


@dataclasses.dataclass(frozen=True)
class Profile:
    """name, the comma list that opens its on-login (None: no such script), and what that says."""

    name: str
    fields: str = None
    mode: str = None
    price: str = None       # as typed
    selling: str = None     # as typed; None: not kept
    validity_s: int = None
    rupiah: int = None      # what the price means; None: nobody can tell
    on_login: str = None    # of a script that is no Mikhmon's

    @property
    def script(self):
        return self.on_login if self.fields is None else f':put (",{self.fields}"){BODY}'

    @property
    def validity(self):
        """As it was typed."""
        return self.fields.split(",")[2]

    @property
    def records(self):
        return self.mode in ("remc", "ntfc")


PROFILES = (
    Profile("1-Hari", "remc,3000,1d,5000,,Disable,", "remc", "3000", "5000", DAY, 3000),
    Profile("3-Jam", "ntfc,2.000,3h,2.500,,Disable,", "ntfc", "2.000", "2.500", 3 * 3600, 2000),
    Profile("Mingguan", "remc,15000,1w,20000,,Enable,Enable,", "remc", "15000", "20000", 7 * DAY, 15000),
    Profile("30-Hari", "remc,50000,30d,60000,,Enable,Disable,", "remc", "50000", "60000", 30 * DAY, 50000),
    Profile("Tanpa-Catatan", "rem,10000,2d,12000,,Disable,", "rem", "10000", "12000", 2 * DAY, 10000),
    Profile("Diam", "ntf,8000,1d,9000,,Disable,", "ntf", "8000", "9000", DAY, 8000),
    Profile("Lama", "ntfc,5000,1d,5m,,Disable,", "ntfc", "5000", None, DAY, 5000),
    Profile("Kosong", "remc,5000,12h,,,Disable,", "remc", "5000", None, 12 * 3600, 5000),
    Profile("Bebas", ",4000,,,noexp,Disable,", "", "4000", None, None, 4000),
    Profile("Bebas4", ",4000,,5000,noexp,Disable,Disable,", "", "4000", "5000", None, 4000),
    Profile("Pecahan", "remc,0.25,1d,0.50,,Disable,", "remc", "0.25", "0.50", DAY, None),
    Profile("Gratis", "remc,0,1d,0,,Disable,", "remc", "0", "0", DAY, 0),
    Profile("kantor"),
    Profile("tamu-hotel", on_login=':log info "masuk, $user, $address"'),
)
MIKHMON = tuple(p for p in PROFILES if p.fields is not None)
EXPIRING = tuple(p for p in MIKHMON if p.mode)
LIMITS = ((0, 0), (0, 0), (3 * 3600, 0), (0, 2 * GIB), (5 * 3600, 500 * MIB))  # uptime, bytes; 0: none
TEXTS = ("", "", "warung", "pos-kamling", "toko-bu-ani-2", "Café")


@dataclasses.dataclass
class Voucher:
    """What is true of one: shape is how its row says it, state what that means."""

    name: str
    server: str
    shape: str                 # batch single dated_old dated_iso spent empty
    kind: str                  # vc: the name is the password; up
    profile: str
    state: str                 # unsold running expired stuck
    first_login: datetime.datetime = None
    end: datetime.datetime = None
    uptime_left: int = None    # None: no limit
    bytes_left: int = None
    batch: str = None          # the comment it was made with, as far as anything still tells
    is_overdue: bool = False
    note: str = None           # of a person, behind the date
    has_scheduler: bool = False


@dataclasses.dataclass(frozen=True)
class Sale:
    """One sale; time None: the router's clock was not set."""

    user: str
    mac: str
    time: datetime.datetime
    price: str
    validity: str
    profile: str
    batch: str
    address: str


def old_date(moment):
    return f"{MONTHS[moment.month - 1]}/{moment.day:02}/{moment.year}"


def duration(seconds):
    out = ""
    for letter, unit in zip("wdhms", (7 * DAY, DAY, 3600, 60, 1)):
        if seconds >= unit:
            out += f"{seconds // unit}{letter}"
            seconds %= unit
    return out or "0s"


class Router:
    """See make()."""

    def __init__(self, vouchers, sales, now, seed):
        self.random = random.Random(seed)
        self.now = now.replace(microsecond=0)
        self.upgraded = self.now - datetime.timedelta(days=SINCE_ISO)
        self.users, self.sales, self.foreign = {}, [], set()
        self.rows = collections.defaultdict(list)
        self.sale_rows = {}
        self.shared, self.spare_names = [], set()
        self._codes = set()
        self._add_ground()
        self._add_vouchers(vouchers)
        self._add_foreign()
        self._add_history(sales)
        self._add_quick_prints()
        self._add_broken_sales()
        self.tables = dict(self.rows)

    @property
    def counts(self):
        """Vouchers by shape, by state, and what else a look tells."""
        found = collections.Counter(v.shape for v in self.users.values())
        found.update("state_" + v.state for v in self.users.values())
        found["overdue"] = sum(v.is_overdue for v in self.users.values())
        found["sales"] = len(self.sales)
        found["sales_without_time"] = sum(s.time is None for s in self.sales)
        return found

    # --- small things ---

    def code(self, prefix=""):
        alphabet = self.random.choice((DIGITS, UPPER, LOWER, DIGITS + UPPER, DIGITS + LOWER))
        for length in itertools.count(4):
            for _ in range(20):
                made = prefix + "".join(self.random.choices(alphabet, k=length))
                # two codes that differ by case alone would be two vouchers all the same: not here
                if made.lower() not in self._codes:
                    self._codes.add(made.lower())
                    return made

    def mac(self):
        return ":".join(f"{n:02X}" for n in (2, *self.random.randbytes(5)))

    def is_iso(self, moment):
        """Which form the router wrote then; some scripts turn the new form back."""
        return moment >= self.upgraded and self.random.random() > 0.1

    def user(self, voucher, comment, password=None, uptime_s=0, used=0, limits=(0, 0), **more):
        limit_uptime, limit_bytes = limits
        row = {"name": voucher.name, "password": voucher.name if password is None else password, "profile": voucher.profile,
               "comment": comment, "uptime": duration(uptime_s), "bytes-in": used // 10, "bytes-out": used - used // 10}
        if voucher.server != "all":
            row["server"] = voucher.server
        if limit_uptime:
            row["limit-uptime"] = duration(limit_uptime)
        if limit_bytes:
            row["limit-bytes-total"] = limit_bytes
        self.rows["/ip/hotspot/user"].append({**row, **more})
        self.users[voucher.name, voucher.server] = voucher

    # --- what is there once ---

    def _add_ground(self):
        self.rows["/ip/hotspot"] = [{"name": "hotspot1", "interface": "bridge"}, {"name": "hotspot2", "interface": "bridge2"}]
        self.rows["/ip/hotspot/user/profile"] = [{"name": "default", "default": "true"}]
        for profile in PROFILES:
            row = {"name": profile.name, "rate-limit": "2M/2M"}
            if profile.script:
                row["on-login"] = profile.script
            self.rows["/ip/hotspot/user/profile"].append(row)
        for n, profile in enumerate(EXPIRING):
            self.rows["/system/scheduler"].append(
                {"name": profile.name, "comment": f"Monitor Profile {profile.name}", "interval": f"2m{10 + n}s",
                 "on-event": f'/ip hotspot user remove [find where profile="{profile.name}"]',
                 # one that a person switched off: it stays so
                 "disabled": profile.name == "Gratis", "start-date": "2024-01-01", "start-time": "00:00:00"})
        self.rows["/system/scheduler"] += [
            {"name": "Mikhmon-Expire-Monitor", "comment": "", "interval": "1m", "on-event": ":local d [/system clock get date]"},
            {"name": "backup-harian", "interval": "1d", "on-event": "/system backup save name=harian"},
        ]
        self.rows["/system/script"] += [{"name": "backup", "source": "/export file=cadangan", "owner": "admin"}]

    def _add_quick_prints(self):
        source = "#".join(("1 Hari", "hotspot1", "vc", "6", "wr", "mix1", "1-Hari", "0", "1073741824", "warung", "1d", "3000_5000", "Disable"))
        other = "#".join(("Jam", "all", "up", "4", "", "num", "3-Jam", "3h", "0", "", "3h", "2000_2500", "Disable"))
        for name, text in (("1 Hari", source), ("Jam", other), ("rusak", "rusak#hotspot1#vc")):
            self.rows["/system/script"].append({"name": name, "comment": "QuickPrintMikhmon", "owner": "admin", "source": text})

    # --- vouchers ---

    def _batch(self):
        made = self.now - datetime.timedelta(days=self.random.randrange(1, 200))
        return f"{self.random.choice(('vc', 'up'))}-{self.random.randrange(100, 1000)}-{made:%m.%d.%y}-{self.random.choice(TEXTS)}"

    def _add_vouchers(self, count):
        kinds = itertools.cycle((self._unsold,) * 6 + (self._dated,) * 6 + (self._overdue, self._overdue, self._spent, self._dated_used_up))
        rare = [self._single, self._empty, self._stuck, self._per_user, self._in_first_session, self._free, self._free_used, self._noted_n,
                self._noted_x, self._note_of_a_person, self._disabled, self._named_like_a_profile, self._cookie_only, self._default_profile,
                self._short_date, self._spelled]
        self._two_servers()
        self._share_a_comment()
        for n in range(count - len(self.users)):
            if n % 20 == 19 or n < len(rare):
                rare[n % len(rare) if n < len(rare) else self.random.randrange(len(rare))]()
            else:
                next(kinds)()

    def _next_batch(self):
        """Some forty a batch, each with its profile and limits."""
        if not hasattr(self, "_current") or self.random.random() < 0.025:
            self._current = (self._batch(), self.random.choice(MIKHMON), self.random.choice(LIMITS), self.random.choice(("all", "hotspot1")),
                             self.random.random() < 0.7, self.random.choice(("", "", "wr", "an-")))
        return self._current

    def _new(self, shape, state, profile=None, batch=None, **more):
        comment, own, limits, server, is_vc, prefix = self._next_batch()
        profile = profile or (own if state == "unsold" or own.mode else self.random.choice(EXPIRING))
        voucher = Voucher(self.code(prefix), server, shape, "vc" if is_vc else "up", profile.name, state,
                          batch=batch or comment, **more)
        voucher.uptime_left, voucher.bytes_left = limits[0] or None, limits[1] or None
        return voucher, profile, limits, {} if is_vc else {"password": self.code()}

    def _unsold(self, comment=None, shape="batch", **more):
        voucher, _, limits, password = self._new(shape, "unsold", batch=comment)
        self.user(voucher, voucher.batch, limits=limits, **password, **more)
        return voucher

    def _two_servers(self):
        """One name on two servers is two vouchers."""
        for server in ("hotspot1", "hotspot2"):
            voucher = Voucher("kembar", server, "batch", "vc", "1-Hari", "unsold", batch="vc-111-01.15.25-")
            self.user(voucher, voucher.batch)

    def _share_a_comment(self):
        """Two batches of one day drew the same number."""
        comment = "vc-222-02.03.25-warung"
        self.shared.append(comment)
        for profile, limits in (("1-Hari", (0, 0)), ("Mingguan", (0, 2 * GIB))):
            for _ in range(3):
                voucher = Voucher(self.code(), "all", "batch", "vc", profile, "unsold", batch=comment,
                                  bytes_left=limits[1] or None)
                self.user(voucher, comment, limits=limits)

    def _single(self):
        comment = self.random.choice(("vc-titip-pak-rt", "up-", "vc-12 kamar"))
        voucher, _, limits, password = self._new("single", "unsold", batch=comment)
        self.user(voucher, comment, limits=limits, **password)

    def _disabled(self):
        self._unsold(disabled=True)

    def _named_like_a_profile(self):
        """The script breaks on it: it was used, and nothing was written."""
        free = [p for p in EXPIRING if (p.name, "all") not in self.users]
        if not free:
            return self._unsold()
        profile = free[0]
        voucher = Voucher(profile.name, "all", "batch", "vc", profile.name, "stuck", batch=self._batch())
        return self.user(voucher, voucher.batch, uptime_s=4000, used=9 * MIB)

    def _cookie_only(self):
        """A session of this phone began; its row and its comment do not say so yet."""
        voucher, _, limits, password = self._new("batch", "stuck", profile=PROFILES[0])
        self.user(voucher, voucher.batch, limits=limits, **password)
        self.rows["/ip/hotspot/cookie"].append({"user": voucher.name, "mac-address": self.mac()})

    def _in_first_session(self):
        voucher, _, limits, password = self._new("batch", "stuck", profile=PROFILES[2])
        self.user(voucher, voucher.batch, limits=limits, **password)
        voucher.first_login = self.now - datetime.timedelta(seconds=600)
        self._session(voucher, limits, 600, 40 * MIB)

    def _session(self, voucher, limits, uptime_s, used):
        self.rows["/ip/hotspot/active"].append({"user": voucher.name, "mac-address": self.mac(), "address": f"10.5.{len(self.users) >> 8 & 255}.{len(self.users) & 255}",
                                                "server": "hotspot1" if voucher.server == "all" else voucher.server, "login-by": "http-pap",
                                                "uptime-s": uptime_s, "bytes-in": used // 10, "bytes-out": used - used // 10})
        if voucher.uptime_left is not None:
            voucher.uptime_left -= uptime_s
        if voucher.bytes_left is not None:
            voucher.bytes_left -= used

    def _default_profile(self):
        """Made under a profile that has no script: it has no end."""
        comment, _, limits, server, _, prefix = self._next_batch()
        voucher = Voucher(self.code(prefix), server, "batch", "vc", "default", "unsold", batch=comment,
                          uptime_left=limits[0] or None, bytes_left=limits[1] or None)
        self.user(voucher, comment, limits=limits)

    def _free(self):
        voucher = Voucher(self.code(), "all", "batch", "vc", "Bebas", "unsold", batch=self._batch())
        self.user(voucher, voucher.batch)

    def _free_used(self):
        """Of a profile without expiry: the comment stays, the use tells that it was sold."""
        voucher = Voucher(self.code(), "all", "batch", "vc", "Bebas4", "running", batch=self._batch(), uptime_left=3 * 3600 - 1200)
        self.user(voucher, voucher.batch, uptime_s=1200, used=30 * MIB, limits=(3 * 3600, 0))

    def _stuck(self):
        """The router went down before the end was written: the scheduler that computes it was left."""
        voucher, profile, limits, password = self._new("batch", "stuck", profile=PROFILES[0])
        began = self.now - datetime.timedelta(days=self.random.randrange(2, 60), seconds=self.random.randrange(DAY))
        voucher.first_login, voucher.has_scheduler = began, True
        self._use(voucher, limits, 900, 20 * MIB)
        self.user(voucher, voucher.batch, uptime_s=900, used=20 * MIB, limits=limits, **password)
        self._scheduler(voucher, profile, began)

    def _scheduler(self, voucher, profile, began):
        self.rows["/system/scheduler"].append({"name": voucher.name, "interval": duration(profile.validity_s),
                                               "start-date": f"{began:%Y-%m-%d}" if began >= self.upgraded else old_date(began),
                                               "start-time": f"{began:%H:%M:%S}", "on-event": f'/ip hotspot user remove [find where name="{voucher.name}"]'})

    @staticmethod
    def _use(voucher, limits, uptime_s, used):
        if limits[0]:
            voucher.uptime_left = max(0, limits[0] - uptime_s)
        if limits[1]:
            voucher.bytes_left = max(0, limits[1] - used)

    def _end_text(self, end, is_iso, note=""):
        date = f"{end:%Y-%m-%d}" if is_iso else old_date(end)
        return f"{date} {end:%H:%M:%S}" + (f" {note}" if note else "")

    def _sold(self, voucher, profile, began):
        """Its row in the history, where the profile keeps one; else nothing tells the batch any more."""
        if profile.records:
            self._sale(voucher.name, began, profile, voucher.batch)
        else:
            voucher.batch = None

    def _dated(self, note="", profile=None, keeps_note=False, is_iso=None):
        profile = profile or self.random.choice(EXPIRING)
        voucher, profile, limits, password = self._new("dated", "running", profile=profile)
        began = self.now - datetime.timedelta(seconds=self.random.randrange(60, profile.validity_s - 60))
        voucher.first_login, voucher.end = began, began + datetime.timedelta(seconds=profile.validity_s)
        if is_iso is None:
            is_iso = self.is_iso(began)
        voucher.shape = "dated_iso" if is_iso else "dated_old"
        uptime_s = self.random.randrange(0, 2 * 3600)
        used = self.random.randrange(0, 400 * MIB)
        self._use(voucher, limits, uptime_s, used)
        if keeps_note:
            voucher.note = note
        self.user(voucher, self._end_text(voucher.end, is_iso, note), uptime_s=uptime_s, used=used, limits=limits, **password)
        self._sold(voucher, profile, began)
        if self.random.random() < 0.1 and (voucher.uptime_left is None or voucher.uptime_left > 700) and (voucher.bytes_left is None or voucher.bytes_left > 60 * MIB):
            self._session(voucher, limits, 600, 50 * MIB)

    def _noted_n(self):
        self._dated("N")

    def _noted_x(self):
        self._dated("X")

    def _note_of_a_person(self):
        """Begins with N and is none of the monitor's letters."""
        self._dated("Nanti bayar", keeps_note=True)

    def _short_date(self):
        self._dated(profile=PROFILES[3])

    def _per_user(self):
        """As before the monitors: a scheduler of the user's own stays until the end."""
        self._dated(profile=PROFILES[3], is_iso=False)
        voucher = next(reversed(self.users.values()))
        voucher.has_scheduler = True
        self._scheduler(voucher, PROFILES[3], voucher.first_login)

    def _dated_used_up(self):
        """Its time goes on, its volume is used."""
        profile = PROFILES[3]
        voucher, profile, _, password = self._new("dated_old", "expired", profile=profile)
        began = self.now - datetime.timedelta(days=25)
        voucher.first_login, voucher.end = began, began + datetime.timedelta(days=30)
        voucher.uptime_left, voucher.bytes_left = None, 0
        self.user(voucher, self._end_text(voucher.end, False), uptime_s=9000, used=2 * GIB, limits=(0, 2 * GIB), **password)
        self._sold(voucher, profile, began)

    def _overdue(self):
        """Over by its own date, and still let in: monitors do not read the ISO form."""
        profile = self.random.choice(EXPIRING)
        voucher, profile, limits, password = self._new("dated_iso", "expired", profile=profile, is_overdue=True)
        end = self.now - datetime.timedelta(seconds=self.random.randrange(120, 15 * DAY))
        voucher.first_login, voucher.end = end - datetime.timedelta(seconds=profile.validity_s), end
        self._use(voucher, limits, 500, 10 * MIB)
        self.user(voucher, self._end_text(end, True), uptime_s=500, used=10 * MIB, limits=limits, **password)
        self._sold(voucher, profile, voucher.first_login)

    def _spent(self, spelling="1s"):
        """Over, and kept by a profile that only gives notice."""
        profile = PROFILES[1]
        voucher, profile, _, password = self._new("spent", "expired", profile=profile)
        end = self.now - datetime.timedelta(days=self.random.randrange(1, 90))
        voucher.first_login, voucher.end = end - datetime.timedelta(seconds=profile.validity_s), end
        voucher.uptime_left, voucher.bytes_left = 0, None
        self.user(voucher, self._end_text(end, end >= self.upgraded), uptime_s=3000, used=100 * MIB, **password, **{"limit-uptime": spelling})
        self._sold(voucher, profile, voucher.first_login)

    def _spelled(self):
        self._spent("00:00:01")

    def _empty(self):
        """Was reset: it begins anew at the next login. Its first sale stays in the history."""
        voucher, profile, _, password = self._new("empty", "unsold", profile=PROFILES[0])
        voucher.uptime_left = voucher.bytes_left = None
        self.user(voucher, "", **password)
        self._sold(voucher, profile, self.now - datetime.timedelta(days=self.random.randrange(2, 30)))

    # --- others' ---

    def _add_foreign(self):
        rows = [{"name": "kantor", "password": "rahasia", "comment": "staff", "profile": "kantor"},
                {"name": "tamu", "password": "tamu", "comment": "lobi, vc-lama", "profile": "tamu-hotel"},
                {"name": "081234500001", "password": "314159", "comment": "Approved by admin", "profile": "default"},
                {"name": "pak-rt", "password": "rt", "comment": "2023-01-02 rapat", "profile": "kantor"},
                {"name": "tujuhbelas", "password": "merdeka", "comment": "upacara 17an", "profile": "kantor"},
                {"name": "kosong-sendiri", "password": "x", "comment": "", "profile": "kantor"},
                {"name": "default-trial", "comment": "counters and limits for trial users", "default": "true", "profile": "default"},
                {"name": "T-02:00:00:00:00:77", "dynamic": "true", "profile": "default"}]
        for row in rows:
            self.rows["/ip/hotspot/user"].append(row)
            self.foreign.add(row["name"])

    # --- sales ---

    def _sale(self, user, moment, profile, batch, mac=None, has_clock=True):
        is_iso = self.is_iso(moment)
        mac, address = mac or self.mac(), f"10.5.50.{self.random.randrange(2, 250)}"
        shown = moment if has_clock else datetime.datetime(1970, 1, 2, self.random.randrange(24), self.random.randrange(60), moment.second)
        date = f"{shown:%Y-%m-%d}" if is_iso else old_date(shown)
        validity = profile.validity
        name = SEPARATOR.join((date, f"{shown:%H:%M:%S}", user, profile.price, address, mac, validity, profile.name, batch))
        if name in self.sale_rows:
            return
        # the month by the fixed picks of a script that knows the old form alone
        owner = date[:3] + date[7:11] if not is_iso else date[0:3] + date[7:11]
        self.sale_rows[name] = True
        self.rows["/system/script"].append({"name": name, "source": date, "owner": owner, "comment": "mikhmon"})
        self.sales.append(Sale(user, mac, moment if has_clock else None, profile.price, validity, profile.name, batch, address))

    def _add_history(self, count):
        """Sales of vouchers that are gone; some twice, some without a clock."""
        recorded = [p for p in EXPIRING if p.records]
        batches = [self._batch() for _ in range(max(3, count // 200))]
        while len(self.sales) < count:
            moment = self.now - datetime.timedelta(seconds=self.random.randrange(DAY, 900 * DAY))
            user, profile, batch, mac = self.code(), self.random.choice(recorded), self.random.choice(batches), self.mac()
            draw = self.random.randrange(40)
            self._sale(user, moment, profile, batch, mac, has_clock=draw > 0)
            if draw == 1:  # reset, and sold a second time
                self._sale(user, moment + datetime.timedelta(hours=5), profile, "", mac)
            if draw == 2:  # the same row once more, with another comment
                self._same_row_again()
            if draw == 3:
                self._sale("uji", moment, profile, "vc-a" + SEPARATOR + "b", mac)

    def _same_row_again(self):
        last = self.rows["/system/script"][-1]
        name = last["name"] + "+"
        if name not in self.sale_rows:
            self.sale_rows[name] = True
            self.rows["/system/script"].append({**last, "name": name})

    def _add_broken_sales(self):
        for name in ("jul/14/2023-|-10:11:12-|-putus", "catatan tangan"):
            self.rows["/system/script"].append({"name": name, "source": "", "owner": "admin", "comment": "mikhmon"})
        self.broken_sales = 2


def make(vouchers, sales, now, seed=1):
    return Router(vouchers, sales, now, seed)
