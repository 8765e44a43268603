/* The lines of the first page, as they are called and where they lead. */
#ifndef MODEL_HOME_LINES_H
#define MODEL_HOME_LINES_H

struct home_line {
    const char *name;    /* in home_list.sql */
    const char *section; /* a word of the pane's column; NULL: the table ends */
    const char *label;   /* translatable; NULL: what the statement says it is about */
    const char *pane,
        *filter; /* where enter leads; pane NULL: to the row that the statement names; filter NULL: all of it */
};

extern const struct home_line home_lines[];

#endif
