"""The simulated gateways: their answers have the shapes that were recorded of the real ones, and they go wrong as told."""

import base64
import http.client
import http.server
import json
import os
import socket
import ssl
import threading
import urllib.parse

import pytest

WIRE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data", "wire")
ORDER = "BD-LPSR-0A1B2C3D4E5F"


def ask(gateways, gateway, method, target, body=None, key=None, tls=False, headers=()):
    """(status, headers, body as JSON or as bytes) of a request."""
    address = gateways.address
    if tls:
        context = ssl.create_default_context(cafile=address["ca_file"])
        connection = http.client.HTTPSConnection(address["host"], address["tls_port"], timeout=10, context=context)
    else:
        connection = http.client.HTTPConnection(address["host"], address["port"], timeout=10)
    user = base64.b64encode((key or address["secrets"].get(gateway, "") + ":").encode()).decode()
    data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
    connection.request(method, target, data, {"Authorization": "Basic " + user, **dict(headers)})
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    try:
        return answer.status, answer.headers, json.loads(text)
    except ValueError:
        return answer.status, answer.headers, text


def charge(gateways, order=ORDER, amount=200000, **more):
    body = {"payment_type": "qris", "transaction_details": {"order_id": order, "gross_amount": amount}, **more}
    return ask(gateways, "midtrans", "POST", "/v2/charge", body)


# --- shapes -----------------------------------------------------------------------------------------


def recorded(gateway):
    with open(os.path.join(WIRE, gateway + ".json"), encoding="utf-8") as source:
        file = json.load(source)
    for case in file["cases"]:
        for part in ("sends", "answers"):
            if case.pop(part + "_common", False):
                own = case[part]
                whole = [merged(file[part + "_common"], one) for one in own] if isinstance(own, list) else merged(file[part + "_common"], own)
                case[part] = whole
    return file["cases"]


def merged(common, own):
    return {name: value for name, value in {**common, **own}.items() if value is not None}


def play(gateways, gateway, case):
    method, path = case["ask"].split(" ")
    query = "?" + urllib.parse.urlencode(case["query"]) if case.get("query") else ""
    return ask(gateways, gateway, method, path + query, case.get("sends"))


