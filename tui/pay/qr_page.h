/* What can be paid, as a QR code: below the rest of a page, or alone over the whole screen with the amount and the time
 * that is left beside it. What charges and invoices show in the same way. */
#ifndef TUI_PAY_QR_PAGE_H
#define TUI_PAY_QR_PAGE_H

#include "base/arena.h"
#include "tui/lists/detail_page.h"

#include <stddef.h>
#include <stdint.h>

struct qr_key {
    const char *command, *label;
};

struct qr_page {
    const char *text;  /* of the code */
    const char *state; /* "WAITS FOR THE PAYMENT" */
    enum theme_role role;
    const char *left; /* "14:32 left"; NULL: it has no end */
    const char *amount;
    const char *const *facts; /* further lines; those that are NULL or empty are passed over */
    size_t fact_count;
    const struct qr_key *keys;
    size_t key_count;
};

/* Whether the code has room alone on the screen, and whether it needs it. above: rows of the page that stand above
 * it. text NULL: there is none. */
enum detail_alone qr_page_alone(const struct detail_page *page, const char *text, int above);
/* On the page, below what is there. */
void qr_page_write(const struct detail_page *page, const char *text);
void qr_page_write_alone(const struct detail_page *page, const struct qr_page *q);

/* "14:32 left", "23:59:59 left", "9 days left", "the time is over". */
const char *qr_page_countdown(struct arena *a, int64_t seconds);

#endif
