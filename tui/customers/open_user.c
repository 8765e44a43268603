/* From a row of any pane to the customer that it is about, and to all that happened to him. */
#include "model/customers/room.h"
#include "model/lists/row_user.h"
#include "model/values/phone.h"
#include "tui/customers/room.h"
#include "tui/customers/timeline.h"
#include "tui/lists/detail.h"

#include <string.h>

/* Its rows are the customers themselves. */
static bool is_of_customers(const struct pane *p)
{
    return p->entity && strcmp(p->entity, "user") == 0;
}

static bool leads_to_customer(const struct pane *p)
{
    return row_is_about_customer(p) && !is_of_customers(p);
}

static void show_user(struct app *app, const struct row_subject *s)
{
    detail_open(app, &pane_users, s->id);
}

static void show_timeline(struct app *app, const struct row_subject *s)
{
    timeline_open(app, s->id, s->name);
}

/* On his own page there is nothing more to show. */
static void run_user(struct view *v, const struct screen_row *row)
{
    static const struct row_question question = { row_read_customer, show_user };
    if (!row->is_on_page || !is_of_customers(row->pane))
        row_ask(v, row, &question);
}

/* His own page knows already who he is. */
static void run_timeline(struct view *v, const struct screen_row *row)
{
    static const struct row_question question = { row_read_customer, show_timeline };
    if (row->is_on_page && is_of_customers(row->pane))
        timeline_open(v->app, row->id, row->who ? row->who : row->id);
    else
        row_ask(v, row, &question);
}

static bool read_user_of_phone(struct context *ctx, const struct pane *p, const char *phone, struct row_subject *s,
                               struct error *e)
{
    struct row_user user = { .id = NULL };
    (void)p;
    bool ok = row_read_user_of_phone(ctx, phone, &user, e);
    *s = (struct row_subject){ .id = user.id, .name = user.name };
    return ok;
}

/* A customer's number, pasted on any list. */
static bool open_by_phone(struct view *v, const char *text)
{
    static const struct row_question question = { read_user_of_phone, show_user };
    char phone[PHONE_TEXT];
    if (!phone_normalise(phone, text))
        return false;
    row_ask(v, &(const struct screen_row){ .pane = &pane_users, .id = phone }, &question);
    return true;
}

const struct list_paste customers_pastes[] = { { open_by_phone }, { NULL } };

const struct row_command customers_row_commands[] = {
    { "open.user", leads_to_customer, run_user },
    { "open.timeline", row_is_about_customer, run_timeline },
    { NULL, NULL, NULL },
};
