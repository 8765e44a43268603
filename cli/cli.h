/* The command line's faces. Each takes the parsed options and returns the exit code: data has gone
 * to stdout, messages to stderr. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/error.h"
#include "cli/options.h"

#include <stdbool.h>

struct arena;
struct config;

int cli_show(const struct cli_options *o, const struct config *config);
int cli_export(const struct cli_options *o, const struct config *config);
int cli_import(const struct cli_options *o, const struct config *config);
int cli_coretax(const struct cli_options *o, const struct config *config);
int cli_router(const struct cli_options *o, const struct config *config);
int cli_ping(const struct cli_options *o, const struct config *config);
int cli_explain(const struct cli_options *o, const struct config *config);
int cli_receipt(const struct cli_options *o, const struct config *config);
int cli_act(const struct cli_options *o, const struct config *config);
int cli_check(const struct cli_options *o, const struct config *config);
int cli_health(const struct cli_options *o, const struct config *config);
int cli_migrate(const struct cli_options *o, const struct config *config);
/* Without a screen: the list of steps, one step, or one step done. It finds its configuration itself. */
int cli_setup(const struct cli_options *o);
/* After the screen: what is done, what is missing, how it is taken up again. */
int cli_setup_left(const struct cli_options *o, bool has_written);
int cli_backup(const struct cli_options *o, const struct config *config);
int cli_restore(const struct cli_options *o, const struct config *config);
int cli_drill(const struct cli_options *o, const struct config *config);
int cli_worker(const struct cli_options *o, const struct config *config);

/* The words that may stand first, but panes' names; NULL-terminated. */
struct cli_words {
    const char *const *commands;
};
/* What a shell completes the command line with. */
int cli_completion(const struct cli_options *o, const struct cli_words *words);

/* What --help says of the command, or of the one thing that is named behind it. */
int cli_help(const struct cli_options *o);

/* "hotspot-console: what: why\n  hint" on stderr, texts made safe; returns the exit code. */
int cli_fail(const struct error *e);
/* What has been written reaches where stdout leads, or it is said that it has not: the exit code, then another one. */
int cli_end(int code);
/* A message on stderr, made safe. */
void cli_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
