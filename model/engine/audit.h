/* The audit's hash chain and its copy in a file.
 *
 * An operation is one link: the digest of its audit rows, chained to the link before it. Changing,
 * adding or removing a row of the audit, or an operation, breaks the chain from there on. */
#ifndef MODEL_ENGINE_AUDIT_H
#define MODEL_ENGINE_AUDIT_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Computes the whole chain again. broken_seq: the first operation that does not fit, 0 where all do;
 * links: how many operations were looked at. False only where the database could not be asked.
 * Reads all of the audit: for `check`, not for a screen. */
bool audit_verify(struct context *ctx, int64_t *broken_seq, int64_t *links, struct error *e);
/* The same. why: what is wrong with the chain's end, in words, in ctx->arena; NULL: the operation itself does not fit. */
bool audit_verify_all(struct context *ctx, int64_t *broken_seq, int64_t *links, const char **why, struct error *e);

/* What the audit's copy in a file and the database say otherwise of the same operations, and lines that can't be read. */
struct audit_file_findings {
    const char *file;
    size_t lines, torn, first_torn; /* numbers of lines begin at 1 */
    size_t differing, first_differing;
    const char *operation, *why; /* of the first that differs */
};
/* Reads all of the file, as of now; nothing is found where there is none. False where the database could not be asked. */
bool audit_compare_file(struct context *ctx, struct audit_file_findings *found, struct error *e);

/* What the audit file holds of an operation. */
struct audit_line {
    const char *operation_id, *actor, *action;
    const char *args;      /* a JSON object */
    const char *selection; /* may be NULL */
    const char *undo_of;   /* may be NULL */
    const char *at, *hash; /* as the database gave them */
    size_t changed;
};

/* Appends one JSON line to config->audit_file, created with mode 0600; does nothing where none is
 * configured. On failure the error names the file. */
bool audit_append_file(const struct context *ctx, const struct audit_line *line, struct error *e);

#endif
