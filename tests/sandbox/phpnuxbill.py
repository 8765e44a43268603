"""The database of a PHPNuxBill, restored in a schema: its tables as a converter leaves them, with every oddity that such a database has,
and what its own screens show of it."""

import datetime
import random

TABLES = """
CREATE SCHEMA {s};
CREATE TABLE {s}.tbl_appconfig (id bigint, setting text, value text);
CREATE TABLE {s}.tbl_customers (id bigint, username varchar(45), password varchar(45), pppoe_username varchar(32) DEFAULT '', pppoe_password varchar(45) DEFAULT '',
    pppoe_ip varchar(32) DEFAULT '', fullname varchar(45), address text, phonenumber varchar(20) DEFAULT '0', email varchar(128) DEFAULT '1',
    account_type text DEFAULT 'Personal', balance numeric(15,2) DEFAULT 0, service_type text DEFAULT 'Others', status text DEFAULT 'Active', created_at timestamptz DEFAULT now());
CREATE TABLE {s}.tbl_customers_fields (id bigint, customer_id bigint, field_name varchar(255), field_value varchar(255));
CREATE TABLE {s}.tbl_plans (id bigint, name_plan varchar(40), id_bw bigint DEFAULT 1, price varchar(40), type text, typebp text, limit_type text, time_limit bigint, time_unit text,
    data_limit bigint, data_unit text, validity bigint, validity_unit text, shared_users bigint DEFAULT 1, routers varchar(32), is_radius boolean DEFAULT false,
    plan_expired bigint DEFAULT 0, expired_date smallint DEFAULT 20, enabled boolean DEFAULT true, prepaid text DEFAULT 'yes', on_login text);
CREATE TABLE {s}.tbl_user_recharges (id bigint, customer_id bigint, username varchar(32), plan_id bigint, namebp varchar(40), recharged_on date, recharged_time time,
    expiration date, time time, status varchar(20), method varchar(128) DEFAULT '', routers varchar(32), type varchar(15), admin_id bigint DEFAULT 1);
CREATE TABLE {s}.tbl_transactions (id bigint, invoice varchar(25), username varchar(32), user_id bigint DEFAULT 0, plan_name varchar(40), price varchar(40), recharged_on date,
    method varchar(128), routers varchar(32), type text);
CREATE TABLE {s}.tbl_voucher (id bigint, type text, routers varchar(32), id_plan bigint, code varchar(55), "user" varchar(45) DEFAULT '0', status varchar(25) DEFAULT '0', used_date timestamptz);
"""
PLANS = [  # id, name, price, type, limit, data, unit, validity, of what, router
    (1, "Kuota 10GB", "50000", "Hotspot", "Data_Limit", 10, "GB", 30, "Days", "main"), (2, "Harian", "5000", "Hotspot", None, None, None, 1, "Days", "main"),
    (3, "Rumah 10M", "150000", "PPPOE", None, None, None, 1, "Months", "main"), (4, "Rumah 20M", "200000", "PPPOE", None, None, None, 1, "Period", "main"),
    (5, "Isi Saldo 100rb", "100000", "Balance", None, None, None, 0, "Days", "balance"), (6, "Tiga Jam", "2.000", "Hotspot", "Time_Limit", None, None, 3, "Hrs", "main"),
    (7, "Impor", "10000", "Hotspot", None, None, None, 30, "Days", "main"), (8, "Rumah 10M", "160000", "PPPOE", None, None, None, 30, "Days", "Cabang"),
    (9, "Kecil", "20000", "Hotspot", "Data_Limit", 512, "MB", 7, "Days", "main")]


