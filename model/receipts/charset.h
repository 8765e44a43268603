/* What a printer's head can write: code page 437, which every one of them has, or ASCII. A character that is in neither
 * is written as what it is made of, or as a likeness, or as a question mark. Nothing that a head would take for a
 * command comes out: control characters are question marks. */
#ifndef MODEL_RECEIPTS_CHARSET_H
#define MODEL_RECEIPTS_CHARSET_H

#include "base/arena.h"

enum receipt_charset {
    RECEIPT_UTF8,
    RECEIPT_CP437, /* a byte a character */
    RECEIPT_ASCII
};

/* The text itself for RECEIPT_UTF8. */
const char *receipt_fold(struct arena *a, const char *text, enum receipt_charset charset);

#endif
