/* The views that open over a pane. Each makes its view and hands it to app_push(). */
#ifndef TUI_DIALOGS_H
#define TUI_DIALOGS_H

#include "model/lists/pane.h"

struct app;
struct view;

void palette_open(struct app *app);
void help_open(struct app *app, const char *pane); /* the keymap's pane: "users", "detail" … */
void message_view_open(struct app *app);
void detail_open(struct app *app, const struct pane *p, const char *id);
void detail_open_user(struct app *app, const char *user_id);
void timeline_open(struct app *app, const char *user_id, const char *who); /* who: the customer's name */

/* All about the customer that a row is about, and his timeline; a toast where it is about none. v is the view that
 * asks: nothing is opened when something else lies on top by the time that the customer is known. */
void open_user_of_row(struct view *v, const struct pane *p, const char *row_id);
void open_timeline_of_row(struct view *v, const struct pane *p, const char *row_id);
void open_invoice_of_row(struct view *v, const struct pane *p, const char *row_id); /* the same with its invoice */

/* The same with the customer of a phone number in stored form; a toast where nobody has it. */
void open_user_of_phone(struct view *v, const char *phone);

void sort_chooser_open(struct app *app, struct view *pane_view); /* see tui/lists/pane_view.h */
void undo_last(struct app *app);

#endif
