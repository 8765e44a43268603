/* What the watch reports, taken in: the lamps, and that the database goes or is there again. */
#ifndef TUI_CONSOLE_REPORT_H
#define TUI_CONSOLE_REPORT_H

struct app;
struct watch_report;

void report_take(struct app *app, struct watch_report *r); /* r is the app's from here */

#endif
