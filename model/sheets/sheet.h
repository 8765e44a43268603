/* Vouchers on paper: what stands on each, and how sheets, tickets and lists of them look.
 *
 * What stands on them comes from the database, or from a router that another program ran: any bytes. */
#ifndef MODEL_SHEETS_SHEET_H
#define MODEL_SHEETS_SHEET_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    LEAST_SHEET_COLUMNS = 2,
    MOST_SHEET_COLUMNS = 5
};

struct sheet_voucher {
    const char *code;
    const char *password; /* NULL: the code */
    const char *title;    /* the package or profile; NULL or "": none, as all that follow */
    const char *price, *validity, *limits;
    const char *url; /* where its QR code leads */
    const char *lot;
    size_t number; /* of its lot, from 1 */
    bool is_copy;  /* it may be on paper already */
};

/* By the settings sheet_* (model/sheets/settings.c). */
struct sheet_form {
    int columns; /* of a page */
    const char *logo, *foot;
    bool has_title, has_price, has_validity, has_limits, has_qr, has_number;
    bool is_english; /* of the few words that stand on it */
};

/* The form's fields from "price,validity": false where a word is none of them. */
bool sheet_form_fields(struct sheet_form *form, const char *text);
extern const char *const sheet_fields[]; /* NULL-terminated */

/* "http://hs.example.id/login?username=ab%2Bc&password=…": codes percent-encoded. NULL where dns_name is none. */
const char *sheet_login_url(struct arena *a, const char *dns_name, const char *code, const char *password);

/* It has a password of its own to show. */
bool sheet_has_password(const struct sheet_voucher *v);

/* Words on paper, which are not those of whoever prints. */
const char *sheet_word(const struct sheet_form *form, const char *english);

#endif
