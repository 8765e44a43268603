/* The set-up on the screen: the list of steps, and each step as a form that is tested live. */
#ifndef TUI_SETUP_SETUP_VIEW_H
#define TUI_SETUP_SETUP_VIEW_H

#include <stdbool.h>
#include <stddef.h>

struct app;

/* What is asked of it, and what came of it. */
struct setup_session {
    const char *file; /* of the configuration */
    const char *step; /* begins with this one; NULL: with the first that is missing */
    bool read_only;
    bool may_open_console; /* leaving goes on with the console, where there is a database */
    /* filled */
    bool opens_console;
    bool has_written;
};

/* As the base of the app's views. The session is the caller's, and lives longer. */
void setup_view_open(struct app *app, struct setup_session *session);

#endif
