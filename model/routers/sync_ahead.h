/* Sync: prints that are asked for at once, and taken one after the other. Private to model/routers/sync*.c. */
#ifndef MODEL_ROUTERS_SYNC_AHEAD_H
#define MODEL_ROUTERS_SYNC_AHEAD_H

#include "model/routers/sync_run.h"

/* Notes a print, one of each path; queries as of ros_print(). Without queries nothing is asked. */
void sync_ask(struct sync_run *s, const char *path, const char *proplist, const char *const *queries, size_t count);
void sync_ask_all(struct sync_run *s, const char *path, const char *proplist); /* of a menu that is short */
/* Of rows with passwords, where it is known how to ask for them. */
void sync_ask_secrets(struct sync_run *s, const char *path, const char *proplist, const char *const *queries,
                      size_t count);

/* Asks for all that was noted, and keeps the rows; just that was asked of s->foreseen: it is only heard. False where
 * the connection ended. */
bool sync_hear_asked(struct sync_run *s, struct error *e);
/* Asks for all that was noted, and goes on. */
bool sync_send_asked(struct sync_run *s, struct error *e);
/* What was asked and is not needed: its answers would be taken for others'. */
void sync_hear_in_vain(struct sync_run *s);

/* Whether just that was asked, and the router did not refuse it. */
bool sync_was_asked(const struct sync_run *s, const char *path, const char *const *queries, size_t count);
/* Hands its rows on, once; always true. */
bool sync_take_asked(struct sync_run *s, const char *path, bool (*take)(void *ctx, const struct ros_row *row));

#endif
