/* Panes as data: what a list is made of. The screen, `show`, the filter language and the docs
 * are all drawn from these tables; the query and its columns are the same for all of them. */
#ifndef MODEL_LISTS_PANE_H
#define MODEL_LISTS_PANE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
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
    COLUMN_SORT_COVERS = 64,  /* … and the values of all columns that are searched or COLUMN_INDEXED and not COLUMN_APART */
    COLUMN_COPIED = 512,      /* useful by itself: goes to the clipboard, the first in the table first */
    COLUMN_PAYS = 1024,       /* as COLUMN_COPIED and before those, as long as the row can be paid by it */
    COLUMN_RIGHT = 256,       /* a figure with words around it: stands on the right like figures */
    COLUMN_BEGINS = 2048,     /* of a text: field:value is how it begins; field=value and quotes mean all of it */
    COLUMN_SAID = 4096,       /* a sentence that the database or the model has made, see model/engine/saying.h */
    COLUMN_SAID_KNOWN = 8192, /* what may be one, or a name from outside */
    COLUMN_ASKS_ALL = 16384,  /* a filter by it is about all rows, beside those that the pane shows usually */
    COLUMN_APART = 32768,     /* with COLUMN_INDEXED: that index is its own, and no index of an order holds it */
    COLUMN_ON_DEMAND = 65536, /* worked out row by row at a cost: on the list, and for scripts and files where it is named */
    COLUMN_GROUP = 128        /* the list leaves it blank where the row above is about the same user */
};

/* One of several relations whose rows are a pane's. */
struct pane_source {
    const char *relation; /* what {{source}} of the pane's query stands for; NULL: the list of sources ends */
    const char *where;    /* which of its rows; NULL: all */
    const char *walk;     /* expression that orders these rows as sort does, and that an index of another table holds in
                             order; NULL: none */
    const char *level;    /* SQL constant: what sort begins with for each of these rows, and then comes walk; without walk it
                             is all of it, and they are walked by the pane's id. NULL: their sort differs */
    bool is_sparse;       /* most of what is walked has no row of these: a walk of some length passes over too many */
};

struct column {
    const char *name;       /* JSON key, CSV heading, filter field, --sort; scripts rely on it */
    const char *label;      /* heading on the screen, translatable */
    const char *sql;        /* expression over the aliases of the pane's query */
    const char *sort;       /* never-NULL expression to order by; NULL: not sortable */
    const char *cast;       /* SQL type of sort, for its parameter: "text", "numeric", "timestamptz" */
    const char *walk;       /* expression that grows with sort and that an index holds in order, for a sort that none
                               does: the order is walked by it; NULL: none */
    const char *walk_field; /* the field of sort, a composite, that walk is; NULL: walk grows with sort itself */
    const char *walk_where; /* what is so of all rows that have something to walk by, and lets an index of a table that is
                               joined to them be walked; rows without it are not shown in this order. NULL: nothing */
    const struct pane_source *sources; /* for this order; NULL: the pane's */
    /* For an order whose last source stands level by level, and the database knows the levels: db/ROOM/NAME.sql, which asks
     * for those from a level on ($1, NULL: the first) in the order or against it ($2), and which rows are of level $1. NULL:
     * it does not. */
    const char *levels, *level_where;
    /* Of a text that is made of rows of another table, with blanks between: "u.id IN (SELECT … WHERE ", and the folded text
     * of one of those rows, which a trigram index serves. NULL: it is not, or none does. */
    const char *part_of, *part;
    const char *part_end; /* what closes part_of, beside its parenthesis; NULL: nothing */
    bool is_one_part;     /* the text is that of one of those rows, or of none of them */
    const char *among; /* "u.id IN (SELECT …)": all rows in which something stands, few of many, and those are looked at; NULL:
                          any row may have something */
    const char *beside; /* with among: the whole number, yes or no that stands in all other rows; NULL: nothing does */
    /* Of a choice that is worked out at a cost, and kept for filters: the table, its column with the pane's id and that with the
     * choice. A row that it does not have has nothing. "yes" and "no" ask whether there is any. NULL: it is not kept. */
    const char *kept_in, *kept_id, *kept;
    enum column_type type;
    unsigned flags;
    int width; /* columns on the screen that it wants; it shrinks to min_width, then goes */
    int min_width;
    int priority;               /* the highest goes first where the screen is narrow */
    const char *const *choices; /* COL_CHOICE: NULL-terminated; NULL: words that no filter asks for */
    const char *help;           /* one line, translatable */
};

/* What stands in the rows on which an action is possible. An empty column forbids nothing. */
struct pane_when {
    const char *column;        /* NULL: every row */
    const char *const *values; /* choices of the column, or "t" and "f", as PostgreSQL writes them; NULL: anything but 0
                                  and nothing */
};
enum {
    PANE_WHENS = 2
};

