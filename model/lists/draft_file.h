/* A file that is there whole, or not at all. It is written under another name in the same folder, for its owner's eyes
 * only, and gets its own when it is whole; what was begun is taken away if it can't be ended. A file that is there
 * already is left alone. */
#ifndef MODEL_LISTS_DRAFT_FILE_H
#define MODEL_LISTS_DRAFT_FILE_H

#include "base/error.h"

#include <stdbool.h>
#include <stdio.h>

struct draft_file;

/* What can't be made is refused before anything is begun. */
bool draft_is_possible(const char *file, struct error *e);

struct draft_file *draft_open(const char *file, struct error *e);
FILE *draft_stream(struct draft_file *d);           /* to write to; the draft's */
const char *draft_path(const struct draft_file *d); /* its name until then, for who writes by name */

/* What was written is on the disk, under its own name: then d is gone. Else it is taken away, too. */
bool draft_publish(struct draft_file *d, struct error *e);
void draft_abandon(struct draft_file *d); /* NULL is allowed */

/* From a signal's handler: takes away what this process has begun and not ended. */
void draft_abandon_all(void);

/* Always false. */
bool draft_cannot_write(const char *file, int why, struct error *e);

#endif
