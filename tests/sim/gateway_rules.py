"""What the simulated gateways do: Midtrans (Snap and Core API), Xendit invoices, Telegram, a WhatsApp gateway.
Shapes and status codes as the real ones have them; money moves when a test says so."""

import base64
import binascii
import collections
import datetime
import hashlib
import itertools
import math
import re
import secrets
import time
import uuid

from gateway_http import Answer

WIB = datetime.timezone(datetime.timedelta(hours=7))


def wib(moment):
    return moment.astimezone(WIB).strftime("%Y-%m-%d %H:%M:%S")


def iso(moment):
    return moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def basic_user(request):
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    return base64.b64decode(value).decode().rstrip(":") if kind == "Basic" else None


class Gateway:
    """Answers requests; keeps a log of them with times."""

    def __init__(self, options):
        self.options = options
        self.log = []
        self.limit = None  # (requests, seconds)
        self.recent = collections.deque()

    def handle(self, request):
        entry = {"at": request.at, "method": request.method, "path": request.path, "body": request.body.decode(errors="replace")}
        self.log.append(entry)
        try:
            answer = self.over_limit(request) or self.answer(request)
        except (ValueError, KeyError, TypeError, AttributeError) as e:
            answer = Answer(400, {"status_code": "400", "error_code": "BAD_REQUEST", "message": f"{type(e).__name__}: {e}"})
        entry["status"] = answer.status
        return answer

    def over_limit(self, request):
        """429 with the headers that tell of it, where there is a limit and it is used up."""
        if not self.limit:
            return None
        most, seconds = self.limit
        while self.recent and request.at - self.recent[0] >= seconds:
            self.recent.popleft()
        if len(self.recent) < most:
            self.recent.append(request.at)
            return None
        wait = seconds - (request.at - self.recent[0])
        return Answer(429, self.limit_body(wait), {"Retry-After": str(math.ceil(wait)), "Rate-Limit-Limit": str(most),
                                                   "Rate-Limit-Remaining": "0", "Rate-Limit-Reset": f"{wait:.1f}"})

    def limit_body(self, wait):
        return {"error_code": "RATE_LIMIT_EXCEEDED", "message": "Rate limit exceeded"}


