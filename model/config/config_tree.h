/* Reads a libconfig tree by a declared table of settings: unknown names, wrong types and values out
 * of bounds are errors that name file and line. */
#ifndef MODEL_CONFIG_CONFIG_TREE_H
#define MODEL_CONFIG_CONFIG_TREE_H

#include "base/error.h"

#include <libconfig.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;
struct setting_group;

enum setting_type {
    SETTING_TEXT,
    SETTING_FILE,  /* a file's name, relative to the configuration's folder; ~/ is HOME */
    SETTING_INT,
    SETTING_BOOL,
    SETTING_DECIMAL, /* 11, 11.5 or "11.5", kept as text: what was written, to two decimals */
    SETTING_TEXTS, /* ( "a", "b" ) or [ … ]; NULL-terminated */
    SETTING_GROUP, /* its settings belong to the same record */
    SETTING_RECORD, /* a group that is a record of its own, in a struct setting_list: one, or none where it is absent */
    SETTING_GROUPS /* a list of groups: a record each, in a struct setting_list */
};

struct setting {
    const char *name;
    enum setting_type type;
    size_t offset; /* of its field in the record */
    bool is_required;
    int minimum, maximum;              /* SETTING_INT */
    const char *const *choices;        /* SETTING_TEXT: NULL-terminated; NULL: any */
    const struct setting_group *group; /* SETTING_GROUP, SETTING_RECORD, SETTING_GROUPS */
};

struct setting_group {
    const char *name; /* for messages: "routers"; "" at the top */
    const struct setting *settings;
    size_t count;
    size_t size;          /* of a record of SETTING_RECORD, SETTING_GROUPS */
    const void *fallback; /* what a record holds before it is read; NULL: zeroes */
    bool appends;         /* a later file's list comes after the earlier one, else in its place */
};

struct setting_place {
    const char *file;
    int line;
};

struct setting_list {
    char *records;
    struct setting_place *places;
    size_t count;
};

struct setting_source {
    struct arena *arena; /* everything read lives here */
    const char *file;    /* shown in messages */
    const char *folder;  /* for SETTING_FILE */
};

bool config_tree_read(const struct setting_source *source, const config_setting_t *tree,
                      const struct setting_group *group, void *record, struct error *e);

/* ERR_CONFIG with "file:line" as the reason. */
bool config_place_error(struct error *e, const struct setting_place *place, const char *what_format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
