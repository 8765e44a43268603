/* The tax invoices of a brand for Coretax: files in DJP's layout, each with a map of its lines beside it. A file is
 * written under another name, read again by an XML parser, and compared with the books to the rupiah, before it gets
 * its own. */
#ifndef MODEL_RECEIPTS_CORETAX_H
#define MODEL_RECEIPTS_CORETAX_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct coretax_request {
    const char *brand, *period; /* "2026-11" or "2026" */
    const char *layout;         /* NULL: the newest */
    const char *file; /* "faktur.xml"; of more than one: "faktur.xml", "faktur-2.xml"; none of them there yet */
    bool leaves_out;  /* write the others where something is missing */
};

struct coretax_gap {
    const char *customer, *invoice_number, *missing;
};

struct coretax_result {
    size_t invoices, files;
    int64_t base_rp, dpp_rp, tax_rp;
    struct coretax_gap *gaps; /* a line for each customer */
    size_t gap_count;
};

/* In ctx->arena. ERR_REFUSED where something is missing (result->gaps says what, and nothing was written), or a file is
 * there already. */
bool coretax_write(struct context *ctx, const struct coretax_request *q, struct coretax_result *result,
                   struct error *e);

#endif
