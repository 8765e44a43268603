/* What each letter means. */
#include "tui/terminal/verb.h"

#include <string.h>

static const struct verb verbs[] = {
    { "j", "one row down", { "move.down" } },
    { "k", "one row up", { "move.up" } },
    { "g", "to the first row", { "move.top" } },
    { "G", "to the last row", { "move.bottom" } },
    { "h", "columns further left", { "scroll.left" } },
    { "l", "columns further right", { "scroll.right" } },
    { "/", "find: filter the list, find in the help", { "filter.edit", "help.find" } },
    { "c", "clear the filter", { "filter.clear" } },
    { "f", "filters with a name", { "filter.saved" } },
    { "=", "rows like this one", { "filter.like" } },
    { ">", "sort by the next column", { "sort.next" } },
    { "<", "turn the order around", { "sort.reverse" } },
    { "o", "choose the order", { "sort.choose" } },
    { "v", "mark a range", { "mark.range" } },
    { "a", "mark all that match", { "mark.all" } },
    { "*", "mark all that match", { "mark.all" } },
    { "A", "take all marks off", { "mark.none" } },
    { "w", "open the customer", { "open.user" } },
    { "T", "open the customer's timeline", { "open.timeline" } },
    { "]", "ping the customer's devices from the router", { "open.ping" } },
    { "^", "the customer in database, router and gateways, side by side", { "open.sides" } },
    { "I", "open the invoice", { "open.invoice" } },
    { "Q", "show the QR code", { "show.qr" } },
    { "V", "devices", { "pane.devices" } },
    { "1", "customers", { "pane.users" } },
    { "2", "quota", { "pane.quota" } },
    { "3", "debts", { "pane.debts" } },
    { "4", "payments", { "pane.payments" } },
    { "5", "notifications", { "pane.inbox" } },
    { "6", "routers", { "pane.routers" } },
    { "7", "differences", { "pane.drift" } },
    { "8", "jobs", { "pane.jobs" } },
    { "9", "audit", { "pane.audit" } },
    { "0", "outbox", { "pane.outbox" } },
    { "?", "help", { "help.open" } },
    { "[", "the first page: what waits, income, routers", { "pane.home" } },
    { "'", "what is wrong now", { "pane.incidents" } },
    { "{", "tickets: what is to be done", { "pane.tickets" } },
    { ":", "commands and actions by name", { "palette.open" } },
    { "m", "messages", { "message.log" } },
    { "t", "the next theme", { "theme.next" } },
    { "y", "copy: number, link or address; as an answer to a question: yes", { "copy.text", "dialog.yes" } },
    { "Y", "copy the whole row", { "copy.row" } },
    { "F", "the list to a file", { "list.export" } },
    { "|", "choose the columns", { "columns.choose" } },
    { "+", "sums below the list", { "list.sums" } },
    { "U", "undo: the operation of the row, elsewhere your last one", { "undo.last", "audit.undo" } },
    { "q", "quit, close", { "app.quit" } },

    { "\"", "write a note", { "users.note", "tickets.note" } },
    { "-", "open a ticket", { "tickets.open" } },
    { ";",
      "add a new one here",
      { "users.add", "packages.add", "profiles.add", "coupons.create", "devices.add", "till.open", "stock.add", "sellers.create", "shop.import", "imports.read", "vouchers.generate", "lines.add", "backups.make" } },
    { ",", "order in the shop", { "orders.create", "sellers.buy" } },
    { "~", "put contents into a product", { "contents.add" } },
    { ".", "show the goods", { "orders.show_goods", "contents.show" } },
    { "_", "print on paper", { "lots.print", "vouchers.print", "templates.print" } },
    { ")", "make a template of it", { "templates.add", "takeover.templates" } },
    { "b", "block a customer, a voucher; isolate a line", { "users.block", "vouchers.block", "lines.isolate" } },
    { "u", "unblock a customer, a voucher; release a line", { "users.unblock", "vouchers.unblock", "lines.release" } },
    { "s", "sync the customer to the router", { "users.sync" } },
    { "M", "mend it: what is wrong with the customer, a difference on the router, a finding",
      { "drift.mend", "profiles.push", "findings.repair", "diagnosis.mend" } },
    { "K", "kick: end sessions", { "users.kick", "sessions.kick", "lines.kick" } },
    { "(", "read what Mikhmon left on the router", { "takeover.look" } },
    { "C",
      "claim: what a portal or Mikhmon made on the router, a PPPoE line, an incident",
      { "users.claim", "routers.claim", "takeover.apply", "imports.apply", "lines.take", "incidents.acknowledge" } },

    { "i", "inject quota", { "quota.inject" } },
    { "R", "reset usage", { "quota.reset" } },
    { "X", "reset usage and set debt", { "quota.reset_with_debt" } },
    { "p", "change the package", { "quota.set_package" } },
    { "n", "give unlimited access", { "quota.set_unlimited" } },
    { "N", "end unlimited access", { "quota.revoke_unlimited" } },
    { "%", "count the offset as bought", { "quota.count_offset" } },

    { "P", "sell: a package, vouchers", { "payments.sell", "vouchers.sell" } },
    { "H", "have debt paid: ask the customer for it", { "payments.settle_debt" } },
    { "$", "take money: a deposit, an invoice", { "payments.topup", "invoices.pay" } },
    { "S", "settle by hand: it was paid otherwise", { "debts.settle", "invoices.mark_paid" } },
    { "&", "settle all debt of the customer by hand", { "debts.settle_all" } },
    { "O", "settle so much by hand, the oldest items first", { "debts.settle_oldest" } },
    { "D", "add debt", { "debts.add" } },
    { "d", "replace the debt", { "debts.set" } },
    { "W", "write off", { "debts.write_off" } },
    { "L",
      "let it in: late or odd money, a device, a registration, a request",
      { "users.approve", "payments.apply_late", "devices.authorise", "requests.approve", "changes.approve" } },
    { "B", "note that money goes back", { "payments.refund_note", "orders.refund", "vouchers.return" } },
    { "@",
      "send the customer a message, or the same again",
      { "notices.broadcast", "payments.resend", "invoices.resend", "orders.deliver_again" } },
    { "J", "invoice the customer every month", { "subscriptions.add" } },
    { "#", "make the month's invoices", { "invoices.generate" } },

    { "r",
      "once more, now: ask, compare, run, try again",
      { "payments.refresh", "invoices.refresh", "inbox.replay", "queue.retry", "outbox.retry", "lots.retry", "routers.reconcile",
        "jobs.run", "backups.drill", "dialog.again" } },
    { "e",
      "edit what stands there",
      { "users.edit", "quota.set_expiry", "debts.edit", "subscriptions.edit", "packages.edit", "profiles.edit",
        "coupons.edit", "stock.edit", "sellers.edit", "devices.label", "lines.change", "lots.change", "takeover.answer", "imports.answer", "settings.set", "incidents.assign", "tickets.assign", "dialog.edit" } },
    { "x",
      "call it off: a charge, an invoice, an effect, a device, a registration, a request, a take-over",
      { "users.reject", "payments.cancel", "invoices.cancel", "queue.cancel", "outbox.cancel", "devices.refuse",
        "requests.reject", "changes.reject", "takeover.undo", "shop.undo_import", "imports.undo", "orders.cancel", "dialog.stop" } },
    { "E", "end it: a charge, a subscription, a till, a seller, a take-over, a ticket", { "payments.expire", "subscriptions.end", "coupons.end", "sellers.end", "till.close", "takeover.confirm", "tickets.close" } },
    { "z", "pause", { "users.deactivate", "subscriptions.pause", "queue.pause", "jobs.pause", "packages.withdraw", "stock.withdraw", "broadcasts.stop", "incidents.snooze", "tickets.follow_up" } },
    { "Z", "resume what is paused", { "users.activate", "subscriptions.resume", "queue.resume", "jobs.resume", "packages.offer", "stock.offer", "broadcasts.resume", "sellers.resume", "incidents.reopen", "tickets.reopen" } },
    { "!", "set the priority", { "queue.prioritise" } },
};

const struct verb *verb_at(size_t i)
{
    return i < sizeof verbs / sizeof *verbs ? &verbs[i] : NULL;
}

bool verb_has(const struct verb *v, const char *command)
{
    for (size_t i = 0; i < VERB_COMMANDS && v->commands[i]; i++)
        if (strcmp(v->commands[i], command) == 0)
            return true;
    return false;
}

const char *verb_key(const char *answer)
{
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (verb_has(&verbs[i], answer))
            return verbs[i].key;
    return "";
}

bool verb_is(const char *key, const char *answer)
{
    const char *wanted = verb_key(answer);
    return *wanted && strcmp(key, wanted) == 0;
}
