/* A line or some above the footer for some seconds, and in the message log for good. UI thread only. */
#ifndef TUI_APP_TOAST_H
#define TUI_APP_TOAST_H

#include "tui/app/message.h"

struct app;
struct error;

void app_toast(struct app *app, enum toast_level level, const char *format, ...) __attribute__((format(printf, 3, 4)));
void app_toast_error(struct app *app, const struct error *e); /* what, why, hint */

/* For the loop. */
void toast_draw(struct app *app);
void toast_expire(struct app *app);
void toast_give_way(struct app *app); /* the operator goes on */

#endif
