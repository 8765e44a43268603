#!/usr/bin/env bash
# Xendit's SDK for Node drops paid_at and paid_amount from a paid invoice, and hides a gateway's 502
#
# Versions   xendit-node 7.0.0 (npm), Node 18 or later with its own fetch.
# Guess      getInvoiceById gives all that the API's answer holds, at least the fields of a payment; an answer of 502 with
#            a page of HTML, as a load balancer sends it, is thrown as XenditSdkError with status 502.
# Instead    Only the fields that the SDK's list names survive. status is PAID and paymentMethod is there, but paid_at,
#            paid_amount, payment_id and payment_channel are gone from what the program gets. A status it does not know
#            becomes UNKNOWN_ENUM_VALUE and an expiry_date of null the year 1970. The 502 is thrown as a plain TypeError
#            about a body already read, without status.
# Seen       paid invoice: status=PAID paymentMethod=QRIS metadata={"branch_no":"7"} paid fields: none
#            no expiry:    status=UNKNOWN_ENUM_VALUE expiryDate=1970-01-01T00:00:00.000Z
#            404 JSON:     XenditSdkError status 404
#            502 HTML:     TypeError status undefined
# Means      Book payments from the webhook's own fields or a request of your own, not from this SDK's invoice. Retry rules
#            by err.status never see the outages they are for: treat every error without a status as "not known".

set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" xendit-node@7.0.0
echo "node $(node --version)"

cat >"$work/gateway.js" <<'JS'
const http = require("http");
const { Xendit } = require("xendit-node");
const day = "2026-11-02T03:04:05.000Z";
const invoice = {
    id: "1", external_id: "order-1", user_id: "u", status: "PAID", merchant_name: "m", merchant_profile_picture_url: "",
    amount: 150000, expiry_date: day, invoice_url: "http://127.0.0.1/1", available_banks: [], available_retail_outlets: [],
    available_ewallets: [], available_qr_codes: [], available_direct_debits: [], available_paylaters: [],
    should_exclude_credit_card: false, should_send_email: false, created: day, updated: day, currency: "IDR",
    payment_method: "QRIS", metadata: { branch_no: "7" },
    paid_at: day, paid_amount: 150000, payment_id: "p", payment_channel: "QRIS",
};
const answers = {
    paid: [200, invoice],
    "no-expiry": [200, { ...invoice, status: "NEW_STATUS", expiry_date: null }],
    missing: [404, { error_code: "INVOICE_NOT_FOUND_ERROR", message: "not found" }],
    outage: [502, "<html><body>502 Bad Gateway</body></html>"],
};
const gateway = http.createServer((request, response) => {
    const [status, body] = answers[request.url.split("/").pop()];
    const html = typeof body === "string";
    response.writeHead(status, { "Content-Type": html ? "text/html" : "application/json" });
    response.end(html ? body : JSON.stringify(body));
});
gateway.listen(0, "127.0.0.1", async () => {
    const client = new Xendit({ secretKey: "xnd_development_x", xenditURL: `http://127.0.0.1:${gateway.address().port}` });
    const paid = await client.Invoice.getInvoiceById({ invoiceId: "paid" });
    const kept = Object.keys(paid).filter((key) => /^(paid|paymentI|paymentC|payment_)/.test(key));
    console.log(`paid status=${paid.status} paymentMethod=${paid.paymentMethod} metadata=${JSON.stringify(paid.metadata)}`,
        `paid fields: ${kept.join(" ") || "none"}`);
    const open = await client.Invoice.getInvoiceById({ invoiceId: "no-expiry" });
    console.log(`no-expiry status=${open.status} expiryDate=${open.expiryDate.toISOString()}`);
    for (const id of ["missing", "outage"]) {
        const error = await client.Invoice.getInvoiceById({ invoiceId: id }).then(() => ({ name: "none" }), (e) => e);
        console.log(`${id} ${error.name} status ${error.status}`);
    }
    process.exit(0);
});
JS
timeout 30 node "$work/gateway.js" | tee "$work/seen"

diff - "$work/seen" <<'SEEN' || { echo "CHANGED: the lines above differ from what was seen"; exit 1; }
paid status=PAID paymentMethod=QRIS metadata={"branch_no":"7"} paid fields: none
no-expiry status=UNKNOWN_ENUM_VALUE expiryDate=1970-01-01T00:00:00.000Z
missing XenditSdkError status 404
outage TypeError status undefined
SEEN
echo "As stated."