class Midtrans(Gateway):
    def __init__(self, options):
        super().__init__(options)
        self.key = options.server_key
        self.charges = {}
        self.by_transaction = {}
        self.snaps = {}
        self.numbers = itertools.count(812785002000000)
        self.twists = []

    def handle(self, request):
        answer = super().handle(request)
        self.log[-1]["key"] = request.headers.get("idempotency-key")
        twist = next((twist for twist in self.twists if twist["count"] > 0 and twist["on"] in request.path), None)
        if twist:
            twist["count"] -= 1
            body = {**({} if twist["bare"] else answer.json()), **twist["fields"]}
            answer = Answer(twist["status"] or answer.status, {name: value for name, value in body.items() if value is not None})
        return answer

    def limit_body(self, wait):
        return {"status_code": "429", "status_message": "Too many requests, please try again later"}

    # --- what is asked of it

    ON_CORE = {"qris", "gopay", "shopeepay", "echannel", "ovo", "bank_transfer"}
    BANKS = {"bca", "bni", "bri", "permata", "cimb"}
    ON_SNAP = {"other_qris", "gopay", "shopeepay", "bca_va", "bni_va", "bri_va", "permata_va", "cimb_va", "echannel", "dana", "bsi_va",
               "danamon_va", "seabank_va", "saqu_va"}
    METHODS = {"status": "GET", "cancel": "POST", "expire": "POST", "refund": "POST"}

    def answer(self, request):
        parts = request.path.strip("/").split("/")
        if parts[:3] == ["snap", "v4", "redirection"]:
            return self.snap_page(parts[3:])
        if basic_user(request) != self.key:
            body = {"error_messages": ["Access denied due to unauthorized transaction, please check client or server key"]}
            return Answer(401, body) if parts[0] == "snap" else Answer(200, {"status_code": "401", "status_message": "Unknown Merchant server_key/id"})
        if parts == ["snap", "v1", "transactions"]:
            return self.snap_create(request.json())
        if parts == ["v2", "charge"]:
            return self.charge(request.json())
        if len(parts) == 3 and parts[0] == "v2" and request.method == self.METHODS.get(parts[2]):
            charge = self.charges.get(parts[1]) or self.by_transaction.get(parts[1])
            if charge and charge.get("is_of_snap_api") and (parts[1] == charge["order_id"]
                                                            or request.headers.get("transaction-source") != "SNAP_API"):
                charge = None
            if not charge:
                return Answer(200, {"status_code": "404", "status_message": "Transaction doesn't exist.", "id": secrets.token_hex(4)})
            self.age(charge)
            return getattr(self, "do_" + parts[2])(charge, request)
        return Answer(404, {"status_code": "404", "status_message": "The requested resource is not found"})

    def new_charge(self, body, payment_type):
        details = body["transaction_details"]
        made = now()
        expiry = body.get("custom_expiry", {})
        minutes = expiry.get("expiry_duration", 15 if payment_type in ("qris", "gopay", "shopeepay") else 24 * 60)
        charge = {"order_id": details["order_id"], "amount": int(details["gross_amount"]), "payment_type": payment_type,
                  "transaction_id": str(uuid.uuid4()), "status": "pending", "made": made,
                  "expires": made + datetime.timedelta(minutes=minutes), "shown": {}, "currency": "IDR", "fraud": "accept"}
        self.charges[charge["order_id"]] = self.by_transaction[charge["transaction_id"]] = charge
        return charge

    def adopt(self, order, amount, payment_type, seconds, transaction_id):
        charge = self.new_charge({"transaction_details": {"order_id": order, "gross_amount": amount}}, payment_type)
        charge["expires"] = now() + datetime.timedelta(seconds=seconds)
        charge["transaction_id"] = transaction_id or charge["transaction_id"]
        self.by_transaction[charge["transaction_id"]] = charge

    def know_by_transaction(self, order, transaction_id):
        """As a payment by DANA on a page of Snap."""
        self.charges[order].update(transaction_id=transaction_id, is_of_snap_api=True)
        self.by_transaction[transaction_id] = self.charges[order]

    def problem(self, body):
        details = (body or {}).get("transaction_details", {})
        items = (body or {}).get("item_details", [])
        if not details.get("order_id") or not isinstance(details.get("gross_amount"), int) or details["gross_amount"] < 1:
            return "transaction_details is required"
        if items and sum(item["price"] * item["quantity"] for item in items) != details["gross_amount"]:
            return "transaction_details.gross_amount is not equal to the sum of item_details"
        return None

    def snap_create(self, body):
        problem = self.problem(body)
        if problem:
            return Answer(400, {"error_messages": [problem]})
        order = body["transaction_details"]["order_id"]
        if order in self.snaps or order in self.charges:
            return Answer(400, {"error_messages": ["transaction_details.order_id sudah digunakan"]})
        made, token = now(), str(uuid.uuid4())
        minutes = body.get("expiry", {}).get("duration", 24 * 60)
        unknown = set(body.get("enabled_payments", [])) - self.ON_SNAP
        if unknown:
            return Answer(400, {"error_messages": [f"enabled_payments {min(unknown)} is not supported"]})
        self.snaps[order] = {"body": body, "token": token, "expires": made + datetime.timedelta(minutes=minutes)}
        return Answer(201, {"token": token, "redirect_url": f"{self.options.public_url}/snap/v4/redirection/{token}"})

    def snap_page(self, parts):
        """What the customer sees at the link."""
        order = next((order for order, snap in self.snaps.items() if [snap["token"]] == parts), None)
        words = f"Pay {order}" if order and now() < self.snaps[order]["expires"] else "This page is gone"
        return Answer(200 if order else 404, f"<html><body>{words}</body></html>".encode(), content_type="text/html")

    def charge(self, body):
        problem = self.problem(body)
        if problem:
            return Answer(200, {"status_code": "400", "status_message": "One or more parameters in the payload is invalid.",
                                "validation_messages": [problem]})
        order = body["transaction_details"]["order_id"]
        if order in self.charges:
            return Answer(200, {"status_code": "406", "status_message": "The request could not be completed due to a conflict with "
                                "the current state of the target resource, please try again", "id": secrets.token_hex(2)})
        refusal = self.no_such_way(body)
        if refusal:
            return refusal
        charge = self.new_charge(body, body["payment_type"])
        charge["shown"] = self.ways_to_pay(body, charge)
        made = {**self.describe(charge, "201", "Success, transaction is created"), **charge["shown"]}
        del made["signature_key"]
        return Answer(200, made)

    def no_such_way(self, body):
        kind, bank = body["payment_type"], body.get("bank_transfer", {}).get("bank", "bca")
        if kind not in self.ON_CORE or bank not in self.BANKS:
            return Answer(200, {"status_code": "402", "status_message": "Payment channel is not activated."})
        if kind == "ovo" and "custom_expiry" in body:
            return Answer(200, {"status_code": "400", "status_message": "One or more parameters in the payload is invalid.",
                                "validation_messages": ["custom_expiry is not supported"]})
        if kind == "ovo" and not re.fullmatch(r"08\d{7,12}", body.get("ovo", {}).get("payer_phone_number", "")):
            return Answer(200, {"status_code": "404", "status_message": "Payer phone number doesn't exist"})
        return None

    def ways_to_pay(self, body, charge):
        kind = body["payment_type"]
        base = f"{self.options.public_url}/v2/{kind}/{charge['transaction_id']}"
        qr = {"name": "generate-qr-code", "method": "GET", "url": base + "/qr-code"}
        if kind == "qris":
            return {"acquirer": body.get("qris", {}).get("acquirer", "gopay"), "qr_string": self.qr_string(charge), "actions": [qr]}
        if kind in ("gopay", "shopeepay"):
            link = {"name": "deeplink-redirect", "method": "GET", "url": f"https://simulator.{kind}.example/pay?id={charge['transaction_id']}"}
            return {"actions": [qr, link] if kind == "gopay" else [link]}
        if kind == "ovo":
            charge["expires"] = charge["made"] + datetime.timedelta(seconds=65)
            return {}
        number = str(next(self.numbers))
        if kind == "echannel":
            return {"bill_key": number, "biller_code": "70012"}
        bank = body.get("bank_transfer", {}).get("bank", "bca")
        return {"permata_va_number": number} if bank == "permata" else {"va_numbers": [{"bank": bank, "va_number": number}]}

    @staticmethod
    def qr_string(charge):
        """As EMV has it: tag, length, value, and a check sum over all of it."""
        def part(tag, value):
            return f"{tag:02d}{len(value):02d}{value}"

        account = part(0, "COM.GO-JEK.WWW") + part(1, "936009143024261302") + part(2, "1302UKE")
        text = (part(0, "01") + part(1, "12") + part(26, account) + part(52, "5999") + part(53, "360") + part(54, str(charge["amount"]))
                + part(58, "ID") + part(59, "Simulated") + part(60, "Jakarta") + part(62, part(7, charge["transaction_id"][:8])) + "6304")
        return text + f"{binascii.crc_hqx(text.encode(), 0xFFFF):04X}"

    # --- what becomes of a charge

    def age(self, charge):
        if charge["status"] == "pending" and now() >= charge["expires"]:
            charge["status"] = "expire"

    CODES = {"settlement": "200", "capture": "200", "pending": "201", "deny": "202", "cancel": "200", "expire": "407", "failure": "202",
             "refund": "200", "partial_refund": "200", "authorize": "200", "chargeback": "200", "partial_chargeback": "200"}

    # Said once, when the charge is made; a look at the charge does not say them again.
    SAID_ONCE = ("qr_string", "actions")

    def describe(self, charge, code, words="Success, transaction is found"):
        gross = f"{charge['amount']}.00"
        body = {"status_code": code, "status_message": words, "transaction_id": charge["transaction_id"], "order_id": charge["order_id"],
                "merchant_id": "G000000000", "gross_amount": gross, "currency": charge["currency"], "payment_type": charge["payment_type"],
                "transaction_time": wib(charge["made"]), "transaction_status": charge["status"], "fraud_status": charge["fraud"],
                "expiry_time": wib(charge["expires"]), **{name: shown for name, shown in charge["shown"].items() if name not in self.SAID_ONCE}}
        if charge.get("refunds"):
            body["refunds"] = [{"refund_key": key, "refund_amount": f"{rp}.00"} for key, rp in charge["refunds"].items()]
            body["refund_amount"] = f"{sum(charge['refunds'].values())}.00"
        if charge.get("settled"):
            body["settlement_time"] = wib(charge["settled"])
        body["signature_key"] = hashlib.sha512(f"{charge['order_id']}{code}{gross}{self.key}".encode()).hexdigest()
        return body

    def do_status(self, charge, request):
        return Answer(200, self.describe(charge, self.CODES.get(charge["status"], "200")))

    def finish(self, charge, status, code):
        if charge["status"] not in ("pending", "authorize"):
            return Answer(200, {"status_code": "412", "status_message": "Transaction status cannot be updated.", "id": secrets.token_hex(2)})
        charge["status"] = status
        return Answer(200, self.describe(charge, code))

    def do_cancel(self, charge, request):
        return self.finish(charge, "cancel", "200")

    def do_expire(self, charge, request):
        return self.finish(charge, "expire", "407")

    def do_refund(self, charge, request):
        body = request.json() or {}
        if charge["status"] not in ("settlement", "capture"):
            return Answer(200, {"status_code": "412", "status_message": "Transaction status cannot be updated.", "id": secrets.token_hex(2)})
        charge["status"] = "refund" if body.get("amount", charge["amount"]) >= charge["amount"] else "partial_refund"
        return Answer(200, {**self.describe(charge, "200"), "refund_amount": f"{body.get('amount', charge['amount'])}.00",
                            "refund_key": body.get("refund_key")})

    def find(self, order):
        """The charge of an order, or of a transaction; one of Snap comes to be when a way to pay is chosen on its page."""
        if order in self.by_transaction:
            return self.by_transaction[order]
        if order not in self.charges and order in self.snaps:
            charge = self.new_charge(self.snaps[order]["body"], "qris")
            charge["expires"] = self.snaps[order]["expires"]
        return self.charges[order]

    def grow_old(self, order, seconds):
        """What the order ends by comes that much earlier."""
        ends = self.charges.get(order) or self.snaps[order]
        ends["expires"] -= datetime.timedelta(seconds=seconds)

    def move(self, order, status, amount=None, currency=None, fraud="accept", refunds=None):
        """refunds: pieces that went back, by their keys; they stay."""
        charge = self.find(order)
        charge.setdefault("refunds", {}).update(refunds or {})
        charge["status"], charge["fraud"] = status, fraud
        charge["amount"] = amount if amount is not None else charge["amount"]
        charge["currency"] = currency or charge["currency"]
        if status in ("settlement", "capture"):
            charge["settled"] = now()
        return self.describe(charge, self.CODES.get(status, "200"))


