/* One audit entry, to be looked at and undone: what was done by whom, before and after by field. */
#ifndef MODEL_ENGINE_AUDIT_ENTRY_H
#define MODEL_ENGINE_AUDIT_ENTRY_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct audit_change {
    const char *field, *before, *after; /* before or after NULL: absent there */
    bool is_changed;
};

/* Texts are as the database gave them, NULL = not known. */
struct audit_entry {
    const char *operation_id, *at, *actor, *action, *entity_type, *entity_id, *who;
    const char *selection, *args, *details; /* args and details: JSON */
    const char *undo_of;                    /* it undid that operation itself */
    const char *undone_at, *undone_by;      /* NULL: not undone */
    int64_t item_count;                     /* rows that the whole operation changed */
    struct audit_change *changes;           /* what differs first */
    size_t change_count;
};

/* In ctx->arena. An entry that does not exist: ERR_REFUSED. */
bool audit_read_entry(struct context *ctx, const char *id, struct audit_entry *entry, struct error *e);

/* An operation as the dialog of undo shows it. */
struct audit_operation {
    const char *id, *at, *action, *selection, *args; /* selection and args may be NULL */
    int64_t item_count;
};

/* The last operation of ctx->actor that was not undone; found is false where there is none. In
 * ctx->arena. */
bool audit_read_last_operation(struct context *ctx, struct audit_operation *op, bool *found, struct error *e);

#endif