/* An action on a pane's rows: when it is of use there, as far as the row itself tells. What it would do decides its
 * plan; this is for what is offered. */
struct pane_action {
    const char *action;
    bool is_main;                      /* one of those that operators want most, in the order of the table */
    struct pane_when when[PANE_WHENS]; /* all of them; of several entries for one action, any */
};

#define WHERE_IS(name, ...)                                                                                            \
    {                                                                                                                  \
        (name), (const char *const[])                                                                                  \
        {                                                                                                              \
            __VA_ARGS__, NULL                                                                                          \
        }                                                                                                              \
    }
#define WHERE_SOME(name)                                                                                               \
    {                                                                                                                  \
        (name), NULL                                                                                                   \
    }

struct pane {
    const char *name;  /* "users" */
    const char *label; /* "Users" */
    const char *help;  /* one line */
    /* What to do where there is no row yet, with no filter: "No customers yet: {users.add} adds one". {COMMAND} is the
     * key of a command or action there. Translatable; NULL: nothing is said of it. */
    const char *empty;
    /* What the console's command does that goes there: "Go to the users". */
    const char *go_help;
    const char *query; /* db/NAME.sql with {{columns}} {{where}} {{order}} {{limit}}; order and limit are whole
                          clauses, or nothing */
    const char *relation; /* what {{source}} of the query stands for, but in an order with sources of its own; NULL: the
                             query names its own, or there are sources */
    const struct pane_source *sources; /* a page is taken of each, along its own indexes, and of these the page of all.
                                          None has a row of another. NULL: the query names its own */
    const char *table;                 /* "public.users": for an estimated count of rows; NULL: count exactly */
    const char *usual;                 /* which of its rows it shows, unless a filter asks by a column that is
                                          COLUMN_ASKS_ALL; NULL: all */
    const char *id;                    /* SQL expression of the row's id, unique, second key of every order */
    const char *id_cast;
    const char *entity;  /* what its rows are for actions and audit: "user" */
    const char *user;    /* SQL expression of the uuid of the user that a row is about, NULL where it is about none;
                            with it the actions on users work here too */
    const char *invoice; /* SQL expression of the uuid of the invoice that a row is about, in the same way */
    const char *open_column, *open_state; /* the column that tells whether a row can be paid, and its word for that */
    const struct column *columns;
    size_t column_count;
    const struct pane_action *actions; /* up to one without a name; NULL: nothing is said of any */
    const char *default_sort; /* "full_name"; "-at" for descending */
    /* Free words of a filter: adds "(… $n …)" for the word; see model/lists/filter.h. */
    const struct search *search;
    const char *const *channels; /* payloads of NOTIFY on channel "hotspot_console" that touch it */
    /* Each of its rows stands for many of another pane's: a screen shows it in that one's place, and those rows when one of
     * it is opened. The other pane, and its field that tells which row it is a part of; NULL: it stands for itself. */
    const char *sums_up, *part_field;
    /* A row leads elsewhere, in place of a page of its own: the columns that name the pane, the filter, and (not empty) the row
     * whose page it is. NULL: it has its own */
    const char *leads_pane, *leads_filter, *leads_row;
    const char *rows_of; /* another pane that has a row of the same id for each of its rows: what is done with that one is done
                            here, too; NULL: none */
    /* What the code's own tables say, as a list of VALUES for {{words}} in its query; NULL: the query asks for none. */
    const char *(*words)(struct arena *a);
    /* What is said above its rows; NULL: nothing. See model/lists/pane_summary.h. */
    bool (*summary)(struct context *ctx, struct pane_summary *s, struct error *e);
    bool has_sums_alone; /* its summary tells of no queue: sums in one row */
};

/* Names that a screen shows as words: a free word finds them by the word, too. */
struct search_names {
    const char *sql;                        /* what holds the name */
    const char *(*at)(size_t i);            /* the name; NULL: no more */
    const char *(*word)(const char *name); /* in the language of the face */
};

/* How a free word is looked for. */
struct search {
    const char *const *text_columns; /* SQL, NULL-terminated: contains the word, case folded */
    const char *phone_column;        /* SQL, NULL: none; digits are normalised */
    bool is_indexed;                 /* trigram indexes serve them all, the texts as lower(text) */
    bool is_apart;                   /* … and these are of several tables: each text is looked for by itself */
    const struct search_names *names; /* NULL: none */
};

/* Of all rooms, in the order of the tabs; NULL: no more. */
const struct pane *pane_at(size_t i);
const struct pane *pane_find(const char *name); /* NULL: none of that name */
/* Those that a screen has tabs for: all that stand for themselves. */
const struct pane *pane_tab(size_t i);
const struct pane *pane_on_screen(const struct pane *p); /* what is shown in its place; mostly itself */
const struct pane *pane_of_parts(const struct pane *p);  /* whose rows one of p stands for; NULL: p stands for itself */
const struct column *pane_column(const struct pane *p, const char *name);

#endif
