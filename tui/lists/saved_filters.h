/* Filters that the operator has given a name and, perhaps, a key: kept in the store of views, pane by pane. */
#ifndef TUI_LISTS_SAVED_FILTERS_H
#define TUI_LISTS_SAVED_FILTERS_H

#include <stdbool.h>
#include <stddef.h>

struct pane;
struct view;

/* The command that applies one: this, then its name. */
#define SAVED_FILTER_COMMAND "filter:"

struct saved_filter {
    const char *name, *filter; /* until the next change */
    char key;                  /* '\0': none */
};

/* The n-th of a pane, from 0; false: there are no more. file is config->views_file. */
bool saved_filter_at(const char *file, const char *pane, size_t n, struct saved_filter *out);
bool saved_filter_find(const char *file, const char *pane, const char *name, struct saved_filter *out);

/* A dialog: chooses one, gives the filter in force a name and a key, takes one away. chosen gets the filter. */
void saved_filters_open(struct view *owner, const struct pane *p, const char *filter,
                        void (*chosen)(struct view *owner, const char *filter));

#endif
