"""What scripts rely on: names of actions, of what they take, of columns, and what stands in them. None of it changes."""

import json
import re

import pytest

COLUMNS = {
    "users": "id phone_number full_name status router ip_address",
    "quota": "id purchased_mb used_mb remaining_mb auto_debt_mb auto_debt_rp manual_debt_mb manual_debt_rp expires_at",
    "debts": "id user_id amount_mb paid_mb remaining_mb price_rp remaining_rp debt_date due_date is_paid",
    "payments": "id order_id kind gateway method amount status expires_at",
    "invoices": "id invoice_number total status due payment_link",
    "queue": "id invoice_number priority state attempts next_attempt_at last_error",
    "drift": "id router user_id kind expected actual mend safe",
    "audit": "id at actor action entity_type entity_id",
    "outbox": "id target effect state attempts last_error",
    "packages": "id name price_rp quota_gb days profile is_active",
    "devices": "id mac user_id ip_address is_authorised seen_at",
    "coupons": "id code",
    "sellers": "id name phone_number balance discount sold earned due",
    "shop_imports": "id schema state users products contents orders coupons balances left_out",
    "seller_sales": "id month name paid_rp commission_rp",
    "incidents": "id severity what cause rows since state assigned_to trend example note kind found_at closed_at",
    "tickets": "id number subject text follow_up due assigned_to state note outcome opened_at opened_by closed_at closed_by incident_id router",
    "backups": "id ended_at kind outcome error rows bytes host file sha256 report",
    "findings": "id kind what where now repaired state found_at",
    "stock": "id code name state price_rp stock reserved sold category",
    "contents": "id product content state",
    "deposits": "id user_id amount fee payable status",
    "takeovers": "id router state vouchers sales to_answer",
    "questions": "id router kind subject example proposal answer state",
    "templates": "id name quantity terms",
    "lots": "id number at package price_rp quantity stock sold used expired seller router",
    "vouchers": "id code state lot price_rp first_login ends_at left_mb left_min sold_at",
    "voucher_days": "day seller sold returned amount_rp cash_rp commission_rp",
    "lines": "id name customer state sessions online_address profile today_mb router note",
    "mikhmon_vouchers": "id name state first_login ends_at left_mb left_min batch",
    "mikhmon_sales": "id sold_at name price_rp selling_rp profile batch",
    "till": "id operator",
    "home": "id section what value says cpu memory rate since count amount_rp pane filter row",
    "runs": "id job outcome says rows runs began_at last_at took_ms host operations operation_id",
    "workers": "id host lane state doing since last ended heartbeat_at version pid",
    "receipts": "id number operator method amount_rp at",
}
# An argument in brackets may be left out.
ACTIONS = {
    "users.block": "reason", "users.unblock": "", "users.sync": "", "quota.inject": "mb", "quota.reset": "",
    "quota.reset_with_debt": "[mb]", "debts.add": "mb [price] [due]", "debts.settle": "[mb]", "debts.settle_all": "",
    "payments.sell": "package [method] [bank] [coupon]", "payments.settle_debt": "[debt] [method]", "payments.topup": "[method]",
    "payments.refresh": "", "payments.cancel": "", "payments.apply_late": "", "inbox.replay": "", "routers.reconcile": "", "drift.mend": "",
    "invoices.generate": "[period]", "invoices.cancel": "reason", "queue.retry": "", "queue.pause": "[reason]", "queue.resume": "",
    "queue.prioritise": "priority", "queue.status": "", "queue.health": "", "coupons.create": "code", "coupons.end": "", "sellers.create": "customer [discount] [commission] [limit]", "sellers.set_price": "price [product] [package]", "sellers.buy": "[product] [items] [method]", "sellers.pay_commission": "[amount]", "sellers.end": "", "shop.import": "schema [rupiah_until] [balances] [coupons] [no_phone] [skip_bad]", "shop.undo_import": "", "stock.add": "code name price [contents_file]", "stock.edit": "", "contents.add": "contents_file", "contents.show": "", "audit.undo": "",
    "jobs.run": "", "jobs.pause": "", "backups.make": "", "backups.drill": "", "routers.claim": "", "users.add": "phone name [package] [server]", "users.edit": "",
    "vouchers.generate": "quantity [package] [router] [validity] [uptime] [volume] [price] [prefix] [length]",
    "lots.print": "[which] [printer] [file]", "vouchers.print": "[printer] [file]", "templates.print": "", "templates.add": "name [quantity] [printer]",
    "vouchers.sell": "[method] [customer]", "vouchers.return": "reason [goods]", "vouchers.block": "reason", "vouchers.unblock": "",
    "routers.lines": "[follow]", "lines.take": "[customer]", "lines.leave": "", "lines.change": "[customer] [profile] [address] [caller] [off]",
    "lines.isolate": "reason", "lines.release": "", "lines.kick": "", "lines.put": "", "lines.adopt": "", "lines.add": "router name [customer] [profile] [address] [caller]",
    "takeover.look": "", "takeover.answer": "answer", "takeover.apply": "", "takeover.undo": "", "takeover.confirm": "",
    "users.approve": "[mb] [days]", "users.reject": "reason", "users.activate": "", "users.deactivate": "", "users.reset_password": "",
    "devices.add": "user mac", "devices.authorise": "", "devices.remove": "", "devices.replace": "user mac",
    "packages.add": "name price gb [days] [profile]", "packages.edit": "", "till.open": "", "till.close": "",
    "messages.broadcast": "text",
}


@pytest.mark.parametrize("pane", COLUMNS)
def test_columns(run, pane):
    told = run("show", pane, "--help")
    assert told.code == 0, told.err
    names = re.findall(r"^  [* ] (\w+)  ", told.out, re.MULTILINE)
    assert [name for name in COLUMNS[pane].split() if name not in names] == []
    done = run("show", pane, "--limit", "1", "--format", "json")
    assert done.code == 0, done.err
    for row in json.loads(done.out):
        assert [name for name in COLUMNS[pane].split() if name not in row] == []


@pytest.mark.parametrize("action", ACTIONS)
def test_actions(run, action):
    told = run("act", action, "--help")
    assert told.code == 0, told.err
    for wanted in ACTIONS[action].split():
        name = wanted.strip("[]")
        line = re.search(rf"^  (?:{name}=(\S*)|(\w+)=(\S*)  .*, {name}=)", told.out, re.MULTILINE)
        assert line, f"{action} takes no {name}"
        assert line[1] or line[3] or not wanted.startswith("["), f"{action} needs {name}"
