/* Panes as data: what a list is made of. The screen, `show`, the filter language and the docs
 * are all drawn from these tables; the query and its columns are the same for all of them. */
#ifndef MODEL_LISTS_PANE_H
#define MODEL_LISTS_PANE_H

#include <stdbool.h>
#include <stddef.h>

struct context;
struct error;
struct pane_summary;

enum column_type {
    COL_TEXT,
    COL_ID,     /* uuid or bigint, as text */
    COL_PHONE,  /* stored form; matched in any form */
    COL_CHOICE, /* one of choices */
    COL_MB,     /* numeric MB, exact to 0.01 */
    COL_RP,     /* whole rupiah */
    COL_INT,
    COL_BOOL,
    COL_TIME, /* timestamptz */
    COL_DATE,
    COL_JSON,
    COL_PERCENT, /* a whole number, drawn as a bar */
    COL_SPARK    /* "1.00,0,12.50": a small chart; its data formats show the text */
};

enum column_flag {
    COLUMN_FROZEN = 1, /* stays on the left when the operator scrolls sideways */
    COLUMN_HIDDEN = 2, /* in JSON, CSV and detail, not on the list */
    COLUMN_NO_FILTER = 4,
    COLUMN_FILTER_ONLY = 8,   /* a field of the filter language, never shown */
    COLUMN_INDEXED = 16,      /* an index serves equality and patterns on sql; of a text on lower(sql) */
    COLUMN_SORT_INDEXED = 32, /* an index holds sort, then the pane's id, in order … */
    COLUMN_SORT_COVERS = 64,  /* … and the values of all columns that are COLUMN_INDEXED or searched */
    COLUMN_COPIED = 512,      /* useful by itself: goes to the clipboard, the first in the table first */
    COLUMN_PAYS = 1024,       /* as COLUMN_COPIED and before those, as long as the row can be paid by it */
    COLUMN_RIGHT = 256,       /* a figure with words around it: stands on the right like figures */
    COLUMN_GROUP = 128        /* the list leaves it blank where the row above is about the same user */
};

struct column {
    const char *name;       /* JSON key, CSV heading, filter field, --sort; scripts rely on it */
    const char *label;      /* heading on the screen, translatable */
    const char *sql;        /* expression over the aliases of the pane's query */
    const char *sort;       /* never-NULL expression to order by; NULL: not sortable */
    const char *cast;       /* SQL type of sort, for its parameter: "text", "numeric", "timestamptz" */
    const char *walk;       /* expression that grows with sort and that an index holds in order, for a sort that none
                               does: the order is walked by it; NULL: none */
    const char *walk_field; /* the field of sort, a composite, that walk is */
    enum column_type type;
    unsigned flags;
    int width; /* columns on the screen that it wants; it shrinks to min_width, then goes */
    int min_width;
    int priority;               /* the highest goes first where the screen is narrow */
    const char *const *choices; /* COL_CHOICE: NULL-terminated */
    const char *help;           /* one line, translatable */
};

struct pane {
    const char *name;  /* "users" */
    const char *label; /* "Users" */
    const char *help;  /* one line */
    /* What the console's command does that goes there: "Go to the users". */
    const char *go_help;
    const char *query; /* db/NAME.sql with {{columns}} {{where}} {{order}} {{limit}}; order and limit are whole
                          clauses, or nothing */
    const char *table; /* "public.users": for an estimated count of rows; NULL: count exactly */
    const char *id;    /* SQL expression of the row's id, unique, second key of every order */
    const char *id_cast;
    const char *entity;  /* what its rows are for actions and audit: "user" */
    const char *user;    /* SQL expression of the uuid of the user that a row is about, NULL where it is about none;
                            with it the actions on users work here too */
    const char *invoice; /* SQL expression of the uuid of the invoice that a row is about, in the same way */
    const char *open_column, *open_state; /* the column that tells whether a row can be paid, and its word for that */
    const struct column *columns;
    size_t column_count;
    const char *default_sort; /* "full_name"; "-at" for descending */
    /* Free words of a filter: adds "(… $n …)" for the word; see model/lists/filter.h. */
    const struct search *search;
    const char *const *channels; /* payloads of NOTIFY on channel "hotspot_console" that touch it */
    /* What is said above its rows; NULL: nothing. See model/lists/pane_summary.h. */
    bool (*summary)(struct context *ctx, struct pane_summary *s, struct error *e);
};

/* How a free word is looked for. */
struct search {
    const char *const *text_columns; /* SQL, NULL-terminated: contains the word, case folded */
    const char *phone_column;        /* SQL, NULL: none; digits are normalised */
    bool is_indexed;                 /* trigram indexes serve them all, the texts as lower(text) */
};

/* Of all rooms, in the order of the tabs; NULL: no more. */
const struct pane *pane_at(size_t i);
const struct pane *pane_find(const char *name); /* NULL: none of that name */
const struct column *pane_column(const struct pane *p, const char *name);

#endif
