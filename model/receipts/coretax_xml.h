/* One file of tax invoices: written line by line, and read again. Private to model/receipts/coretax*.c. */
#ifndef MODEL_RECEIPTS_CORETAX_XML_H
#define MODEL_RECEIPTS_CORETAX_XML_H

#include "base/arena.h"
#include "base/error.h"
#include "model/receipts/coretax_layout.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct coretax_seller {
    const char *npwp, *tku;
};

/* Texts as the database has them; NULL: none. */
struct coretax_invoice {
    const char *number, *date, *customer, *missing;
    const char *buyer_tin, *buyer_document, *buyer_number, *buyer_name, *buyer_address, *buyer_email, *buyer_tku, *item;
    int64_t price_rp, discount_rp, base_rp, dpp_rp, tax_rp;
    int line; /* filled: of its element in the file, by which DJP says what is wrong */
};

/* The whole of it; each element in a line of its own. */
const char *coretax_xml(struct arena *a, const struct coretax_layout *layout, const struct coretax_seller *seller,
                        struct coretax_invoice *invoices, size_t count);

/* Whether the file is well-formed, has every element in its place, and says of each invoice, in their order, what the
 * books say. */
bool coretax_check_file(struct arena *a, const char *path, const struct coretax_layout *layout,
                        const struct coretax_seller *seller, const struct coretax_invoice *invoices, size_t count,
                        struct error *e);

#endif
