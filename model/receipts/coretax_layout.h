/* The layouts of DJP's file of tax invoices (Coretax, Faktur Pajak Keluaran): data, with the version of its template.
 * DJP publishes no schema and changes the template: a new one is another entry here. */
#ifndef MODEL_RECEIPTS_CORETAX_LAYOUT_H
#define MODEL_RECEIPTS_CORETAX_LAYOUT_H

#include <stddef.h>

/* What stands in an element: a text of every file, or a value. */
enum coretax_value {
    CORETAX_FIXED,
    CORETAX_DATE,
    CORETAX_NUMBER, /* the invoice's, by which its line is found again */
    CORETAX_SELLER_TKU,
    CORETAX_BUYER_TIN,
    CORETAX_BUYER_DOCUMENT,
    CORETAX_BUYER_NUMBER,
    CORETAX_BUYER_NAME,
    CORETAX_BUYER_ADDRESS,
    CORETAX_BUYER_EMAIL,
    CORETAX_BUYER_TKU,
    CORETAX_ITEM,
    CORETAX_PRICE,
    CORETAX_DISCOUNT,
    CORETAX_BASE,
    CORETAX_DPP,
    CORETAX_TAX
};

struct coretax_element {
    const char *name;
    enum coretax_value value;
    const char *fixed; /* "": empty */
};

struct coretax_layout {
    const char *version;
    const struct coretax_element *invoice, *item; /* in their order, all of them there; a NULL name ends them */
    size_t most_invoices;                         /* in one file */
};
/* NULL: there is none; version NULL: the newest. */
const struct coretax_layout *coretax_layout_find(const char *version);

#endif
