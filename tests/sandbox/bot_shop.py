"""The database of a shop's bot, restored in a schema: its tables as its versions left them, with every oddity that such a
database has. make() says what is true of it, to the rupiah."""

import datetime
import random
import uuid

EARLY = datetime.datetime(2025, 11, 3, 12, tzinfo=datetime.timezone.utc)  # money in whole rupiah
LATER = datetime.datetime(2026, 2, 1, 12, tzinfo=datetime.timezone.utc)   # in hundredths

TABLES = """
CREATE SCHEMA {s};
CREATE TABLE {s}.users (id serial PRIMARY KEY, telegram_id bigint NOT NULL UNIQUE, username text, first_name text, last_name text,
    balance_cents bigint DEFAULT 0, created_at timestamptz DEFAULT now(), updated_at timestamptz DEFAULT now(), display_name text, whatsapp_number text);
CREATE TABLE {s}.categories (id serial PRIMARY KEY, name text NOT NULL, slug text UNIQUE);
CREATE TABLE {s}.products (id serial PRIMARY KEY, category_id int, code text NOT NULL UNIQUE, name text NOT NULL, description text,
    price_cents bigint NOT NULL, stock int NOT NULL DEFAULT 0, sold_count int NOT NULL DEFAULT 0, is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz DEFAULT now());
CREATE TABLE {s}.product_terms (product_id int PRIMARY KEY, content text NOT NULL);
CREATE TABLE {s}.coupons (id serial PRIMARY KEY, code text NOT NULL UNIQUE, description text, discount_type text, discount_value bigint,
    max_uses int, used_count int DEFAULT 0, valid_from timestamptz, valid_until timestamptz, created_at timestamptz DEFAULT now());
CREATE TABLE {s}.orders (id uuid PRIMARY KEY, user_id int, total_price_cents bigint, status text, coupon_id int,
    created_at timestamptz, updated_at timestamptz);
CREATE TABLE {s}.order_items (id serial PRIMARY KEY, order_id uuid, product_id int, quantity int, unit_price_cents bigint);
CREATE TABLE {s}.product_contents (id serial PRIMARY KEY, product_id int, content text NOT NULL, is_used boolean DEFAULT false,
    used_by_order_id uuid, created_at timestamptz DEFAULT now(), used_at timestamptz);
CREATE TABLE {s}.deposits (id serial PRIMARY KEY, user_id int, amount_cents bigint, fee_cents bigint, method text DEFAULT 'qris', status text,
    gateway_order_id text, completed_at timestamptz, created_at timestamptz DEFAULT now());
CREATE TABLE {s}.payments (id serial PRIMARY KEY, order_id uuid, gateway_order_id text, status text);
CREATE TABLE {s}.payment_message_logs (id bigserial PRIMARY KEY, gateway_order_id text, chat_id bigint, message_id bigint, role text);
"""