class Nux:
    """count customers: each third a line, the others on the hotspot, and the odd ones behind them."""

    def __init__(self, count=30, schema="nux", seed=5):
        self.schema, self.count, self.chance = schema, count, random.Random(seed)
        self.rows = {name: [] for name in ("appconfig", "customers", "customers_fields", "plans", "user_recharges", "transactions", "voucher")}
        self.put("appconfig", id=1, setting="timezone", value="Asia/Jakarta")
        for id, name, price, kind, limit, data, unit, validity, of, router in PLANS:
            self.put("plans", id=id, name_plan=name, price=price, type=kind, typebp="Limited" if limit else "Unlimited", limit_type=limit, data_limit=data, data_unit=unit,
                     time_limit=3 if limit == "Time_Limit" else None, time_unit="Hrs" if limit == "Time_Limit" else None, validity=validity, validity_unit=of, routers=router)
        for n in range(1, count + 1):
            self.customer(n)
        self.odd(count + 1)

    def put(self, table, **values):
        self.rows[table].append(values)

    def customer(self, n, plan=None, status="Active", on=True, **other):
        line = n % 3 == 0 if plan is None else plan in (3, 4, 8)
        plan = plan or (3 + (n % 6 == 0) if line else 1 + n % 2)
        name = f"pelanggan{n}"
        self.put("customers", **{**dict(id=n, username=name, password=f"rahasia{n}", fullname=f"Nux Nomor {n}", phonenumber=f"0857{n:08d}", email="1", status=status,
                                        service_type="PPPoE" if line else "Hotspot", balance="0.00", pppoe_username=f"rumah-{n}" if line and n % 2 else "",
                                        pppoe_password="kunci" if line and n % 2 else "", pppoe_ip=f"10.50.0.{n % 250}" if n % 9 == 0 else ""), **other})
        self.recharge(n, name, plan, on)
        return n

    def recharge(self, n, name, plan, on=True, ends="2026-12-15", router=None):
        row = next(p for p in PLANS if p[0] == plan)
        self.put("user_recharges", id=len(self.rows["user_recharges"]) + 1, customer_id=n, username=name[:32], plan_id=plan, namebp=row[1], recharged_on="2026-11-15", recharged_time="10:00",
                 expiration=ends, time="23:59", status="on" if on else "off", routers=router or row[9], type=row[3], method="midtrans - qris")
        self.pay(name, row[2] if row[2].isdigit() else "2000", "midtrans - qris", row[3])

    def pay(self, name, price, method, kind):
        n = len(self.rows["transactions"]) + 1
        self.put("transactions", id=n, invoice=f"INV-{n}", username=name[:32], plan_name="x", price=price, recharged_on="2026-11-15", method=method, routers="main", type=kind)

    def odd(self, n):
        """Everything that such a database has beside what one expects."""
        self.customer(n, 1, phonenumber="0", username="085798765432")                              # the number is the user's name
        self.customer(n + 1, 1, phonenumber="0")                                                   # no number at all
        self.customer(n + 2, 1, phonenumber="0857 0000 0001", fullname="Nux Nomor Satu")            # that of the first
        self.customer(n + 3, 2, "Banned")
        self.customer(n + 4, 2, "Inactive", on=False)
        self.customer(n + 5, 3, "Suspended")
        self.customer(n + 6, 1, balance="75000.00")
        self.customer(n + 7, 1, balance="-5000.00")
        self.customer(n + 8, 1, balance="1000.50")
        self.customer(n + 9, 6)                                                                    # a plan of hours, its price 2.000
        self.customer(n + 10, 7)                                                                   # a plan that was made up
        self.customer(n + 11, 8, username="di cabang 1")                                           # two plans of one name, and a router that is not known
        self.customer(n + 12, 3, username="lewat radius")
        self.rows["user_recharges"][-1]["routers"] = "radius"
        self.customer(n + 13, 3, username="hilang")                                                # the router has no secret of it
        self.recharge(0, "A1B2C3", 2)                                                              # a code that is used without an account
        self.put("customers_fields", id=1, customer_id=6, field_name="Expired Date", field_value="7")
        self.pay("x", "100000", "midtrans - bca", "Balance")                                       # 100,000 come in once, and are spent
        self.pay("x", "50000", "Customer - Balance", "Hotspot")
        for k, code in enumerate(("ab12cd", "AB12CD", "ff00ee")):
            self.put("voucher", id=k + 1, type="Hotspot", routers="main", id_plan=2, code=code, status="0" if k < 2 else "1")

    # --- what its screens show ---

    def screens(self):
        return {"customers": len(self.rows["customers"]), "active": sum(r["status"] == "on" for r in self.rows["user_recharges"]),
                "codes": sum(v["status"] == "0" for v in self.rows["voucher"]), "balance_rp": int(sum(float(c["balance"]) for c in self.rows["customers"]))}

    def income(self):
        """What its first page sums up, and what came in all."""
        shown = sum(int(t["price"]) for t in self.rows["transactions"] if t["method"] not in ("Customer - Balance", "Recharge Balance - Administrator"))
        return shown, sum(int(t["price"]) for t in self.rows["transactions"])

    def secrets(self):
        """Names of lines that the router has a secret of."""
        return [c["pppoe_username"] or c["username"] for c in self.rows["customers"]
                if c["service_type"] == "PPPoE" and c["username"] not in ("hilang", "lewat radius", "di cabang 1")]

    def restore(self, database):
        with database.connect() as connection:
            connection.execute(TABLES.format(s=self.schema))
            for table, rows in self.rows.items():
                names = list(dict.fromkeys(name for row in rows for name in row))
                columns = ", ".join('"' + name + '"' for name in names)
                with connection.cursor() as cursor, cursor.copy(f"COPY {self.schema}.tbl_{table} ({columns}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row([row.get(name) for name in names])
