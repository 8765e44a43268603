/* A CSV file, record by record, in constant memory: commas, semicolons or tabs, with or without a byte order mark,
 * UTF-8 or UTF-16, any line ends, fields in quotes with line ends in them.
 *
 * What is wrong with one record is told with it, and the reading goes on behind it. */
#ifndef MODEL_IMPORTS_SHEET_H
#define MODEL_IMPORTS_SHEET_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SHEET_MOST_FIELDS = 100,      /* of a record; those behind are counted and not kept */
    SHEET_MOST_BYTES = 256 * 1024 /* of a record */
};

enum sheet_trouble {
    SHEET_SOUND,
    SHEET_QUOTES,   /* a quote is not closed, or stands where none may */
    SHEET_TOO_LONG, /* more than SHEET_MOST_BYTES: a quote that is never closed, or no text at all */
    SHEET_NUL,      /* a byte 0 */
    SHEET_NOT_UTF8
};

struct sheet_field {
    const char *text; /* ends with '\0' */
    size_t length;
};

struct sheet_record {
    int64_t line; /* on which it begins; from 1 */
    enum sheet_trouble trouble;
    const struct sheet_field *fields; /* as far as they were read; only until the next record */
    size_t count;                     /* may be more than SHEET_MOST_FIELDS */
};

struct sheet;

/* "-": standard input. NULL and e where it can't be read. */
struct sheet *sheet_open(const char *file, struct error *e);
void sheet_close(struct sheet *s); /* NULL is allowed */

/* The next record that is not blank. False at the end, where e->code is ERR_NONE, and where it can't be read on; also
 * where the file was changed meanwhile. */
bool sheet_read(struct sheet *s, struct sheet_record *record, struct error *e);

int64_t sheet_bytes_read(const struct sheet *s);
int64_t sheet_bytes_all(const struct sheet *s); /* 0: not known */
char sheet_separator(const struct sheet *s);    /* once a record was read */

#endif
