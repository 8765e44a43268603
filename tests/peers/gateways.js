// The official clients of Midtrans and Xendit against the simulated gateways, over TLS.
'use strict';

const assert = require('node:assert');
const net = require('node:net');
const { CoreApi, Snap } = require('midtrans-client');
const { Xendit } = require('xendit-node');

const simulator = JSON.parse(process.env.SIMULATOR);
const base = `https://${simulator.host}:${simulator.tls_port}`;

// The clients know two addresses each; this is a third.
function midtrans(Client, serverKey = simulator.secrets.midtrans) {
    const client = new Client({ isProduction: false, serverKey, clientKey: '' });
    client.apiConfig.getCoreApiBaseUrl = () => base;
    client.apiConfig.getSnapApiBaseUrl = () => `${base}/snap/v1`;
    return client;
}

function control(order) {
    return new Promise((resolve, reject) => {
        const socket = net.connect(simulator.control, () => socket.end(`${JSON.stringify(order)}\n`));
        let text = '';
        socket.on('data', (bytes) => { text += bytes; });
        socket.on('end', () => { const answer = JSON.parse(text); (answer.ok ? resolve : reject)(answer); });
        socket.on('error', reject);
    });
}

async function refusal(promise) {
    try {
        await promise;
    } catch (error) {
        return error;
    }
    throw new Error('it was not refused');
}

function order(id, more = {}) {
    return {
        transaction_details: { order_id: id, gross_amount: 200000 },
        item_details: [{ id: 'pkg-25', price: 200000, quantity: 1, name: 'Paket 25 GB' }],
        customer_details: { first_name: 'Budi', phone: '+6281234567890' },
        ...more,
    };
}

const banks = ['bca', 'bni', 'bri', 'cimb'];
const core = midtrans(CoreApi);
const basic = { Authorization: `Basic ${Buffer.from(`${simulator.secrets.xendit}:`).toString('base64')}` };
const { Invoice } = new Xendit({ secretKey: simulator.secrets.xendit, xenditURL: base });