def make(database, schema="bot", users=40, contents=60, known=None, seed=7):
    """known: a customer who is there already, phone number and Telegram id of two of its users. What an import with the right
    answers, that leaves out what can't be taken, comes to."""
    chance = random.Random(seed)
    s = schema
    database.all(TABLES.format(s=s))
    truth = {"users": 0, "balances": {}, "orders": {}, "contents": 0, "sold": 0, "balance_rp": 0, "faults": 0, "secrets": []}

    def add(table, **values):
        names = ", ".join(values)
        marks = ", ".join(["%s"] * len(values))
        return database.one(f"INSERT INTO {s}.{table} ({names}) VALUES ({marks}) RETURNING id::text", *values.values())

    def user(telegram, cents, phone, is_taken, rp, is_new=True, at=LATER, **names):
        place = add("users", telegram_id=telegram, balance_cents=cents, whatsapp_number=phone, created_at=at, **(names or {"first_name": "Pembeli", "last_name": str(telegram)}))
        truth["users"] += is_taken and is_new
        if is_taken and rp:
            truth["balances"][str(telegram)] = rp
            truth["balance_rp"] += rp
        return int(place)

    spellings = ("0813{0}", "62813{0}", "+62 813-{0}", "813{0}", "0813 {0}")
    buyers = [user(7000 + n, (n * 12500) * 100, spellings[n % 5].format(f"{7000000 + n:08d}"), True, n * 12500) for n in range(users)]
    user(9001, 1500000, None, True, 15000, username="tanpa_nomor")              # no phone
    user(9002, 0, "besok aja", True, 0, display_name="Salah Nomor 🙂")          # free text where a phone would be
    early = user(9003, 25000, "0813-5550-0001", True, 25000, at=EARLY)          # whole rupiah
    user(9004, 3050, "0813-5550-0002", False, 0)                                # Rp 30.50
    user(9005, 500000, "0813-5550-0003", False, 0)                              # two with one number
    user(9006, 700000, "+62 813 5550 0003", False, 0)
    user(9007, -100, "0813-5550-0004", False, 0)                                # below zero
    truth["faults"] += 4
    if known:
        user(9010, 4000000, known[0], True, 40000, is_new=False)                # a customer by the number
        user(int(known[1]), 900000, None, True, 9000, is_new=False)             # one by the Telegram id

    category = add("categories", name="Pulsa & Data", slug="pulsa")
    product = {code: int(add("products", code=code, name=name, price_cents=cents, stock=stock, sold_count=0, created_at=at, category_id=category))
               for code, name, cents, stock, at in (("GAME10", "Game 10", 1000000, 3, LATER), ("lama", "Produk lama", 15000, 99, EARLY),
                                                    ("SETENGAH", "Harga pecahan", 1050, 0, LATER), ("kode aneh", "Kode aneh", 500000, 0, LATER),
                                                    ("Kembar", "Kembar satu", 500000, 0, LATER), ("KEMBAR", "Kembar dua", 500000, 0, LATER))}
    truth["faults"] += 4
    truth["prices"] = {"GAME10": 10000, "LAMA": 15000}
    database.all(f"INSERT INTO {s}.product_terms VALUES (%s, 'berlaku 30 hari')", product["GAME10"])

    add("coupons", code="HEMAT10", discount_type="percent", discount_value=10, max_uses=100, used_count=7, description="Diskon 10%")
    add("coupons", code="POTONG5K", discount_type="flat", discount_value=5000, max_uses=50, used_count=50, description="Diskon Rp 5.000")
    add("coupons", code="LEBIH", discount_type="percent", discount_value=10, max_uses=1, used_count=2)
    truth["faults"] += 1
    truth["coupons"] = {"HEMAT10": ("percent", 10, 7), "POTONG5K": ("flat", 5000, 50)}

    def order(status, total, lines, at=LATER, rp=None, buyer=None):
        number = str(uuid.UUID(int=chance.getrandbits(128), version=4))
        database.all(f"INSERT INTO {s}.orders VALUES (%s, %s, %s, %s, NULL, %s, %s)", number, buyer or chance.choice(buyers), total, status, at, at)
        for code, quantity, cents in lines:
            database.all(f"INSERT INTO {s}.order_items (order_id, product_id, quantity, unit_price_cents) VALUES (%s, %s, %s, %s)",
                         number, product[code], quantity, cents)
        if rp is not None:
            truth["orders"][number] = (status, rp)
        return number

    def content(code, text, order_id=None, is_used=False, is_taken=True):
        add("product_contents", product_id=product[code], content=text, is_used=is_used, used_by_order_id=order_id,
            used_at=LATER if is_used else None)
        truth["contents"] += is_taken
        truth["sold"] += is_taken and is_used
        truth["secrets"].append(text.strip())

    for n in range(contents):
        if n % 3 == 0:
            content("GAME10", f"RAHASIA-{n:06d}", order("paid", 1000000, [("GAME10", 1, 1000000)], rp=10000), True)
        else:
            content("GAME10", f"RAHASIA-{n:06d}")
    content("lama", "LAMA-0001-XYZ", order("paid", 30000, [("lama", 2, 15000)], at=EARLY, rp=30000, buyer=early), True)  # one of two was never given
    content("lama", "LAMA-0002-XYZ \n")                                # a line end that is no part of it
    content("GAME10", "TANPA-PESANAN", None, True, is_taken=False)     # somebody may have seen it
    content("GAME10", "KEMBAR-ISI-1", is_taken=False)
    content("GAME10", "KEMBAR-ISI-1 ", is_taken=False)                 # the same but for a blank
    content("kode aneh", "PRODUK-ANEH", is_taken=False)
    content("GAME10", "DARI-BATAL-01", order("cancelled", 1000000, [("GAME10", 1, 1000000)], rp=10000), True, is_taken=False)
    truth["faults"] += 4
    order("expired", 2000000, [("GAME10", 2, 1000000)], rp=20000)
    order("awaiting_payment", 1000000, [("GAME10", 1, 1000000)])
    order("paid", 100, [("GAME10", 1, 1000000)])                       # Rp 1 for what costs 10,000
    order("paid", 1000050, [("GAME10", 1, 1000050)])                   # half a rupiah
    order("pending_manual", 1000000, [("GAME10", 1, 1000000)])         # a state that its own tables forbid
    order("paid", 500000, [("kode aneh", 1, 500000)])
    order("paid", 1000000, [])
    truth["faults"] += 5
    truth["deposits"], truth["messages"] = {}, []

    def deposit(number, cents, status, rp, fee=None, at=LATER, buyer=0):
        add("deposits", user_id=buyers[buyer], amount_cents=cents, fee_cents=fee, status=status, gateway_order_id=number, created_at=at, completed_at=at)
        if rp is not None:
            truth["deposits"][number] = (status, rp)

    deposit("dp1", 2500000, "completed", 25000, fee=17500)
    deposit("dp2", 5000000, "completed", 50000, fee=33550, buyer=1)  # an estimate of a fee, of half a rupiah
    deposit("dp3", 1000000, "pending", None, buyer=2)
    deposit("dp4", 700000, "expired", 7000, buyer=3)
    deposit("dp5", 20000, "completed", 20000, at=EARLY)              # whole rupiah
    deposit("dp6", 1050, "completed", None)                          # Rp 10.50
    deposit("dp7", 100000, "denied", None)                           # a state that nobody knows
    truth["deposit_rp"] = 95000

    def message(number, chat, message_id, role="user", is_taken=True):
        add("payment_message_logs", gateway_order_id=number, chat_id=chat, message_id=message_id, role=role)
        if is_taken:
            truth["messages"].append((number, role, str(chat), message_id))

    add("payments", gateway_order_id="tg7001-bb", status="waiting")
    message("tg7000-aa", 7000, 5)
    message("tg7000-aa", 7000, 6)                                    # the same once more
    message("tg7000-aa", 1, 9, role="admin")
    message("dp1", 7000, 7)
    message("tg7001-bb", 7001, 8, is_taken=False)                    # of what can still be paid there
    message("dp3", 7002, 9, is_taken=False)
    message("tg7000-cc", 7000, None, is_taken=False)                 # that nobody can find
    truth["faults"] += 3
    return truth


