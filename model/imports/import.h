/* Importing: a file is staged line by line, judged by the database, looked at, and then written by one action. Until it
 * is written nothing but the staged lines is there, and those are kept by the import's number: who was cut off goes on
 * by that. */
#ifndef MODEL_IMPORTS_IMPORT_H
#define MODEL_IMPORTS_IMPORT_H

#include "model/engine/action.h"
#include "model/imports/kind.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What becomes of what is there already and differs. */
extern const char *const import_existing[]; /* "keep", "update", NULL */

struct import {
    const struct import_kind *kind;
    const char *id, *file, *actor, *staged_at, *existing;
    const char *header;       /* as it stands in the file, fields apart by IMPORT_APART */
    const char *operation_id; /* NULL: it was not tried to write it */
    int64_t lines;
    bool is_done;
};
#define IMPORT_APART '\x1f'

/* Reads a file ("-": standard input) into the staging table, in one transaction. In ctx->arena. Tells its progress in
 * bytes where the file's size is known. */
bool import_stage(struct context *ctx, const struct import_kind *kind, const char *file, const char *existing,
                  struct import *import, struct error *e);
bool import_find(struct context *ctx, const char *id, struct import *import, struct error *e);
/* The last one that the caller's actor has read and not written; found false: there is none. */
bool import_find_last(struct context *ctx, struct import *import, bool *found, struct error *e);
bool import_forget(struct context *ctx, const struct import *import, struct error *e); /* its staged lines, and it */

enum {
    IMPORT_MOST_SHOWN = 20,  /* lines of a preview */
    IMPORT_MOST_FAULTS = 100 /* that are named */
};

struct import_line {
    int64_t line;
    const char *verdict, *label, *before, *after;
};
struct import_faulty {
    int64_t line;
    const char *kind, *why;
};
struct import_fault_count {
    const char *kind;
    int64_t lines;
};

struct import_verdict {
    int64_t fresh, update, same, kept, faulty; /* lines; fresh: to be made */
    struct import_line *lines;
    size_t line_count;
    struct import_faulty *faults;
    size_t fault_count;
    struct import_fault_count *counts; /* by kind of fault, the most first */
    size_t count_count;
};

/* Judges all lines against the database as it is now. Changes nothing else. */
bool import_check(struct context *ctx, const struct import *import, struct import_verdict *verdict, struct error *e);

/* What such a file has beside the import's own columns; left out where it is read again. */
enum {
    IMPORT_OWN_COLUMNS = 2
};
extern const char *const import_own_columns[IMPORT_OWN_COLUMNS]; /* "line", "why" */

/* All faulty lines as they stand in the file, with a column "why", into a file that is not there yet; and all of it is
 * written, or it is said why not and there is none. */
bool import_write_faults(struct context *ctx, const struct import *import, const char *file, struct error *e);

/* Whether it may be written: something is to be written, and no line is faulty or those are left out. */
bool import_may_write(const struct import_verdict *verdict, bool skips_bad, struct error *e);

/* The plan of its action, for what confirms it and for action_apply(). In ctx->arena. */
void import_plan(struct context *ctx, const struct import *import, const struct import_verdict *verdict,
                 struct plan *plan);

/* The same as a preview shows it: of the lines, with what is faulty as refused. All or nothing, unless it skips what is
 * bad. line: the word for one, translated. */
void import_shown_plan(struct arena *a, const struct import *import, const struct import_verdict *verdict,
                       bool skips_bad, const char *line, struct plan *plan);

/* Writes it, in one transaction; tells its progress in lines. What was committed before under this import is adopted.
 */
bool import_write(struct context *ctx, const struct import *import, const struct import_verdict *verdict,
                  bool skips_bad, struct action_result *result, struct error *e);

#endif
