/* What actions change. */
#include "model/engine/entity.h"

#include "base/i18n.h"

#include <string.h>

#define OF_CHARGES "{users,debts,payments,invoices,queue,audit,outbox}"
#define OF_INVOICES "{users,payments,subscriptions,invoices,queue,audit,outbox}"

static const struct entity entities[] = {
    { .name = "user",
      .one = N_("user"),
      .many = N_("users"),
      .is_uuid = true,
      .lock_users = "operation_lock_users",
      .lock_debts = "operation_lock_debts",
      .unknown_sql = "action_unknown_users" },
    { .name = "user_quota_debt",
      .one = N_("debt item"),
      .many = N_("debt items"),
      .is_uuid = true,
      .lock_users = "operation_lock_debtors",
      .lock_debts = "operation_lock_items",
      .unknown_sql = "action_unknown_debts" },
    { .name = "charge",
      .one = N_("charge"),
      .many = N_("charges"),
      .channels = OF_CHARGES,
      .lock_users = "operation_lock_payers",
      .lock_debts = "operation_lock_payers_debts",
      .unknown_sql = "action_unknown_charges" },
    { .name = "subscription",
      .one = N_("subscription"),
      .many = N_("subscriptions"),
      .channels = OF_INVOICES,
      .is_uuid = true,
      .lock_users = "operation_lock_subscribers",
      .unknown_sql = "action_unknown_subscriptions" },
    { .name = "invoice",
      .one = N_("invoice"),
      .many = N_("invoices"),
      .channels = OF_INVOICES,
      .is_uuid = true,
      .lock_users = "operation_lock_invoiced",
      .unknown_sql = "action_unknown_invoices" },
    { .name = "queue_item", .one = N_("queued invoice"), .many = N_("queued invoices"), .channels = OF_INVOICES },
    { .name = "queue", .one = N_("queue"), .many = N_("queues"), .channels = OF_INVOICES },
    { .name = "inbox", .one = N_("notification"), .many = N_("notifications") },
    { .name = "operation", .one = N_("operation"), .many = N_("operations"), .is_uuid = true },
    { .name = "drift", .one = N_("difference"), .many = N_("differences"), .is_uuid = true },
    { .name = "session", .one = N_("session"), .many = N_("sessions"), .is_uuid = true },
    { .name = "outbox", .one = N_("effect"), .many = N_("effects") },
    { .name = "router", .one = N_("router"), .many = N_("routers") },
    { .name = "job", .one = N_("job"), .many = N_("jobs") },
    { .name = "setting", .one = N_("setting"), .many = N_("settings") },
};

const struct entity *entity_find(const char *name)
{
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++)
        if (strcmp(entities[i].name, name) == 0)
            return &entities[i];
    return NULL;
}

const char *entity_channels(const char *name)
{
    const struct entity *n = entity_find(name);
    return n && n->channels ? n->channels : "{users,debts,audit,outbox}";
}
