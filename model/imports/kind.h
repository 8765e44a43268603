/* What can be imported: each kind is a table of columns, from which the template, the help, the docs and the checks of
 * a line are drawn. What needs the database to be checked stands in db/imports/import_KIND_check.sql. */
#ifndef MODEL_IMPORTS_KIND_H
#define MODEL_IMPORTS_KIND_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum import_type {
    IMPORT_TEXT,
    IMPORT_PHONE,
    IMPORT_MAC,
    IMPORT_ADDRESS, /* IP */
    IMPORT_MB,      /* whole MB; a bare number is MB */
    IMPORT_PART_MB, /* the same with hundredths */
    IMPORT_GB,      /* a bare number is GB; two decimals of a GB */
    IMPORT_RP,
    IMPORT_INT,
    IMPORT_DAY,  /* YYYY-MM-DD, day first otherwise */
    IMPORT_TIME, /* a day, or a day and a time as our exports write it */
    IMPORT_YES,  /* yes or no */
    IMPORT_CHOICE
};

struct import_column {
    const char *name; /* as the template writes it, and the column of the staging table */
    const char *also; /* further headers that are taken, with commas between; case, blanks and marks do not count */
    const char *help; /* translatable */
    const char *example;
    enum import_type type;
    bool is_required;
    int64_t minimum, maximum; /* of numbers; of texts their length in characters */
    const char *const *choices;
    const char *checked; /* translatable: what the database is asked about it; NULL: nothing */
};

struct import_kind {
    const char *name;    /* "customers": the word of the command line */
    const char *label;   /* translatable */
    const char *help;    /* translatable, one line */
    const char *action;  /* that writes it */
    const char *entity;  /* what its lines are called, a name in model/engine/entity.h */
    const char *table;   /* of the staged lines, in schema console */
    const char *check;   /* db/NAME.sql: judges the staged lines, $1 import */
    const char *plan;    /* db/NAME.sql: the first lines as they would be; of its action */
    bool takes_existing; /* what is there already can be updated */
    const struct import_column *columns;
    size_t column_count;
};
const struct import_kind *import_kind_at(size_t i); /* NULL: no more */
const struct import_kind *import_kind_find(const char *name);

/* The column that a header stands for; NULL: none. */
const struct import_column *import_column_find(const struct import_kind *k, const char *header);
/* The nearest header that is known, for "did you mean"; NULL: none is near. */
const char *import_column_nearest(const struct import_kind *k, const char *header);

/* What is wrong with a line; the names stand in the database. */
enum import_fault {
    FAULT_REQUIRED,
    FAULT_FORM,
    FAULT_BOUNDS,
    FAULT_FIELDS,
    FAULT_QUOTES,
    FAULT_LONG,
    FAULT_NUL,
    FAULT_ENCODING,
    FAULT_TWICE,   /* another line says the same */
    FAULT_UNKNOWN, /* it names what is not there */
    FAULT_TAKEN,   /* it is somebody else's */
    FAULT_RULE     /* another rule stands against it */
};
const char *import_fault_name(enum import_fault f);
/* What the kind of fault is called on the screen, translatable; of a name that is none the name. */
const char *import_fault_words(const char *name);

/* Brings a value to the form in which it is staged: "" becomes NULL. False where it can't be one; then *fault, and why
 * in English for say(). */
bool import_value(struct arena *a, const struct import_column *c, const char *text, const char **value,
                  enum import_fault *fault, const char **why);

/* The header line and one line as an example, in CSV. */
const char *import_template(struct arena *a, const struct import_kind *k);

#endif
