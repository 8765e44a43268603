/* Sessions of a charge at Xendit. None is found there by its reference and nothing makes a request one that can be
 * repeated: every request has a reference of its own (console.xendit_session), what was lost is known by the money that
 * comes under its reference or by a notification, and of several that are paid the first counts. Private to
 * model/bill/. */
#ifndef MODEL_BILL_SESSION_DESK_H
#define MODEL_BILL_SESSION_DESK_H

#include "model/bill/xendit_desk.h"
#include "model/engine/effect.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct session {
    const char *reference;
    const char *id;    /* NULL: no answer ever said it, and it may exist */
    bool is_current;   /* the charge is known by it */
    int64_t amount_rp; /* that was asked for */
};

/* Those that were asked for by a charge, oldest first; in ctx->arena. */
bool session_list(struct context *ctx, const char *order_id, struct session **list, size_t *count, struct error *e);

/* Asks about one: by its id, and where that is over or unknown by the money that came all the same. What it says of
 * itself is kept. XENDIT_NONE: nothing is known of it. */
bool session_look(struct xendit_desk *d, const struct session *s, struct xendit_invoice *said,
                  enum xendit_answer *answer, struct error *e);
/* The same of one that is known by its id alone: it is taken if it bears one of these references. */
bool session_look_by_id(struct xendit_desk *d, const char *id, const struct session *list, size_t count,
                        struct xendit_invoice *said, enum xendit_answer *answer, struct error *e);
/* Asks about the money that came under its reference, whatever it says of itself: that is what was asked for. */
enum xendit_answer session_look_at_money(struct xendit_desk *d, const struct session *s, struct xendit_invoice *said);
/* Keeps what an answer says of itself. *is_noted false: it is another's session. */
bool session_note(struct xendit_desk *d, const struct xendit_invoice *said, bool *is_noted, struct error *e);

/* "session_cancel" of target "xendit:BRAND": what can still be paid of a charge beside the session in force, or once it
 * has ended, is cancelled. One that was paid meanwhile is news. */
bool effect_session_cancel(struct context *ctx, const char *brand, struct effect_row *rows, size_t count,
                           struct error *e);

#endif