def kinds(value):
    """Names and types all the way down: what a client relies on. One row of a list speaks for all."""
    if isinstance(value, dict):
        return {name: kinds(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [kinds(value[0])] if value else []
    return type(value).__name__


def assert_same_shape(answered, expected, more=()):
    found, wanted = kinds(answered), kinds(expected)
    if isinstance(found, dict):
        found = {name: kind for name, kind in found.items() if name not in more}
    elif found:
        found = [{name: kind for name, kind in found[0].items() if name not in more}]
    assert found == wanted


def prepare_midtrans(gateways, name):
    """What must have happened before a case."""
    if name in ("charge-duplicate", "cancel", "expire", "refund", "server-error") or name.startswith("status"):
        assert charge(gateways)[2]["status_code"] == "201"
    if name in ("refund", "status-settlement"):
        gateways.move(ORDER, "settlement")
    if name == "status-expire":
        gateways.order("age", order=ORDER, seconds=86400)
    if name == "snap-create-duplicate":
        assert ask(gateways, "midtrans", "POST", "/snap/v1/transactions", {"transaction_details": {"order_id": ORDER, "gross_amount": 1}})[0] == 201
    if name == "snap-create-bad-key":
        gateways.address["secrets"] = {**gateways.address["secrets"], "midtrans": "wrong"}
    if name == "server-error":
        gateways.fault("midtrans", "status", status=500, body={"status_code": "500", "status_message": "x"})


@pytest.mark.parametrize("case", recorded("midtrans"), ids=lambda case: case["name"])
def test_midtrans_answers_as_recorded(gateways, case, monkeypatch):
    monkeypatch.setitem(gateways.address, "secrets", gateways.address["secrets"])
    prepare_midtrans(gateways, case["name"])
    status, _, body = play(gateways, "midtrans", case)
    assert status == case["status"]
    assert body.get("status_code") == case["answers"].get("status_code")
    assert body.get("transaction_status") == case["answers"].get("transaction_status")
    if case["name"] == "charge-gopay":  # two links more, for what the client can do by itself
        case["answers"]["actions"] = case["answers"]["actions"][:1]
    more = {"settlement_time"} if case["name"] == "refund" else {"acquirer"} if case["ask"].endswith("status") else set()
    more |= {"acquirer"} if case["name"] in ("cancel", "expire", "refund") else set()
    assert_same_shape(body, case["answers"], more)


@pytest.mark.parametrize("case", recorded("xendit"), ids=lambda case: case["name"])
def test_xendit_answers_as_recorded(gateways, case, monkeypatch):
    monkeypatch.setitem(gateways.address, "secrets", gateways.address["secrets"])
    name, sends = case["name"], next(one["sends"] for one in recorded("xendit") if one["name"] == "invoice-create")
    if case["ask"].startswith("GET") or name == "invoice-expire":
        made = ask(gateways, "xendit", "POST", "/v2/invoices/", sends)[2]
        case["ask"] = case["ask"].replace(case["answers"]["id"], made["id"]) if isinstance(case["answers"], dict) else case["ask"]
    if name in ("invoice-get", "invoice-list-paid-after"):
        gateways.move(sends["external_id"], "PAID", gateway="xendit")
    if name == "invoice-create-bad-key":
        gateways.address["secrets"] = {**gateways.address["secrets"], "xendit": "wrong"}
    if name == "invoice-create-validation-error":
        case["sends"]["amount"] = -5
    if name == "invoice-create-rate-limited":
        gateways.order("limit", gateway="xendit", requests=1, seconds=60)
        play(gateways, "xendit", case)
    if name == "invoice-create-server-error":
        gateways.fault("xendit", "status", status=500, body={"error_code": "SERVER_ERROR", "message": "Error unexpected"})
    status, headers, body = play(gateways, "xendit", case)
    assert status == case["status"]
    assert {name for name in case.get("headers", {}) if headers[name] is None} == set()
    paid = {"paid_amount", "paid_at", "payment_method", "payment_channel"} if name == "invoice-list-paid-after" else set()
    assert_same_shape(body, case["answers"], {"description"} | paid)


def test_qr_string_is_one_that_a_phone_reads(gateways):
    text = charge(gateways)[2]["qr_string"]
    parts, at = {}, 0
    while at < len(text):
        size = int(text[at + 2:at + 4])
        parts[text[at:at + 2]] = text[at + 4:at + 4 + size]
        at += 4 + size
    assert at == len(text)
    assert (parts["00"], parts["53"], parts["54"], parts["58"]) == ("01", "360", "200000", "ID")
    check = 0xFFFF
    for byte in text[:-4].encode():
        check ^= byte << 8
        for _ in range(8):
            check = (check << 1 ^ 0x1021 if check & 0x8000 else check << 1) & 0xFFFF
    assert parts["63"] == f"{check:04X}"


# --- a life of a charge ---------------------------------------------------------------------------------


def test_a_look_does_not_bring_the_qr_back(gateways):
    made = charge(gateways)[2]
    looked = ask(gateways, "midtrans", "GET", f"/v2/{ORDER}/status")[2]
    assert made["transaction_id"] == looked["transaction_id"]
    assert "qr_string" not in looked and "actions" not in looked
    assert gateways.order("show", order=ORDER)["charge"]["qr_string"] == made["qr_string"]


def test_a_page_of_snap_becomes_a_charge_when_it_is_used(gateways):
    status, _, page = ask(gateways, "midtrans", "POST", "/snap/v1/transactions",
                          {"transaction_details": {"order_id": "S1", "gross_amount": 5000}, "expiry": {"duration": 15, "unit": "minutes"}})
    assert status == 201
    path = urllib.parse.urlsplit(page["redirect_url"]).path
    assert b"Pay S1" in ask(gateways, "midtrans", "GET", path, key="nobody")[2]
    assert ask(gateways, "midtrans", "GET", "/v2/S1/status")[2]["status_code"] == "404"
    gateways.move("S1", "settlement")
    paid = ask(gateways, "midtrans", "GET", "/v2/S1/status")[2]
    assert (paid["transaction_status"], paid["gross_amount"]) == ("settlement", "5000.00")


def test_a_page_of_snap_grows_old(gateways):
    page = ask(gateways, "midtrans", "POST", "/snap/v1/transactions", {"transaction_details": {"order_id": "S1", "gross_amount": 5000}})[2]
    gateways.order("age", order="S1", seconds=2 * 86400)
    assert b"gone" in ask(gateways, "midtrans", "GET", urllib.parse.urlsplit(page["redirect_url"]).path)[2]
    assert ask(gateways, "midtrans", "GET", "/v2/S1/status")[2]["status_code"] == "404"


def test_money_comes_late_and_wrong(gateways):
    charge(gateways)
    gateways.order("age", order=ORDER, seconds=86400)
    assert ask(gateways, "midtrans", "GET", f"/v2/{ORDER}/status")[2]["transaction_status"] == "expire"
    body = gateways.move(ORDER, "settlement", amount=150000, currency="USD")["body"]
    looked = ask(gateways, "midtrans", "GET", f"/v2/{ORDER}/status")[2]
    for said in (body, looked):
        assert (said["transaction_status"], said["gross_amount"], said["currency"]) == ("settlement", "150000.00", "USD")


# --- notifications ------------------------------------------------------------------------------------------


@pytest.fixture
def listener():
    """A server that keeps what it is sent: (path, headers, body)."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            heard.append((self.path, dict(self.headers), json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    heard = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.heard, server.url = heard, f"http://127.0.0.1:{server.server_port}/notify"
    yield server
    server.shutdown()
    server.server_close()


def test_notifications_are_repeated_held_and_shuffled(gateways, listener):
    gateways.order("notify", url=listener.url, copies=2, holds=True)
    for number in range(8):
        charge(gateways, f"N{number}")
        assert gateways.move(f"N{number}", "settlement")["answered"] is None
    assert listener.heard == []
    assert gateways.order("release", shuffle=True)["statuses"] == [200] * 16
    orders = [body["order_id"] for _, _, body in listener.heard]
    assert sorted(orders) == sorted([f"N{number}" for number in range(8)] * 2)
    assert orders != sorted(orders)
    assert {path for path, _, _ in listener.heard} == {"/notify/midtrans"}


def test_notifications_of_xendit_carry_the_token(gateways, listener):
    gateways.order("notify", url=listener.url)
    ask(gateways, "xendit", "POST", "/v2/invoices/", {"external_id": "A", "amount": 5})
    assert gateways.move("A", "PAID", gateway="xendit")["answered"] == 200
    path, headers, body = listener.heard[0]
    assert (path, headers["x-callback-token"], body["status"]) == ("/notify/xendit", gateways.address["secrets"]["callback"], "PAID")


def test_nobody_is_told_who_does_not_listen(gateways, free_port):
    charge(gateways)
    assert gateways.move(ORDER, "pending")["answered"] is None
    gateways.order("notify", url=f"http://127.0.0.1:{free_port()}")
    assert gateways.move(ORDER, "settlement")["answered"] is None


# --- what goes wrong ------------------------------------------------------------------------------------------


def test_speaks_tls(gateways):
    assert ask(gateways, "midtrans", "GET", "/v2/X/status", tls=True)[2]["status_code"] == "404"
    context = ssl.create_default_context(cafile=gateways.address["wrong_ca_file"])
    with socket.create_connection((gateways.address["host"], gateways.address["wrong_tls_port"])) as raw:
        with pytest.raises(ssl.SSLCertVerificationError, match="127.0.0.1"):
            context.wrap_socket(raw, server_hostname="127.0.0.1")


@pytest.mark.parametrize("kind", ["reset", "reset_after", "cut"])
def test_connections_break(gateways, kind):
    gateways.fault("midtrans", kind)
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        charge(gateways)
    made = ORDER in gateways.order("dump")["charges"]
    assert made == (kind != "reset")
    assert charge(gateways)[2]["status_code"] == ("406" if made else "201")


def test_answers_are_spoilt(gateways):
    seen = {}
    for kind in ("html", "garbage", "huge", "redirect", "latin"):
        gateways.fault("midtrans", kind)
        seen[kind] = charge(gateways, "O-" + kind)
    assert seen["html"][1]["Content-Type"] == "text/html" and seen["html"][2].startswith(b"<html>")
    assert seen["garbage"][0] == 200 and isinstance(seen["garbage"][2], bytes)
    assert len(seen["huge"][2]) > 1 << 20
    assert seen["redirect"][0] == 302 and seen["redirect"][1]["Location"]
    assert b"\xff" in seen["latin"][2]
    assert len(gateways.order("dump")["charges"]) == 5


def test_faults_wait_their_turn(gateways):
    gateways.fault("midtrans", "status", status=503, count=2, skip=1, on="status", retry_after=7)
    charge(gateways)
    seen = [ask(gateways, "midtrans", "GET", f"/v2/{ORDER}/status") for _ in range(4)]
    assert [status for status, _, _ in seen] == [200, 503, 503, 200]
    assert seen[1][1]["Retry-After"] == "7"
    gateways.order("share", gateway="midtrans", kind="status", share=1.0)
    assert charge(gateways, "B")[0] == 503
    gateways.order("calm")
    assert charge(gateways, "B")[2]["status_code"] == "201"


def test_a_limit_is_kept_and_told(gateways):
    gateways.order("limit", gateway="xendit", requests=3, seconds=60)
    seen = [ask(gateways, "xendit", "GET", "/v2/invoices?external_id=x") for _ in range(5)]
    assert [status for status, _, _ in seen] == [200, 200, 200, 429, 429]
    assert 0 < float(seen[3][1]["Rate-Limit-Reset"]) <= int(seen[3][1]["Retry-After"]) <= 60
    log = gateways.log("xendit", reset=True)
    assert [entry["status"] for entry in log] == [200, 200, 200, 429, 429]
    assert all(before["at"] < after["at"] for before, after in zip(log, log[1:]))
    assert gateways.log("xendit") == []
    gateways.order("limit", gateway="telegram", requests=1, seconds=60)
    bot = "/bot" + gateways.address["secrets"]["telegram"] + "/sendMessage"
    assert ask(gateways, "telegram", "POST", bot, {"chat_id": "1", "text": "a"})[0] == 200
    status, _, body = ask(gateways, "telegram", "POST", bot, {"chat_id": "1", "text": "a"})
    assert status == 429 and 0 < body["parameters"]["retry_after"] <= 60


def test_telegram_looks_at_its_texts(gateways):
    def do(method, **body):
        return ask(gateways, "telegram", "POST", f"/bot{gateways.address['secrets']['telegram']}/{method}", {"chat_id": "1", **body})[2]

    number = do("sendMessage", text="<b>Budi &lt;x&gt;</b>")["result"]["message_id"]
    assert "can't parse" in do("sendMessage", text="Budi <x>")["description"]
    assert "empty" in do("sendMessage", text=" ")["description"]
    assert "too long" in do("sendMessage", text="x" * 4097)["description"]
    assert "not modified" in do("editMessageText", message_id=number, text="<b>Budi &lt;x&gt;</b>")["description"]
    assert do("editMessageText", message_id=number, text="paid")["ok"]
    assert gateways.order("dump")["telegram"] == [{"chat_id": "1", "message_id": number, "text": "paid"}]
    assert do("deleteMessage", message_id=number)["ok"]
    assert "to delete not found" in do("deleteMessage", message_id=number)["description"]


def test_whatsapp_wants_its_token(gateways):
    form = urllib.parse.urlencode({"target": "62812", "message": "hi"}).encode()
    assert ask(gateways, "whatsapp", "POST", "/send", form, headers={"Authorization": "wrong"})[2]["status"] is False
    token = gateways.address["secrets"]["whatsapp"]
    assert ask(gateways, "whatsapp", "POST", "/send", form, headers={"Authorization": token})[2]["status"] is True
    assert gateways.order("dump")["whatsapp"] == [{"phone": "62812", "text": "hi"}]


def test_forgets_all(gateways):
    charge(gateways)
    gateways.fault("midtrans", "status")
    gateways.order("forget")
    assert gateways.order("dump")["charges"] == {} and gateways.log("midtrans") == []
    assert charge(gateways)[0] == 200