class Xendit(Gateway):
    """Accounts, each with a key, a callback token, invoices, sessions and a limit of its own. An external id may be used
    twice, as at the real one; so may a session's reference, and no session is found by it."""

    # What an invoice says of its payment when it is asked for alone; the list does not.
    OF_PAYMENT = ("paid_amount", "paid_at", "payment_method", "payment_channel")

    def __init__(self, options):
        super().__init__(options)
        self.tokens = {options.xendit_key: options.callback_token}
        self.invoices = {}
        self.sessions = {}
        self.money = []  # what moved: transactions, oldest first
        self.customers = set()  # references that are taken
        self.owners = {}  # of the id of an invoice or a session: the account's key
        self.recents = {}

    def over_limit(self, request):
        """The limit of the account; what is within it is told how much is left."""
        self.recent = self.recents.setdefault(basic_user(request), collections.deque())
        return super().over_limit(request)

    def handle(self, request):
        answer = super().handle(request)
        if self.limit and answer.status != 429:
            most, seconds = self.limit
            left = most - len(self.recent)
            answer.headers.update({"Rate-Limit-Limit": str(most), "Rate-Limit-Remaining": str(left),
                                   "Rate-Limit-Reset": str(math.ceil(max(0.0, seconds - (request.at - self.recent[0])) * 10) / 10)})
        return answer

    def own(self):
        """Invoices of the account that asks."""
        return [invoice for key, invoice in self.invoices.items() if self.owners[key] == self.key]

    def answer(self, request):
        parts = request.path.strip("/").split("/")
        self.key = basic_user(request)
        if self.key not in self.tokens:
            return Answer(401, {"error_code": "INVALID_API_KEY", "message": "API key provided is invalid. Please make sure to use the "
                                "secret/public API key that you can obtain from Xendit Dashboard."})
        if parts == ["v2", "invoices"]:
            return self.create(request.json()) if request.method == "POST" else self.list(request.query)
        if len(parts) == 3 and parts[:2] == ["v2", "invoices"]:
            return self.one(parts[2])
        if len(parts) == 3 and parts[0] == "invoices" and parts[2] == "expire!":
            return self.expire(parts[1])
        if parts == ["sessions"] and request.method == "POST":
            return self.create_session(request.json())
        if parts[0] == "sessions" and len(parts) in (2, 3):
            return self.session(request.method, *parts[1:])
        if parts == ["transactions"]:
            found = [money for money in reversed(self.money) if money["reference_id"] in request.query.get("reference_id", [])
                     and self.owners[money["session"]] == self.key]
            return Answer(200, {"has_more": False, "data": found, "links": []})
        return Answer(404, {"error_code": "NOT_FOUND", "message": "The requested resource is not found"})

    # --- sessions

    @staticmethod
    def is_plain(text):
        return isinstance(text, str) and re.fullmatch(r"[A-Za-z0-9]{1,255}", text)

    def session_problem(self, body):
        """(error code, what is wrong) by the reference's own limits."""
        needed = [name for name in ("reference_id", "session_type", "mode", "amount", "currency", "country") if name not in body]
        if needed:
            return "API_VALIDATION_ERROR", f"{needed[0]} is required"
        if not 1 <= len(body["reference_id"]) <= 64:
            return "API_VALIDATION_ERROR", "reference_id must have 1 to 64 characters"
        if type(body["amount"]) is not int or body["amount"] <= 0:
            return "INVALID_AMOUNT", "amount must be a positive whole number"
        if (body["session_type"], body["mode"], body["currency"], body["country"]) != ("PAY", "PAYMENT_LINK", "IDR", "ID"):
            return "SESSION_TYPE_NOT_SUPPORTED", "only payments by link in IDR"
        if "expires_at" in body and datetime.datetime.fromisoformat(body["expires_at"].replace("Z", "+00:00")) < now() + datetime.timedelta(minutes=10):
            return "INVALID_EXPIRY_DATE", "expires_at must be at least 10 minutes ahead"
        for item in body.get("items", []):
            if item["type"] not in ("DIGITAL_PRODUCT", "PHYSICAL_PRODUCT", "DIGITAL_SERVICE", "PHYSICAL_SERVICE", "FEE") or not item["category"] \
                    or not item["reference_id"] or not 1 <= len(item["name"]) <= 255 or type(item["net_unit_amount"]) is not int:
                return "API_VALIDATION_ERROR", "items are not as they should be"
        metadata = body.get("metadata", {})
        if len(metadata) > 20 or any(len(name) > 40 or not isinstance(value, str) or len(value) > 80 for name, value in metadata.items()):
            return "INVALID_METADATA", "metadata has at most 20 keys of 40 characters, and texts of 80"
        if "customer" in body and not (self.is_plain(body["customer"]["reference_id"])
                                       and self.is_plain(body["customer"]["individual_detail"]["given_names"])):
            return "API_VALIDATION_ERROR", "customer must be alphanumeric"
        if set(body.get("notification_channels", [])) - {"EMAIL"} or (body.get("notification_channels") and "customer" not in body):
            return "API_VALIDATION_ERROR", "notification_channels"
        return None

    def create_session(self, body):
        problem = self.session_problem(body)
        if problem:
            return Answer(400, {"error_code": problem[0], "message": problem[1]})
        customer = body.get("customer", {}).get("reference_id")
        if customer in self.customers:
            return Answer(409, {"error_code": "DUPLICATE_ERROR", "message": "customer.reference_id is taken"})
        self.customers.update({customer} - {None})
        made, key = now(), "ps-" + secrets.token_hex(12)
        self.sessions[key] = {
            "payment_session_id": key, "created": iso(made), "updated": iso(made), "status": "ACTIVE", "reference_id": body["reference_id"],
            "session_type": "PAY", "currency": "IDR", "amount": body["amount"], "country": "ID", "mode": "PAYMENT_LINK", "locale": "id",
            "expires_at": body.get("expires_at", iso(made + datetime.timedelta(minutes=30))), "items": body.get("items"),
            "metadata": body.get("metadata"), "payment_link_url": f"{self.options.public_url}/sessions/{key}", "business_id": "5f27a14a9bf05c73dd040bc8"}
        self.owners[key] = self.key
        return Answer(201, self.sessions[key])

    def age_session(self, session):
        ends = datetime.datetime.fromisoformat(session["expires_at"].replace("Z", "+00:00"))
        if session["status"] == "ACTIVE" and now() >= ends:
            session["status"] = "EXPIRED"
        return session

    def session(self, method, key, what=None):
        if not self.is_own(key) or key not in self.sessions:
            return Answer(404, {"error_code": "DATA_NOT_FOUND" if what is None else "NOT_FOUND", "message": "Payment session not found"})
        found = self.age_session(self.sessions[key])
        if method == "GET" and what is None:
            return Answer(200, found)
        if method != "POST" or what != "cancel":
            return Answer(404, {"error_code": "NOT_FOUND", "message": "The requested resource is not found"})
        if found["status"] != "ACTIVE":
            return Answer(422, {"error_code": "INVALID_SESSION_STATUS", "message": f"The session is {found['status']}"})
        found.update(status="CANCELED", updated=iso(now()))
        return Answer(200, found)

    def find_session(self, reference):
        """The newest of a reference."""
        return next((session for session in reversed(self.sessions.values()) if session["reference_id"] == reference), None)

    def move_session(self, session, status, amount=None, currency=None):
        """What is said of it by notification, oldest first. LATE: money comes, and the session stays as it is."""
        session["updated"] = iso(now())
        if status not in ("COMPLETED", "LATE"):
            session["status"] = status
            return [self.envelope("payment_session.expired", session)] if status == "EXPIRED" else []
        paid, moment = session["amount"] if amount is None else amount, iso(now())
        payment = {"payment_id": "py-" + str(uuid.uuid4()), "payment_request_id": "pr-" + str(uuid.uuid4()), "reference_id": session["reference_id"],
                   "status": "SUCCEEDED", "request_amount": session["amount"], "currency": currency or "IDR", "channel_code": "QRIS",
                   "captures": [{"capture_id": "cap-" + secrets.token_hex(8), "capture_amount": paid, "capture_timestamp": moment}]}
        self.money.append({"id": "txn_" + str(uuid.uuid4()), "product_id": payment["payment_id"], "type": "PAYMENT", "status": "SUCCESS",
                           "channel_code": "QRIS", "reference_id": session["reference_id"], "currency": currency or "IDR", "amount": paid,
                           "created": moment, "updated": moment, "session": session["payment_session_id"]})
        if status == "LATE":
            return [self.envelope("payment.capture", payment)]
        session.update(status="COMPLETED", payment_id=payment["payment_id"], payment_request_id=payment["payment_request_id"],
                       currency=currency or session["currency"], amount=paid)
        # the notification's schema names no amount
        said = {name: value for name, value in session.items() if name != "amount"}
        return [self.envelope("payment.capture", payment), self.envelope("payment_session.completed", said)]

    def envelope(self, event, data):
        """As it is delivered: `created` is the attempt's own moment, see the notifier."""
        return {"event": event, "business_id": "5f27a14a9bf05c73dd040bc8", "created": iso(now()), "data": dict(data)}

    # --- invoices

    def create(self, body):
        errors = [{"path": name, "message": "is required"} for name in ("external_id", "amount") if not body.get(name)]
        if not errors and (not isinstance(body["amount"], int) or body["amount"] <= 0):
            errors = [{"path": "amount", "message": "must be a positive number"}]
        if errors:
            return Answer(400, {"error_code": "API_VALIDATION_ERROR", "message": "There was an error with the format submitted to the server.",
                                "errors": errors})
        made, key = now(), secrets.token_hex(12)
        self.invoices[key] = {
            "id": key, "external_id": body["external_id"], "user_id": "5848fdf860053555135587e7", "status": "PENDING", "merchant_name": "ISP",
            "merchant_profile_picture_url": "", "amount": body["amount"], "description": body.get("description"),
            "expiry_date": iso(made + datetime.timedelta(seconds=body.get("invoice_duration", 86400))),
            "invoice_url": f"{self.options.public_url}/web/{key}", "available_banks": [], "available_retail_outlets": [],
            "available_ewallets": [], "available_qr_codes": [], "available_direct_debits": [], "available_paylaters": [],
            "should_exclude_credit_card": False, "should_send_email": True, "created": iso(made), "updated": iso(made), "currency": "IDR"}
        self.owners[key] = self.key
        return Answer(200, self.invoices[key])

    def age(self, invoice):
        if invoice["status"] == "PENDING" and iso(now()) >= invoice["expiry_date"]:
            invoice["status"] = "EXPIRED"
        return invoice

    def list(self, query):
        found = [self.age(invoice) for invoice in self.own()]
        if "external_id" in query:
            found = [invoice for invoice in found if invoice["external_id"] in query["external_id"]]
        statuses = [status for value in query.get("statuses", []) for status in value.strip("[]\"").replace('"', "").split(",") if status]
        if statuses:
            found = [invoice for invoice in found if invoice["status"] in statuses]
        if "paid_after" in query:
            found = [invoice for invoice in found if invoice.get("paid_at", "") > query["paid_after"][0]]
        found.sort(key=lambda invoice: (invoice["created"], invoice["id"]), reverse=True)
        if "last_invoice" in query:
            last = self.invoices[query["last_invoice"][0]]
            found = [invoice for invoice in found if (invoice["created"], invoice["id"]) < (last["created"], last["id"])]
        found = found[:int(query.get("limit", ["10"])[0])]
        return Answer(200, [{name: value for name, value in invoice.items() if name not in self.OF_PAYMENT} for invoice in found])

    def is_own(self, key):
        return self.owners.get(key) == self.key

    def one(self, key):
        if not self.is_own(key):
            return Answer(404, {"error_code": "INVOICE_NOT_FOUND_ERROR", "message": "Could not find invoice"})
        return Answer(200, self.age(self.invoices[key]))

    def expire(self, key):
        if not self.is_own(key):
            return Answer(404, {"error_code": "INVOICE_NOT_FOUND_ERROR", "message": "Could not find invoice"})
        if self.age(self.invoices[key])["status"] in ("PAID", "SETTLED"):
            return Answer(400, {"error_code": "INVOICE_ALREADY_PAID", "message": "Invoice has been paid"})
        self.invoices[key]["status"] = "EXPIRED"
        return Answer(200, self.invoices[key])

    def grow_old(self, external_id, seconds):
        session = self.find_session(external_id)
        if session:
            ends = datetime.datetime.fromisoformat(session["expires_at"].replace("Z", "+00:00")) - datetime.timedelta(seconds=seconds)
            session["expires_at"] = iso(ends)
            return
        invoice = self.find(external_id)
        ends = datetime.datetime.fromisoformat(invoice["expiry_date"].replace("Z", "+00:00")) - datetime.timedelta(seconds=seconds)
        invoice["expiry_date"] = iso(ends)

    def find(self, external_id):
        return next(invoice for invoice in self.invoices.values() if invoice["external_id"] == external_id)

    def token_of(self, body):
        """What a notification about this invoice, or of a session, carries."""
        key = body.get("id") or self.find_session(body["data"]["reference_id"])["payment_session_id"]
        return self.tokens[self.owners[key]]

    def move(self, external_id, status, amount=None, currency=None):
        invoice = self.find(external_id)
        invoice["status"], invoice["updated"] = status, iso(now())
        invoice["currency"] = currency or invoice["currency"]
        if status in ("PAID", "SETTLED"):
            invoice.update(paid_amount=amount if amount is not None else invoice["amount"], paid_at=iso(now()), payment_method="BANK_TRANSFER",
                           payment_channel="BCA")
        return dict(invoice)


