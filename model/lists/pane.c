/* The panes, and what is found in them by name. */
#include "model/lists/pane.h"

#include <string.h>

const struct pane *const panes[] = { 
    &pane_users, &pane_quota, &pane_debts, &pane_payments, &pane_inbox, &pane_invoices, &pane_queue,
    &pane_subscriptions, &pane_routers, &pane_drift,
    &pane_sessions, &pane_jobs, &pane_outbox, &pane_audit, &pane_settings, NULL,
 };

const struct pane *pane_find(const char *name)
{
    for (size_t i = 0; panes[i]; i++)
        if (strcmp(panes[i]->name, name) == 0)
            return panes[i];
    return NULL;
}

const struct column *pane_column(const struct pane *p, const char *name)
{
    for (size_t i = 0; i < p->column_count; i++)
        if (strcmp(p->columns[i].name, name) == 0)
            return &p->columns[i];
    return NULL;
}
