/* Everything that happened to one customer, newest first. */
#ifndef TUI_CUSTOMERS_TIMELINE_H
#define TUI_CUSTOMERS_TIMELINE_H

struct app;

void timeline_open(struct app *app, const char *user_id, const char *who); /* who: the customer's name */

#endif
