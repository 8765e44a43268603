/* The words of the command line, taken apart once for every face. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/error.h"
#include "model/lists/row_writer.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct cli_options {
    const char *command;      /* "show", "act", …, or a pane's name; NULL: none given */
    const char *const *words; /* after the command, options taken out; NULL-terminated */
    size_t word_count;
    const char *config, *where, *sort;
    const char *columns, *output; /* NULL: not given */
    const char *existing, *resume, *into, *confirm;
    const char *const *ids; /* every --id, and bare words after the first one that are no NAME=VALUE */
    size_t id_count;
    int64_t limit; /* 0: none */
    enum row_format format;
    bool has_format; /* it was given */
    bool read_only, help, version, dry_run, yes, once, enforce, template, skip_bad, list, roles, live, nagios;
};

/* The result lives in the arena; argv must outlive it. */
bool cli_options_parse(struct arena *a, int argc, char **argv, struct cli_options *o, struct error *e);

/* All options, without their dashes; commands: " show act ", NULL: any command takes it. NULL: no more. */
const char *cli_option_at(size_t i, bool *wants_value, const char **commands);

#endif
