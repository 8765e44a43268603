/* Which statements are prepared on a connection: the embedded ones by name, and the last few texts. */
#ifndef DB_STATEMENT_H
#define DB_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STATEMENT_TEXTS 32

struct statement_text {
    char *text; /* NULL: free */
    char name[8];
    uint64_t used; /* greater is later */
};

struct statements {
    bool *named; /* by index into embedded_files */
    struct statement_text texts[STATEMENT_TEXTS];
    uint64_t clock;
};

struct embedded_file;

void statements_init(struct statements *s);
void statements_forget(struct statements *s); /* nothing is prepared any more */
void statements_free(struct statements *s);

/* NAME.sql, in whatever room of db/ it lies; NULL: there is none. */
const struct embedded_file *statement_find(const char *name);
bool *statement_is_prepared(struct statements *s, const struct embedded_file *file);

/* The slot that holds this text, or else the one to put it in: free, or used longest ago. */
struct statement_text *statement_text_slot(struct statements *s, const char *text);
void statement_text_keep(struct statements *s, struct statement_text *slot, const char *text);
void statement_text_drop(struct statement_text *slot);

/* The text behind its leading comment and blank lines. */
const char *statement_body(const char *text);

/* It may change something: a loss of the connection leaves open whether it did. */
bool statement_may_write(const char *text);

#endif
