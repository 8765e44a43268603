/* Commands that open something from a row, on its list or on its page: "open.user", "open.invoice". Rooms hand them
 * in; what they are called stands with all commands in tui/terminal/command.c. */
#ifndef TUI_LISTS_ROW_COMMAND_H
#define TUI_LISTS_ROW_COMMAND_H

#include <stdbool.h>

struct app;
struct context;
struct error;
struct pane;
struct view;

struct screen_row {
    const struct pane *pane;
    const char *id;
    const char *who; /* its name, where that is known; NULL: it is not */
    bool is_on_page; /* it is its page that asks, not the list */
};

struct row_command {
    const char *command;
    bool (*leads_on)(const struct pane *p); /* footer and page offer it for rows of that pane */
    /* v is the view that asks, and lies on top. */
    void (*run)(struct view *v, const struct screen_row *row);
};
const struct row_command *row_command_find(const char *command); /* NULL: none of that name */

/* What is opened, where it has to be looked up first. */
struct row_subject {
    const char *id, *name; /* name NULL: it has none */
};

struct row_question {
    /* On the lane, into ctx->arena. ERR_REFUSED where the row is about nothing of the kind. */
    bool (*read)(struct context *ctx, const struct pane *p, const char *row_id, struct row_subject *s, struct error *e);
    void (*open)(struct app *app, const struct row_subject *s);
};

/* The customer that a row is about, for those whose subject that is. */
bool row_is_about_customer(const struct pane *p);
bool row_read_customer(struct context *ctx, const struct pane *p, const char *row_id, struct row_subject *s,
                       struct error *e);

/* Looks it up and opens it, or says why not; nothing is opened when something else lies on top of v by the time
 * that the answer has come. */
void row_ask(struct view *v, const struct screen_row *row, const struct row_question *q);

#endif
