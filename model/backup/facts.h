/* What is to be the same in a database and in what was restored of it. */
#ifndef MODEL_BACKUP_FACTS_H
#define MODEL_BACKUP_FACTS_H

#include "model/backup/backup.h"

struct db;

/* In the transaction that db is in, or each in one of its own: the rows of each table, the sums of the ledgers, the
 * schema's objects, the end of the audit's chain. with_ledgers: false for a database that may be no console's. */
bool facts_read(struct context *ctx, struct db *db, bool with_ledgers, struct backup_facts *f, struct error *e);
/* NULL: it has none of that name. */
const char *facts_find(const struct backup_facts *f, const char *name);
/* Those that differ, in ctx->arena. */
size_t facts_compare(struct context *ctx, const struct backup_facts *was, const struct backup_facts *is,
                     struct backup_fact **differences);

extern const char facts_rows[]; /* "rows of ", before a table's name */

#endif
