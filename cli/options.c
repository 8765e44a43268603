/* The words of the command line, taken apart once for every face. */
#include "cli/options.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum option_id {
    OPTION_CONFIG = 256, OPTION_FORMAT, OPTION_READ_ONLY, OPTION_HELP, OPTION_VERSION, OPTION_WHERE, OPTION_ID,
    OPTION_SORT, OPTION_LIMIT, OPTION_DRY_RUN, OPTION_YES, OPTION_ONCE, OPTION_ENFORCE
};

static const struct option known[] = {
    { "config", required_argument, NULL, OPTION_CONFIG },
    { "format", required_argument, NULL, OPTION_FORMAT },
    { "read-only", no_argument, NULL, OPTION_READ_ONLY },
    { "help", no_argument, NULL, OPTION_HELP },
    { "version", no_argument, NULL, OPTION_VERSION },
    { "where", required_argument, NULL, OPTION_WHERE },
    { "id", required_argument, NULL, OPTION_ID },
    { "sort", required_argument, NULL, OPTION_SORT },
    { "limit", required_argument, NULL, OPTION_LIMIT },
    { "dry-run", no_argument, NULL, OPTION_DRY_RUN },
    { "yes", no_argument, NULL, OPTION_YES },
    { "once", no_argument, NULL, OPTION_ONCE },
    { "enforce", no_argument, NULL, OPTION_ENFORCE },
    { NULL, 0, NULL, 0 },
};

/* Options that only some commands understand: given elsewhere they are a mistake, not decoration. */
static const struct {
    enum option_id option;
    const char *commands;
} belongs[] = {
    { OPTION_WHERE, " show act " },     { OPTION_ID, " show act " },       { OPTION_SORT, " show " },
    { OPTION_LIMIT, " show " },         { OPTION_DRY_RUN, " act migrate " }, { OPTION_YES, " act " },
    { OPTION_ONCE, " worker " },        { OPTION_ENFORCE, " migrate " },
};

static const char *option_name(enum option_id id)
{
    for (const struct option *o = known; o->name; o++)
        if (o->val == (int)id)
            return o->name;
    return "?";
}

static bool unknown_option(const char *given, struct error *e)
{
    const char *nearest = NULL;
    int best = 4;
    char word[32];
    strncpy(word, given + strspn(given, "-"), sizeof word - 1);
    word[sizeof word - 1] = '\0';
    word[strcspn(word, "=")] = '\0';
    for (const struct option *o = known; o->name; o++) {
        int d = text_distance(word, o->name);
        if (d < best) {
            best = d;
            nearest = o->name;
        }
    }
    error_set(e, ERR_USAGE, _("can't understand the command line"), _("there is no option %s"), given);
    return nearest ? error_hint(e, _("did you mean --%s? `hotspot-console --help` lists them"), nearest)
                   : error_hint(e, _("`hotspot-console --help` lists them"));
}

static bool parse_format(struct cli_options *o, const char *text, struct error *e)
{
    static const char *const names[] = { "table", "json", "csv" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(text, names[i]) == 0) {
            o->format = (enum cli_format)i;
            return true;
        }
    error_set(e, ERR_USAGE, _("can't understand the command line"), _("there is no format '%s'"), text);
    return error_hint(e, _("one of table, json, csv"));
}

static bool parse_limit(struct cli_options *o, const char *text, struct error *e)
{
    char *end;
    errno = 0;
    o->limit = strtol(text, &end, 10);
    if (errno || *end || end == text || o->limit < 1)
        return error_set(e, ERR_USAGE, _("can't understand the command line"),
                         _("--limit wants a whole number above 0, not '%s'"), text);
    return true;
}

static bool take_option(struct cli_options *o, int option, const char **ids, struct error *e)
{
    switch (option) {
    case OPTION_CONFIG:
        o->config = optarg;
        break;
    case OPTION_FORMAT:
        return parse_format(o, optarg, e);
    case OPTION_READ_ONLY:
        o->read_only = true;
        break;
    case OPTION_HELP:
        o->help = true;
        break;
    case OPTION_VERSION:
        o->version = true;
        break;
    case OPTION_WHERE:
        o->where = optarg;
        break;
    case OPTION_ID:
        ids[o->id_count++] = optarg;
        break;
    case OPTION_SORT:
        o->sort = optarg;
        break;
    case OPTION_LIMIT:
        return parse_limit(o, optarg, e);
    case OPTION_DRY_RUN:
        o->dry_run = true;
        break;
    case OPTION_YES:
        o->yes = true;
        break;
    case OPTION_ONCE:
        o->once = true;
        break;
    case OPTION_ENFORCE:
        o->enforce = true;
        break;
    }
    return true;
}

static bool check_belonging(const struct cli_options *o, const bool *given, struct error *e)
{
    char wrapped[40];
    if (o->help)
        return true;
    snprintf(wrapped, sizeof wrapped, " %.30s ", o->command ? o->command : "");
    for (size_t i = 0; i < sizeof belongs / sizeof belongs[0]; i++)
        if (given[belongs[i].option - OPTION_CONFIG] && !strstr(belongs[i].commands, wrapped))
            return error_set(e, ERR_USAGE, _("can't understand the command line"), _("--%s goes with:%s"),
                             option_name(belongs[i].option), belongs[i].commands);
    if (o->where && o->ids)
        return error_set(e, ERR_USAGE, _("can't understand the command line"), _("either --where or --id, not both"));
    return true;
}

bool cli_options_parse(struct arena *a, int argc, char **argv, struct cli_options *o, struct error *e)
{
    bool given[OPTION_ENFORCE - OPTION_CONFIG + 1] = { false };
    const char **words = ARENA_ARRAY(a, const char *, argc + 1);
    const char **ids = ARENA_ARRAY(a, const char *, argc + 1);
    int option;

    *o = (struct cli_options){ .words = words };
    opterr = 0;
    optind = 1;
    /* the leading "-" hands bare words over in their place, ":" tells a missing value apart */
    while ((option = getopt_long(argc, argv, "-:h", known, NULL)) != -1) {
        if (option == 1 && optarg) {
            if (!o->command)
                o->command = optarg;
            else if (o->id_count && !strchr(optarg, '='))
                ids[o->id_count++] = optarg;
            else
                words[o->word_count++] = optarg;
        } else if (option == 'h') {
            o->help = true;
        } else if (option == ':') {
            return error_set(e, ERR_USAGE, _("can't understand the command line"), _("%s wants a value"),
                             argv[optind - 1]);
        } else if (option == '?') {
            return unknown_option(argv[optind - 1], e);
        } else {
            given[option - OPTION_CONFIG] = true;
            if (!take_option(o, option, ids, e))
                return false;
        }
    }
    for (; optind < argc; optind++)
        words[o->word_count++] = argv[optind];
    o->ids = o->id_count ? ids : NULL;
    return check_belonging(o, given, e);
}