class Telegram(Gateway):
    def __init__(self, options):
        super().__init__(options)
        self.token = options.telegram_token
        self.messages = {}
        self.ids = itertools.count(1)

    def limit_body(self, wait):
        return {"ok": False, "error_code": 429, "description": f"Too Many Requests: retry after {math.ceil(wait)}",
                "parameters": {"retry_after": math.ceil(wait)}}

    def answer(self, request):
        token, _, method = request.path.strip("/").partition("/")
        if token != "bot" + self.token:
            return Answer(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        handler = getattr(self, "do_" + method, None)
        return handler(request.json()) if handler else self.refuse(404, "Not Found")

    @staticmethod
    def refuse(code, words):
        return Answer(code, {"ok": False, "error_code": code, "description": words})

    def text_fault(self, text):
        """Why a text in HTML is not taken; None: it is."""
        if not text.strip():
            return "Bad Request: message text is empty"
        if len(text) > 4096:
            return "Bad Request: message is too long"
        bare = re.sub(r"</?(b|i|u|s|code|pre)>|<a href=\"[^\"<>]*\">|</a>", "", text)
        if "<" in bare:
            return f"Bad Request: can't parse entities: Unsupported start tag at byte offset {text.find('<')}"
        return None

    def do_sendMessage(self, body):
        fault = self.text_fault(body["text"])
        if fault:
            return self.refuse(400, fault)
        key = (str(body["chat_id"]), next(self.ids))
        self.messages[key] = body["text"]
        return Answer(200, {"ok": True, "result": {"message_id": key[1], "date": int(time.time()), "text": body["text"], "chat": {"id": body["chat_id"]}}})

    def do_editMessageText(self, body):
        key = (str(body["chat_id"]), body["message_id"])
        if key not in self.messages:
            return self.refuse(400, "Bad Request: message to edit not found")
        fault = self.text_fault(body["text"])
        if fault:
            return self.refuse(400, fault)
        if self.messages[key] == body["text"]:
            return self.refuse(400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same")
        self.messages[key] = body["text"]
        return Answer(200, {"ok": True, "result": {"message_id": key[1], "text": body["text"]}})

    def do_deleteMessage(self, body):
        if self.messages.pop((str(body["chat_id"]), body["message_id"]), None) is None:
            return self.refuse(400, "Bad Request: message to delete not found")
        return Answer(200, {"ok": True, "result": True})


class Whatsapp(Gateway):
    def __init__(self, options):
        super().__init__(options)
        self.token = options.whatsapp_token
        self.messages = []

    def answer(self, request):
        if request.headers.get("authorization") != self.token:
            return Answer(200, {"status": False, "reason": "invalid token"})
        form = request.form()
        if not form.get("target") or not form.get("message"):
            return Answer(200, {"status": False, "reason": "target or message is missing"})
        self.messages.append({"phone": form["target"], "text": form["message"]})
        return Answer(200, {"status": True, "id": [len(self.messages)]})