# As many of each as is said, a user and an order each; what was paid has its content.
MANY = """
INSERT INTO {s}.users (telegram_id, first_name, last_name, balance_cents, whatsapp_number, created_at)
SELECT 5000000000 + n, 'Pembeli', n::text, (n % 50) * 100000, CASE WHEN n % 10 < 3 THEN '0813' || lpad(n::text, 8, '0') END,
       '2026-02-01'::timestamptz + n * interval '1 s'
  FROM generate_series(1, {count}) n;
INSERT INTO {s}.products (code, name, price_cents, stock, created_at)
SELECT 'P' || lpad(n::text, 3, '0'), 'Product ' || n, 1000000, 1000, '2026-02-01' FROM generate_series(1, 100) n;
INSERT INTO {s}.orders (id, user_id, total_price_cents, status, created_at, updated_at)
SELECT md5('o' || n)::uuid, n, 1000000, CASE WHEN n % 10 < 6 THEN 'paid' WHEN n % 10 < 9 THEN 'expired' ELSE 'cancelled' END,
       '2026-02-02'::timestamptz + n * interval '1 s', '2026-02-02'::timestamptz + n * interval '1 s'
  FROM generate_series(1, {count}) n;
INSERT INTO {s}.order_items (order_id, product_id, quantity, unit_price_cents)
SELECT md5('o' || n)::uuid, 1 + n % 100, 1, 1000000 FROM generate_series(1, {count}) n;
INSERT INTO {s}.product_contents (product_id, content, is_used, used_by_order_id, used_at)
SELECT 1 + n % 100, 'SECRET-' || md5('c' || n), n % 10 < 6, CASE WHEN n % 10 < 6 THEN md5('o' || n)::uuid END,
       CASE WHEN n % 10 < 6 THEN '2026-02-03'::timestamptz END
  FROM generate_series(1, {count}) n;
INSERT INTO {s}.deposits (user_id, amount_cents, status, gateway_order_id, created_at)
SELECT n, 5000000, CASE WHEN n % 10 < 8 THEN 'completed' ELSE 'expired' END, 'dp' || n, '2026-02-01' FROM generate_series(1, {count}) n;
INSERT INTO {s}.payment_message_logs (gateway_order_id, chat_id, message_id, role)
SELECT 'tg' || n, n, n, 'user' FROM generate_series(1, {count}) n;
ANALYZE;
"""
