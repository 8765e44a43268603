// node-routeros against the simulated router: login, print, add, set, remove, traps, many at once.
// It throws on !empty, so the router says it is one from before 7.18.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const { RouterOSAPI } = require('node-routeros');

const router = JSON.parse(process.env.SIMULATOR);

function client(options = {}) {
    return new RouterOSAPI({ host: router.host, port: router.port, user: router.user, password: 'router', timeout: 10, ...options });
}

async function refusal(promise) {
    try {
        await promise;
    } catch (error) {
        return error.message;
    }
    throw new Error('it was not refused');
}

const checks = {
    async 'a wrong password is refused'() {
        assert.match(await refusal(client({ password: 'wrong' }).connect()), /invalid user name or password|CANTLOGIN|Username or password is invalid/i);
    },

    async 'logs in over TLS'() {
        const tls = client({ port: router.tls_port, tls: { ca: fs.readFileSync(router.ca_file) } });
        await tls.connect();
        assert.equal((await tls.write('/system/identity/print'))[0].name, 'simulated');
        await tls.close();
    },

    async 'prints system menus'(api) {
        assert.equal((await api.write('/system/identity/print'))[0].name, 'simulated');
        assert.match((await api.write('/system/resource/print'))[0].version, /^7\.16/);
    },

    async 'adds, prints, sets and removes a hotspot user'(api) {
        const added = await api.write('/ip/hotspot/user/add', ['=name=081200000001', '=password=123456', '=limit-bytes-total=1G']);
        const id = added[0].ret;
        assert.match(id, /^\*[0-9A-F]+$/);
        const query = ['=.proplist=.id,name,limit-bytes-total,disabled', '?name=081200000001'];
        assert.deepEqual(await api.write('/ip/hotspot/user/print', query),
            [{ '.id': id, name: '081200000001', 'limit-bytes-total': '1073741824', disabled: 'false' }]);
        await api.write('/ip/hotspot/user/set', [`=.id=${id}`, '=disabled=yes', '=comment=ours']);
        const rows = await api.write('/ip/hotspot/user/print', ['?name=081200000001']);
        assert.equal(rows[0].disabled, 'true');
        assert.equal(rows[0].comment, 'ours');
        await api.write('/ip/hotspot/user/enable', [`=.id=${id}`]);
        await api.write('/ip/hotspot/user/remove', [`=.id=${id}`]);
        assert.deepEqual(await api.write('/ip/hotspot/user/print'), []);
    },

    async 'words its traps as a router does'(api) {
        await api.write('/ip/firewall/address-list/add', ['=list=active', '=address=10.0.0.1']);
        assert.equal(await refusal(api.write('/ip/firewall/address-list/add', ['=list=active', '=address=10.0.0.1'])),
            'failure: already have such entry');
        assert.equal(await refusal(api.write('/ip/firewall/address-list/remove', ['=.id=*FFF'])), 'no such item');
        assert.equal(await refusal(api.write('/ip/hotspot/user/add', ['=name=x', '=profile=none'])),
            'input does not match any value of profile');
        assert.equal(await refusal(api.write('/ip/hotspot/user/add', ['=name=x', '=colour=red'])), 'unknown parameter');
    },

    async 'answers many commands at once, each by its tag'(api) {
        const added = await Promise.all(Array.from({ length: 300 }, (_, n) =>
            api.write('/ip/firewall/address-list/add', ['=list=habis', `=address=10.1.${n >> 8}.${n & 255}`])));
        assert.equal(new Set(added.map((rows) => rows[0].ret)).size, 300);
        const rows = await api.write('/ip/firewall/address-list/print', ['=.proplist=address', '?list=habis']);
        assert.equal(rows.length, 300);
    },
};

async function main() {
    let failed = 0;
    const api = client();
    await api.connect();
    for (const [name, check] of Object.entries(checks)) {
        try {
            await check(api);
            console.log(`ok      ${name}`);
        } catch (error) {
            failed += 1;
            console.log(`FAILED  ${name}: ${error.stack}`);
        }
    }
    await api.close();
    console.log(`${Object.keys(checks).length - failed} passed, ${failed} failed`);
    process.exit(failed ? 1 : 0);
}

main();