const checks = {
    async 'QRIS: made, looked at, paid'() {
        const made = await core.charge(order('Q1', { payment_type: 'qris', qris: { acquirer: 'gopay' } }));
        assert.equal(made.status_code, '201');
        assert.match(made.qr_string, /^000201/);
        const pending = await core.transaction.status('Q1');
        assert.equal(pending.transaction_status, 'pending');
        assert.equal(pending.qr_string, undefined);
        const { body } = await control({ do: 'move', gateway: 'midtrans', order: 'Q1', status: 'settlement' });
        const paid = await core.transaction.notification(body);
        assert.equal(paid.transaction_status, 'settlement');
        assert.equal(paid.gross_amount, '200000.00');
        assert.ok(paid.settlement_time);
    },

    async 'the other methods give what they promise'() {
        const gopay = await core.charge(order('G1', { payment_type: 'gopay' }));
        assert.deepEqual(gopay.actions.map((action) => action.name).slice(0, 2), ['generate-qr-code', 'deeplink-redirect']);
        const shopee = await core.charge(order('S1', { payment_type: 'shopeepay' }));
        assert.equal(shopee.actions[0].name, 'deeplink-redirect');
        for (const bank of banks) {
            const va = await core.charge(order(`V-${bank}`, { payment_type: 'bank_transfer', bank_transfer: { bank } }));
            assert.equal(va.va_numbers[0].bank, bank);
            assert.match(va.va_numbers[0].va_number, /^\d+$/);
        }
        const permata = await core.charge(order('V-p', { payment_type: 'bank_transfer', bank_transfer: { bank: 'permata' } }));
        assert.match(permata.permata_va_number, /^\d+$/);
        const bill = await core.charge(order('M1', { payment_type: 'echannel', echannel: { bill_info1: 'a', bill_info2: 'b' } }));
        assert.equal(bill.biller_code, '70012');
    },

    async 'an order id is taken once'() {
        const error = await refusal(core.charge(order('Q1', { payment_type: 'qris' })));
        assert.equal(String(error.httpStatusCode), '406');
    },

    async 'an unknown order, a wrong key'() {
        assert.equal(String((await refusal(core.transaction.status('NONE'))).httpStatusCode), '404');
        assert.equal(String((await refusal(midtrans(CoreApi, 'wrong').transaction.status('Q1'))).httpStatusCode), '401');
    },

    async 'ends: cancelled, expired, given back'() {
        assert.equal((await core.transaction.cancel('G1')).transaction_status, 'cancel');
        const expired = await core.transaction.expire('S1');
        assert.deepEqual([expired.status_code, expired.transaction_status], ['407', 'expire']);
        assert.equal((await core.transaction.status('S1')).status_code, '407');
        assert.equal(String((await refusal(core.transaction.cancel('Q1'))).httpStatusCode), '412');
        const back = await core.transaction.refund('Q1', { refund_key: 'r1', amount: 50000, reason: 'x' });
        assert.deepEqual([back.transaction_status, back.refund_amount], ['partial_refund', '50000.00']);
    },

    async 'Snap: a page, once for an order'() {
        const snap = midtrans(Snap);
        const page = await snap.createTransaction(order('P1', { expiry: { duration: 15, unit: 'minutes' } }));
        assert.match(page.redirect_url, /\/snap\/v4\/redirection\//);
        assert.equal(String((await refusal(snap.transaction.status('P1'))).httpStatusCode), '404');
        const error = await refusal(snap.createTransaction(order('P1')));
        assert.match(error.ApiResponse.error_messages[0], /order_id/);
        await control({ do: 'move', gateway: 'midtrans', order: 'P1', status: 'settlement' });
        assert.equal((await snap.transaction.status('P1')).transaction_status, 'settlement');
        assert.equal((await refusal(midtrans(Snap, 'wrong').createTransaction(order('P2')))).httpStatusCode, 401);
    },

    async 'Xendit: an invoice, found, paid, listed, ended'() {
        const data = { externalId: 'A/1', amount: 166500, description: 'Internet', invoiceDuration: 864000, currency: 'IDR' };
        const made = await Invoice.createInvoice({ data });
        assert.deepEqual([made.status, made.amount, made.externalId], ['PENDING', 166500, 'A/1']);
        assert.equal((await Invoice.getInvoices({ externalId: 'A/1' }))[0].id, made.id);
        assert.deepEqual(await Invoice.getInvoices({ externalId: 'none' }), []);
        await control({ do: 'move', gateway: 'xendit', order: 'A/1', status: 'PAID' });
        assert.equal((await Invoice.getInvoiceById({ invoiceId: made.id })).status, 'PAID');
        const paid = await Invoice.getInvoices({ statuses: ['PAID'], limit: 100, paidAfter: new Date(Date.now() - 60000) });
        assert.deepEqual(paid.map((invoice) => invoice.externalId), ['A/1']);
        const other = await Invoice.createInvoice({ data: { ...data, externalId: 'A/2' } });
        assert.equal((await Invoice.expireInvoice({ invoiceId: other.id })).status, 'EXPIRED');
    },

    async 'Xendit: pages, one external id twice, what a list leaves out'() {
        const data = { amount: 1000, description: 'x', currency: 'IDR' };
        for (const externalId of ['B/1', 'B/2', 'B/2']) await Invoice.createInvoice({ data: { ...data, externalId } });
        const twice = await Invoice.getInvoices({ externalId: 'B/2' });
        assert.equal(new Set(twice.map((invoice) => invoice.id)).size, 2);
        assert.equal((await Invoice.expireInvoice({ invoiceId: twice[0].id })).status, 'EXPIRED');
        for (const order of ['B/1', 'B/2']) await control({ do: 'move', gateway: 'xendit', order, status: 'SETTLED' });
        const wanted = { statuses: ['PAID', 'SETTLED'], limit: 2 };
        const first = await Invoice.getInvoices(wanted);
        const rest = await Invoice.getInvoices({ ...wanted, lastInvoice: first[1].id });
        assert.deepEqual([...first, ...rest].map((invoice) => invoice.externalId), ['B/2', 'B/1', 'A/1']);
        const wire = await fetch(`${base}/v2/invoices?external_id=B/1`, { headers: basic }).then((answer) => answer.json());
        assert.equal(wire[0].paid_amount, undefined);
        const alone = await fetch(`${base}/v2/invoices/${wire[0].id}`, { headers: basic }).then((answer) => answer.json());
        assert.equal(alone.paid_amount, 1000);
        assert.equal((await refusal(Invoice.expireInvoice({ invoiceId: alone.id }))).errorCode, 'INVOICE_ALREADY_PAID');
        assert.equal((await refusal(Invoice.getInvoiceById({ invoiceId: 'none' }))).errorCode, 'INVOICE_NOT_FOUND_ERROR');
    },

    async 'Xendit: refusals and limits'() {
        const wrong = new Xendit({ secretKey: 'wrong', xenditURL: base });
        assert.equal((await refusal(wrong.Invoice.getInvoices({}))).errorCode, 'INVALID_API_KEY');
        const error = await refusal(Invoice.createInvoice({ data: { externalId: 'A/3', amount: -1 } }));
        assert.equal(error.errorCode, 'API_VALIDATION_ERROR');
        await control({ do: 'limit', gateway: 'xendit', requests: 1, seconds: 60 });
        await Invoice.getInvoices({ externalId: 'A/1' });
        assert.equal((await refusal(Invoice.getInvoices({ externalId: 'A/1' }))).errorCode, 'RATE_LIMIT_EXCEEDED');
    },
};

async function main() {
    let failed = 0;
    for (const [name, check] of Object.entries(checks)) {
        try {
            await check();
            console.log(`ok      ${name}`);
        } catch (error) {
            failed += 1;
            console.log(`FAILED  ${name}: ${error.stack}`);
        }
    }
    console.log(`${Object.keys(checks).length - failed} passed, ${failed} failed`);
    process.exit(failed ? 1 : 0);
}

main();
